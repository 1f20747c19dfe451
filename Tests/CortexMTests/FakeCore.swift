import TargetMemory

@testable import CortexM

/// The debug registers of an Armv7-M core as the manual describes them, with no code behind: what
/// a step or a run leads to, the test says. It counts and keeps every transfer.
final class FakeCore: CoreAccess {
    enum Transfer: Hashable {
        case read(Address, Int)
        case write(Address, [UInt8])
        case registers
        case readRegister(UInt8)
        case writeRegister(UInt8, UInt32)
        case reset(Bool)
    }

    var log: [Transfer] = []
    var registers: [UInt8: UInt32] = [15: 0x0800_0100, 16: 0x0100_0000]
    var words: [Address: UInt32] = [:]
    var isHalted = false
    /// DHCSR bits 3:0 as last written.
    var control: UInt32 = 0
    var isResetSticky = false
    var isLockedUp = false
    /// More bits of DHCSR.
    var extraStatus: UInt32 = 0
    var hasResetRequest = true
    /// What one instruction, or running on, does to the state; the core halts on `halt`.
    var onStep: (FakeCore) -> Void = { $0.registers[15, default: 0] += 2 }
    var onRun: (FakeCore) -> Void = { _ in }
    /// The DWT ignores at most so many address bits.
    var watchMaskMax: UInt32 = 15
    /// DWT as in Armv8-M: no MASK registers.
    var hasModernWatch = false
    /// The step has executed WFI: the core is asleep until it is asked to halt.
    var staysAsleep = false

    init(cpuid: UInt32 = 0x411F_C270, fpControl: UInt32 = 0x1000_0080) {
        words[CPUID.address] = cpuid
        words[FPControl.address] = fpControl
        words[DWTControl.address] = 0x4000_0000
        words[MVFR0.address] = 0x1011_0021
    }

    var comparators: [UInt32] { (0..<8).map { words[0xE000_2008 + 4 * $0] ?? 0 } }
    var armedComparators: Set<UInt32> { Set(comparators.filter { $0 & 1 != 0 }) }

    /// Halts and notes why in DFSR.
    func halt(_ reason: UInt32) {
        isHalted = true
        words[DFSR.address, default: 0] |= reason
    }

    func value(_ register: Address) -> UInt32 { words[register] ?? 0 }

    // MARK: Memory

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        log.append(.read(address, 4))
        return look(at: address)
    }

    private func look(at address: Address) -> UInt32 {
        if address == DHCSR.address {
            defer { isResetSticky = false }
            return control | extraStatus | 1 << 16 | (isHalted ? 1 << 17 : 0)
                | (isLockedUp ? 1 << 19 : 0)
                | (isResetSticky ? 1 << 25 : 0) | (staysAsleep ? 1 << 18 : 0)
        }
        let value = words[address] ?? 0
        // Reading DWT_FUNCTION clears MATCHED.
        if isWatchRegister(address, 8) { words[address] = value & ~(1 << 24) }
        return value
    }

    private func isWatchRegister(_ address: Address, _ offset: Int) -> Bool {
        (0..<4).contains { 0xE000_1020 + (16 * $0 + offset) == address }
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        log.append(.write(address, value.littleEndianBytes))
        put(value, at: address)
    }

    private func put(_ value: UInt32, at address: Address) {
        switch address {
        case DHCSR.address: if value >> 16 == 0xA05F { setControl(value & 0xF) }
        case DFSR.address: words[address, default: 0] &= ~value
        case AIRCR.address: if value == 0x05FA_0004, hasResetRequest { reset() }
        case FPControl.address:
            if value & 2 != 0 { words[address] = self.value(address) & ~1 | value & 1 }
        default:
            guard isWatchRegister(address, 4) else {
                words[address] = value
                return
            }
            words[address] = hasModernWatch ? 0 : min(value, watchMaskMax)
        }
    }

    private func setControl(_ value: UInt32) {
        let wasHalted = isHalted
        control = value
        guard value & 1 != 0 else {
            isHalted = false
            return
        }
        if value & 2 != 0 {
            staysAsleep = false
            if !wasHalted { halt(1) }
        } else if value & 4 != 0, wasHalted {
            onStep(self)
            if staysAsleep { isHalted = false } else { halt(1) }
        } else {
            isHalted = false
            if wasHalted { onRun(self) }
        }
    }

    func reset() {
        isResetSticky = true
        isLockedUp = false
        isHalted = false
        control &= ~2
        registers = [15: 0x0800_0040, 16: 0x0100_0000]
        if value(DEMCR.address) & 1 != 0 { halt(8) }
    }

    func powerCycle() {
        for (address, _) in words where address.rawValue & 0xFFFF_F000 == 0xE000_2000 {
            words[address] = address == FPControl.address ? value(address) & ~1 : 0
        }
        for offset in 0..<16 { words[0xE000_1020 + 4 * offset] = 0 }
        words[DEMCR.address] = 0
        control = 0
        reset()
    }

    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        log.append(.read(address, count))
        return (0..<count).map { offset in
            let place = address + offset
            let word = words[place.alignedDown(to: 4)] ?? 0
            return UInt8(truncatingIfNeeded: word >> (8 * (place.rawValue & 3)))
        }
    }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        log.append(.write(address, bytes))
        if address.isAligned(to: 4), bytes.count.isMultiple(of: 4) {
            for (index, word) in bytes.littleEndianWords.enumerated() {
                put(word, at: address + 4 * index)
            }
            return
        }
        for (offset, byte) in bytes.enumerated() {
            let place = address + offset
            let shift = 8 * (place.rawValue & 3)
            let word = words[place.alignedDown(to: 4)] ?? 0
            words[place.alignedDown(to: 4)] = word & ~(0xFF << shift) | UInt32(byte) << shift
        }
    }

    func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        for (address, bytes) in writes { try write(bytes, to: address) }
    }

    // MARK: The rest

    func readCoreRegisters() throws(TargetFault) -> [UInt32] {
        log.append(.registers)
        return (0..<19).map { registers[$0] ?? 0 }
    }

    func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        log.append(.readRegister(selector))
        return registers[selector] ?? 0
    }

    func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {
        log.append(.writeRegister(selector, value))
        registers[selector] = value
    }

    func driveReset(_ asserted: Bool) throws(TargetFault) {
        log.append(.reset(asserted))
        if !asserted { reset() }
    }

    func pause(milliseconds: Int) {}
}

/// A fake core, and ours attached to it and halted.
func attached(_ fake: FakeCore = FakeCore()) throws -> (FakeCore, Core) {
    let core = try Core(access: fake)
    try core.attach()
    try core.haltNow()
    fake.log = []
    return (fake, core)
}
