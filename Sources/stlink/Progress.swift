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
    /// ECMA-48 EL: erase to the end of the line.
    private static let clearRest = "\u{1B}[K"

    init(isShown: Bool) {
        self.isShown = isShown
        isScreen = Terminal.hasScreen
    }

    /// `done` of `total` steps of `newPhase`.
    mutating func show(_ newPhase: String, done: Int, of total: Int) {
        guard isShown, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        guard newPhase != phase || percent != lastPercent else { return }
        let isNew = newPhase != phase
        (phase, lastPercent) = (newPhase, percent)
        if isScreen {
            let filled = percent * Self.barWidth / 100
            let bar =
                String(repeating: "#", count: filled)
                + String(repeating: " ", count: Self.barWidth - filled)
            Terminal.write(
                "\r\(newPhase) [\(bar)] \(percent) %\(Self.clearRest)", to: STDERR_FILENO)
        } else if isNew {
            Terminal.write("\(newPhase)\n", to: STDERR_FILENO)
        }
    }

    /// Takes the bar away; what was done is said in words.
    mutating func finish() {
        if isShown, isScreen, lastPercent >= 0 {
            Terminal.write("\r\(Self.clearRest)", to: STDERR_FILENO)
        }
        (phase, lastPercent) = ("", -1)
    }
}
