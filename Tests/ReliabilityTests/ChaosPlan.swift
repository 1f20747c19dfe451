import Foundation

/// Numbers that come again from the same seed (SplitMix64, by Steele, Lea and Flood).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A board of the campaign: one of each flash interface, and what is put where.
struct ChaosBoard: Hashable, Sendable, CustomStringConvertible {
    var name: String
    var flashByteCount: Int
    /// Bytes of the programs: more than one sector, and not all of the last.
    var imageByteCount: Int
    /// A bit without consequences, and what it is at delivery; `nil`: there are no option bytes.
    var option: String? = "nRST_STOP"
    var optionValue = 1
    /// Its option bytes are erased before they are programmed, and read as protected then.
    var protectsHalfWritten = false
    /// What erased cells read as.
    var erased: UInt8 = 0xFF
    var base = 0x0800_0000
    /// The chip's core is behind another access port, which this probe reaches.
    var probe: String?

    var description: String { name }
    /// In the last sector, which is none of any load's business.
    var neighbour: Int { base + flashByteCount - 128 }
    var operations: [ChaosOperation] {
        ChaosOperation.allCases.filter { $0 != .options || option != nil }
    }

    static let all = [
        ChaosBoard(name: "stm32f407", flashByteCount: 1 << 20, imageByteCount: 18_000),
        ChaosBoard(name: "stm32g071", flashByteCount: 128 << 10, imageByteCount: 5000),
        ChaosBoard(
            name: "stm32f103", flashByteCount: 128 << 10, imageByteCount: 3500,
            protectsHalfWritten: true),
        ChaosBoard(
            name: "stm32l053", flashByteCount: 64 << 10, imageByteCount: 2500, erased: 0),
        ChaosBoard(
            name: "stm32h743", flashByteCount: 2 << 20, imageByteCount: 6000,
            option: "nRST_STOP_D1"),
        ChaosBoard(name: "stm32f756", flashByteCount: 1 << 20, imageByteCount: 33_000),
        ChaosBoard(name: "stm32u575", flashByteCount: 2 << 20, imageByteCount: 12_000),
        ChaosBoard(name: "stm32l476", flashByteCount: 1 << 20, imageByteCount: 5000),
        ChaosBoard(
            name: "stm32l152", flashByteCount: 128 << 10, imageByteCount: 2500, erased: 0),
        ChaosBoard(name: "stm32wb55", flashByteCount: 1 << 20, imageByteCount: 9000),
        ChaosBoard(
            name: "stm32f072", flashByteCount: 128 << 10, imageByteCount: 5000,
            protectsHalfWritten: true),
        ChaosBoard(
            name: "stm32h563", flashByteCount: 2 << 20, imageByteCount: 9000, option: "NRST_STOP",
            probe: "v3e"),
        ChaosBoard(
            name: "stm32h7s3", flashByteCount: 64 << 10, imageByteCount: 9000,
            option: "NRST_STOP", optionValue: 0, probe: "v3e"),
        ChaosBoard(
            name: "stm32wb07", flashByteCount: 256 << 10, imageByteCount: 5000, option: nil,
            base: 0x1004_0000),
    ]
}

/// What somebody is doing when it happens. The first eight are the `stlink` tool's, the others
/// gdb's, through a server that was there before and is there after.
enum ChaosOperation: String, CaseIterable, Sendable {
    case info, flash, verify, erase, eraseSectors, read, reset, options
    case attach, load, step, breakpoints, readThrough, monitorReset, detach

    var isTool: Bool {
        switch self {
        case .info, .flash, .verify, .erase, .eraseSectors, .read, .reset, .options: true
        default: false
        }
    }
    /// Whether the program in flash may be another one afterwards.
    var changesFlash: Bool { [.flash, .load, .erase, .eraseSectors].contains(self) }
}

/// What happens.
enum ChaosEvent: String, CaseIterable, Sendable {
    case powerLost, powerFails, resetPressed, resetHeld, unplugged, unpluggedSamePlace
    case clientKilled, serverKilled

    /// The order to the board; `nil`: a process is killed.
    var order: String? {
        switch self {
        case .powerLost: "power off"
        case .powerFails: "power 20"
        case .resetPressed: "reset"
        case .resetHeld: "reset down"
        case .unplugged, .unpluggedSamePlace: "unplug"
        case .clientKilled, .serverKilled: nil
        }
    }
    /// What a person does afterwards, before anything is tried again.
    var cure: String? {
        switch self {
        case .powerLost: "power on"
        case .resetHeld: "reset up"
        case .unplugged: "plug"
        case .unpluggedSamePlace: "plug same"
        default: nil
        }
    }
}

