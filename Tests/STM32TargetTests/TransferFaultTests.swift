import Foundation
import Testing

/// Every transfer of every operation fails once, in every way: what comes of it is a success that
/// is one, or a clear error and a next command that works. `docs/reliability.md` has the figures.
///
/// `EVERY_TRANSFER=1` takes every transfer, `EVERY_TRANSFER=5` each fifth; without it a few of
/// each operation are taken. With `RECORD=1` as well, the table in the document is written anew.
@Suite struct TransferFaultTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let step = environment["EVERY_TRANSFER"].flatMap { Int($0) }
    /// Prints every clear error, to be read.
    private static let isTelling = environment["EVERY_TRANSFER_LOG"] != nil
    /// Operations above this many transfers, on all boards together, are sampled.
    private static let transfersMax = 2000
    private static let table = FaultTable()

    /// Transfers to disturb, counted from 1; where a sample begins depends on `turn`.
    private static func numbers(
        _ way: TransferWay, _ kinds: [TransferKind], turn: Int, ofAll transferCount: Int
    ) -> [Int] {
        let all = (1...kinds.count).filter { way.strikes(kinds[$0 - 1]) }
        guard let first = all.first else { return [] }
        guard let step else { return [all.isEmpty ? first : all[turn * 7 % all.count]] }
        let stride = step * ((transferCount + transfersMax - 1) / transfersMax)
        return all.indices.filter { $0 % stride == turn % stride }.map { all[$0] }
    }

    @Test(arguments: FaultOperation.all)
    func everyTransferFailsOnce(_ operation: FaultOperation) throws {
        var turn = 0
        let items = operation.boards.map { FaultCase(operation: operation, board: $0) }
        let transfers = try items.map { try $0.transfers() }
        let transferCount = transfers.reduce(0) { $0 + $1.count }
        for (index, (item, kinds)) in zip(items, transfers).enumerated() {
            try #require(!kinds.isEmpty)
            if Self.isTelling { print("T| \(operation) | \(item.board) | \(kinds.count)") }
            for (number, way) in TransferWay.allCases.enumerated() {
                turn += 1
                // A sample is of one board for each way.
                if Self.step == nil, number % operation.boards.count != index { continue }
                for number in Self.numbers(way, kinds, turn: turn, ofAll: transferCount) {
                    try disturb(item, way, number, kinds)
                }
            }
        }
        guard Self.table.finish(operation) else { return }
        print(Self.table.markdown)
        if Self.step != nil, Self.environment["RECORD"] == "1" { try Self.table.record() }
    }

    /// What was found by the run over every transfer, and mended.
    static let found: [(operation: String, board: String, ways: [TransferWay])] = [
        // S_RESET_ST is gone with the look that was garbled: a second passed, and NRST was pulled.
        ("reset and halt", "stm32f072", [.portParity, .apError, .late]),
        // Whether a step or a run was taken is found out; neither is taken twice.
        ("step", "stm32f072", [.timeout, .late, .stall, .apError]),
        ("continue to a breakpoint", "stm32f072", [.timeout, .late, .later, .parity]),
        // WAIT in the status behind a write: the write was done, or is about to be.
        ("step", "stm32h563", [.wait, .writeData]),
        ("continue to a breakpoint", "stm32h563", [.wait, .writeData]),
        // A command for the loader is done by the time its status is known: it is not given again.
        ("load", "stm32f072", [.wait, .parity, .garbage]),
        ("load", "stm32f103xg", [.fault, .portParity, .apError]),
        // The question for the status had been taken where the data stalled: out of step.
        ("erase all", "stm32l152", [.stall]),
        // A launch that was taken resets the chip: it is not asked for again.
        ("option bytes", "stm32l476", [.late]),
        ("option bytes", "stm32f407", [.timeout]),
        // RAM and comparators are written again.
        ("write memory", "stm32h563", [.timeout, .stall, .short]),
        ("breakpoint set", "stm32f072", [.broken, .later, .long, .garbage]),
    ]

    @Test(arguments: found.indices)
    func recovers(_ index: Int) throws {
        let found = Self.found[index]
        let operation = try #require(FaultOperation.all.first { $0.name == found.operation })
        let item = FaultCase(operation: operation, board: BoardAndProbe(found.board))
        let kinds = try item.transfers()
        for way in found.ways {
            for number in 1...kinds.count {
                let outcome = try item.outcome(way, at: number, of: kinds)
                #expect(
                    outcome == nil || outcome == .recovered,
                    "\(operation), \(way.rawValue) at \(number): \(outcome as Any)")
            }
        }
    }

    private func disturb(
        _ item: FaultCase, _ way: TransferWay, _ number: Int, _ kinds: [TransferKind]
    ) throws {
        let place =
            "\(item.operation), \(item.board), \(way.rawValue) at \(number) of \(kinds.count)"
        let outcome: FaultOutcome?
        do {
            outcome = try item.outcome(way, at: number, of: kinds)
        } catch {
            Issue.record("\(place): \(error)")
            return
        }
        guard let outcome else { return }
        Self.table.count(outcome, item.operation, way, item.board)
        #expect(outcome.isAcceptable, "\(place): \(outcome)")
        if Self.isTelling, way != .gone, case .clearError(let words) = outcome {
            print("E| \(place) | \(words)")
        }
    }
}
