/// What the USB product ID tells of a probe (vendor ID 0x0483).
///
/// Facts: OpenOCD `stlink_usb.c`, pyOCD `probe/stlink/usb.py`, probe-rs `stlink/tools.rs`, stlink
/// `usb.h`.
public struct ProbeModel: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case debugger
        /// Waits for a firmware update and cannot debug.
        case bootloader
    }

    /// How a command is wrapped on its way.
    enum Framing: Hashable, Sendable {
        /// 16 bytes, then data, on the bulk pipes.
        case plain
        /// The first generation is a mass-storage device; commands are SCSI command blocks.
        case massStorage
    }

    /// What the low six bits of GET_VERSION count.
    enum LowVersion: Hashable, Sendable { case swim, massStorage }

    public static let vendorID: UInt16 = 0x0483

    public var name: String
    public var productID: UInt16
    public var kind: Kind
    public var commandEndpoint: UInt8
    /// SWO data; `nil` where the model has no trace.
    public var traceEndpoint: UInt8?
    /// IN for replies and data on every model.
    public var replyEndpoint: UInt8 { 0x81 }
    /// The fastest SWO in Hz (ST-LINK/V2 and STLINK-V3 data briefs: 2 MHz and 24 MHz).
    public var traceLimitHz: Int?
    var framing = Framing.plain
    var lowVersion = LowVersion.swim
    /// The rate that nearly every target takes, for the first contact where nobody asks for one.
    var moderateKHz = 1800

    /// Every probe that we know by name.
    public static let all: [ProbeModel] = [
        v1("ST-LINK/V1", 0x3744),
        v2("ST-LINK/V2", 0x3748, out: 0x02, trace: 0x83),
        v21("ST-LINK/V2-1 with audio", 0x374A),
        v21("ST-LINK/V2-1", 0x374B),
        v21("ST-LINK/V2-1 without mass storage", 0x3752),
        v21("ST-LINK/V2-1 without mass storage", 0x3742),
        v3("STLINK-V3 in its bootloader", 0x374D, .bootloader),
        v3("STLINK-V3E", 0x374E),
        v3("STLINK-V3SET", 0x374F),
        v3("STLINK-V3 with two serial ports", 0x3753),
        v3("STLINK-V3 without mass storage", 0x3754),
        v3("STLINK-V3PWR in its bootloader", 0x3755, .bootloader),
        v3("STLINK-V3PWR", 0x3757),
    ]

    private static func v1(_ name: String, _ productID: UInt16) -> ProbeModel {
        ProbeModel(
            name: name, productID: productID, kind: .debugger, commandEndpoint: 0x02,
            framing: .massStorage)
    }

    private static func v2(
        _ name: String, _ productID: UInt16, out: UInt8 = 0x01, trace: UInt8 = 0x82
    ) -> ProbeModel {
        ProbeModel(
            name: name, productID: productID, kind: .debugger, commandEndpoint: out,
            traceEndpoint: trace, traceLimitHz: 2_000_000)
    }

    private static func v21(_ name: String, _ productID: UInt16) -> ProbeModel {
        var model = v2(name, productID)
        model.lowVersion = .massStorage
        return model
    }

    private static func v3(
        _ name: String, _ productID: UInt16, _ kind: Kind = .debugger
    ) -> ProbeModel {
        ProbeModel(
            name: name, productID: productID, kind: kind, commandEndpoint: 0x01,
            traceEndpoint: 0x82, traceLimitHz: 24_000_000, moderateKHz: 3300)
    }

    /// `nil`: ST's vendor ID is on many things that are not probes.
    public init?(productID: UInt16) {
        guard let model = Self.all.first(where: { $0.productID == productID }) else { return nil }
        self = model
    }

    private init(
        name: String, productID: UInt16, kind: Kind, commandEndpoint: UInt8,
        traceEndpoint: UInt8? = nil, traceLimitHz: Int? = nil, framing: Framing = .plain,
        moderateKHz: Int = 1800
    ) {
        self.name = name
        self.productID = productID
        self.kind = kind
        self.commandEndpoint = commandEndpoint
        self.traceEndpoint = traceEndpoint
        self.traceLimitHz = traceLimitHz
        self.framing = framing
        self.moderateKHz = moderateKHz
    }

    /// A product ID that nobody here has seen, on a device that calls itself an ST-Link: as all
    /// models since the V2-1.
    init?(productID: UInt16, productName: String) {
        let name = productName.lowercased()
        guard name.contains("st-link") || name.contains("stlink") else { return nil }
        let digits = productID.hex(digitCount: 4).lowercased()
        self = Self.v3("unknown ST-Link model (product ID \(digits))", productID)
    }

    /// Whether the product ID is in our table.
    var isKnown: Bool { Self.all.contains { $0.productID == productID } }
}
