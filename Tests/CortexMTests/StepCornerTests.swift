import TargetMemory
import Testing

@testable import CortexM

/// Instructions that a step does not simply execute.
@Suite struct StepCornerTests {
    private func place(_ code: [UInt16], at address: Address, in fake: FakeCore) {
        var bytes = code.flatMap(\.littleEndianBytes)
        if !bytes.count.isMultiple(of: 4) { bytes += [0x00, 0xBF] }
        for (index, word) in bytes.littleEndianWords.enumerated() {
            fake.words[address + 4 * index] = word
        }
    }

    /// A BKPT that is stepped executes nothing: it is passed over.
    @Test func aBreakpointInstructionIsPassed() throws {
        let (fake, core) = try attached()
        place([0xBE00, 0xBF00], at: 0x0800_0100, in: fake)
        fake.onStep = { $0.halt(2) }
        #expect(try core.step() == .step)
        #expect(try core.register(15) == 0x0800_0102)
    }

    /// A branch to itself looks the same and is none.
    @Test func aBranchToItselfStays() throws {
        let (fake, core) = try attached()
        place([0xE7FE, 0xBF00], at: 0x0800_0100, in: fake)
        fake.onStep = { _ in }
        #expect(try core.step() == .step)
        #expect(try core.register(15) == 0x0800_0100)
    }

    /// `continue` at the program's own BKPT goes on behind it, unless the user went elsewhere.
    @Test(arguments: [false, true]) func aRunGoesOnBehindIt(isMoved: Bool) throws {
        let (fake, core) = try attached()
        place([0xBE00, 0xBF00], at: 0x0800_0100, in: fake)
        try core.resume()
        fake.halt(2)
        #expect(try core.poll() == .instruction(0x0800_0100))
        if isMoved { try core.setRegister(15, 0x0800_0200) }
        try core.resume()
        #expect(fake.registers[15] == (isMoved ? 0x0800_0200 : 0x0800_0102))
    }

    /// WFI with interrupts masked never wakes: it is not waited for.
    @Test func sleepEndsTheStep() throws {
        let (fake, core) = try attached()
        fake.onStep = {
            $0.registers[15] = 0x0800_0102
            $0.staysAsleep = true
        }
        #expect(try core.step() == .step)
        #expect(fake.isHalted)
        #expect(try core.register(15) == 0x0800_0102)
        #expect(fake.log.filter { $0 == .read(DHCSR.address, 4) }.count <= 3)
    }

    @Test(arguments: [MaskingPolicy.never, .stepping, .always])
    func maskingIsAsWanted(policy: MaskingPolicy) throws {
        let (fake, core) = try attached()
        core.interruptMasking = policy
        _ = try core.step()
        #expect(fake.control & 8 == (policy == .never ? 0 : 8))
        try core.resume()
        #expect(fake.control & 8 == (policy == .always ? 8 : 0))
        try core.haltNow()
        #expect(fake.control & 8 == (policy == .always ? 8 : 0))
        try core.leave(halted: false)
        #expect(fake.control == 0)
    }

    // MARK: Exclusive accesses

    /// LDREX R0, [R3]; ADDS R0, #1; STREX R1, R0, [R3]; CMP R1, #0; BNE back.
    private static let increment: [UInt16] = [
        0xE853, 0x0F00, 0x3001, 0xE843, 0x0100, 0x2900, 0xD1F8,
    ]
    /// LDREXB; CMP R0, R2; BNE past the store; STREXB.
    private static let exchange: [UInt16] = [
        0xE8D3, 0x0F4F, 0x4290, 0xD102, 0xE8C3, 0x1F40, 0xBF00, 0xBF00,
    ]

    private func bytes(_ code: [UInt16]) -> [UInt8] { code.flatMap(\.littleEndianBytes) }

    @Test func exitsAreFound() {
        let start: Address = 0x0800_0100
        #expect(ExclusiveSequence.exits(of: bytes(Self.increment), at: start) == [0x0800_010A])
        #expect(
            ExclusiveSequence.exits(of: bytes(Self.exchange), at: start)
                == [0x0800_010C, 0x0800_010E])
        // CBZ R0, +4 and B.W backwards before the store.
        #expect(
            ExclusiveSequence.exits(
                of: bytes([0xE853, 0x0F00, 0xB110, 0xF7FF, 0xBFFE, 0xE843, 0x0100]), at: start)
                == [0x0800_010E])
        // A call between the two, and no store at all.
        #expect(
            ExclusiveSequence.exits(
                of: bytes([0xE853, 0x0F00, 0xF000, 0xF800, 0xE843, 0x0100]), at: start) == nil)
        #expect(
            ExclusiveSequence.exits(of: bytes([0xE853, 0x0F00, 0xBF00]), at: start) == nil)
        #expect(!ExclusiveSequence.isLoad(bytes([0xE843, 0x0100])))
        #expect(ExclusiveSequence.isLoad(bytes([0xE8D0, 0x0FEF])))  // LDAEX
        #expect(!ExclusiveSequence.isLoad(bytes([0xE8D0, 0xF010])))  // TBH
    }

    @Test func theSequenceIsRunToItsEnd() throws {
        let (fake, core) = try attached()
        var armed: Set<UInt32> = []
        fake.onRun = { fake in
            armed = fake.armedComparators
            #expect(fake.control & 8 == 8)
            fake.registers[15] = 0x0800_010A
            fake.halt(2)
        }
        #expect(try core.step(toOneOf: [0x0800_010A, 0x0800_010E]) == .step)
        #expect(armed == [0x0800_010B, 0x0800_010F])
        fake.onRun = { _ in }
        try core.resume()
        #expect(fake.armedComparators == [])
    }

    @Test func withoutComparatorsItIsSteppedPlainly() throws {
        let (_, core) = try attached()
        for index in 0..<8 {
            try core.insertHardwareBreakpoint(at: Address(0x0800_0200) + 4 * index)
        }
        #expect(try core.step(toOneOf: [0x0800_010A]) == nil)
    }

    // MARK: Errata

    @Test(arguments: [
        (UInt32(0x410F_C271), true), (0x410F_C270, true), (0x411F_C270, false),
        (0x410F_C241, false),
    ])
    func revisionsAreData(cpuid: UInt32, enters: Bool) {
        let erratum = CPUID(rawValue: cpuid).erratum(.stepEntersPendingException)
        #expect(erratum?.number == (enters ? 702_596 : nil))
    }
}
