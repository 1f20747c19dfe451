import ArgumentParser
import Testing

@testable import stlink_gdbserver

/// st-util 1.8's command lines, and what becomes of them.
@Suite struct CommandLineTests {
    private func parse(
        _ line: String, program: String = "stlink-gdbserver"
    ) throws -> GDBServerCommand {
        let form = CommandLineForm(line.split(separator: " ").map(String.init), program: program)
        return try #require(try GDBServerCommand.parseAsRoot(form.arguments) as? GDBServerCommand)
    }

    private func warnings(_ line: String) -> [String] {
        CommandLineForm(line.split(separator: " ").map(String.init)).warnings
    }

    @Test func nothingIsTheUsual() throws {
        let command = try parse("")
        #expect(command.port == 4242)
        #expect(command.serverConfiguration.hosts == ["127.0.0.1", "::1"])
        #expect(!command.serverConfiguration.endsWithClient)
        // As st-util does: reset and halt when a debugger comes.
        #expect(command.connectOptions.mode == .normal)
        #expect(command.connectOptions.clockKHz == nil)
        #expect(command.connectOptions.wire == .swd)
    }

    @Test(arguments: [
        "-p 4300", "-p4300", "-p=4300", "--listen_port=4300", "--listen_port 4300", "-p 0x10cc",
        "--listen-port 4300", "--port 4300", "--port=4300", "--listen_p 4300", "-mp 4300",
    ])
    func portsInAllSpellings(line: String) throws { #expect(try parse(line).port == 4300) }

    @Test(arguments: [
        "-F 1M", "-F1M", "-F=1M", "--freq=1M", "--freq 1M", "--freq=1000k", "--freq=1000",
        "-F 1000",
    ])
    func clocksInAllSpellings(line: String) throws { #expect(try parse(line).freq == .kHz(1000)) }

    @Test func wayToTheTargetInAllSpellings() throws {
        #expect(try parse("--freq auto").freq == .automatic)
        #expect(try parse("--interface JTAG").connectOptions.wire == .jtag)
        #expect(try parse("--probe 1:4").connectOptions.probe == .address(bus: 1, address: 4))
        #expect(try parse("--probe=1-4.2").connectOptions.probe == .port(bus: 1, path: [4, 2]))
        #expect(try parse("--flash-size 64k").connectOptions.flashByteCount == 65536)
        #expect(try parse("--attach").connectOptions.mode == .hotPlug)
        let running = try parse("--attach-running")
        #expect(running.connectOptions.mode == .hotPlug)
        #expect(running.serverConfiguration.letsProgramRun)
    }

    @Test(arguments: [
        ("-v", 75), ("--verbose", 75), ("-v99", 99), ("--verbose=99", 99), ("", 50), ("-v0", 0),
        ("-uv", 75), ("-v -p 1", 75),
    ])
    func verbosityIsAttachedOrUsual(line: String, level: Int) throws {
        #expect(try parse(line).verbose == level)
    }

    @Test func flagsClusteredAndLong() throws {
        #expect(try parse("-mn").multi)
        #expect(try parse("-mn").noReset)
        #expect(try parse("--hot-plug").noReset)
        #expect(try parse("--no-reset").connectOptions.mode == .hotPlug)
        #expect(try parse("-u").connectOptions.mode == .underReset)
        #expect(try parse("--connect").connectUnderReset)
        #expect(try parse("--semihosting").semihosting.semihosting)
        #expect(try parse("--serial 0671FF").connectOptions.serial == "0671FF")
        #expect(
            try parse("--once --listen * --listen 10.0.0.1").network.listen == ["*", "10.0.0.1"])
        #expect(try parse("--port-file /tmp/x").portFile == "/tmp/x")
    }

    /// What cortex-debug starts for its server type `stutil`.
    @Test func cortexDebugIsUnderstood() throws {
        let line = "-p 50000 --no-reset --stlinkv1 --serial 066FFF"
        let command = try parse(line)
        #expect(command.port == 50000)
        #expect(command.serial == "066FFF")
        #expect(warnings(line).count == 1)
    }

    @Test(arguments: [
        "--stlinkv1", "-1", "-s 2", "--stlink_version=1", "--unknown", "--unknown=1", "-x", "word",
        "-- more",
    ])
    func whatMeansNothingIsWarnedOf(line: String) throws {
        #expect(try parse(line).port == 4242)
        #expect(!warnings(line).isEmpty)
    }

    /// As in st-util; Cortex-Debug begins with `--no-reset`, its user's options follow.
    @Test(arguments: [
        ("-n -u", true), ("--no-reset --connect-under-reset", true), ("-un", false),
        ("--connect-under-reset --attach-running", false),
    ])
    func theLastWayToConnectCounts(line: String, isUnderReset: Bool) throws {
        #expect(
            try parse(line).connectOptions.mode == (isUnderReset ? .underReset : .hotPlug))
        #expect(warnings(line).count == 1)
    }

    @Test(arguments: ["-p", "-p x", "-p 65536", "--freq=fast", "-F", "-v=x", "--serial"])
    func wrongValuesAreRefused(line: String) {
        #expect(throws: (any Error).self) { try parse(line) }
    }
}
