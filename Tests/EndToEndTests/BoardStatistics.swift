import TestSupport

/// What `stlink-sim --stats` counted since the board was plugged in.
struct BoardStatistics {
    var json: JSON

    init(json text: String) throws { json = try JSON(text: text) }

    var erasedSectors: Int { json["flash"]?["sectorErases"]?.int ?? -1 }
    var wordsProgrammed: Int { json["flash"]?["wordsProgrammed"]?.int ?? -1 }
    var transfers: Int { json["usb"]?["transfers"]?.int ?? -1 }
    /// Operations that the manuals forbid, by kind.
    var illegal: [String: Int] { (json["illegal"]?.counts ?? ["?": 1]).filter { $0.value != 0 } }
}
