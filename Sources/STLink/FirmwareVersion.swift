/// The probe's own firmware version, as ST prints it: `V2J29S7`, `V2J37M26`, `V3J10M3B5S1`.
public struct FirmwareVersion: Hashable, Sendable {
    /// Hardware generation: 1, 2, 3, or 4 for the STLINK-V3PWR.
    public var generation: Int
    /// JTAG and SWD; 0 where the probe has none.
    public var debug: Int
    public var swim: Int?
    public var massStorage: Int?
    public var bridge: Int?
    /// The power supply of an STLINK-V3PWR.
    public var power: Int?

    public init(
        generation: Int, debug: Int, swim: Int? = nil, massStorage: Int? = nil,
        bridge: Int? = nil, power: Int? = nil
    ) {
        self.generation = generation
        self.debug = debug
        self.swim = swim
        self.massStorage = massStorage
        self.bridge = bridge
        self.power = power
    }

    /// From the 6 bytes of GET_VERSION: a big-endian half-word of generation (15:12), JTAG (11:6)
    /// and SWIM or mass storage (5:0), then VID and PID (OpenOCD `stlink_usb_version`).
    init(reply: [UInt8], model: ProbeModel) {
        let word = Int(reply[0]) << 8 | Int(reply[1])
        let (middle, low) = (word >> 6 & 0x3F, word & 0x3F)
        self.init(generation: word >> 12, debug: middle)
        switch model.lowVersion {
        case .swim: swim = low
        // An ST-LINK/V2-1 for STM8 counts mass storage and SWIM instead; only the pairs of
        // numbers that ST gave out tell (OpenOCD, the same function).
        case .massStorage where (middle <= 22 && low == 7) || (middle >= 25 && 7...12 ~= low):
            (debug, massStorage, swim) = (0, middle, low)
        case .massStorage: massStorage = low
        }
    }

    /// From the 12 bytes of the extended version that generation 3 and later answer: generation,
    /// SWIM, JTAG, mass storage, bridge, power, two reserved, VID, PID (pyOCD `get_version`).
    init(extendedReply reply: [UInt8]) {
        self.init(
            generation: Int(reply[0]), debug: Int(reply[2]), swim: Int(reply[1]),
            massStorage: Int(reply[3]), bridge: Int(reply[4]), power: Int(reply[5]))
    }

    /// Generation 3 and later leave the old reply's fields zero.
    var needsExtendedReply: Bool { generation >= 3 }
}

extension FirmwareVersion: CustomStringConvertible {
    public var description: String {
        func part(_ letter: String, _ number: Int?) -> String {
            guard let number, number != 0 else { return "" }
            return letter + String(number)
        }
        return "V\(generation)J\(debug)" + part("M", massStorage) + part("B", bridge)
            + part("S", swim) + part("P", power)
    }
}
