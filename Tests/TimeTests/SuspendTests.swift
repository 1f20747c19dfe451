import Foundation
import TestSupport
import Testing

extension TimeTests {
    /// A laptop's suspend, by SIGSTOP and SIGCONT: whatever time limit has passed when it goes on,
    /// nothing was late, and nothing fails.
    @Suite struct SuspendTests {
        /// `hold SECONDS`: what is suspended stands still for longer than a USB transfer may take.
        private static let prelude = """
            hold() { sleep $1; kill -STOP $pids; sleep 1.6; kill -CONT $pids; }
            stlink-gdbserver --port 0 --port-file port -v >server.log 2>&1 & server=$!
            until [ -s port ]; do sleep 0.02; done
            export -f hold

            """

        enum Asleep: String, CaseIterable {
            /// The server only: the board answers at once when it goes on.
            case server = "$server"
            /// The whole machine: the board has everything still to do.
            case all = "$server $STLINK_SIM_PID"
        }

        @Test(arguments: Asleep.allCases)
        func nothingIsLate(asleep: Asleep) async throws {
            let large = try await TestFirmware.path("large.elf")
            let result = try await Sim.run(
                Self.prelude + """
                    export pids="\(asleep.rawValue)"
                    later() { echo "shell bash -c 'hold $1' >/dev/null 2>&1 &"; }
                    env -u LD_PRELOAD \(try GDB.debian.path()) -nx -q -batch \\
                        -ex 'set width 0' -ex "target extended-remote :$(cat port)" \\
                        -ex "$(later 0)" -ex 'shell sleep 0.2' -ex 'x/4xw 0x08000000' \\
                        -ex "$(later 0.6)" -ex load -ex compare-sections \\
                        -ex 'monitor reset halt' -ex 'tbreak main' -ex continue \\
                        -ex 'set var spin_requested = 1' -ex "$(later 2.5)" \\
                        -ex 'shell (sleep 3; kill -INT $PPID) >/dev/null 2>&1 &' -ex continue \\
                        -ex stepi -ex 'print spin_count > 100' -ex detach \(large) 2>&1
                    finish $server
                    """, Sim.Options(isPaced: true), timeoutSeconds: Patience.commandSeconds)
            let text = result.stdout
            #expect(text.contains("0xffffffff\t0xffffffff"), "\(text)")
            #expect(text.contains("Transfer rate"), "\(text)")
            #expect(!text.contains("MIS-MATCHED") && text.contains("matched"), "\(text)")
            #expect(text.contains("main ()"), "\(text)")
            #expect(text.contains("SIGINT"), "\(text)")
            #expect(text.contains("= 1") && text.contains("detached]"), "\(text)")
            let log = result.folder.text("server.log")
            let complaints = log.split(separator: "\n").filter {
                $0.contains(" WARN ") || $0.contains(" ERROR ")
            }
            #expect(complaints == [], "\(log)")
            #expect(result.illegalOperations == [:])
        }

        /// A gdb that comes while the server stands still asks twice before it is heard once. It
        /// asks again every four seconds, four times; the server goes on when two have come.
        @Test(arguments: GDB.allCases)
        func whoAskedTwiceIsAnsweredOnce(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let (pid, port) = (server.pid, server.port)
            kill(pid, SIGSTOP)
            // A thread of its own: a task would wait for its turn behind other tests.
            Thread.detachNewThread {
                var once = 0
                _ = waitUntil(timeoutSeconds: 14, everyMilliseconds: 50) {
                    let waiting = Self.unreadBytes(port: port)
                    if once == 0 { once = waiting }
                    return waiting >= once * 2 && once > 1
                }
                kill(pid, SIGCONT)
            }
            let transcript = try await gdb.run([
                "set remotetimeout 4", Connection.extended.command(server), "x/xw 0xe000ed00",
                "monitor version", "detach",
            ])
            #expect(transcript["x/xw 0xe000ed00"].contains("0x410fc271"), "\(transcript)")
            #expect(transcript["monitor version"].contains("stlink-gdbserver"), "\(transcript)")
            #expect(transcript["detach"].contains("detached"), "\(transcript)")
            #expect(try desk.statistics().illegal == [:])
        }

        /// Bytes that wait to be read by whoever listens at a port (`rx_queue` of proc(5)'s
        /// `/proc/net/tcp`), however many clients they are from.
        private static func unreadBytes(port: UInt16) -> Int {
            ["/proc/net/tcp", "/proc/net/tcp6"].reduce(0) { sum, file in
                let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
                return text.split(separator: "\n").dropFirst().reduce(sum) { sum, line in
                    let fields = line.split(separator: " ")
                    let local = fields[1].split(separator: ":").last ?? ""
                    let isEstablished = fields[3] == "01"
                    guard isEstablished, UInt16(local, radix: 16) == port else { return sum }
                    let queues = fields[4].split(separator: ":")
                    return sum + (Int(queues[1], radix: 16) ?? 0)
                }
            }
        }

        /// The tool in the middle of its work, again and again.
        @Test func aToolGoesOn() async throws {
            let large = try await TestFirmware.path("large.elf")
            let result = try await Sim.run(
                """
                stlink flash \(large) >flash.log 2>&1 & tool=$!
                while kill -0 $tool 2>/dev/null; do
                    sleep 0.4
                    kill -STOP $tool $STLINK_SIM_PID 2>/dev/null || break
                    sleep 1.2
                    kill -CONT $tool $STLINK_SIM_PID
                done
                wait $tool
                stlink verify \(large)
                """, Sim.Options(isPaced: true), timeoutSeconds: Patience.commandSeconds)
            #expect(result.status == 0, "\(result.log)\n\(result.folder.text("flash.log"))")
            #expect(result.illegalOperations == [:])
        }
    }
}
