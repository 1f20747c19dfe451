import Logging

/// Decides which lines are written, so that a broken probe or a hostile client cannot fill the
/// disk: what comes again and again within a second is counted, and the lines of each kind have
/// a ceiling of their own, so that strangers' noise never takes the place of what ended a session.
struct LogLimiter {
    struct Line: Hashable {
        var level: Logger.Level
        var text: String
    }

    private struct Repetition {
        var level: Logger.Level
        var start: Int
        var count = 1
    }

    /// Tokens, one for each line, that come back with time.
    private struct Bucket {
        let burst: Int
        let perSecond: Int
        var thousandths: Int
        var last: Int?
        var omitted = 0

        init(burst: Int, perSecond: Int) {
            self.burst = burst
            self.perSecond = perSecond
            thousandths = burst * 1000
        }

        mutating func take(at now: Int) -> Bool {
            if let last { thousandths += max(0, now - last) * perSecond }
            thousandths = min(thousandths, burst * 1000)
            last = now
            guard thousandths >= 1000 else {
                omitted += 1
                return false
            }
            thousandths -= 1000
            return true
        }
    }

    /// The same line is written so often within a second.
    static let sameLineCount = 5
    static let windowMilliseconds = 1000
    /// Different lines whose repetitions are counted at a time.
    private static let rememberedCount = 32
    static let usualBurst = 200
    static let usualPerSecond = 20
    static let detailBurst = 5000
    static let detailPerSecond = 200

    /// What is wrong, what to look at, what happens, and details.
    private enum Kind {
        case error, warning, event, detail

        init(_ level: Logger.Level) {
            switch level {
            case .error, .critical: self = .error
            case .warning: self = .warning
            case .info, .notice: self = .event
            case .trace, .debug: self = .detail
            }
        }
    }

    private var recent: [String: Repetition] = [:]
    private var buckets: [Kind: Bucket] = [:]

    /// What is to be written now that this came; `now` in milliseconds of a steady clock.
    mutating func admit(_ line: Line, at now: Int) -> [Line] {
        var lines = summaries(endedBefore: now - Self.windowMilliseconds)
        // Packets are what they are: one that comes again is another one.
        if line.level > .trace {
            if var known = recent[line.text] {
                known.count += 1
                recent[line.text] = known
                if known.count > Self.sameLineCount { return lines }
            } else if recent.count < Self.rememberedCount {
                recent[line.text] = Repetition(level: line.level, start: now)
            }
        }
        let kind = Kind(line.level)
        var bucket = buckets[kind] ?? Self.bucket(kind)
        if bucket.take(at: now) {
            if bucket.omitted > 0 { lines.append(Self.omission(bucket.omitted)) }
            bucket.omitted = 0
            lines.append(line)
        }
        buckets[kind] = bucket
        return lines
    }

    /// What is still to be said at the end.
    mutating func finish() -> [Line] {
        var lines = summaries(endedBefore: .max)
        let omitted = buckets.values.reduce(0) { $0 + $1.omitted }
        if omitted > 0 { lines.append(Self.omission(omitted)) }
        return lines
    }

    private static func bucket(_ kind: Kind) -> Bucket {
        kind == .detail
            ? Bucket(burst: detailBurst, perSecond: detailPerSecond)
            : Bucket(burst: usualBurst, perSecond: usualPerSecond)
    }

    private mutating func summaries(endedBefore instant: Int) -> [Line] {
        let ended = recent.filter { $0.value.start <= instant }
        for text in ended.keys { recent[text] = nil }
        return ended.filter { $0.value.count > Self.sameLineCount }
            .sorted { ($0.value.start, $0.key) < ($1.value.start, $1.key) }
            .map { text, repetition in
                let times = Self.grouped(repetition.count - Self.sameLineCount)
                return Line(level: repetition.level, text: "repeated \(times) times: \(text)")
            }
    }

    private static func omission(_ count: Int) -> Line {
        Line(
            level: .warning,
            text: "\(grouped(count)) lines are left out here: too many in a short time")
    }

    /// `1,234`, in every locale.
    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return digits
    }
}
