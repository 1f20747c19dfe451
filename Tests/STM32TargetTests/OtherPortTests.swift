import CortexM
import ProbeSetup
import STLink
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Chips whose core is behind AP 1, as people connect to them: found, debugged, programmed.
@Suite struct OtherPortTests {
    static let boards = ["stm32h563", "stm32wba52", "stm32h7s3"]

    @Test(arguments: boards, ["stlink-v3e", "stlink-v3set"])
    func coreIsFoundAndFlashLoaded(_ board: String, _ probe: String) throws {
        let bus = try BoardBus(board, probe: probe)
        let opened = try openTarget(ConnectOptions(), on: bus)
        #expect(opened.report.rungs.count == 1)
        #expect(opened.report.otherPorts == .found(port: 1))
        #expect(opened.link.corePort == 1)
        #expect(opened.link.facts.contains("core behind AP 1"))
        let target = opened.target
        try target.attach()
        #expect(target.core.isHalted)
        _ = try #require(target.identity.device, "\(target.identity.idcode)")

        let base = target.identity.sectors[0].region.base
        let bytes = DeviceTests.bytes(5003, seed: 3)
        let report = try #require(target.flashSession).program(
            [Segment(address: base, bytes: bytes)])
        #expect(report.isVerified && report.usedLoader)
        #expect(try target.readMemory(base, count: bytes.count) == bytes)
        // Each way to a register has to lead to the same core.
        try target.core.setRegister(4, 0x1234_5678)
        #expect(try target.core.register(4) == 0x1234_5678)
        #expect(bus.statistic("illegalTotal") == 0)
        try opened.close()
    }

    @Test(arguments: boards, [ConnectOptions.Mode.underReset, .hotPlug])
    func everyModeLeadsThere(_ board: String, _ mode: ConnectOptions.Mode) throws {
        let bus = try BoardBus(board, probe: "stlink-v3e")
        let opened = try openTarget(ConnectOptions(mode: mode), on: bus)
        try opened.target.attach()
        #expect(opened.link.corePort == 1 && opened.target.core.isHalted)
        try opened.close()
    }

    /// Debug mode that is entered anew has closed the core's port.
    @Test(arguments: boards) func clockThatFailsIsSurvived(_ board: String) throws {
        let bus = try BoardBus(
            board, probe: "stlink-v3e", faults: ["bitnoise(all, freq>5000 kHz)"])
        let opened = try openTarget(ConnectOptions(), on: bus)
        #expect(!opened.report.clocksTooFastKHz.isEmpty)
        try opened.target.attach()
        #expect(opened.target.core.isHalted && opened.link.corePort == 1)
        try opened.close()
    }

    @Test(arguments: boards) func oldFirmwareIsNamed(_ board: String) throws {
        let bus = try BoardBus(board, probe: "stlink-v2", firmware: "V2J29S7")
        let error = try #require(throws: ProbeError.self) {
            _ = try openTarget(ConnectOptions(), on: bus)
        }
        #expect(error.status == .probeUnsupported)
        #expect(error.message.contains("behind AP 1"), "\(error.message)")
        #expect(error.message.contains("memory behind other access ports"))
        #expect(error.message.contains("V2J32"))
    }

    /// Firmware that cannot even ask which ports there are.
    @Test func veryOldFirmwareIsNamed() throws {
        let bus = try BoardBus("stm32h563", probe: "stlink-v2", firmware: "V2J22S4")
        let error = try #require(throws: ProbeError.self) {
            _ = try openTarget(ConnectOptions(), on: bus)
        }
        #expect(error.status == .accessRefused)
        #expect(error.message.contains("V2J32"), "\(error.message)")
    }
}
