import STLink
import TargetMemory

/// What came of one disturbed operation.
enum FaultOutcome: Hashable, Sendable {
    /// It succeeded all the same.
    case recovered
    /// It failed in words, and the next command works.
    case clearError(String)
    /// Never to happen, with what was seen.
    case wrongSuccess(String)
    case damage(String)
    case hang
    case unclearError(String)
    case unusable(String)

    var isAcceptable: Bool {
        switch self {
        case .recovered, .clearError: true
        default: false
        }
    }

    var column: String {
        switch self {
        case .recovered: "recovered"
        case .clearError: "clear error"
        case .wrongSuccess: "wrong success"
        case .damage: "damage"
        case .hang: "hang"
        case .unclearError: "unclear error"
        case .unusable: "unusable"
        }
    }
}

/// One operation on one board.
struct FaultCase {
    let operation: FaultOperation
    let board: BoardAndProbe

    /// The transfers of the undisturbed operation, which has to succeed.
    func transfers() throws -> [TransferKind] {
        let bench = try FaultBench(board)
        try begin(bench)
        bench.bus.record()
        try operation.perform(bench)
        let kinds = bench.bus.kinds
        if let flaw = try operation.flaw(bench) { throw NotSound(flaw) }
        return kinds
    }

    struct NotSound: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private func begin(_ bench: FaultBench) throws {
        try operation.begin(bench)
        if operation.isWholeSession, bench.identity == nil {
            try bench.open()
            bench.abandon()
        }
        try operation.arrange(bench)
    }

    /// A disturbed operation may take so many transfers, and so long on the board's clock: the
    /// limits of `docs/reliability.md`.
    private static func transferLimit(_ undisturbed: Int) -> Int { 4 * undisturbed + 2000 }
    private static let millisecondLimit = 60_000.0

    /// Disturbs the nth transfer; `nil` where that way does not concern it.
    func outcome(
        _ way: TransferWay, at number: Int, of kinds: [TransferKind]
    ) throws -> FaultOutcome? {
        guard way.strikes(kinds[number - 1]) else { return nil }
        let bench = try FaultBench(board)
        try begin(bench)
        let start = bench.bus.milliseconds
        bench.bus.disturb(number, way, limit: Self.transferLimit(kinds.count))
        var failure: (any Error)?
        do { try operation.perform(bench) } catch { failure = error }
        let isHung =
            bench.bus.isHung || bench.bus.milliseconds - start > Self.millisecondLimit
        bench.bus.repair()
        if isHung { return .hang }
        let outcome = try judge(bench, failure)
        guard outcome.isAcceptable else { return outcome }
        if let trouble = afterwards(bench, way, isSuccess: failure == nil) {
            return .unusable("\(trouble); first: \(failure.map { "\($0)" } ?? "success")")
        }
        return outcome
    }

    private func judge(_ bench: FaultBench, _ failure: (any Error)?) throws -> FaultOutcome {
        guard let failure else {
            let flaw = try operation.flaw(bench)
            return flaw.map(FaultOutcome.wrongSuccess) ?? .recovered
        }
        if let damage = try operation.damage(bench) { return .damage("\(damage): \(failure)") }
        switch failure {
        case let fault as TargetFault: return Self.reading(fault.message)
        case let error as ProbeError: return Self.reading(error.message)
        default: return .unclearError("\(failure)")
        }
    }

    /// A sentence: more than a few words.
    private static func reading(_ message: String) -> FaultOutcome {
        message.split(separator: " ").count > 4 ? .clearError(message) : .unclearError(message)
    }

    /// What stands against going on: in the same session after an error, and in a new one.
    private func afterwards(
        _ bench: FaultBench, _ way: TransferWay, isSuccess: Bool
    ) -> String? {
        if !isSuccess, way != .gone, !operation.isWholeSession,
            let trouble = again(bench, "the next command")
        {
            return trouble
        }
        bench.abandon()
        if way == .gone { bench.bus.board.plugIn() }
        return again(bench, "the next session", isNew: true)
    }

    private func again(_ bench: FaultBench, _ which: String, isNew: Bool = false) -> String? {
        do {
            if isNew {
                if operation.isWholeSession, operation.name != "detach" {
                    try operation.arrange(bench)
                } else {
                    try operation.begin(bench)
                }
            }
            if !isNew || !operation.isWholeSession { try operation.arrange(bench) }
            try operation.perform(bench)
            return try operation.flaw(bench).map { "\(which): \($0)" }
        } catch {
            return "\(which): \(error)"
        }
    }
}
