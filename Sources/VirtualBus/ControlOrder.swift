/// What somebody beside the board does, at once or when so many more transfers are done: a line
/// of text like `after 120 power off`.
struct ControlOrder {
    enum Deed: Hashable {
        /// The supply fails for so many nanoseconds; `.max`: until `powerOn`.
        case powerOff(nanoseconds: UInt64)
        case powerOn
        /// The reset button goes down, up, or down and up.
        case reset(down: Bool, up: Bool)
        case unplug
        case plug(same: Bool)
        /// SIGKILL to a process.
        case kill(process: Int32)
        /// Nothing but the line in the log, which has the count of transfers.
        case count
        /// Drops all orders that wait.
        case forget
        /// What memory holds, into a file.
        case dump(address: UInt32, byteCount: Int, path: String)
    }

    /// Transfers still to come before it is carried out.
    var remaining: Int
    var deed: Deed
    /// As it was given, without `after`.
    var text: String

    /// `nil`: no such order.
    init?(_ line: String) {
        var words = line.split(separator: " ").map(String.init)
        remaining = 0
        if words.first == "after", words.count > 2 {
            guard let count = Int(words[1]), count > 0 else { return nil }
            remaining = count
            words.removeFirst(2)
        }
        text = words.joined(separator: " ")
        guard let deed = Self.deed(words) else { return nil }
        self.deed = deed
    }

    private static func deed(_ words: [String]) -> Deed? {
        switch (words.first, words.dropFirst().first, words.count) {
        case ("power", "off", 2): return .powerOff(nanoseconds: .max)
        case ("power", "on", 2): return .powerOn
        case ("power", let time?, 2):
            return UInt32(time).map { .powerOff(nanoseconds: UInt64($0) * 1_000_000) }
        case ("reset", nil, 1): return .reset(down: true, up: true)
        case ("reset", "down", 2): return .reset(down: true, up: false)
        case ("reset", "up", 2): return .reset(down: false, up: true)
        case ("unplug", nil, 1): return .unplug
        case ("plug", nil, 1): return .plug(same: false)
        case ("plug", "same", 2): return .plug(same: true)
        case ("kill", let process?, 2):
            return Int32(process).flatMap { $0 > 1 ? .kill(process: $0) : nil }
        case ("count", nil, 1): return .count
        case ("forget", nil, 1): return .forget
        case ("dump", let address?, 4):
            guard address.hasPrefix("0x"), let base = UInt32(address.dropFirst(2), radix: 16),
                let count = Int(words[2]), count > 0
            else { return nil }
            return .dump(address: base, byteCount: count, path: words[3])
        default: return nil
        }
    }
}
