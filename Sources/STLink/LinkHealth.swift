/// What went wrong between host, probe and target since the link was opened, and was made good.
public struct LinkHealth: Hashable, Sendable {
    /// WAIT answers that were asked again.
    public var waits = 0
    /// Commands that the wire garbled: parity, protocol and write-data errors.
    public var wireErrors = 0
    /// Times that the clock was lowered because of them.
    public var clockSteps = 0
    /// USB transfers that failed, timed out, or did not fit the question.
    public var usbMishaps = 0
    /// Resets of the probe's USB port.
    public var usbResets = 0

    public init() {}

    /// Nothing to tell.
    public var isPerfect: Bool { self == LinkHealth() }
}

extension LinkHealth: CustomStringConvertible {
    /// `3 wire errors, 1 step down in clock`
    public var description: String {
        let parts = [
            (wireErrors, "wire error"), (waits, "WAIT answer"), (usbMishaps, "USB mishap"),
            (usbResets, "USB reset"), (clockSteps, "slower clock"),
        ]
        let words = parts.filter { $0.0 > 0 }.map { count, name in
            "\(count) \(name)" + (count == 1 ? "" : "s")
        }
        return words.isEmpty ? "no errors" : words.joined(separator: ", ")
    }
}
