import TargetMemory
import Testing

/// What time limits count: the time in which somebody looked.
@Suite struct WakingTimeTests {
    private let start = ContinuousClock.now

    @Test func timeThatIsLookedAtCounts() {
        var time = WakingTime(at: start)
        for step in 1...50 { _ = time.look(at: start + .milliseconds(step * 40)) }
        #expect(time.look(at: start + .milliseconds(2040)) == .milliseconds(2040))
    }

    /// Eight hours in a bag with the lid closed are no time-out.
    @Test func aLeapCountsForOneStep() {
        var time = WakingTime(at: start)
        _ = time.look(at: start + .milliseconds(30))
        let slept = time.look(at: start + .seconds(8 * 3600))
        #expect(slept == .milliseconds(30) + WakingTime.stepMax)
        let after = time.look(at: start + .seconds(8 * 3600) + .milliseconds(10))
        #expect(after == slept + .milliseconds(10))
    }

    /// No clock may take patience back.
    @Test func timeNeverGoesBack() {
        var time = WakingTime(at: start)
        let before = time.look(at: start + .milliseconds(50))
        #expect(time.look(at: start - .seconds(5)) == before)
        #expect(time.look(at: start - .seconds(5) + .milliseconds(20)) == .milliseconds(70))
    }
}
