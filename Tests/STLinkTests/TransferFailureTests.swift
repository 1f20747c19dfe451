import TargetMemory
import Testing
import USBTransport

@testable import STLink

/// Every transfer of a session fails in turn, in every way. Whatever happens, no wrong byte is
/// ever returned, and unless the probe is gone the link works afterwards.
@Suite struct TransferFailureTests {
    static let causes: [TransportError] = [
        .timeout(endpoint: 0x81), .stall(endpoint: 0x81), .overflow(endpoint: 0x81),
        .other("LIBUSB_TRANSFER_ERROR"), .noDevice,
    ]

    private func session(_ fake: FakeProbe) throws {
        let link = try connect(fake)
        let words = try link.read(0x2000_0003, count: 13000)
        #expect(words == Array(fake.memory[3..<13003]))
        #expect(try link.readCoreRegisters() == Array(fake.registers.prefix(19)))
        try link.writeWord(0xAABB_CCDD, to: 0x2000_0000)
        try link.write([9, 8, 7], to: 0x2000_8001)
        #expect(try link.read(0x2000_8001, count: 3) == [9, 8, 7])
        #expect(try link.readWord(0x2000_0000) == 0xAABB_CCDD)
        link.close()
    }

    @Test(arguments: causes, [false, true])
    func anyTransferMayFail(_ cause: TransportError, _ takesCancelled: Bool) throws {
        let clean = FakeProbe()
        try session(clean)
        #expect(clean.transferCount > 40)
        for index in 0..<clean.transferCount {
            let fake = FakeProbe()
            fake.failures = [index: cause]
            fake.takesCancelledCommands = takesCancelled
            do {
                try session(fake)
            } catch {
                #expect(error is ProbeError || error is TargetFault)
            }
            #expect(fake.isClosed, "transfer \(index)")
            if !takesCancelled { #expect(fake.misunderstoodCommandCount == 0) }
            // The probe goes back to the shelf and is used again.
            let count = fake.transferCount
            fake.failures = [:]
            try session(fake)
            #expect(fake.transferCount > count)
            #expect(!fake.isResetLow && fake.mode == 1)
        }
    }

    /// Several failures at random places; the seed is in the test's name.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func anySeveralTransfersMayFail(_ seed: UInt64) throws {
        var random = Lehmer(seed: seed)
        for _ in 0..<10 {
            let fake = FakeProbe()
            fake.takesCancelledCommands = random.next() & 1 == 0
            for _ in 0..<(2 + random.next() % 4) {
                let cause = Self.causes[Int(random.next() % UInt64(Self.causes.count))]
                fake.failures[Int(random.next() % 80)] = cause
            }
            do {
                try session(fake)
            } catch {
                #expect(error is ProbeError || error is TargetFault)
            }
            #expect(fake.isClosed)
            if !fake.takesCancelledCommands { #expect(fake.misunderstoodCommandCount == 0) }
        }
    }

    @Test(arguments: causes.dropLast())
    func aReadSurvivesOneFailure(_ cause: TransportError) throws {
        for index in 0..<16 {
            let fake = FakeProbe()
            let link = try connect(fake)
            fake.failures = [fake.transferCount + index: cause]
            fake.takesCancelledCommands = true
            #expect(try link.read(0x2000_0002, count: 9000) == Array(fake.memory[2..<9002]))
        }
    }

    /// Not every probe holds a command back until it has handed out the reply before.
    @Test func aProbeThatKeepsOneReplyIsServedOneByOne() throws {
        let fake = FakeProbe()
        fake.forgetsUnfetchedReplies = true
        try session(fake)
        #expect(fake.isClosed && fake.mode == 1)
        // Two mishaps while greeting, none afterwards. The version was asked for three times at
        // each: queued, to get into step, and alone.
        #expect(fake.commands.count { $0 == 0x3A } == 1)
        #expect(fake.commands.count { $0 == 0xF1 } == 2 * 3)
    }

    @Test func aLateReplyIsNeverTheNextOnes() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        // The reply to the first read stays behind; the second must not get it.
        fake.failures = [fake.transferCount + 1: .timeout(endpoint: 0x81)]
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
    }

    @Test func aSilentProbeIsResetAndTheTargetFoundAgain() throws {
        let fake = FakeProbe()
        fake.isSilent = true
        let link = try connect(fake)
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
        fake.isSilent = true
        let fault = #expect(throws: TargetFault.self) { try link.writeWord(1, to: 0x4000_0000) }
        #expect(fault?.isInterrupted == true)
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
    }

    @Test func aStepIsNeverRepeatedAfterATimeout() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.failures = [fake.transferCount + 1: .timeout(endpoint: 0x81)]
        let count = fake.commands.count
        // C_DEBUGEN and C_STEP.
        let fault = #expect(throws: TargetFault.self) {
            try link.writeWord(0xA05F_0005, to: 0xE000_EDF0)
        }
        #expect(fault?.isInterrupted == true)
        #expect(fake.commands.dropFirst(count).filter { $0 == 0x35 }.count == 1)
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
    }

    /// RAM, a halt, a comparator: a second time does no harm.
    static let repeatable: [(Address, UInt32)] = [
        (0x2000_0000, 5), (0xE000_EDF0, 0xA05F_0003), (0xE000_2008, 0x0800_0101),
    ]

    @Test(arguments: repeatable)
    func whatMayBeWrittenTwiceIs(_ address: Address, _ value: UInt32) throws {
        for cause in Self.causes.dropLast() {
            let fake = FakeProbe()
            let link = try connect(fake)
            fake.failures = [fake.transferCount + 1: cause]
            let count = fake.commands.count
            try link.writeWord(value, to: address)
            #expect(fake.commands.dropFirst(count).filter { $0 == 0x35 }.count == 2)
        }
    }

    /// What a loader takes from RAM as soon as it is there is not put there twice.
    @Test func whatIsWatchedIsNotWrittenTwice() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.failures = [fake.transferCount + 2: .timeout(endpoint: 0x81)]
        let count = fake.commands.count
        let fault = #expect(throws: TargetFault.self) {
            try link.writeBatch([(0x2000_0000, [1, 2, 3, 4, 5, 6, 7, 8])])
        }
        #expect(fault?.isInterrupted == true)
        #expect(fake.commands.dropFirst(count).filter { $0 == 0x08 }.count == 1)
    }

    @Test func aProbeThatCannotTakeQueuedCommandsIsServedOneByOne() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        for _ in 0..<Limits.queueMishapCount {
            fake.failures[fake.transferCount + 5] = .timeout(endpoint: 0x81)
            #expect(try link.read(0x2000_0000, count: 9000) == Array(fake.memory[0..<9000]))
        }
        let submits = fake.submitCount
        _ = try link.read(0x2000_0000, count: 20000)
        // Four memory commands, and apart from each its status.
        #expect(fake.submitCount - submits == 8)
    }
}

/// A small generator with a seed (Lehmer, modulus 2^61 - 1).
private struct Lehmer {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 7919 + 1 }

    mutating func next() -> UInt64 {
        let modulus: UInt64 = (1 << 61) - 1
        state =
            modulus.dividingFullWidth(state.multipliedFullWidth(by: 437_799_614_237_992_725))
            .remainder
        return state >> 8
    }
}