/// One moment: written, and read from CHAOS_ONLY, as `stm32f407/flash/resetPressed@190`.
struct ChaosMoment: Hashable, Sendable, CustomStringConvertible {
    var board: ChaosBoard
    var operation: ChaosOperation
    var event: ChaosEvent
    /// Place of the transfer within an undisturbed run of the operation, in 1/10,000 of its
    /// transfers; or, in `transfer`, its number.
    var place: Int
    var transfer: Int?

    var description: String {
        "\(board)/\(operation.rawValue)/\(event.rawValue)@\(transfer ?? -1)"
    }

    init(
        _ board: ChaosBoard, _ operation: ChaosOperation, _ event: ChaosEvent, place: Int = 0,
        transfer: Int? = nil
    ) {
        self.board = board
        self.operation = operation
        self.event = event
        self.place = place
        self.transfer = transfer
    }

    /// `nil`: not such a text.
    init?(text: String) {
        let parts = text.split(whereSeparator: { $0 == "/" || $0 == "@" }).map(String.init)
        guard parts.count == 4, let number = Int(parts[3]),
            let board = ChaosBoard.all.first(where: { $0.name == parts[0] }),
            let operation = ChaosOperation(rawValue: parts[1]),
            let event = ChaosEvent(rawValue: parts[2])
        else { return nil }
        self.init(board, operation, event, transfer: number)
    }
}

/// Which moments a run has, by the environment.
struct ChaosPlan: Sendable {
    /// CHAOS_SEED, or another one each time.
    var seed: UInt64
    var moments: [ChaosBoard: [ChaosMoment]] = [:]

    static let sampleCount = 8

    /// What the campaign has found, and is mended: each was a failure once.
    static let findings = [
        // The work went on through the debug port into an interface that the reset had locked.
        "stm32f407/flash/resetPressed@150",
        // The keys were written around the reset: the flash stayed locked.
        "stm32f407/flash/resetPressed@75",
        // The loader was reset in its first steps: 512 writes of a program into a locked F1.
        "stm32f103/load/resetPressed@124",
        // A mass erase that a reset ended half way.
        "stm32f407/erase/resetPressed@114",
        // gdb waited for ever for the stop of a target that was lost as it connected.
        "stm32f407/step/powerFails@58",
        // A probe that still waited for data when the server died.
        "stm32f103/breakpoints/serverKilled@87",
        // All registers of a core that had been reset and ran were asked for through DCRSR.
        "stm32h563/attach/resetPressed@329",
    ]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
        if let only = environment["CHAOS_ONLY"] {
            add(only.split(separator: " ").map(String.init))
            return
        }
        let named = environment["CHAOS_BOARDS"]?.split(separator: " ").map(String.init)
        let asked = environment["CHAOS_MOMENTS"].flatMap { Int($0) }
        var generator = SeededGenerator(seed: seed)
        // A sample takes few boards, for each has to be plugged in and flashed first.
        let boards =
            named.map { names in ChaosBoard.all.filter { names.contains($0.name) } }
            ?? (asked == nil
                ? ChaosBoard.all.filter { ["stm32f407", "stm32f103"].contains($0.name) }
                : ChaosBoard.all)
        if asked == nil { add(Self.findings) }
        var deck: [(ChaosOperation, ChaosEvent)] = []
        for number in 0..<(asked ?? Self.sampleCount) {
            let board = boards[number % boards.count]
            if !deck.contains(where: { board.operations.contains($0.0) }) {
                deck = Self.pairs.shuffled(using: &generator)
            }
            let next = deck.lastIndex { board.operations.contains($0.0) } ?? 0
            let (operation, event) = deck.remove(at: next)
            moments[board, default: []].append(
                ChaosMoment(
                    board, operation, event, place: Int.random(in: 0...10_000, using: &generator)))
        }
    }

    private mutating func add(_ texts: [String]) {
        for moment in texts.compactMap(ChaosMoment.init(text:)) {
            moments[moment.board, default: []].append(moment)
        }
    }

    /// Everything that can happen to an operation. What matters most comes more often.
    private static let pairs: [(ChaosOperation, ChaosEvent)] = ChaosOperation.allCases.flatMap {
        operation in
        let events = ChaosEvent.allCases.filter { $0 != .serverKilled || !operation.isTool }
        let pairs = events.map { (operation, $0) }
        return operation == .load || operation == .flash ? pairs + pairs : pairs
    }
}
