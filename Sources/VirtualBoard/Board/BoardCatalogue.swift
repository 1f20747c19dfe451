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
    public static let probes = ["stlink-v2": "ST-Link/V2 (0483:3748), full speed"]
    /// GET_VERSION's answer by name: version in big-endian 4, 6 and 6 bits, vendor, product.
    private static let firmwares: [String: [UInt8]] = [
        "V2J29S7": [0x27, 0x47, 0x83, 0x04, 0x48, 0x37]
    ]
    public static let defaultBoard = "stm32f756"
    public static let defaultProbe = "stlink-v2"
    public static let defaultFirmware = "V2J29S7"
    /// 24 hexadecimal digits, as probes have them.
    public static let defaultSerial = "066FFF485457725187052924"

    /// What `faults` understands, a line for each form.
    public static var faultForms: String { FaultPlan.vocabulary }

    /// Makes a board. `isPaced` says whether the bus lets time pass by the wall clock: then a
    /// debugger that polls a busy flash is not spared any poll.
    public static func make(
        board: String = defaultBoard, probe: String = defaultProbe,
        firmware: String = defaultFirmware, serial: String? = nil, faults: [String] = [],
        isPaced: Bool = false
    ) throws(BoardError) -> any PluggedBoard {
        guard let chip = ChipDescription.all.first(where: { $0.name == board }) else {
            throw unknown("board", board, boards.keys.sorted())
        }
        guard probes[probe] != nil else { throw unknown("probe", probe, probes.keys.sorted()) }
        let plan = try FaultPlan(faults)
        let firmware = plan.firmware ?? firmware
        guard let version = firmwares[firmware] else {
            throw unknown("firmware", firmware, firmwares.keys.sorted())
        }
        do {
            return try ChipBoard(
                chip, version: version, serial: serial ?? defaultSerial, faults: plan,
                isPaced: isPaced
            ) { configuration, map, clock, environment in
                try UnicornCore(
                    configuration: configuration, map: map, clock: clock,
                    environment: environment)
            }
        } catch {
            throw BoardError("the core cannot be made: \(error)")
        }
    }

    private static func unknown(_ what: String, _ name: String, _ known: [String]) -> BoardError {
        BoardError("unknown \(what) '\(name)'; known: \(known.joined(separator: ", "))")
    }
}
