import CortexM
import ProbeSetup
import STLink
import STM32Target
import TargetMemory
import Testing

/// The way to the target on the virtual board, from the ladder to the halted core.
@Suite struct ConnectTests {
    private static func opened(
        _ faults: [String] = [], _ options: ConnectOptions = ConnectOptions()
    ) throws -> (bus: BoardBus, opened: OpenedTarget) {
        let bus = try BoardBus(faults: faults)
        return (bus, try openTarget(options, on: bus))
    }

    /// A board whose firmware has run for a while.
    private static func running(_ fault: String) throws -> BoardBus {
        let bus = try BoardBus(faults: [fault])
        for _ in 0..<50 { bus.board.live(nanoseconds: 1_000_000) }
        return bus
    }

    /// What `openTarget` says where it fails.
    private static func refusal(
        _ faults: [String], _ options: ConnectOptions = ConnectOptions()
    ) throws -> ProbeError {
        let bus = try BoardBus(faults: faults)
        return try #require(throws: ProbeError.self) { _ = try openTarget(options, on: bus) }
    }

    @Test func healthyBoardIsReachedOnTheFirstRung() throws {
        let (_, opened) = try Self.opened()
        #expect(opened.report.rungs.count == 1)
        #expect(opened.report.resetLine == .notTried)
        #expect(opened.link.clockKHz == 4000)
        try opened.target.attach()
        #expect(opened.target.core.isHalted)
        try opened.close()
    }

    @Test func secondEntryConnectsAfterTheFirstFailed() throws {
        let (_, opened) = try Self.opened(["status(ENTER_SWD,0x09,1)"])
        #expect(opened.report.rungs.count == 2)
        #expect(opened.report.sentence.contains("IDCODE (0x09)"))
        try opened.close()
    }

    @Test func noisyWireEndsAtTheClockThatHolds() throws {
        let (_, opened) = try Self.opened(["bitnoise(all, freq>950 kHz)"])
        #expect(opened.link.clockKHz == 950)
        #expect(opened.report.sentence.contains("wiring or clock"))
        try opened.close()
    }

    @Test func silentTargetIsNamedWithWhatWasMeasured() throws {
        let error = try Self.refusal(["no-target"])
        #expect(error.status == .noTarget)
        #expect(error.message.contains("VTref 3."))
        #expect(error.message.contains("cannot tell whether NRST is wired"))
        #expect(!error.message.contains("NRST is not connected"))
    }

    @Test func floatingReferenceIsNamed() throws {
        let error = try Self.refusal(["no-target", "volt(0x5f0, 0x2a9)"])
        #expect(error.message.contains("VTref reads 1.07 V"))
        #expect(error.message.contains("pins 1 and 19"))
    }

    @Test(arguments: ["volt(0, 0)", "volt(0x5f0, 0x3200)", "volt(0x5f0, 0)"])
    func oddVoltageDoesNotKeepALinkThatWorks(fault: String) throws {
        let (_, opened) = try Self.opened([fault])
        #expect(opened.report.isConnected)
        try opened.close()
    }

    @Test func lostPinsAreCaughtUnderReset() throws {
        let bus = try Self.running("pins(lost after 5 ms)")
        let opened = try openTarget(ConnectOptions(), on: bus)
        #expect(opened.report.connectedRung?.isUnderReset == true)
        #expect(opened.report.resetLine == .works)
        #expect(opened.report.sentence.contains("the firmware probably"))
        #expect(opened.wasHaltedByConnecting)
        try opened.target.attach()
        let core = opened.target.core
        let vector = try core.access.readWord(0x0800_0004)
        #expect(try core.register(RegisterSelector.programCounter) == vector & ~1)
        try opened.close()
    }

