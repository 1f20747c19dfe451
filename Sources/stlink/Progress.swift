#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How far a long operation is: a bar that is redrawn on a screen, a line for each phase in a log.
struct Progress {
    private let isShown: Bool
    private let isScreen: Bool
    private var phase = ""
    private var lastPercent = -1

    private static let barWidth = 40

    init(isShown: Bool) {
        self.isShown = isShown
        isScreen = Terminal.hasScreen
    }

    /// `done` of `total` steps of `newPhase`; a phase ends at its total.
    mutating func show(_ newPhase: String, done: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        if newPhase != phase { (phase, lastPercent) = (newPhase, -1) }
        guard percent != lastPercent else { return }
        let isFirst = lastPercent < 0
        lastPercent = percent
        if isScreen {
            let filled = percent * Self.barWidth / 100
            let bar =
                String(repeating: "#", count: filled)
                + String(repeating: " ", count: Self.barWidth - filled)
            let end = percent == 100 ? "\n" : ""
            Terminal.write("\r\(newPhase) [\(bar)] \(percent) %\(end)", to: STDERR_FILENO)
        } else if isFirst {
            Terminal.write("\(newPhase)\n", to: STDERR_FILENO)
        }
    }

    /// Leaves a bar that will not be finished.
    mutating func abandon() {
        if isShown, isScreen, lastPercent >= 0, lastPercent < 100 {
            Terminal.write("\n", to: STDERR_FILENO)
        }
        lastPercent = -1
    }
}
