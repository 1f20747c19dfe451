import JSONText
import CortexM
import ProbeSetup
import STLink
import STM32Flash
import STM32Target
import TargetMemory

/// What `flash` and `erase` have in common: the session, the bar, the way out.
struct FlashWork {
    let opened: OpenedTarget
    let session: FlashSession
    private let progress: ProgressBox

    init(_ opened: OpenedTarget, terminal: Terminal) {
        let link = opened.link
        self.opened = opened
        session = FlashSession(
            core: opened.target.core, identity: opened.target.identity,
            notices: terminal.notices
        ) { () throws(TargetFault) in try link.measureTarget() }
        progress = ProgressBox(isShown: !terminal.isJSON)
    }

    /// Shows the progress, and ends the operation between two steps when a signal has come.
    var observer: FlashObserver {
        { [progress] state throws(TargetFault) in
            progress.show(state)
            if Interruption.isPending {
                throw TargetFault(.state, "interrupted while \(state.phase.words)")
            }
        }
    }

    /// The memories that loaders from files are for, each with what goes there.
    func memories(
        _ shares: [(loader: LoaderFile, segments: [Segment])]
    ) throws(TargetFault) -> [(ExternalFlash, [Segment])] {
        var memories: [(ExternalFlash, [Segment])] = []
        for share in shares {
            let flash = try share.loader.flash(on: opened.target)
            memories.append((flash, share.segments))
        }
        return memories
    }

    /// Attaches, does the work, and lets the target go: reset and running, or reset and halted.
    func run(
        leaveHalted: Bool, _ work: (FlashSession) throws(TargetFault) -> FlashReport
    ) throws(ProbeError) -> (report: FlashReport, state: CoreState) {
        defer { progress.finish() }
        do throws(ProbeError) {
            return try opened.closing(leaveHalted: leaveHalted) { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) in
                    let report = try work(session)
                    try target.reset(leaveHalted ? .halt : .run)
                    return (report, try target.core.state())
                }
            }
        } catch {
            guard Interruption.isPending else { throw error }
            let outcome =
                progress.hasReachedFlash
                ? "the flash is incomplete, do it again" : "the flash is unchanged"
            throw Interruption.failure("\(error.message): \(outcome)")
        }
    }
}

/// The bar, shared with the observer.
private final class ProgressBox {
    private var progress: Progress
    /// Whether erasing or programming has been announced: from there on flash may be changed.
    private(set) var hasReachedFlash = false

    init(isShown: Bool) { progress = Progress(isShown: isShown) }

    func show(_ state: FlashProgress) {
        if state.phase == .erasing || state.phase == .programming { hasReachedFlash = true }
        progress.show(state.phase.words, done: state.doneByteCount, of: state.totalByteCount)
    }

    func finish() { progress.finish() }
}

extension FlashProgress.Phase {
    var words: String {
        switch self {
        case .comparing: "comparing"
        case .erasing: "erasing"
        case .programming: "programming"
        case .verifying: "verifying"
        }
    }
}

extension FlashReport {
    var json: [(String, JSON)] {
        let (seconds, attoseconds) = duration.components
        return [
            ("byteCount", .number(byteCount)),
            ("programmedByteCount", .number(programmedByteCount)),
            ("sectorsErased", .number(sectorsErased)), ("sectorsBlank", .number(sectorsBlank)),
            ("sectorsUnchanged", .number(sectorsUnchanged)), ("verified", .bool(isVerified)),
            ("usedLoader", .bool(usedLoader)),
            (
                "milliseconds",
                .number(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
            ),
        ]
    }
}
