/// An operation of the flash in time.
///
/// A poller is told the truth a few times and then finds time skipped: the core up to the end of
/// its time slice (paced) or of the operation (unpaced), the debugger only when unpaced.
final class FlashTimer {
    private let clock: BoardClock
    /// Whether virtual time is wall time; then the debugger has to poll as often as for real.
    var isPaced = false
    /// End of the core's present time slice, in nanoseconds of the board's clock.
    var horizon: UInt64 = 0
    /// By then the core has something else to do besides polling: a watchdog to feed.
    var limit = UInt64.max
    /// The bus holds the core until that instant.
    var onCoreStall: ((UInt64) -> Void)?
    /// The operation has just ended.
    var onEnd: (() -> Void)?
    private var end: UInt64?
    private var reads = 0

    init(clock: BoardClock) { self.clock = clock }

    /// What is left of the operation under way, in nanoseconds.
    var left: UInt64 {
        settle()
        guard let end else { return 0 }
        return end - clock.now
    }

    var isBusy: Bool { left > 0 }

    func begin(_ duration: UInt64) {
        end = max(end ?? 0, clock.now) + duration
        reads = 0
    }

    func cancel() {
        settle()
        end = nil
    }

    /// Ends the operation if its time has come.
    func settle() {
        guard let end, end <= clock.now else { return }
        self.end = nil
        onEnd?()
    }

    /// The bus stalls whoever writes to a busy flash until it is done.
    func stall(_ master: BusMaster) {
        if let end { skip(to: end, master) }
        settle()
    }

    /// A read of the status register: whether it shows the operation under way.
    func poll(_ master: BusMaster) -> Bool {
        settle()
        guard let end else { return false }
        reads += 1
        guard reads > Timing.truthfulBusyReads else { return true }
        switch (master, isPaced) {
        case (.core, true): skip(to: min(end, horizon, limit), master)
        case (.core, false): skip(to: min(end, max(limit, clock.now)), master)
        case (.debugger, true): break
        case (_, false): skip(to: end, master)
        }
        return true
    }

    private func skip(to instant: UInt64, _ master: BusMaster) {
        if master == .core { onCoreStall?(instant) }
        clock.advance(toNanosecond: instant)
    }
}
