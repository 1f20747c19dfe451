import Foundation
import Synchronization

/// Counts outcomes by operation and way, and makes the table of `docs/reliability.md`.
final class FaultTable: Sendable {
    private struct Row: Hashable {
        let operation: String
        let way: String
    }

    private struct Counts {
        var byColumn: [String: Int] = [:]
        var boards: Set<String> = []
    }

    private let counts = Mutex<[Row: Counts]>([:])
    private let finished = Mutex<Set<String>>([])

    func count(
        _ outcome: FaultOutcome, _ operation: FaultOperation, _ way: TransferWay,
        _ board: BoardAndProbe
    ) {
        counts.withLock {
            let row = Row(operation: operation.name, way: way.rawValue)
            $0[row, default: Counts()].byColumn[outcome.column, default: 0] += 1
            $0[row, default: Counts()].boards.insert(board.description)
        }
    }

    /// Notes that an operation has been through everything; whether it was the last of them.
    func finish(_ operation: FaultOperation) -> Bool {
        finished.withLock {
            $0.insert(operation.name)
            return $0.count == FaultOperation.all.count
        }
    }

    /// `operation | way | recovered | clear error | anything else`
    var markdown: String {
        counts.withLock { counts in
            var lines = [
                "| operation | boards | cases | recovered | clear error | anything else |",
                "| --- | --: | --: | --: | --: | --: |",
            ]
            for operation in FaultOperation.all {
                let rows = counts.filter { $0.key.operation == operation.name }
                lines.append(line(operation.name, rows.values))
            }
            lines.append(line("all", counts.values))
            lines += [
                "", "| way | cases | recovered | clear error | anything else |",
                "| --- | --: | --: | --: | --: |",
            ]
            for way in TransferWay.allCases {
                let rows = counts.filter { $0.key.way == way.rawValue }.map(\.value)
                let numbers = Self.numbers(rows).map { "\($0)" }.joined(separator: " | ")
                lines.append("| \(way.rawValue) | \(numbers) |")
            }
            return lines.joined(separator: "\n")
        }
    }

    private func line(_ name: String, _ rows: some Collection<Counts>) -> String {
        let boards = Set(rows.flatMap(\.boards)).count
        let numbers = Self.numbers(rows).map { "\($0)" }.joined(separator: " | ")
        return "| \(name) | \(boards) | \(numbers) |"
    }

    /// Cases, recovered, clear errors, the rest.
    private static func numbers(_ rows: some Collection<Counts>) -> [Int] {
        let all = rows.reduce(0) { $0 + $1.byColumn.values.reduce(0, +) }
        let recovered = rows.reduce(0) { $0 + ($1.byColumn["recovered"] ?? 0) }
        let clear = rows.reduce(0) { $0 + ($1.byColumn["clear error"] ?? 0) }
        return [all, recovered, clear, all - recovered - clear]
    }

    /// Puts the table between its marks in `docs/reliability.md`.
    func record() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/reliability.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let marks = ["<!-- every transfer: begin -->", "<!-- every transfer: end -->"]
        guard let begin = text.range(of: marks[0]), let end = text.range(of: marks[1]) else {
            throw FaultCase.NotSound("docs/reliability.md has no place for the table")
        }
        let whole = text[..<begin.upperBound] + "\n" + markdown + "\n" + text[end.lowerBound...]
        try String(whole).write(to: file, atomically: true, encoding: .utf8)
    }
}
