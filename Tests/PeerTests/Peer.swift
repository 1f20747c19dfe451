import TestSupport
import Testing

/// Programs by people who never saw the virtual board do their whole job against it. One after
/// another: each brings its own processes, and the machine may be small.
@Suite(.serialized) struct PeerTests {}

/// A GDB server by somebody else, as a line of shell.
struct PeerServer {
    var command: String
    /// What it prints when gdb may connect.
    var readyText: String
    var port: UInt16

    /// Runs gdb's commands against the server and the Zephyr-shaped firmware.
    func debug(
        _ commands: String, gdb: String, elf: String, _ options: Sim.Options = Sim.Options()
    ) async throws -> Sim.Result {
        let folder = try TemporaryFolder()
        let connect = """
            set pagination off
            set confirm off
            set osabi none
            set remotetimeout 60
            target extended-remote 127.0.0.1:\(port)

            """
        try folder.write(connect + commands, to: "session.gdb")
        let script = """
            \(command) >server.log 2>&1 &
            server=$!
            wait_for server.log '\(readyText)'
            status=0
            '\(gdb)' -nx -batch -x session.gdb '\(elf)' 2>&1 || status=$?
            finish $server
            cat server.log >&2
            exit $status
            """
        return try await Sim.run(script, options, in: folder)
    }
}

/// What every server must show of the firmware: it is loaded, stopped in `main`, stepped, and
/// has computed what the source says (application.c) when it comes to `spin`.
enum Walk {
    static let commands = """
        load
        compare-sections
        monitor reset halt
        break main
        continue
        printf "stopped in main: %d\\n", $pc >= (unsigned)&main && $pc < (unsigned)&main + 16
        next
        print sum
        set $before = $pc
        stepi
        printf "stepi moved: %d\\n", $pc != $before
        step
        break spin
        continue
        print results
        print counter
        info registers
        x/4xw 0x08000000
        set var counter = 0x1234abcd
        print/x counter
        print/x *(unsigned *)&counter

        """

    static func expect(_ result: Sim.Result, sourceLocation: SourceLocation = #_sourceLocation) {
        let comment = Comment(rawValue: result.log)
        #expect(result.status == 0, comment, sourceLocation: sourceLocation)
        for text in [
            "Loading section text", "stopped in main: 1", "= 34", "stepi moved: 1",
            "= {120, 34, 10, 4}", "= 10", "= 0x1234abcd",
        ] {
            #expect(
                result.stdout.contains(text), "\(text) is missing: \(comment)",
                sourceLocation: sourceLocation)
        }
        #expect(
            !result.stdout.contains("MIS-MATCHED"), comment, sourceLocation: sourceLocation)
        #expect(result.illegalOperations == [:], comment, sourceLocation: sourceLocation)
    }
}
