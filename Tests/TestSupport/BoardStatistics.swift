/// What `stlink-sim --stats` counted since the board was plugged in.
public struct BoardStatistics: Sendable {
    public var json: JSON

    public init(json text: String) throws { json = try JSON(text: text) }

    public var erasedSectors: Int { json["sectorErases"]?.int ?? -1 }
    /// The board's clock.
    public var virtualNanoseconds: Int { json["virtualNanoseconds"]?.int ?? -1 }
    /// How often the core was halted.
    public var halts: Int { json["halts"]?.int ?? -1 }
    /// Program operations of 32 bits.
    public var wordsProgrammed: Int { json["programmedByBits"]?["32"]?.int ?? 0 }
    /// Bulk and control transfers of all endpoints.
    public var transfers: Int { json["transfers"]?.counts.values.reduce(0, +) ?? -1 }
    /// What went over the bus, in both directions.
    public var bytes: Int { json["bytes"]?.counts.values.reduce(0, +) ?? -1 }
    /// Operations that the manuals forbid, by kind.
    public var illegal: [String: Int] {
        (json["illegal"]?.counts ?? ["?": 1]).filter { $0.value != 0 }
    }
}
