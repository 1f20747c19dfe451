/// Something the board cannot be made from; the text says what would do.
public struct BoardError: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// The boards, probes and firmwares there are, by the names that `stlink-sim` takes.
public enum BoardCatalogue {
    /// Name and what it is, one entry each.
    public static let boards = Dictionary(
        uniqueKeysWithValues: ChipDescription.all.map { ($0.name, $0.summary) })
    public static let probes = Dictionary(
        uniqueKeysWithValues: ProbeModel.all.map { ($0.name, $0.text) })
    /// Mbed's identifiers of boards with such a chip (pyOCD, board_ids.py): NUCLEO-F756ZG.
    private static let boardIdentifiers = ["stm32f756": "0879"]
    public static let defaultBoard = "stm32f756"
    public static let defaultProbe = "stlink-v2"
    /// 24 hexadecimal digits, as probes have them.
    public static let defaultSerial = "066FFF485457725187052924"

    /// A serial number of the same kind for the probe at that place in a row.
    public static func serial(ofProbe index: Int) -> String {
        let last =
            (UInt8(defaultSerial.suffix(2), radix: 16) ?? 0) &+ UInt8(truncatingIfNeeded: index)
        let digits = String(last, radix: 16, uppercase: true)
        return defaultSerial.dropLast(2) + (digits.count < 2 ? "0" : "") + digits
    }

    /// What `faults` understands, a line for each form.
    public static var faultForms: String { FaultPlan.vocabulary }

    /// Makes a board. `isPaced` says whether the bus lets time pass by the wall clock: then a
    /// debugger that polls a busy flash is not spared any poll.
    public static func make(
        board: String = defaultBoard, probe: String = defaultProbe,
        firmware: String? = nil, serial: String? = nil, faults: [String] = [],
        isPaced: Bool = false
    ) throws(BoardError) -> any PluggedBoard {
        let plan = try FaultPlan(faults)
        let name = board + (plan.boardVariant.map { "-" + $0 } ?? "")
        guard let chip = ChipDescription.all.first(where: { $0.name == name }) else {
            throw unknown("board", name, boards.keys.sorted())
        }
        let kind = try ProbeKind(
            model: probe, firmware: firmware, faults: plan,
            boardIdentifier: boardIdentifiers[board])
        let serial = try SerialNumber(serial ?? defaultSerial)
        do {
            return try ChipBoard(
                chip, probe: kind, serial: serial, faults: plan, isPaced: isPaced
            ) { configuration, map, clock, environment in
                try UnicornCore(
                    configuration: configuration, map: map, clock: clock,
                    environment: environment)
            }
        } catch {
            throw BoardError("the core cannot be made: \(error)")
        }
    }

    static func unknown(_ what: String, _ name: String, _ known: [String]) -> BoardError {
        BoardError("unknown \(what) '\(name)'; known: \(known.joined(separator: ", "))")
    }
}
