import Foundation
import TestSupport

/// What a front end makes of its configuration file: a session, as in `Sessions`.
///
/// Ports become $PORT and programs $ELF; everything else is as the file has it.
enum LaunchConfiguration {
    /// `launch.json` for Cortex-Debug: src/stutil.ts, src/external.ts, src/gdb.ts.
    static func cortexDebug(_ json: JSON) throws -> String {
        let isAttach = json["request"]?.string == "attach"
        let type = json["servertype"]?.string
        let server: String
        let connect: String
        let launch: [String]
        switch type {
        case "stutil":
            let name = json["serverpath"]?.string ?? "st-util"
            server = "\(name) -p $PORT --no-reset"
            connect = "localhost:$PORT"
            launch = ["monitor halt", "load", "monitor reset"]
        case "external":
            server = "stlink-gdbserver --port $PORT"
            connect = port(try string(json, "gdbTarget"))
            launch = ["monitor reset halt", "load", "monitor reset halt"]
        default: throw DeskFailure("no servertype that this knows: \(json)")
        }
        var lines = [
            "flash zephyr.elf", "server \(server)", #"ready Listening at \*"#,
            "gdb -q --interpreter=mi2", "> -gdb-set mi-async on",
            "> -file-exec-and-symbols \"$ELF\"", "> -target-select extended-remote \(connect)",
        ]
        let console = isAttach ? ["monitor halt"] : launch
        lines += console.map {
            $0 == "load" ? "> -target-download" : "> -interpreter-exec console \"\($0)\""
        }
        if let entry = json["runToEntryPoint"]?.string, !isAttach {
            lines.append("> -break-insert -t --function \"\(entry)\"")
            lines += ["> -exec-continue --all", #"< \*stopped,reason="breakpoint-hit""#]
        }
        return (lines + ["> -thread-info", "< id=\"1\"", "> -gdb-exit", "ends"])
            .joined(separator: "\n")
    }

    /// `launch.json` for cppdbg: MIEngine's DebuggedProcess.cs. It looks for the ready line in the
    /// standard output, and in the standard error only where `filterStderr` says so.
    static func cppdbg(_ json: JSON) throws -> String {
        let stream = json["filterStderr"] == .bool(true) ? "ready-stderr" : "ready-stdout"
        let arguments = port(try string(json, "debugServerArgs"))
        var lines = [
            "flash second.elf", "server \(try string(json, "debugServerPath")) \(arguments)",
            "\(stream) \(try string(json, "serverStarted"))", "gdb --interpreter=mi",
            "> -gdb-set mi-async on", "> -file-exec-and-symbols $ELF", "> -break-insert -f main",
            "> -target-select remote \(port(try string(json, "miDebuggerServerAddress")))",
        ]
        for command in json["postRemoteConnectCommands"]?.array ?? [] {
            lines.append("> -interpreter-exec console \"\(try string(command, "text"))\"")
        }
        lines += [
            "> -exec-continue", #"< \*stopped,reason="breakpoint-hit".*func="main""#,
            "> -gdb-exit", "ends",
        ]
        return lines.joined(separator: "\n")
    }

    /// PlatformIO's `platformio.ini`: debug/process/gdb.py puts the script together.
    static func platformIO(_ text: String) throws -> String {
        var values: [String: [String]] = [:]
        var key = ""
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix(" ") {
                values[key, default: []].append(String(line.dropFirst(4)))
            } else if let equals = line.firstIndex(of: "=") {
                key = line[..<equals].trimmingCharacters(in: .whitespaces)
                let value = line[line.index(after: equals)...]
                    .trimmingCharacters(in: .whitespaces)
                values[key] = value.isEmpty ? [] : [value]
            }
        }
        func all(_ name: String) throws -> [String] {
            guard let value = values[name] else { throw DeskFailure("no \(name)") }
            return value
        }
        let address = port(try all("debug_port").joined())
        let script = try all("debug_init_cmds").map { line in
            line.replacing("$DEBUG_PORT", with: address).replacing("$LOAD_CMDS", with: "load")
                .replacing("$INIT_BREAK", with: "tbreak main")
        }
        let server = try all("debug_server").map { port($0) }.joined(separator: " ")
        return [
            "flash second.elf", "server \(server)",
            "ready \(try all("debug_server_ready_pattern").joined())",
            "gdb -q --interpreter=mi2 -l 10 -x .pioinit $ELF", "write .pioinit",
            script.map { "    \($0)" }.joined(separator: "\n"),
            "    echo PlatformIO: Initialization completed\\n",
            "< PlatformIO: Initialization completed", "> -exec-continue",
            #"< \*stopped,reason="breakpoint-hit".*func="main""#, "> pio_reset_run_target",
            "> -gdb-exit", "ends",
        ].joined(separator: "\n")
    }

