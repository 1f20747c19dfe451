import ProbeSetup
import Testing

@Suite struct EndingSignalTests {
    @Test func `the same wish sent twice is one wish, a later one does not want to wait`() {
        let signal = EndingSignal()
        let start = ContinuousClock.now
        #expect(signal.number.load(ordering: .relaxed) == 0)
        #expect(signal.take(15, at: start) == .leave)
        #expect(signal.take(15, at: start + .milliseconds(1)) == .nothingNew)
        #expect(signal.take(2, at: start + .milliseconds(900)) == .nothingNew)
        #expect(signal.take(15, at: start + .seconds(2)) == .endNow)
        #expect(signal.number.load(ordering: .relaxed) == 15)
    }
}
