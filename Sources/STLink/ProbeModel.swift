/// What the USB product ID tells of a probe (vendor ID 0x0483).
///
/// Facts: OpenOCD `stlink_usb.c`, pyOCD `probe/stlink/usb.py`, stlink `usb.h`.
public struct ProbeModel: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case debugger
        /// Waits for a firmware update and cannot debug.
        case bootloader
        /// The first generation talks SCSI, not bulk commands.
        case massStorage
    }

    public static let vendorID: UInt16 = 0x0483

    public var name: String
    public var productID: UInt16
    public var kind: Kind
    public var commandEndpoint: UInt8
    public var traceEndpoint: UInt8
    /// IN for replies and data on every model.
    public var replyEndpoint: UInt8 { 0x81 }

    private init(
        _ name: String, _ productID: UInt16, _ kind: Kind = .debugger, out: UInt8 = 0x01,
        trace: UInt8 = 0x82
    ) {
        self.name = name
        self.productID = productID
        self.kind = kind
        commandEndpoint = out
        traceEndpoint = trace
    }

    /// Every probe that we know by name.
    public static let all: [ProbeModel] = [
        ProbeModel("ST-LINK/V1", 0x3744, .massStorage),
        ProbeModel("ST-LINK/V2", 0x3748, out: 0x02, trace: 0x83),
        ProbeModel("ST-LINK/V2-1 with audio", 0x374A),
        ProbeModel("ST-LINK/V2-1", 0x374B),
        ProbeModel("ST-LINK/V2-1 without mass storage", 0x3752),
        ProbeModel("ST-LINK/V2-1 without mass storage", 0x3742),
        ProbeModel("STLINK-V3 in update mode", 0x374D, .bootloader),
        ProbeModel("STLINK-V3E", 0x374E),
        ProbeModel("STLINK-V3SET", 0x374F),
        ProbeModel("STLINK-V3 with two serial ports", 0x3753),
        ProbeModel("STLINK-V3 without mass storage", 0x3754),
        ProbeModel("STLINK-V3PWR in update mode", 0x3755, .bootloader),
        ProbeModel("STLINK-V3PWR", 0x3757),
    ]

    /// `nil`: ST's vendor ID is on many things that are not probes.
    public init?(productID: UInt16) {
        guard let model = Self.all.first(where: { $0.productID == productID }) else { return nil }
        self = model
    }

    /// Whether the version's low six bits count the mass-storage part (M) and not SWIM (S).
    var hasMassStorageVersion: Bool {
        [0x374A, 0x374B, 0x3752, 0x3742].contains(productID)
    }
}