    /// CLion's run configuration: server and arguments, connect, load, reset.
    static func clion(_ text: String) throws -> String {
        let path = try attribute("executable", in: text)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return [
            "flash second.elf",
            "server \(name) \(port(try attribute("PROGRAM_PARAMS", in: text)))",
            "ready Listening at", "gdb --interpreter=mi2", "> -file-exec-and-symbols $ELF",
            "> -interpreter-exec console \"target remote "
                + port(try attribute("gdb-connect", in: text)) + "\"",
            "> -interpreter-exec console \"load\"",
            "> -interpreter-exec console \"\(try attribute("reset-cmd", in: text))\"",
            "> -break-insert main", "> -exec-continue",
            #"< \*stopped,reason="breakpoint-hit".*func="main""#, "> -gdb-exit", "ends",
        ].joined(separator: "\n")
    }

    /// A launch of CDT's "GDB Hardware Debugging": GDBJtagDSFFinalLaunchSequence.java's order.
    static func eclipse(_ text: String) throws -> String {
        var values: [String: String] = [:]
        for match in text.matches(of: /key="([^"]+)"\s+value="([^"]*)"/) {
            let key = String(match.output.1).split(separator: ".").last.map(String.init) ?? ""
            values[key] = String(match.output.2)
        }
        func console(_ name: String) -> [String] {
            (values[name] ?? "").split(separator: "&#10;").map {
                "> -interpreter-exec console \"\($0)\""
            }
        }
        let address = "\(values["ipAddress"] ?? ""):\(port(values["portNumber"] ?? ""))"
        var lines = [
            "flash second.elf", "server stlink-gdbserver --port $PORT", "ready Listening at",
            "gdb --interpreter=mi2 --nx", "> -file-exec-file $ELF",
            "> -interpreter-exec console \"symbol-file $ELF\"",
            "> -target-select remote \(address)",
        ]
        lines += values["doReset"] == "true" ? console("reset") : []
        lines += console("initCommands")
        if values["loadImage"] == "true" {
            lines.append("> -interpreter-exec console \"load $ELF \"")
        }
        if values["setStopAt"] == "true" {
            lines.append("> -break-insert -t -f \(values["stopAt"] ?? "")")
        }
        lines += console("runCommands")
        if values["setResume"] == "true" {
            lines += ["> -exec-continue", #"< \*stopped,reason="breakpoint-hit".*func="main""#]
        }
        return (lines + ["> -gdb-exit", "ends"]).joined(separator: "\n")
    }

    /// Everybody's port is 4242 in the documents.
    static func port(_ text: String) -> String { text.replacing("4242", with: "$PORT") }

    static func string(_ json: JSON, _ name: String) throws -> String {
        guard let text = json[name]?.string else { throw DeskFailure("no \(name) in \(json)") }
        return text
    }

    private static func attribute(_ name: String, in text: String) throws -> String {
        guard let match = text.firstMatch(of: try Regex("\(name)=\"([^\"]*)\"")),
            let value = match.output[1].substring
        else { throw DeskFailure("no \(name)") }
        return String(value)
    }
}
