import TargetMemory
import Testing

@testable import CortexM

@Suite struct LeaveTests {
    /// As found: DEMCR, FPB, DWT, the program's code; the core runs without a debugger.
    @Test func everythingIsAsItWasFound() throws {
        let fake = FakeCore()
        fake.words[DEMCR.address] = 1 << 24
        fake.words[0xE000_1020] = 0x2000_0400
        fake.words[0xE000_1024] = 2
        fake.words[0xE000_1028] = 6
        fake.words[0x2000_0100] = 0x4611_2233
        let before = fake.words
        let (_, core) = try attached(fake)
        for index in 0..<8 {
            try core.insertHardwareBreakpoint(at: Address(0x0800_0200) + 4 * index)
        }
        for index in 0..<4 {
            try core.insertWatchpoint(.access, at: Address(0x2000_0000) + 4 * index, byteCount: 4)
        }
        core.insertSoftwareBreakpoint(at: 0x2000_0100)
        try core.resume()
        #expect(fake.armedComparators.count == 8)
        try core.haltNow()
        _ = try core.step()
        try core.leave(halted: false)
        #expect(fake.control == 0)
        #expect(!fake.isHalted)
        #expect(fake.value(DFSR.address) == 0)
        let ignored: Set<Address> = [DFSR.address]
        for address in Set(before.keys).union(fake.words.keys).subtracting(ignored) {
            #expect(fake.value(address) == before[address] ?? 0, "\(address)")
        }
        #expect(!core.isAttached)
    }

    /// C_MASKINTS goes while the core is still halted.
    @Test func interruptsAreUnmaskedFirst() throws {
        let (fake, core) = try attached()
        _ = try core.step()
        fake.log = []
        try core.leave(halted: false)
        let writes = fake.log.compactMap {
            if case .write(DHCSR.address, let bytes) = $0 { bytes } else { nil }
        }
        #expect(writes == [UInt32(0xA05F_0003), 0xA05F_0000].map(\.littleEndianBytes))
    }

    @Test func leftHaltedItStaysHalted() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        try core.leave(halted: true)
        #expect(fake.isHalted)
        #expect(fake.armedComparators == [])
        #expect(fake.control == 0b11)
    }

    @Test func leavingTwiceIsLeavingOnce() throws {
        let (fake, core) = try attached()
        try core.leave(halted: false)
        fake.log = []
        try core.leave(halted: false)
        #expect(fake.log == [])
    }

    @Test func attachingDoesNotStopTheProgram() throws {
        let fake = FakeCore()
        let core = try Core(access: fake)
        #expect(!fake.log.contains { if case .write = $0 { true } else { false } })
        try core.attach()
        #expect(!fake.isHalted)
        #expect(!core.isHalted)
        #expect(fake.control == 1)
    }

    @Test func whatIsNoArmCoreIsRefused() {
        let refusal = fault { () throws(TargetFault) in
            _ = try Core(access: FakeCore(cpuid: 0xFFFF_FFFF))
        }
        #expect(refusal?.cause == .link)
        #expect(refusal?.message.contains("0xffffffff") == true)
    }

    /// A routine of ours gets a clean core, and leaves it as it was.
    @Test func aRoutineLeavesRegistersAndProtectionAsFound() throws {
        let (fake, core) = try attached()
        for selector in UInt8(0)...18 { fake.registers[selector] = 0x100 + UInt32(selector) }
        fake.registers[16] = 0x0100_0000
        fake.registers[20] = 0x0300_2001
        fake.words[MPUControl.address] = 5
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        try core.haltNow()
        let before = fake.registers
        let state = try core.enterRoutine(keepingRegisters: true)
        #expect(fake.value(MPUControl.address) == 0)
        #expect(fake.armedComparators == [])
        try core.startRoutine(at: 0x2000_0000, stack: 0x2000_1000, argument: 7)
        #expect(fake.registers[15] == 0x2000_0000)
        #expect(fake.registers[20] == 1)
        #expect(fake.control == 0b1001)
        #expect(!fake.isHalted)
        #expect(try core.routineFailure() == nil)
        try core.leaveRoutine(state)
        #expect(fake.registers.filter { $0.key != 13 } == before.filter { $0.key != 13 })
        #expect(fake.value(MPUControl.address) == 5)
        try core.resume()
        #expect(fake.armedComparators == [0x0800_0201])
    }
}
