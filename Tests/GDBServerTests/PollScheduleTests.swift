import Testing

@testable import GDBServer

/// How often a running core is asked: counts by the schedule's own clock.
@Suite struct PollScheduleTests {
    /// Questions within each of the first seconds of a run.
    private func questions(seconds: Int) -> [Int] {
        var schedule = PollSchedule()
        var counts = [Int](repeating: 0, count: seconds)
        var microseconds = schedule.nextIntervalMicroseconds()
        while microseconds < seconds * 1_000_000 {
            counts[microseconds / 1_000_000] += 1
            microseconds += schedule.nextIntervalMicroseconds()
        }
        return counts
    }

    @Test func manyAtFirstAndFewLater() {
        let counts = questions(seconds: 10)
        #expect((200...240).contains(counts[0]), "\(counts)")
        #expect(counts[1...3].allSatisfy { $0 == 200 }, "\(counts)")
        #expect(counts[6...].allSatisfy { $0 == 50 }, "\(counts)")
    }

    /// A step over a line is over in a millisecond: nobody waits longer for it.
    @Test func theFirstComeAtOnce() {
        var schedule = PollSchedule()
        #expect(schedule.nextIntervalMicroseconds() == 0)
        #expect((0..<9).allSatisfy { _ in schedule.nextIntervalMicroseconds() == 500 })
        for _ in 0..<5_000 { _ = schedule.nextIntervalMicroseconds() }
        schedule.restart()
        #expect(schedule.nextIntervalMicroseconds() == 0)
    }
}