    @Test func lostPinsStayLostWithoutReset() throws {
        let bus = try Self.running("pins(lost after 5 ms)")
        let error = try #require(throws: ProbeError.self) {
            _ = try openTarget(ConnectOptions(mode: .hotPlug), on: bus)
        }
        #expect(error.message.contains("--connect-under-reset"))
    }

    @Test func unwiredLineIsNamedAfterItWasSeen() throws {
        let (_, opened) = try Self.opened(["nrst(open)"], ConnectOptions(mode: .underReset))
        #expect(opened.report.resetLine == .unconnected)
        #expect(opened.report.sentence.contains("NRST is not connected"))
        #expect(opened.report.sentence.contains("SYSRESETREQ"))
        try opened.target.attach()
        #expect(opened.target.core.isHalted)
        try opened.close()
    }

    @Test func slowLineIsWaitedFor() throws {
        let (_, opened) = try Self.opened(
            ["nrst(stretch 300 ms)"], ConnectOptions(mode: .underReset))
        #expect(opened.report.resetLine == .works)
        try opened.target.attach()
        #expect(opened.target.core.isHalted)
        try opened.close()
    }

    @Test(arguments: ["sleep(WFI, wakes every 100 ms)", "sleep(STOP, wakes every 200 ms)"])
    func sleeperIsReached(fault: String) throws {
        let bus = try Self.running(fault)
        let opened = try openTarget(ConnectOptions(), on: bus)
        try opened.target.attach()
        #expect(opened.target.core.isHalted)
        _ = try opened.target.readMemory(0x2000_0000, count: 32)
        try opened.close()
    }

    @Test func closedPortIsNamed() throws {
        let error = try Self.refusal(["state(closed)"])
        #expect(error.message.contains("access port"))
        #expect(error.status != .success)
    }

    @Test func unknownChipIsDebuggedAndNotFlashed() throws {
        let (_, opened) = try Self.opened(["idcode(0x5ba02477, 0x10000999)"])
        let target = opened.target
        try target.attach()
        #expect(target.name.contains("0x999"))
        _ = try target.readMemory(0x0800_0000, count: 16)
        _ = try target.readMemory(0x2000_0000, count: 16)
        let flash = try #require(target.flash)
        let fault = #expect(throws: TargetFault.self) {
            try flash.erase(Region(base: 0x0800_0000, byteCount: 0x1000))
        }
        #expect(fault?.message.contains("cannot be erased or programmed") == true)
        try opened.close()
    }
}

/// Everything as it was found, also after somebody who did not say goodbye.
@Suite struct LeavingTests {
    static let watched: [Address] = [
        0xE000_EDFC, 0xE000_2000, 0xE000_2008, 0xE000_1028, 0xE004_2004, 0xE004_2008,
    ]

    private static func state(_ bus: BoardBus) throws -> [UInt32] {
        let link = try openProbe(ConnectOptions(), on: bus)
        defer { link.close() }
        try link.enter()
        let control = try link.readWord(DHCSR.address)
        return try watched.map { try link.readWord($0) } + [control & 0xF]
    }

    @Test func detachLeavesAllAsFound() throws {
        let bus = try BoardBus()
        let before = try Self.state(bus)
        let opened = try openTarget(ConnectOptions(), on: bus)
        try opened.target.attach()
        try opened.target.insert(.hardware, at: 0x0800_0200, length: 2)
        try opened.target.insert(.watch(.write), at: 0x2000_0000, length: 4)
        try opened.target.resume(at: nil)
        try opened.target.core.haltNow()
        try opened.close()
        #expect(try Self.state(bus) == before)
    }

    /// The first debugger vanishes with breakpoints set; the second takes its traces away.
    @Test func nextSessionClearsWhatADeadOneLeft() throws {
        let bus = try BoardBus()
        let before = try Self.state(bus)
        let dead = try openTarget(ConnectOptions(), on: bus)
        try dead.target.attach()
        try dead.target.insert(.hardware, at: 0x0800_0200, length: 2)
        try dead.target.resume(at: nil)
        let left = try dead.target.core.access.readWord(0xE000_2000)
        #expect(left & 1 == 1)
        let next = try openTarget(ConnectOptions(mode: .hotPlug), on: bus)
        try next.target.attach()
        #expect(next.target.core.isInheritedFromDebugger)
        try next.close()
        var after = try Self.state(bus)
        // TRCENA may be the program's, and stays.
        after[0] &= ~(1 << 24)
        #expect(after == before)
        withExtendedLifetime(dead) {}
    }

