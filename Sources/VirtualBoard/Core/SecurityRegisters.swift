/// The registers of Armv8-M's security extension (DDI 0553, D1.2): they hold what is written. The
/// core stays in the state that it was reset into: Secure with TrustZone enabled, else Non-secure;
/// SAU regions divide nothing here.
struct SecurityRegisters {
    private enum Offset {
        static let type: UInt32 = 0xDD4
        static let region: UInt32 = 0xDD8
        static let base: UInt32 = 0xDDC
        static let limit: UInt32 = 0xDE0
        static let authenticationControl: UInt32 = 0xE04
        static let debugStatus: UInt32 = 0xE08
        static let authenticationStatus: UInt32 = 0xFB8
    }

    private static let regionCount = 8
    private let isSecure: Bool
    private let isDebugClosed: Bool
    private var words: [UInt32: UInt32] = [:]
    private var region = 0
    private var bases = [UInt32](repeating: 0, count: regionCount)
    private var limits = [UInt32](repeating: 0, count: regionCount)

    init(isSecure: Bool, isDebugClosed: Bool) {
        self.isSecure = isSecure
        self.isDebugClosed = isDebugClosed
    }

    func read(_ offset: UInt32) -> UInt32 {
        switch offset {
        case Offset.authenticationStatus:
            // Invasive and non-invasive debug are allowed, of the Secure state where there is one.
            return isSecure ? (isDebugClosed ? 0xAF : 0xFF) : 0x0F
        case Offset.debugStatus:
            // CDS: the core's state.
            return words[offset, default: 0] & 3 | (isSecure ? 1 << 16 : 0)
        default: break
        }
        guard isSecure else { return 0 }
        switch offset {
        case Offset.type: return UInt32(Self.regionCount)
        case Offset.region: return UInt32(region)
        case Offset.base: return bases[region]
        case Offset.limit: return limits[region]
        default: return words[offset, default: 0]
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case Offset.region: region = Int(value) % Self.regionCount
        case Offset.base: bases[region] = value & ~0x1F
        case Offset.limit: limits[region] = value & ~0x1C
        default: words[offset] = value
        }
    }
}
