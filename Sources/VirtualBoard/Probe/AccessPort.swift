/// Registers of the AHB-AP (IHI 0031C, C2.6; Cortex-M7 TRM, chapter on debug).
struct AccessPort {
    enum Register: Hashable {
        case data
        case banked(UInt32)
        case other

        init(rawValue: UInt16) {
            switch rawValue {
            case 0x0C: self = .data
            case 0x10, 0x14, 0x18, 0x1C: self = .banked(UInt32(rawValue - 0x10))
            default: self = .other
            }
        }
    }

    /// DeviceEn is set; SPIDEN, TrInProg and packed transfers are not there.
    private static let deviceEnabled: UInt32 = 1 << 6
    private static let writableStatus: UInt32 = 0x7F00_003F
    private static let attributeMask: UInt32 = 0x7F00_0000

    private var controlStatus: UInt32 = 0x0300_0002
    /// Upper bits of CSW that blocks get unless told otherwise: what the host wrote last.
    private var attributes: UInt32 = 0x0300_0000
    var address: UInt32 = 0
    private let identity: UInt32
    private let base: UInt32

    init(_ description: AccessPortDescription) {
        identity = description.identity
        base = description.base
    }

    /// Bytes of a transfer through DRW: CSW.Size.
    var width: Int { 1 << Int(min(controlStatus.field(0, 3), 2)) }

    func bankedAddress(_ lane: UInt32) -> UInt32 { address & ~0xF | lane }

    /// HPROT[3], bit 27: the transfer looks into the data cache.
    var isCacheable: Bool { controlStatus.has(27) }

    func read(_ register: UInt16, isEnabled: Bool = true) -> UInt32 {
        switch register {
        case 0x00: controlStatus | (isEnabled ? Self.deviceEnabled : 0)
        case 0x04: address
        case 0xF8: base
        case 0xFC: identity
        default: 0
        }
    }

    mutating func write(_ value: UInt32, to register: UInt16) {
        switch register {
        case 0x00:
            controlStatus = value & Self.writableStatus
            attributes = value & Self.attributeMask
        case 0x04: address = value
        default: break
        }
    }

    /// The bits of TAR that count: ten for sure (IHI 0031C, C2.2.2), twelve in the AHB-AP of the
    /// Cortex-M3 and M4, whose increment wraps within 4 KiB (DDI 0337E, 11.6, CSW.AddrInc).
    private var counting: UInt32 { identity & 0x0FFF_FFFF == 0x0477_0011 ? 0xFFF : 0x3FF }

    /// TAR after an access through DRW: the upper bits stay.
    mutating func advance() {
        guard controlStatus.field(4, 2) != 0 else { return }
        address = address & ~counting | (address &+ UInt32(width)) & counting
    }

    /// What the firmware writes before a block.
    mutating func prepare(
        address: UInt32, width: Int, increments: Bool, attributes named: UInt32?
    ) {
        let size = UInt32(width.trailingZeroBitCount)
        let upper = named.map { $0 & Self.attributeMask } ?? attributes
        controlStatus = upper | size | (increments ? 1 << 4 : 0)
        self.address = address
    }
}
