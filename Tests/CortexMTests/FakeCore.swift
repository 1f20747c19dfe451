import TargetMemory

/// Registers that remember, a core that halts and steps at once. Counts the accesses.
final class FakeCore: CoreAccess {
    var words: [UInt32: UInt32] = [
        0xE000_ED00: 0x411F_C271, 0xE000_EF40: 0x1011_0221, 0xE000_2000: 0x1000_0080,
        0xE000_1000: 0x4000_0000,
    ]
    var registers: [UInt8: UInt32] = [15: 0x0800_0100, 16: 0x0100_0000]
    var isHalted = false
    var wasReset = false
    private(set) var accesses = 0
    /// Words written, in order.
    private(set) var log: [(address: UInt32, value: UInt32)] = []

    private static let dhcsr: UInt32 = 0xE000_EDF0
    private static let aircr: UInt32 = 0xE000_ED0C
    private static let demcr: UInt32 = 0xE000_EDFC

    func clearLog() {
        log = []
        accesses = 0
    }

    func readWord(_ address: Address) -> UInt32 {
        accesses += 1
        guard address.rawValue == Self.dhcsr else { return words[address.rawValue] ?? 0 }
        let status: UInt32 = (isHalted ? 1 << 17 : 0) | (wasReset ? 1 << 25 : 0)
        wasReset = false
        return status | (words[Self.dhcsr] ?? 0) & 0xFFFF
    }

    func writeWord(_ value: UInt32, to address: Address) {
        accesses += 1
        log.append((address.rawValue, value))
        switch address.rawValue {
        case Self.dhcsr:
            words[Self.dhcsr] = value & 0xFFFF
            if value & 0b101 == 0b101 { registers[15, default: 0] += 2 }
            isHalted = value & 0b110 != 0 && value & 1 != 0
        case Self.aircr where value == 0x05FA_0004:
            wasReset = true
            isHalted = words[Self.demcr, default: 0] & 1 != 0
        case 0xE000_ED30: words[0xE000_ED30, default: 0] &= ~value
        default: words[address.rawValue] = value
        }
    }

    func read(_ address: Address, count: Int) -> [UInt8] {
        accesses += 1
        return (0..<count).map { index in
            let place = (address + index).rawValue
            return UInt8(truncatingIfNeeded: (words[place & ~3] ?? 0) >> (8 * (place & 3)))
        }
    }

    func write(_ bytes: [UInt8], to address: Address) {
        accesses += 1
        for (index, byte) in bytes.enumerated() {
            let place = (address + index).rawValue
            let shift = 8 * (place & 3)
            let old = words[place & ~3] ?? 0
            words[place & ~3] = old & ~(0xFF << shift) | UInt32(byte) << shift
        }
    }

    func readCoreRegisters() -> [UInt32] {
        accesses += 1
        return (0...18).map { registers[$0] ?? 0 }
    }

    func readRegister(_ selector: UInt8) -> UInt32 {
        accesses += 1
        return registers[selector] ?? 0
    }

    func writeRegister(_ selector: UInt8, _ value: UInt32) {
        accesses += 1
        registers[selector] = value
    }

    func driveReset(_ asserted: Bool) {}

    func writeBatch(_ writes: [(Address, [UInt8])]) {
        for (address, bytes) in writes { write(bytes, to: address) }
    }

    func pause(milliseconds: Int) {}
}
