import Foundation
import TestSupport
import Testing

extension ClientTests {
    /// Editors that speak the Debug Adapter Protocol: gdb's own adapter and LLDB's.
    @Suite struct AdapterTests {
        /// An adapter and how it is told to connect.
        enum Adapter: String, CaseIterable, CustomTestStringConvertible {
            case gdb, lldb14 = "lldb-vscode-14", lldb19 = "lldb-dap-19"

            var testDescription: String { rawValue }

            func client(in folder: TemporaryFolder) throws -> AdapterClient {
                switch self {
                case .gdb: try AdapterClient(GDB.recent.path(), ["-i", "dap", "-q"], in: folder)
                case .lldb14: try AdapterClient(Tool.lldb(.v14).adapter, [], in: folder)
                case .lldb19: try AdapterClient(Tool.lldb(.v19).adapter, [], in: folder)
                }
            }

            func attach(elf: String, port: UInt16) -> String {
                switch self {
                case .gdb: "{\"program\":\"\(elf)\",\"target\":\"127.0.0.1:\(port)\"}"
                case .lldb19:
                    "{\"program\":\"\(elf)\",\"stopOnEntry\":true,"
                        + "\"gdb-remote-port\":\(port)}"
                case .lldb14:
                    // The adapter looks at the process when these are done, and gives up where
                    // LLDB has not noticed yet that it stands: LLDB is told to wait for that.
                    "{\"program\":\"\(elf)\",\"stopOnEntry\":true,"
                        + "\"attachCommands\":[\"script lldb.debugger.SetAsync(False)\","
                        + "\"gdb-remote 127.0.0.1:\(port)\","
                        + "\"script lldb.debugger.SetAsync(True)\"]}"
                }
            }

            /// What an editor's console sends to the debugger itself.
            func console(_ command: String) -> String {
                let command = self == .gdb ? command : "`\(command)"
                return "{\"expression\":\"\(command)\",\"context\":\"repl\"}"
            }

            var load: [String] {
                switch self {
                case .gdb: ["monitor reset halt", "load", "monitor reset halt"]
                default:
                    [
                        "target modules load --file zephyr.elf --load --slide 0",
                        "process plugin packet monitor reset halt",
                    ]
                }
            }
        }

        @Test(arguments: Adapter.allCases) func wholeSession(adapter: Adapter) async throws {
            let desk = try Desk()
            let second = try await TestFirmware.path("second.elf")
            try #require(try desk.run("stlink flash \(second)").status == 0)
            let server = try desk.startServer()
            let client = try adapter.client(in: desk.folder)
            let capabilities = try client.request(
                "initialize",
                "{\"clientID\":\"test\",\"adapterID\":\"stm32\",\"linesStartAt1\":true,"
                    + "\"columnsStartAt1\":true,\"pathFormat\":\"path\"}")
            let elf = try await TestFirmware.path("zephyr.elf")
            let attach = try client.send("attach", adapter.attach(elf: elf, port: server.port))
            try client.event("initialized")
            try client.request(
                "setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"main\"}]}")
            let configured = try client.send("configurationDone")
            _ = try client.response(to: attach)
            _ = try client.response(to: configured)
            try client.event("stopped")
            for command in adapter.load {
                try client.request("evaluate", adapter.console(command))
            }
            let thread = try self.thread(client)
            try client.request("continue", "{\"threadId\":\(thread)}")
            try client.stop(for: "breakpoint")
            try lookAround(client, thread: thread)
            try readCode(client, capabilities)
            try stepAround(client, thread: thread)
            client.forget("continued")
            let begin = try desk.statistics().virtualNanoseconds
            try client.request("continue", "{\"threadId\":\(thread)}")
            // lldb-dap loses a pause that comes before it has noticed that the program runs.
            if adapter == .lldb19 { try client.event("continued") }
            while try desk.statistics().virtualNanoseconds < begin + 5_000_000 { usleep(5_000) }
            try client.request("pause", "{\"threadId\":\(thread)}")
            try client.event("stopped")
            try client.request("disconnect", "{\"terminateDebuggee\":false}")
            if adapter == .gdb {
                #expect(capabilities["supportsReadMemoryRequest"] == .bool(true))
                #expect(capabilities["supportsDisassembleRequest"] == .bool(true))
            }
            #expect(server.isRunning)
            try server.stop()
            #expect(try desk.unplug()?.illegal == [:])
        }

        private func thread(_ client: AdapterClient) throws -> Int {
            try #require(try client.request("threads")["threads"]?.array?.first?["id"]?.int)
        }

        private func top(_ client: AdapterClient, thread: Int) throws -> JSON {
            let stack = try client.request(
                "stackTrace", "{\"threadId\":\(thread),\"startFrame\":0,\"levels\":20}")
            return try #require(stack["stackFrames"]?.array?.first)
        }

        /// Stack, variables, registers, memory, disassembly: what an editor shows at a stop.
        private func lookAround(_ client: AdapterClient, thread: Int) throws {
            let frame = try top(client, thread: thread)
            #expect(frame["name"]?.string?.hasPrefix("main") == true, "\(frame)")
            let id = try #require(frame["id"]?.int)
            let scopes = try client.request("scopes", "{\"frameId\":\(id)}")["scopes"]?.array ?? []
            #expect(scopes.count >= 2, "\(scopes)")
            var names: Set<String> = []
            for scope in scopes {
                let reference = try #require(scope["variablesReference"]?.int)
                let variables = try client.request(
                    "variables", "{\"variablesReference\":\(reference)}")
                names.formUnion(
                    variables["variables"]?.array?.compactMap { $0["name"]?.string } ?? [])
            }
            #expect(names.isSuperset(of: ["sum", "product", "mean"]), "\(names)")
            let counter = try client.request(
                "evaluate", "{\"expression\":\"counter\",\"frameId\":\(id),\"context\":\"watch\"}")
            #expect(counter["result"]?.string == "0", "\(counter)")
        }

        /// Memory and disassembly, where the adapter has them: LLDB's learnt both later.
        private func readCode(_ client: AdapterClient, _ capabilities: JSON) throws {
            if capabilities["supportsReadMemoryRequest"] == .bool(true) {
                let memory = try client.request(
                    "readMemory", "{\"memoryReference\":\"0x08000000\",\"offset\":0,\"count\":8}")
                let bytes = memory["data"]?.string.flatMap { Data(base64Encoded: $0) } ?? Data()
                // The initial stack pointer and the address of handle_reset.
                #expect(bytes.count == 8 && bytes[3] == 0x20 && bytes[7] == 0x08, "\(memory)")
            }
            if capabilities["supportsDisassembleRequest"] == .bool(true) {
                let disassembly = try client.request(
                    "disassemble", "{\"memoryReference\":\"0x080002b0\",\"instructionCount\":4}")
                #expect(disassembly["instructions"]?.array?.count == 4, "\(disassembly)")
            }
        }

        private func stepAround(_ client: AdapterClient, thread: Int) throws {
            let first = try #require(try top(client, thread: thread)["line"]?.int)
            for (command, name, lines) in [
                ("next", "main", 1), ("stepIn", "factorial", nil), ("stepOut", "main", nil),
            ] as [(String, String, Int?)] {
                try client.request(command, "{\"threadId\":\(thread)}")
                try client.stop(for: "step")
                let frame = try top(client, thread: thread)
                #expect(frame["name"]?.string?.hasPrefix(name) == true, "\(command): \(frame)")
                if let lines { #expect(frame["line"]?.int == first + lines) }
            }
        }
    }
}
