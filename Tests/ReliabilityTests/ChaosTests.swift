import Foundation
import TestSupport
import Testing

/// Power lost, reset pressed, plug pulled, processes killed, at random moments of each operation:
/// real tools on one board after another, and the next run works without a hand at the cable.
///
/// CHAOS_MOMENTS=1000 for the whole, CHAOS_SEED for the same again, CHAOS_ONLY for single ones.
@Suite struct ChaosTests {
    @Test func theNextRunWorks() async throws {
        let plan = ChaosPlan()
        let start = ContinuousClock.now
        var results: [ChaosResult] = []
        let boards = ChaosBoard.all.filter { plan.moments[$0] != nil }
        try await withThrowingTaskGroup(of: [ChaosResult].self) { group in
            var rest = boards[...]
            for _ in 0..<2 {
                guard let board = rest.popFirst() else { break }
                group.addTask { try await Self.run(plan.moments[board] ?? [], on: board) }
            }
            while let some = try await group.next() {
                results += some
                if let board = rest.popFirst() {
                    group.addTask { try await Self.run(plan.moments[board] ?? [], on: board) }
                }
            }
        }
        print("chaos: seed \(plan.seed), \(results.count) moments, \(ContinuousClock.now - start)")
        print(Self.table(results))
        for result in results where result.ending == .broken {
            Issue.record(
                """
                seed \(plan.seed), CHAOS_ONLY=\(result.moment)
                \(result.complaints.joined(separator: "\n"))
                --- said
                \(result.text)
                """)
        }
        #expect(results.count == plan.moments.values.reduce(0) { $0 + $1.count })
    }

    private static func run(
        _ moments: [ChaosMoment], on board: ChaosBoard
    ) async throws -> [ChaosResult] {
        var bench = try await ChaosBench(board)
        var results: [ChaosResult] = []
        for moment in moments {
            var result: ChaosResult
            do {
                result = try ChaosJudge(bench: bench).judge(moment)
            } catch {
                result = ChaosResult(
                    moment: moment, ending: .broken, complaints: ["\(error)"])
            }
            results.append(result)
            note(result)
            guard result.ending == .broken else { continue }
            // What comes next must not suffer from it.
            try bench.desk.unplug()
            bench = try await ChaosBench(board)
        }
        return results
    }

    /// A line for each moment in the file CHAOS_LOG, for whoever does not want to wait for the end.
    private static func note(_ result: ChaosResult) {
        guard let path = ProcessInfo.processInfo.environment["CHAOS_LOG"] else { return }
        let line =
            ([result.ending.rawValue, "\(result.moment)"] + result.complaints)
            .joined(separator: "; ").replacingOccurrences(of: "\n", with: " ") + "\n"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else { return }
        _ = line.withCString { write(descriptor, $0, strlen($0)) }
        close(descriptor)
    }

    /// Endings by event.
    private static func table(_ results: [ChaosResult]) -> String {
        let endings = ChaosResult.Ending.allCases
        var lines = ["| event | moments | " + endings.map(\.rawValue).joined(separator: " | ")]
        lines[0] += " |"
        lines.append("| --- |" + String(repeating: " ---: |", count: endings.count + 1))
        func row(_ name: String, _ some: [ChaosResult]) {
            let counts = endings.map { ending in some.filter { $0.ending == ending }.count }
            lines.append(
                "| \(name) | \(some.count) | "
                    + counts.map(String.init).joined(separator: " | ") + " |")
        }
        for event in ChaosEvent.allCases {
            row(event.rawValue, results.filter { $0.moment.event == event })
        }
        for operation in ChaosOperation.allCases {
            row(operation.rawValue, results.filter { $0.moment.operation == operation })
        }
        row("all", results)
        return lines.joined(separator: "\n")
    }
}
