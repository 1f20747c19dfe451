import TargetMemory

/// What the architecture says of the address space of every Cortex-M (Armv7-M ARM, B3.1).
enum MemoryMap {
    /// The SRAM region is Normal memory: an access may be repeated or be made in parts.
    static func isRAM(_ address: Address) -> Bool { address.rawValue >> 29 == 1 }

    /// Peripherals, external devices and the system's own registers, where the width and the
    /// number of accesses count.
    static func isDevice(_ address: Address) -> Bool {
        switch address.rawValue >> 28 {
        case 0x4, 0x5, 0xA...0xF: true
        default: false
        }
    }
}
