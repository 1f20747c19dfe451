import Foundation
import Testing

@testable import VirtualBoard

@Suite struct ProbeFaultTests {
    @Test func everyExampleIsUnderstoodAndDocumented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(
            contentsOf: root.appending(path: "docs/testing.md"), encoding: .utf8)
        for entry in FaultPlan.entries {
            _ = try FaultPlan([entry.example])
            #expect(document.contains("`\(entry.example)`"), "\(entry.name)")
            #expect(entry.example.hasPrefix(entry.name))
        }
    }

    @Test(arguments: [
        "sleep(NAP)", "sleep(STOP, wakes)", "pins()", "irq(0)", "dma(0x20000001)", "iwdg(1, soft)",
        "cache(off)", "core(M4)", "core(1,2)", "geometry(size)", "state(ajar)", "back()",
        "back(1, there)", "delay(20)", "delay(20-10)", "fw(2)", "fw(2,29,X7)", "idcode()",
        "bitnoise(1/0, 950)", "bitnoise(all, freq>8 THz)", "stale(bread)", "nrst(stretch)",
    ])
    func badArgumentsShowTheForm(text: String) {
        #expect(throws: BoardError.self) { try FaultPlan([text]) }
    }

    @Test func theWordsOfTheVocabularyAreUnderstood() throws {
        let plan = try FaultPlan([
            "back(200 ms, new)", "fw(2, 46, S7, 0x374b)", "bitnoise(all, freq>8 MHz)",
        ])
        #expect(plan.replug == FaultPlan.Replug(afterNanoseconds: 200_000_000, isNewAddress: true))
        #expect(plan.firmware == "V2J46S7" && plan.productID == 0x374B)
        #expect(plan.noise?.period == 1 && plan.noise?.aboveKilohertz == 8000)
    }

    @Test func aDeadSessionAnswersOnceLeftAndEntered() throws {
        let bench = try LiveBench("stale(session)")
        #expect(try bench.ask([0xF5], 2)[0] == 2)
        #expect(try bench.enter() == 0x12)
        #expect(try bench.look(0x2000_0000).status == 0x12)
        bench.send([0xF2, 0x21])
        #expect(try bench.enter() == 0x80)
        #expect(try bench.look(0x2000_0000).status == 0x80)
    }

    @Test func aWedgedProbeNeedsAPortReset() throws {
        let bench = try LiveBench("stale(wedged)")
        bench.send([0xF1])
        #expect(bench.board.device.bulkIn(0x81, maximumByteCount: 6) == .pending)
        bench.board.device.reset()
        #expect(try bench.ask([0xF1], 6).count == 6)
    }

    @Test func aStalledPipeIsThereFromTheStart() throws {
        let bench = try LiveBench("stale(halt)")
        bench.send([0xF1])
        #expect(bench.board.device.bulkIn(0x81, maximumByteCount: 6) == .stall)
        bench.board.device.clearHalt(0x81)
        #expect(try bench.ask([0xF1], 6).count == 6)
    }

    @Test func delaysAreRandomAndTheSameForOneSeed() throws {
        func delays(_ seed: Int) throws -> [UInt64] {
            let device = try BoardCatalogue.make(faults: ["delay(0-20 ms, \(seed))"]).device
            return (0..<50).map { _ in device.transferDelay() }
        }
        let some = try delays(1)
        #expect(some.allSatisfy { $0 <= 20_000_000 } && Set(some).count > 40)
        #expect(try delays(1) == some)
        #expect(try delays(2) != some)
        #expect(try BoardCatalogue.make().device.transferDelay() == 0)
    }

    @Test func aHopelessClockCannotBeEntered() throws {
        let bench = try LiveBench("bitnoise(all, freq>950 kHz)")
        #expect(try bench.enter() == 0x09)
        #expect(try bench.ask([0xF2, 0x43, 3, 0], 2) == [0x80, 0])
        #expect(try bench.enter() == 0x80)
        #expect(try bench.look(0x2000_0000).status == 0x80)
    }

    @Test func copiesSayWhatTheyAre() throws {
        let bench = try LiveBench("idcode(0x2ba01477, 0)", "geometry(size=0x6B80)")
        #expect(try bench.enter() == 0x80)
        #expect(try bench.ask([0xF2, 0x31], 12).value(at: 4, width: 4) == 0x2BA0_1477)
        #expect(try bench.read(0xE004_2000) == 0)
        #expect(try bench.read(0x1FF0_F440) >> 16 == 0x6B80)
    }

    @Test func theCoreMayBeAnother() throws {
        let bench = try LiveBench("core(0x410FC241, 0, 6)")
        #expect(try bench.enter() == 0x80)
        #expect(try bench.read(0xE000_ED00) == 0x410F_C241)
        #expect(try bench.read(0xE000_2000) >> 4 & 0xF == 6)
        #expect(try bench.read(0xE000_2000) >> 28 == 0)
    }

    @Test func aClosedPartAnswersButLetsNobodyIn() throws {
        let bench = try LiveBench("state(closed)")
        #expect(try bench.enter() == 0x80)
        #expect(try bench.look(LiveBench.dhcsr).status == 0x11)
        // CSW.DeviceEn, after ABORT.
        _ = try bench.ask([0xF2, 0x46, 0xFF, 0xFF, 0, 0, 0x1E, 0, 0, 0], 2)
        let csw = try bench.ask([0xF2, 0x45, 0, 0, 0, 0], 8)
        #expect(csw[0] == 0x80 && csw.value(at: 4, width: 4) & 1 << 6 == 0)
    }

    @Test func erasesTakeAsLongAsIsSaid() throws {
        let plan = try FaultPlan(["busy(900 ms)"])
        let bench = try Bench()
        bench.flash.eraseNanoseconds = plan.eraseNanoseconds
        try bench.unlock()
        try bench.poke(0x1_0202, Bench.Flash.cr)
        #expect(bench.flash.timer.left == 900_000_000)
    }
}
