import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `monitor` from a real gdb, and servers started as other servers' clients start them.
    @Suite struct MonitorTests {
        @Test(arguments: GDB.allCases)
        func commandsOfAllServersWork(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let elf = try await firmware("zephyr.elf")
            let rows: [(String, String)] = [
                ("monitor reset halt", "reset; halted at"),
                ("monitor mdw 0xe000ed00", "0xe000ed00: 410fc271"),
                ("monitor reg pc", "pc (/32): 0x0800"), ("monitor flash info 0", "not protected"),
                ("monitor ReadDP 0", "0x5ba02477"), ("monitor help reset", "[halt|init|run]"),
                ("monitor hatl", "did you mean \"halt\"?"), ("monitor nonsense", "Protocol error"),
                ("monitor semihosting enable", "semihosting is enabled"),
                ("monitor arm semihosting enable", "semihosting is enabled"),
                ("monitor rtt start", "No control block"), ("monitor targets", "cortex_m"),
                ("monitor vector-catch", "hard_err: catch"), ("monitor info", "STM32F7"),
                ("monitor init", ""), ("monitor erase 0x080c0000 4", ""),
                ("monitor mdw 0x080c0000", "0x080c0000: ffffffff"),
            ]
            let transcript = try await gdb.run(
                [Connection.extended.command(server), "load"] + rows.map(\.0), elf: elf)
            for (command, text) in rows where !text.isEmpty {
                #expect(transcript[command].contains(text), "\(command): \(transcript)")
            }
            try server.stop()
            expectNothingIllegal(try desk.statistics())
        }

        @Test func shutdownEndsTheProcess() async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let transcript = try await GDB.debian.run([
                Connection.remote.command(server), "monitor shutdown",
            ])
            #expect(transcript.text.contains("shutdown command invoked"), "\(transcript)")
            #expect(waitUntil { !server.isRunning }, "\(server.text)")
        }

        /// Program, options, the line its clients wait for, and the status after SIGTERM.
        static let launches: [(program: String, options: String, ready: String, status: Int32)] = [
            ("stlink-gdbserver", "-p %", "Listening at \\*:%", 143),
            ("st-util", "-p % --no-reset --stlinkv1", "Listening at \\*", 0),
            ("st-util", "-p % -v0", "Listening at \\*:%", 0),
            (
                "ST-LINK_gdbserver", "-p % -cp /opt/st/bin --swd --halt",
                "Waiting for debugger connection", 143
            ),
            (
                "stlink-gdbserver", "--port-number % --stm32cubeprogrammer-path /x --halt --swd",
                "Waiting for debugger connection", 143
            ),
            (
                "openocd", "-f x.cfg -c 'gdb_port %' -c 'tcl_port 1' -c 'telnet_port 2'",
                "Info : Listening on port % for gdb connection", 143
            ),
            (
                "pyocd", "gdbserver --port % --telnet-port 1 --target stm32f756zgtx",
                "GDB server listening on port %", 143
            ),
        ]

        @Test(arguments: launches.indices)
        func serversAreStoodInFor(index: Int) throws {
            let launch = Self.launches[index]
            let desk = try Desk()
            let port = try FreePort.find()
            func filled(_ text: String) -> String { text.replacing("%", with: "\(port)") }
            try desk.run(
                "ln -sf $(command -v stlink-gdbserver) $DESK/\(launch.program); "
                    + "$DESK/\(launch.program) \(filled(launch.options)) >$DESK/log 2>&1 "
                    + "</dev/null & echo $! >$DESK/server")
            let ready = try Regex(filled(launch.ready))
            let isReady = waitUntil {
                desk.folder.text("log").contains(ready)
            }
            #expect(isReady, "\(desk.folder.text("log"))")
            let ended = try desk.run("kill $(cat $DESK/server); wait $(cat $DESK/server)")
            #expect(ended.status == launch.status, "\(desk.folder.text("log"))")
            expectNothingIllegal(try desk.statistics())
        }

        /// st-util ends with a client of `target remote`, and stays for `extended-remote`.
        @Test(arguments: Connection.allCases)
        func stUtilEndsAsItDoes(connection: Connection) async throws {
            let desk = try Desk()
            let port = try FreePort.find()
            try desk.run(
                "ln -sf $(command -v stlink-gdbserver) $DESK/st-util; $DESK/st-util -p \(port) "
                    + ">$DESK/log 2>&1 & echo $! >$DESK/server")
            let isReady = waitUntil {
                desk.folder.text("log").contains("Listening at")
            }
            #expect(isReady, "\(desk.folder.text("log"))")
            _ = try await GDB.debian.run([
                "\(connection.rawValue) 127.0.0.1:\(port)", "monitor halt", "disconnect",
            ])
            let wait = try desk.run(
                "for i in $(seq \(connection == .remote ? 1200 : 20)); do "
                    + "kill -0 $(cat $DESK/server) 2>/dev/null || exit_seen=1; "
                    + "[ -n \"$exit_seen\" ] && break; sleep 0.1; done; echo ${exit_seen:-0}")
            let hasEnded = wait.output.contains("1")
            #expect(hasEnded == (connection == .remote), "\(desk.folder.text("log"))")
            try desk.run("kill $(cat $DESK/server) 2>/dev/null; true")
        }

        /// A channel on a TCP port, while gdb is connected.
        @Test func channelIsServedOnAPort() async throws {
            let desk = try Desk()
            let channel = try FreePort.find()
            let server = try desk.startServer("--rtt-port \(channel)")
            let block: [UInt32] = [
                0x4747_4553, 0x5220_5245, 0x0000_5454, 0, 1, 0, 0, 0x2000_5000, 16, 5, 0, 0,
            ]
            let writes = block.enumerated().map { index, word in
                "monitor mww 0x\(String(0x2000_4000 + index * 4, radix: 16)) \(word)"
            }
            let commands =
                [
                    Connection.remote.command(server),
                    "shell cd \(desk.folder.path); (exec 3<>/dev/tcp/127.0.0.1/\(channel); "
                        + "touch connected; head -c 5 <&3 >heard; mv heard rtt) >/dev/null 2>&1 & "
                        + "until test -e connected; do sleep 0.02; done",
                    "monitor mww 0x20005000 0x6c6c6568", "monitor mww 0x20005004 0x6f",
                ] + writes + [
                    "monitor rtt start",
                    "shell cd \(desk.folder.path); until test -e rtt; do sleep 0.02; done",
                    "monitor rtt channels",
                    "monitor mdw 0x20004028",
                ]
            setenv("SHELL", "/bin/bash", 1)
            let transcript = try await GDB.debian.run(commands)
            #expect(transcript["monitor rtt start"].contains("0x20004000"), "\(transcript)")
            #expect(desk.folder.text("rtt") == "hello", "\(transcript)\n\(server.text)")
            #expect(transcript["monitor mdw 0x20004028"].contains("00000005"), "\(transcript)")
            try server.stop()
        }
    }
}
