import TestSupport
import Testing

/// Words that no sentence of ours has: names of a library's errors, and leftovers of traffic that
/// other tools print as chip ids.
private let nonsense = [
    "LIBUSB", "libusb", "0xe0042000", "0x3748", "0x748", "0x5fa0004", "0xa05f0000", "Fatal error",
]

/// Runs a scenario with the real tools under `stlink-sim` and looks at all that it asserts.
struct ScenarioRun {
    let scenario: Scenario
    let variant: Variant

    init(_ run: ScenarioCase) { (scenario, variant) = (run.scenario, run.variant) }

    private static let slots = Slots(count: 3)

    /// Shell functions of the scripts, beside those of `Sim`.
    private static let prelude = """
        serve() { # OPTIONS: starts the server, which becomes $server at $port
            rm -f port
            stlink-gdbserver --port 0 --port-file port "$@" >server.log 2>&1 & server=$!
            local end=$((SECONDS + \(Patience.seconds)))
            while [ $SECONDS -le $end ]; do
                if [ -s port ]; then port=$(cat port); return 0; fi
                if ! kill -0 $server 2>/dev/null; then cat server.log; wait $server; return; fi
                sleep 0.01
            done
            echo "the server did not get ready"; cat server.log; return 1
        }
        gdb() { # COMMANDS: one after the other, each tried
            local words=()
            for word in "$@"; do words+=(-ex "$word"); done
            timeout \(Patience.seconds) gdb-multiarch -nx -q -batch \\
                -ex 'set confirm off' -ex 'set width 0' \\
                -ex 'set remotetimeout 60' "${words[@]}" 2>&1
        }
        counts() { # the board's counts up to now, in the file `counts`
            rm -f "$FOLDER/stats.json"
            kill -USR1 $STLINK_SIM_PID
            until [ -s "$FOLDER/stats.json" ]; do sleep 0.005; done
            cp "$FOLDER/stats.json" counts
        }
        pull() { # the first probe's plug; all see that it is gone
            kill -USR2 $STLINK_SIM_PID
            while stlink list 2>/dev/null | grep -q ST; do sleep 0.01; done
        }
        plug() { # it is put back
            kill -USR2 $STLINK_SIM_PID
            until stlink list 2>/dev/null | grep -q ST; do sleep 0.01; done
        }
        elf() { # OUT SEED STACK ADDRESS:COUNT... [odd]: a program of sections
            python3 $TOOLS/elf.py "$@"
        }
        load() { # FILE COMMANDS: gdb loads it through a server of its own, and compares
            local file=$1; shift
            serve $SERVER_OPTIONS
            gdb "file $file" "target extended-remote :$port" "load" "compare-sections" \\
                "monitor why" "$@" "detach"
            finish $server
        }
        bits() { # a word in hexadecimal, a bit: its value
            echo $((0x$1 >> $2 & 1))
        }
        word() { # ADDRESS: the word there, as 8 digits
            stlink read --json $1 4 | tr -d ' ' | sed -n 's/.*"bytes":"\\([0-9a-f]*\\)".*/\\1/p' \\
                | sed 's/\\(..\\)\\(..\\)\\(..\\)\\(..\\)/\\4\\3\\2\\1/'
        }

        """

    private var options: Sim.Options {
        var options = Sim.Options(
            board: scenario.board, probe: scenario.probe, probes: scenario.probes,
            firmware: scenario.firmware,
            faults: scenario.faults, isPaced: scenario.isPaced)
        switch variant {
        case .plain: break
        case .onV3:
            options.probe = "stlink-v3e"
            options.faults = scenario.faultsOnV3 ?? scenario.faults
        case .commaLocale: options.environment = CommaLocale.environment
        case .delays: options.faults.append("delay(0-20 ms, \(Self.seed))")
        }
        return options
    }

    /// Of all delays in this run of the tests; it is in the comment of every failure.
    private static let seed = UInt32.random(in: 1...999_999)

    private func script(_ firmware: TestFirmware) -> String {
        let circumstance = variant == .commaLocale ? CommaLocale.check : ""
        let again = scenario.next == .isTheSame ? scenario.command : scenario.again
        let next =
            scenario.next == .isNotTried
            ? "" : "attempt second <<'THE_END'\n\(again)\nTHE_END"
        return Self.prelude + """
            \(circumstance)
            export SEED=\(Self.seed) TOOLS=\(Executables.packageRoot)/Tests/Firmware SERVER_OPTIONS=
            export FLM=\(firmware.cmsisLoader) STLDR=\(firmware.stLoader)
            export ELF=\(firmware.zephyr) SECOND=\(firmware.second) LARGE=\(firmware.large)
            export -f serve gdb elf load counts pull plug word bits wait_for finish
            attempt() { # NAME: runs what comes on stdin; its output and status go to files
                cat >$1.sh
                local status=0
                bash $1.sh >$1.out 2>&1 </dev/null || status=$?
                echo $status >$1.status
            }
            attempt first <<'THE_END'
            \(scenario.command)
            THE_END
            \(next)
            """
    }

    func check() async throws {
        let firmware = try await TestFirmware.built()
        if variant == .commaLocale { try CommaLocale.require() }
        await Self.slots.take()
        let outcome: Result<Sim.Result, any Error>
        do {
            outcome = .success(
                try await Sim.run(script(firmware), options))
        } catch {
            outcome = .failure(error)
        }
        await Self.slots.giveBack()
        judge(try outcome.get())
    }

    private func judge(_ result: Sim.Result) {
        let first = result.folder.text("first.out")
        let log = """
            seed \(Self.seed), faults \(options.faults)
            --- first
            \(first)
            --- server
            \(result.folder.text("server.log"))
            --- second
            \(result.folder.text("second.out"))
            --- all
            \(result.log)
            """
        #expect(result.status == 0, "\(log)")
        #expect(result.folder.text("first.status") == "\(scenario.status)\n", "\(log)")
        expectSentences(in: first, log)
        switch scenario.next {
        case .works: #expect(result.folder.text("second.status") == "0\n", "\(log)")
        case .isTheSame:
            #expect(result.folder.text("second.status") == "\(scenario.status)\n", "\(log)")
            expectSentences(in: result.folder.text("second.out"), log)
        case .isNotTried: break
        }
        if let erases = scenario.erases {
            // One object for each board where there are several.
            var boards = [result.stats]
            if case .array(let several) = result.stats["probes"] { boards = several }
            #expect(boards.compactMap { $0["sectorErases"]?.int }.reduce(0, +) == erases, "\(log)")
            #expect(boards.allSatisfy { $0["massErases"]?.int == 0 }, "\(log)")
        }
        #expect(result.illegalOperations.isEmpty, "\(log)")
    }

    private func expectSentences(in output: String, _ log: String) {
        let says = variant == .onV3 ? scenario.saysOnV3 ?? scenario.says : scenario.says
        for words in says { #expect(output.contains(words), "'\(words)' is not said\n\(log)") }
        // A section may have the size of any number.
        let sizeless = output.replacing(/size 0x[0-9a-f]+/, with: "size")
        for words in scenario.never + nonsense {
            #expect(!sizeless.contains(words), "'\(words)' is said\n\(log)")
        }
    }
}

/// So many at a time: a simulator, a server and gdb each want a processor now and then.
private actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
