import VirtualBoard

/// Keeps the board's clock and the wall clock in the relation that the user asked for.
///
/// - unpaced: an executing core runs as fast as the host can, transfers take no wall time, and a
///   board that only waits (sleeping core with a timer armed) follows the wall clock;
/// - paced: the board's clock is the wall clock; a transfer that moves it ahead is complete only
///   when the wall clock has come there too.
final class Pacer {
    let isPaced: Bool
    private let board: any PluggedBoard
    /// Wall instant at which a paced board's clock read zero.
    private var origin: UInt64
    /// Until when an unpaced board has been told the wall time.
    private var lastLook: UInt64

    init(board: any PluggedBoard, isPaced: Bool) {
        self.board = board
        self.isPaced = isPaced
        lastLook = WallClock.now()
        origin = lastLook - board.clock.now
    }

    /// The board's instant at which something that it finished just now may be seen.
    var completionInstant: UInt64 { isPaced ? board.clock.now : 0 }

    /// Wall time that is left until the host may see that a URB is done.
    func nanosecondsUntil(_ completion: CompletedURB) -> UInt64 {
        let left = nanosecondsUntil(completion.readyAt)
        guard completion.seenAt > 0 else { return left }
        let wall = WallClock.now()
        return max(left, completion.seenAt > wall ? completion.seenAt - wall : 0)
    }

    /// Wall time that is left until the board's instant.
    func nanosecondsUntil(_ instant: UInt64) -> UInt64 {
        guard isPaced else { return 0 }
        let wall = WallClock.now()
        let due = origin + instant
        return due > wall ? due - wall : 0
    }

    /// To be called before a transfer: brings a paced board's clock to the present. A core that
    /// the host cannot run in real time must not hold up the bus: what is left of its lag after
    /// a short while is written off.
    func prepareTransfer() {
        guard isPaced else { return }
        let deadline = WallClock.now() + Limits.pacedCatchUpNanoseconds
        while board.needsTime, lag > 0, WallClock.now() < deadline {
            board.live(nanoseconds: min(lag, Limits.executionSliceNanoseconds))
        }
        if board.needsTime {
            writeOffLag(beyond: 0)
        } else {
            board.clock.advance(byNanoseconds: lag)
        }
    }

    /// To be called after a transfer: an unpaced board's idle time starts anew.
    func finishTransfer() { lastLook = WallClock.now() }

    /// Lets the board live for a slice. Returns for how many nanoseconds nobody needs to look
    /// again, `nil` for ever.
    func advance() -> UInt64? {
        guard board.needsTime else {
            lastLook = WallClock.now()
            return nil
        }
        return isPaced ? advancePaced() : advanceUnpaced()
    }

    private func advanceUnpaced() -> UInt64 {
        guard board.isIdle else {
            board.live(nanoseconds: Limits.executionSliceNanoseconds)
            lastLook = WallClock.now()
            return board.isIdle ? Limits.idleTickNanoseconds : 0
        }
        let wall = WallClock.now()
        let elapsed = wall - lastLook
        lastLook = wall
        if elapsed > 0 { board.live(nanoseconds: min(elapsed, Limits.idleCatchUpNanoseconds)) }
        return board.isIdle ? Limits.idleTickNanoseconds : 0
    }

    private func advancePaced() -> UInt64 {
        let slice =
            board.isIdle ? Limits.idleTickNanoseconds : Limits.executionSliceNanoseconds
        if lag > 0 { board.live(nanoseconds: min(lag, slice)) }
        writeOffLag(beyond: Limits.pacedLagNanoseconds)
        if lag > slice { return 0 }
        return board.isIdle ? Limits.idleTickNanoseconds : Limits.pacedTickNanoseconds
    }

    /// How far a paced board's clock is behind the wall clock.
    private var lag: UInt64 {
        let present = WallClock.now() - origin
        return present > board.clock.now ? present - board.clock.now : 0
    }

    private func writeOffLag(beyond limit: UInt64) {
        let lag = lag
        if lag > limit { origin += lag - limit }
    }
}
