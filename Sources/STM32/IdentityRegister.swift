import TargetMemory

/// A register that tells which die this is.
enum IdentityRegister: Hashable {
    /// DBGMCU_IDCODE: DEV_ID in bits 11:0, REV_ID in 31:16.
    case dbgmcu(Address)
    /// JTAG_ID of the WB0, which has no DBGMCU: ST's code 0x041 in bits 11:0, the part in 27:12,
    /// the version in 31:28.
    case jtag(Address)

    var address: Address {
        switch self {
        case .dbgmcu(let address), .jtag(let address): address
        }
    }

    /// The value in DBGMCU_IDCODE's form; 0 for one that identifies nothing.
    func idcode(of value: UInt32) -> UInt32 {
        switch self {
        case .dbgmcu: value
        case .jtag: value & 0xFFF == 0x041 ? value >> 12 & 0xFFF | (value >> 28) << 16 : 0
        }
    }

    /// Where to look, by core, the most likely place first (reference manuals, chapter "Device
    /// ID"): M0 and M0+ have it on APB, M33 in the private peripherals (H5: on APB as well),
    /// H7 in D3. The M0+ of a WL5x sees its M4's.
    static func places(corePart: UInt16) -> [IdentityRegister] {
        switch corePart {
        case CorePart.m0: [.dbgmcu(0x4001_5800)]
        case CorePart.m0Plus:
            [.dbgmcu(0x4001_5800), .jtag(0x4000_0004), .dbgmcu(0xE004_2000)]
        case CorePart.m33: [.dbgmcu(0xE004_4000), .dbgmcu(0x4402_4000)]
        case CorePart.m7, CorePart.m4: [.dbgmcu(0xE004_2000), .dbgmcu(0x5C00_1000)]
        case CorePart.m3: [.dbgmcu(0xE004_2000)]
        default: [.dbgmcu(0xE004_2000), .dbgmcu(0x4001_5800), .dbgmcu(0xE004_4000)]
        }
    }
}
