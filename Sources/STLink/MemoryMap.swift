import TargetMemory

/// What the architecture says of the address space of every Cortex-M (Armv7-M ARM, B3.1).
enum MemoryMap {
    /// The SRAM region is Normal memory: an access may be repeated or be made in parts.
    static func isRAM(_ address: Address) -> Bool { address.rawValue >> 29 == 1 }

    /// What doing a write twice does, as far as the architecture says.
    ///
    /// Of the core's own registers those that hold what is written may be written again; the halt
    /// request, too, and switching halting debug off. A run or a step is neither (Armv7-M ARM,
    /// C1.6.2): twice is one too many. DFSR is cleared by ones, and only while the core stands.
    static func effect(ofWriting bytes: [UInt8], to address: Address) -> Command.Effect {
        if isRAM(address) { return .idempotent }
        switch address.rawValue &- privateBus {
        // DWT and FPB.
        case 0x1000...0x2FFF: return .idempotent
        // DHCSR
        case 0xEDF0 where bytes.count == 4:
            let isDebugOn = bytes[0] & 1 != 0
            let isHalt = bytes[0] & 1 << 1 != 0
            return isDebugOn == isHalt ? .idempotent : .onceAtMost
        // VTOR, DFSR, MPU_CTRL; DCRSR, DCRDR, DEMCR.
        case 0xED08, 0xED30, 0xED94, 0xEDF4, 0xEDF8, 0xEDFC:
            return bytes.count == 4 ? .idempotent : .once
        default: return .once
        }
    }

    /// The Private Peripheral Bus (Armv7-M ARM, B3.1).
    private static let privateBus: UInt32 = 0xE000_0000

    /// Peripherals, external devices and the system's own registers, where the width and the
    /// number of accesses count.
    static func isDevice(_ address: Address) -> Bool {
        switch address.rawValue >> 28 {
        case 0x4, 0x5, 0xA...0xF: true
        default: false
        }
    }
}
