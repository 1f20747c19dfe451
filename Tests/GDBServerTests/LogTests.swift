import Logging
import Testing

@testable import stlink_gdbserver

@Suite struct LogTests {
    private typealias Line = LogLimiter.Line

    private func lines(
        _ count: Int, level: Logger.Level, milliseconds: Int, _ text: (Int) -> String
    ) -> [String] {
        var limiter = LogLimiter()
        var written: [String] = []
        for number in 0..<count {
            let line = Line(level: level, text: text(number))
            written += limiter.admit(line, at: number * milliseconds / count).map(\.text)
        }
        return written + limiter.finish().map(\.text)
    }

    @Test func aLineThatComesAgainIsCounted() {
        let written = lines(1239, level: .warning, milliseconds: 900) { _ in "no answer" }
        #expect(
            written == Array(repeating: "no answer", count: LogLimiter.sameLineCount)
                + ["repeated 1,234 times: no answer"])
    }

    /// Each second says anew what goes on.
    @Test func countsComeEachSecond() {
        let written = lines(10_000, level: .info, milliseconds: 10_000) { _ in "slow" }
        let counts = written.filter { $0.hasPrefix("repeated") }
        #expect((9...10).contains(counts.count), "\(counts)")
        #expect(written.count <= 10 * (LogLimiter.sameLineCount + 1))
    }

    @Test func linesThatDifferHaveACeiling() {
        let written = lines(100_000, level: .info, milliseconds: 10_000) { "client \($0)" }
        let ceiling = LogLimiter.usualBurst + 10 * LogLimiter.usualPerSecond
        let plain = written.filter { $0.hasPrefix("client") }
        #expect(plain.count <= ceiling + 1)
        #expect(plain.count >= ceiling - 10)
        #expect(written.count <= 2 * ceiling)
        #expect(written.last?.contains("lines are left out here") == true)
    }

    /// A flood of details does not keep a warning from being said.
    @Test func warningsAreHeardInAFloodOfPackets() {
        var limiter = LogLimiter()
        var count = 0
        for number in 0..<50_000 {
            count += limiter.admit(Line(level: .trace, text: "> m\(number)"), at: 500).count
        }
        #expect(count == LogLimiter.detailBurst)
        let warning = Line(level: .warning, text: "the probe is gone")
        #expect(limiter.admit(warning, at: 501) == [warning])
    }

    /// What strangers cause are warnings and events: they leave errors their room.
    @Test(arguments: [Logger.Level.warning, .info])
    func errorsAreHeardInAFloodOfOthers(level: Logger.Level) {
        var limiter = LogLimiter()
        for number in 0..<5000 {
            _ = limiter.admit(Line(level: level, text: "client \(number)"), at: 500)
        }
        let error = Line(level: .error, text: "the probe is gone")
        #expect(limiter.admit(error, at: 501) == [error])
    }

    /// A stranger's words are no longer in the log than a sentence of ours.
    @Test func linesHaveAnEnd() {
        let text = String(repeating: "y", count: 70_000)
        let usual = LogText.harmless(text)
        #expect(usual.utf8.count < LogText.usualByteCount + 40)
        #expect(usual.hasSuffix("y... (69000 bytes more)"))
        #expect(LogText.harmless(text, isDetail: true).utf8.count > LogText.detailByteCount)
        // Cut in the middle of a character, and still text.
        let wide = LogText.harmless(String(repeating: "\u{20AC}", count: 1000))
        #expect(wide.utf8.count < LogText.usualByteCount + 40)
    }

    /// Packets are not collapsed: the same one twice is two packets.
    @Test func packetsAreAllThere() {
        let written = lines(300, level: .trace, milliseconds: 100) { _ in "> ?" }
        #expect(written == Array(repeating: "> ?", count: 300))
    }

    @Test func aQuietSessionIsWrittenAsItIs() {
        let words = ["GDB connected.", "GDB detached.", "GDB connected.", "GDB detached."]
        #expect(lines(4, level: .info, milliseconds: 100) { words[$0] } == words)
    }
}
