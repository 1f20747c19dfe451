import TestSupport
import Testing

extension EndToEnd {
    /// A program that goes wrong in each way: gdb's signal, the words, and the way back through
    /// the exception frame.
    @Suite struct FaultTests {
        /// What the program does, by its `wanted`; what gdb says of it.
        struct Fault {
            var wanted: Int
            var cause: String
            var signal: String
            /// The frame below the handler's.
            var culprit: String
        }

        static let faults = [
            Fault(
                wanted: 1, cause: "UNDEFINSTR", signal: "SIGILL", culprit: "undefined_instruction"),
            Fault(wanted: 2, cause: "DIVBYZERO", signal: "SIGFPE", culprit: "division_by_zero"),
            Fault(wanted: 3, cause: "UNALIGNED", signal: "SIGBUS", culprit: "unaligned_access"),
            Fault(wanted: 4, cause: "INVSTATE", signal: "SIGILL", culprit: "even_branch"),
            Fault(wanted: 5, cause: "PRECISERR", signal: "SIGBUS", culprit: "bad_read"),
            Fault(wanted: 8, cause: "NOCP", signal: "SIGILL", culprit: "no_coprocessor"),
        ]

        @Test(arguments: GDB.allCases)
        func eachFaultHasItsSignalAndBacktrace(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            var commands = [Connection.remote.command(server), "load"]
            for fault in Self.faults {
                commands += [
                    "monitor reset halt", "maintenance flush register-cache", "tbreak ready",
                    "continue", "set var wanted = \(fault.wanted)", "continue", "backtrace",
                ]
            }
            let transcript = try await gdb.run(commands, elf: try await firmware("faults.elf"))
            for (index, fault) in Self.faults.enumerated() {
                let stop = transcript["continue", occurrence: 2 * index + 2]
                #expect(stop.contains(fault.cause) && stop.contains(fault.signal), "\(stop)")
                let frames = transcript["backtrace", occurrence: index + 1]
                #expect(frames.contains("#1  <signal handler called>"), "\(frames)")
                #expect(frames.contains(fault.culprit), "\(frames)")
                #expect(frames.contains("in start ()"), "\(frames)")
            }
            expectNothingIllegal(try desk.statistics())
        }

        /// SysTick inside PendSV inside the program, each with floating point in use; then the
        /// interrupt that follows PendSV without a return in between.
        @Test(arguments: GDB.allCases)
        func nestedInterruptsWithFloatingPoint(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "load", "monitor reset halt",
                    "maintenance flush register-cache", "tbreak ready", "continue",
                    "set var wanted = 9", "tbreak inner", "continue", "backtrace",
                    "tbreak chained_handler", "continue", "backtrace", "finish", "print order",
                ], elf: try await firmware("faults.elf"))
            let deep = transcript["backtrace"]
            for name in ["inner (", "tick_handler ()", "service_handler ()", "nested ()"] {
                #expect(deep.contains(name), "\(deep)")
            }
            #expect(deep.components(separatedBy: "<signal handler called>").count == 3, "\(deep)")
            let chained = transcript["backtrace", occurrence: 2]
            #expect(chained.contains("chained_handler ()") && chained.contains("nested ()"))
            #expect(transcript["print order"].contains("= 123"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }
    }
}
