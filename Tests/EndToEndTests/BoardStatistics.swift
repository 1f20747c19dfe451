import TestSupport

/// What `stlink-sim --stats` counted since the board was plugged in.
struct BoardStatistics {
    var json: JSON

    init(json text: String) throws { json = try JSON(text: text) }

    var erasedSectors: Int { json["sectorErases"]?.int ?? -1 }
    /// Program operations of 32 bits.
    var wordsProgrammed: Int { json["programmedByBits"]?["32"]?.int ?? 0 }
    /// Bulk and control transfers of all endpoints.
    var transfers: Int { json["transfers"]?.counts.values.reduce(0, +) ?? -1 }
    /// What went over the bus, in both directions.
    var bytes: Int { json["bytes"]?.counts.values.reduce(0, +) ?? -1 }
    /// Operations that the manuals forbid, by kind.
    var illegal: [String: Int] { (json["illegal"]?.counts ?? ["?": 1]).filter { $0.value != 0 } }
}
