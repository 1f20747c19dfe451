/// Counts of what passed over the wires and of what was done to the chip, for `--stats`.
///
/// Every illegal operation is counted by kind; a test fails on any. An operation that the manuals
/// do not grant but that real parts are known to take is counted apart, as tolerated.
public final class BoardStatistics {
    struct Traffic: Hashable {
        var transfers = 0
        var bytes = 0

        mutating func add(_ byteCount: Int) {
            transfers += 1
            bytes += byteCount
        }
    }

    var control = Traffic()
    var bulkIn = Traffic()
    var bulkOut = Traffic()
    var trace = Traffic()
    var stalls = 0
    private(set) var commands: [String: Int] = [:]
    var wireTransactions = 0
    var sectorErases = 0
    var massErases = 0
    var optionPrograms = 0
    /// Number of program operations by width in bits.
    private(set) var programmed: [Int: Int] = [:]
    private(set) var illegal: [String: Int] = [:]
    private(set) var tolerated: [String: Int] = [:]
    private(set) var resets: [String: Int] = [:]
    var halts = 0

    func count(command name: String) { commands[name, default: 0] += 1 }
    func count(programmedBits width: Int) { programmed[width, default: 0] += 1 }
    func count(illegal kind: String) { illegal[kind, default: 0] += 1 }
    func count(tolerated kind: String) { tolerated[kind, default: 0] += 1 }
    func count(reset kind: String) { resets[kind, default: 0] += 1 }

    /// One JSON object; keys of inner objects are sorted, so equal runs give equal text.
    func json(virtualNanoseconds: UInt64, wallNanoseconds: UInt64) -> String {
        let widths = Dictionary(uniqueKeysWithValues: programmed.map { ("\($0.key)", $0.value) })
        let fields: [(String, String)] = [
            (
                "transfers",
                object([
                    "control": control.transfers, "in": bulkIn.transfers,
                    "out": bulkOut.transfers, "trace": trace.transfers,
                ])
            ),
            (
                "bytes",
                object([
                    "control": control.bytes, "in": bulkIn.bytes, "out": bulkOut.bytes,
                    "trace": trace.bytes,
                ])
            ),
            ("stalls", "\(stalls)"),
            ("commands", object(commands)),
            ("wireTransactions", "\(wireTransactions)"),
            ("sectorErases", "\(sectorErases)"),
            ("massErases", "\(massErases)"),
            ("optionPrograms", "\(optionPrograms)"),
            ("programmedByBits", object(widths)),
            ("illegalTotal", "\(illegal.values.reduce(0, +))"),
            ("illegal", object(illegal)),
            ("tolerated", object(tolerated)),
            ("resets", object(resets)),
            ("halts", "\(halts)"),
            ("virtualNanoseconds", "\(virtualNanoseconds)"),
            ("wallNanoseconds", "\(wallNanoseconds)"),
        ]
        let lines = fields.map { "  \"\($0.0)\": \($0.1)" }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }

    private func object(_ counts: [String: Int]) -> String {
        let entries = counts.sorted { $0.key < $1.key }
        return "{" + entries.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }
}
