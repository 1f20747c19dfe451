import ArgumentParser
import DebugSession
import Testing

@testable import stlink_gdbserver

/// Other servers' command lines: whose they are, and what becomes of every option.
@Suite struct LaunchStyleTests {
    private func form(_ words: [String], program: String = "stlink-gdbserver") -> CommandLineForm {
        CommandLineForm(words, program: program) { path in
            path == "config.txt" ? "# ports\n-p 61240 # mine\n-e\n-d\n" : nil
        }
    }

    private func parse(
        _ words: [String], program: String = "stlink-gdbserver"
    ) throws -> GDBServerCommand {
        let line = form(words, program: program).arguments
        return try #require(try GDBServerCommand.parseAsRoot(line) as? GDBServerCommand)
    }

    private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

    /// OpenOCD as a programmer: to listen for ever would be no answer.
    @Test(arguments: ["program zephyr.elf verify reset exit", "init; reset run; shutdown", "exit"])
    func whatWouldEndWithoutADebuggerIsRefused(commands: String) throws {
        #expect(throws: (any Error).self) {
            try parse(["-f", "board/x.cfg", "-c", commands], program: "openocd")
        }
        _ = try parse(["-f", "board/x.cfg", "-c", "init; reset init"], program: "openocd")
    }

    /// What clients really start: cortex-debug, west, CubeIDE, PlatformIO.
    static let commandLines: [(line: String, personality: String, port: UInt16)] = [
        ("", "st-util", 4242),
        ("-p 50000 --no-reset --serial 066FFF", "st-util", 50000),
        ("-p 50000 -cp /opt/st/bin --swd --halt", "st-link", 50000),
        ("-p 50000 -cp /opt/st/bin --swd --attach --halt -m 1 -l 1 -t -s", "st-link", 50000),
        (
            "--stm32cubeprogrammer-path /opt/st --port-number 61234 --apid 0 --halt --swd "
                + "--initialize-reset", "st-link", 61234
        ),
        ("-e -f log.txt -p 61236 -r 15 -d -k -i 066FFF -cp /opt/st", "st-link", 61236),
        ("-c config.txt -cp /opt/st", "st-link", 61240),
        ("gdbserver --port 3335 --telnet-port 4445 --target stm32f756zgtx", "pyocd", 3335),
        ("gdbserver -p 3333 -T 4444 -t stm32f756", "pyocd", 3333),
    ]

    @Test(arguments: commandLines)
    func commandLinesOfClientsAreUnderstood(
        line: String, personality: String, port: UInt16
    ) throws {
        #expect(form(words(line)).warnings == [])
        let command = try parse(words(line))
        #expect(command.port == port)
        #expect(command.serverConfiguration.monitoring.personality.name == personality)
    }

    @Test func openOCDsCommandsBecomeOptions() throws {
        let line = [
            "-f", "openocd-helpers.tcl", "-c", "gdb_port 50010", "-c", "tcl_port 50011", "-c",
            "telnet_port 50012", "-s", "/tmp", "-f", "board.cfg", "-c", "adapter speed 950", "-c",
            "adapter serial 066FFF", "-c", "CDRTOSConfigure FreeRTOS", "-c", "init; targets",
        ]
        #expect(form(line).warnings == [])
        let command = try parse(line)
        #expect(command.port == 50010)
        #expect(command.freq == .kHz(950))
        #expect(command.serial == "066FFF")
        let monitoring = command.serverConfiguration.monitoring
        #expect(monitoring.personality == .openOCD)
        #expect(monitoring.startCommands == ["CDRTOSConfigure FreeRTOS", "init", "targets"])
    }

    @Test func pyOCDsOptionsAreRead() throws {
        let command = try parse(
            words(
                "gdbserver -u 066FFF -f 4000000 -M under-reset --persist -S -O enable_swv=1 "
                    + "-O swv_raw_port=5000 -O swv_system_clock=16000000 -O swv_clock=2000000"))
        #expect(command.serial == "066FFF")
        #expect(command.freq == .kHz(4000))
        #expect(command.connectUnderReset)
        #expect(command.semihosting.semihosting)
        #expect(!command.serverConfiguration.endsWithClient)
        #expect(
            command.services.startCommands == [
                "tpiu configure -protocol uart -output :5000 -traceclk 16000000 -pin-freq 2000000",
                "itm ports on", "tpiu enable",
            ])
        #expect(try parse(words("gdbserver")).serverConfiguration.endsWithClient)
    }

    /// Where others listen beyond the loopback, so does this.
    @Test(arguments: [
        ("pyocd", "gdbserver", ["127.0.0.1", "::1"]), ("pyocd", "gdbserver --allow-remote", ["*"]),
        ("pyocd", "gdbserver -O serve_local_only=0", ["*"]),
        ("pyocd", "gdbserver -O serve_local_only=true", ["127.0.0.1", "::1"]),
        ("openocd", "-c bindto_192.0.2.7", ["192.0.2.7"]),
        ("openocd", "-f a.cfg", ["127.0.0.1", "::1"]), ("st-util", "", ["127.0.0.1", "::1"]),
        ("st-util", "--listen * --allow 10.0.0.0/8", ["*"]),
        ("ST-LINK_gdbserver", "-d", ["127.0.0.1", "::1"]),
    ])
    func addressesToListenAt(program: String, line: String, hosts: [String]) throws {
        let words = words(line).map { $0.replacing("bindto_", with: "bindto ") }
        let configuration = try parse(words, program: program).serverConfiguration
        #expect(configuration.hosts == hosts)
        #expect(configuration.allowed.isEmpty == !line.contains("--allow 10"))
    }

    @Test(arguments: ["--allow 10.0.0.0/8", "--listen * --allow 10.0.0.0/33"])
    func listsThatMakeNoSenseAreRefused(line: String) {
        #expect(throws: (any Error).self) { try parse(words(line)) }
    }

    /// A link's name says whose place it takes.
    @Test(arguments: [
        ("st-util", "st-util", 4242 as UInt16, true), ("/usr/bin/st-util", "st-util", 4242, true),
        ("ST-LINK_gdbserver", "st-link", 61234, true), ("openocd", "openocd", 3333, false),
        ("pyocd", "pyocd", 3333, true), ("stlink-gdbserver", "st-util", 4242, false),
        ("something", "st-util", 4242, false),
    ])
    func linksAreKnown(
        program: String, personality: String, port: UInt16, endsWithClient: Bool
    ) throws {
        let command = try parse([], program: program)
        #expect(command.port == port)
        let configuration = command.serverConfiguration
        #expect(configuration.monitoring.personality.name == personality)
        #expect(configuration.endsWithClient == endsWithClient)
    }

    @Test func lifecycleFollowsTheServerStoodInFor() throws {
        #expect(try parse(["-m"], program: "st-util").serverConfiguration.endsWithClient == false)
        #expect(try parse([], program: "st-util").serverConfiguration.staysForExtended)
        #expect(try parse(["--once"], program: "st-util").serverConfiguration.endsWithClient)
        #expect(try !parse(["--once"], program: "st-util").serverConfiguration.staysForExtended)
        #expect(try parse(["-d"]).serverConfiguration.endsWithClient)
        #expect(try !parse(["-d", "-e"]).serverConfiguration.endsWithClient)
        #expect(try parse([], program: "st-util").style.terminatedStatus == 0)
        #expect(try parse([], program: "st-util").style.interruptedStatus == 1)
    }

    @Test func resetHaltsWhereTheServerWasToldSo() throws {
        let plain = try parse(["-d"]).serverConfiguration.monitoring.personality
        #expect(plain.plainReset == .run)
        let halting = try parse(["-d", "--halt"]).serverConfiguration.monitoring.personality
        #expect(halting.plainReset == .halt)
        let chosen = try parse(["--personality", "openocd"]).serverConfiguration.monitoring
        #expect(chosen.personality == .openOCD)
        #expect(throws: (any Error).self) { try parse(["--personality", "gdb"]) }
    }

    /// Every option of ST-LINK_gdbserver, short and long.
    @Test(arguments: [
        "-p 1", "--port-number 1", "-d", "--swd", "-e", "--persistent", "-g", "--attach", "-k",
        "--initialize-reset", "--halt", "-m 0", "--apid 0", "-i 066F", "--serial-number 066F",
        "-q", "--debuggers", "-cp /x", "--stm32cubeprogrammer-path /x", "-s", "--verify",
        "--incremental", "-el x.stldr", "--extload x.stldr", "-ei", "--extload_init",
        "--external-init", "-a 16000000", "--cpu-clock 16000000", "-z 61235", "--swo-port 61235",
        "--semihosting 1", "--semihosting=0", "--semihost-console-port 7000", "-r 15",
        "--refresh-delay 15", "-t", "--shared", "--frequency 4000", "--pend-halt-timeout 1",
        "--target-sel 1", "--pcm-pm-force 1", "--memory-map 0x449", "--temp-path /tmp",
        "--preserve-temps", "-f log", "--log-file log", "-l 31", "--log-level 1", "-v",
        "--verbose", "-c config.txt", "--config-file config.txt", "-h", "--help", "--version",
    ])
    func optionOfSTIsKnown(option: String) {
        let form = form(words(option), program: "ST-LINK_gdbserver")
        #expect(form.warnings == [], "\(form.warnings)")
    }

    /// What has a meaning there and none here is said; nothing ends the server.
    @Test(arguments: [
        "--erase-all", "-m 3", "--ext-memory-loaders", "--unknown-long", "--unknown=1", "-x",
        "word", "-c none.txt",
    ])
    func whatMeansNothingIsWarnedOf(option: String) throws {
        let form = form(words(option), program: "ST-LINK_gdbserver")
        #expect(!form.warnings.isEmpty)
        #expect(try parse(words(option), program: "ST-LINK_gdbserver").port == 61234)
    }

    @Test func tracePortsAndChannelsBecomeCommands() throws {
        let command = try parse(
            words("-cp /x --swo-port 61235 --cpu-clock 16000000 --swo-clock-div 8 --swd"))
        #expect(
            command.services.startCommands == [
                "tpiu configure -protocol uart -output :61235 -traceclk 16000000 "
                    + "-pin-freq 2000000", "itm ports on", "tpiu enable",
            ])
        let channels = try parse(words("--rtt-port 19021 --rtt-port 0:1 --command echo"))
        #expect(
            channels.services.startCommands == [
                "rtt start", "rtt server start 19021 0", "rtt server start 0 1", "echo",
            ])
        // `--command` is ours as well as OpenOCD's, and changes nothing else.
        let own = try parse(words("-p 4555 --command echo"))
        #expect(own.port == 4555 && own.services.startCommands == ["echo"])
        let place = try parse(words("--rtt-address 0x20000000:0x1000"))
        #expect(
            place.services.startCommands == ["rtt setup 0x20000000 0x1000", "rtt start"])
        for wrong in ["--rtt-port x", "--rtt-port 1:99", "--swo-clock-div 4", "--cpu-clock 0"] {
            #expect(throws: (any Error).self) { try parse(words(wrong)) }
        }
    }
}
