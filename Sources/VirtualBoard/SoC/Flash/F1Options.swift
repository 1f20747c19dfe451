/// The option bytes of F0, F1 and F3: eight bytes, each in a half word with its complement
/// (PM0075, 2.5; RM0091, 4).
struct F1Options: Hashable {
    static let byteCount = 8

    private let kind: F1Dialect.Options
    /// RDP, USER, Data0, Data1, WRP0 to WRP3.
    private(set) var bytes = [UInt8](repeating: 0xFF, count: byteCount)
    /// A byte and its complement do not fit: OPTERR.
    private var isBroken = false

    init(_ kind: F1Dialect.Options) { self.kind = kind }

    static func delivered(_ kind: F1Dialect.Options) -> F1Options {
        var options = F1Options(kind)
        options.setProtection(.none)
        return options
    }

    /// A half word of the cells. An erased or broken pair counts as 0xFF.
    mutating func set(_ half: UInt32, _ index: Int) {
        let (low, high) = (UInt8(half & 0xFF), UInt8(half >> 8 & 0xFF))
        let isSound = low == ~high
        if !isSound, half != 0xFFFF { isBroken = true }
        bytes[index] = isSound ? low : 0xFF
    }

    mutating func setProtection(_ level: ReadProtection) {
        let open: UInt8 = kind == .f1 ? 0xA5 : 0xAA
        bytes[0] = [open, 0x00, 0xCC][level.rawValue]
    }

    mutating func protect(_ groups: UInt32) {
        for index in 0..<4 {
            bytes[4 + index] &= ~UInt8(truncatingIfNeeded: groups >> UInt32(8 * index))
        }
    }

    /// WDG_SW, bit 0 of the user byte: clear for the hardware watchdog.
    mutating func startWatchdog() { bytes[1] &= ~1 }

    var startsWatchdog: Bool { bytes[1] & 1 == 0 }

    var protection: ReadProtection {
        switch (kind, bytes[0]) {
        case (.f1, 0xA5), (.f0, 0xAA): .none
        case (.f0, 0xCC): .level2
        default: .level1
        }
    }

    var writeProtection: UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[4 + $1]) << UInt32(8 * $1) }
    }

    /// FLASH_OBR.
    var register: UInt32 {
        let (user, data0, data1) = (UInt32(bytes[1]), UInt32(bytes[2]), UInt32(bytes[3]))
        let broken: UInt32 = isBroken ? 1 : 0
        switch kind {
        case .f1:
            let isProtected: UInt32 = protection == .none ? 0 : 2
            return broken | isProtected | user << 2 & 0x3FC | data0 << 10 | data1 << 18
        case .f0:
            let level: UInt32 = [0, 1, 3][protection.rawValue]
            return broken | level << 1 | user << 8 | data0 << 16 | data1 << 24
        }
    }
}
