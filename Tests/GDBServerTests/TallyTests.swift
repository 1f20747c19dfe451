import Dispatch
import Logging
import Testing

@testable import GDBServer

@Suite struct TallyTests {
    /// The first at once, then the last of many; nothing is left unsaid, and nothing is said twice.
    @Test func floodsAreSaidNowAndThen() async throws {
        let journal = Journal()
        let logger = Logger(label: "tally") { _ in JournalLogHandler(journal: journal) }
        let tally = Tally(
            queue: DispatchQueue(label: "tally"), logger: logger, intervalMilliseconds: 1000)
        for number in 0..<1000 { tally.happened("client \(number)") }
        #expect(journal.warnings == ["client 0"])
        while journal.warnings.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(journal.warnings == ["client 0", "client 999 (the last of 999)"])
        // A second interval without any, and the next is said at once again.
        try await Task.sleep(for: .milliseconds(3000))
        #expect(journal.warnings.count == 2)
        tally.happened("later")
        #expect(journal.warnings.last == "later")
    }
}