    /// DBG_SLEEP that the program itself has set is still set after.
    @Test func bitsOfTheProgramStay() throws {
        let bus = try BoardBus()
        let link = try openProbe(ConnectOptions(), on: bus)
        try link.enter()
        try link.writeWord(1, to: 0xE004_2004)
        link.close()
        let opened = try openTarget(ConnectOptions(mode: .hotPlug), on: bus)
        try opened.target.attach()
        #expect(try opened.target.core.access.readWord(0xE004_2004) == 7)
        try opened.close()
        let state = try Self.state(bus)
        #expect(state[4] == 1)
    }

    /// Attached without a reset and without a halt: the program never notices.
    @Test func hotPlugHaltsNothingUntilAsked() throws {
        let bus = try BoardBus()
        let opened = try openTarget(
            ConnectOptions(mode: .hotPlug), arrival: .keepRunning, on: bus)
        try opened.target.attach()
        #expect(opened.target.isRunning)
        #expect(bus.statistic("resets") <= 0)
        try opened.close()
    }
}

/// The doctor's look at the board.
@Suite struct DiagnosisTests {
    private static func diagnosis(
        _ faults: [String] = [], _ options: ConnectOptions = ConnectOptions()
    ) throws -> Diagnosis {
        let bus = try BoardBus(faults: faults)
        return diagnose(options, on: bus)
    }

    @Test func emptyBoardIsWellButHasNoProgram() throws {
        let diagnosis = try Self.diagnosis()
        #expect(diagnosis.status == .success)
        #expect(diagnosis[.link]?.health == .ok)
        #expect(diagnosis[.resetLine]?.health == .ok)
        #expect(diagnosis[.supply]?.health == .ok)
        #expect(diagnosis[.clock]?.health == .ok, "\(diagnosis)")
        #expect(diagnosis[.boot]?.text.contains("empty") == true, "\(diagnosis)")
        #expect(diagnosis.verdict.hasPrefix("It works"))
        let order = diagnosis.findings.compactMap {
            Diagnosis.Topic.allCases.firstIndex(of: $0.topic)
        }
        #expect(order == order.sorted())
    }

    @Test func unwiredLineIsADoubt() throws {
        let finding = try Self.diagnosis(["nrst(open)"])[.resetLine]
        #expect(finding?.health == .doubt)
        #expect(finding?.text.contains("NRST is not connected") == true)
    }

    @Test func hotPlugDoesNotPullTheLine() throws {
        let diagnosis = try Self.diagnosis([], ConnectOptions(mode: .hotPlug))
        #expect(diagnosis[.resetLine]?.health == .unknown)
        #expect(diagnosis[.core]?.text.contains("no program") == true, "\(diagnosis)")
    }

    @Test func missingTargetEndsTheLook() throws {
        let diagnosis = try Self.diagnosis(["no-target", "volt(0x5f0, 0x2a9)"])
        #expect(diagnosis.status == .noTarget)
        #expect(diagnosis[.supply]?.health == .doubt)
        #expect(diagnosis[.link]?.health == .bad)
        #expect(diagnosis[.core] == nil)
        #expect(diagnosis[.resetLine]?.health == .unknown)
    }

    @Test func protectedFlashIsBad() throws {
        let diagnosis = try Self.diagnosis(["rdp(1)"])
        #expect(diagnosis[.protection]?.health == .bad, "\(diagnosis)")
    }

    @Test func clockMarginIsMeasured() throws {
        let diagnosis = try Self.diagnosis(["bitnoise(1/20, freq>950 kHz)"])
        #expect(diagnosis[.clock]?.health != .ok || diagnosis[.link]?.health != .ok)
    }
}

extension Diagnosis {
    fileprivate subscript(topic: Topic) -> Finding? { findings.first { $0.topic == topic } }
}
