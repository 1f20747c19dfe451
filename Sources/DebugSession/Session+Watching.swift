public import RemoteProtocol
import TargetMemory

/// How much of the target a request is about; decides which of several clients may send it.
public enum Claim: Hashable, Sendable {
    /// Nothing, or reading what can be read beside a debugger, without stopping anything.
    case reading
    /// The core stops, runs or changes: one client at a time.
    case control
}

extension Request {
    /// What the request asks of the target.
    ///
    /// `?`, `g` and `p` expect a halted core, so the first to send one becomes the debugger; of a
    /// client that looks on they are answered as far as they can be.
    public var claim: Claim {
        switch self {
        case .supported, .startNoAckMode, .mustReplyEmpty, .extendedMode, .resumeActions,
            .readMemory, .readMemoryBinary, .crc, .search, .selectThread, .threadAlive,
            .currentThread, .firstThreads, .moreThreads, .threadExtraInfo, .attachedQuery,
            .offsets, .symbolsOffered, .transfer, .nonStop, .registerInfo,
            .acceptThreadSuffixes, .listThreadsInStops, .enableErrorStrings, .detachOnError,
            .hostInfo, .processInfo, .serverVersion, .echo, .memoryRegionSupport, .memoryRegion,
            .watchpointSupport:
            .reading
        case .monitor(let line):
            MonitorCommand.named(in: line)?.needsTarget ?? false ? .control : .reading
        default: .control
        }
    }
}

// Live watch and views of an editor: a second connection, which reads while the debugger of the
// first lets the program run (gdb with `set remote interrupt-on-connect off`).
extension Session {
    /// The answer to a client that looks on where it differs from a debugger's; `nil`: it does not.
    mutating func watching(_ request: Request) throws(TargetFault) -> Response? {
        // It is not told when the program runs on: what it was told is old.
        lastStop = nil
        switch request {
        case .stopReason:
            // Its gdb takes the core for halted, whatever it does, and asks nothing it cannot have.
            return .reply(.stopped(try stopReply(for: .trap)))
        case .readGeneralRegisters, .readRegister, .threadStopInfo, .threadsInfo:
            return nil
        case .nonStop(true):
            // Whoever debugs decides when something stops.
            return refusal(of: request)
        case .monitor(let line) where MonitorCommand.named(in: line)?.isReadOnly ?? true:
            return nil
        case .monitor:
            return refusal(of: request)
        case .crc:
            // The debugger's checksum is computed on the target; gdb reads without it.
            return .reply(.unsupported)
        case .attach where !target.isRunning:
            return .reply(.stopped(try stopReply(for: .trap)))
        case .detach:
            phase = .gone
            return Response([.ok], end: isExtended ? nil : .detached)
        case .kill:
            return Response([], end: .detached)
        case .resume(.stop):
            return .reply(.stopped(try stopReply(for: .trap)))
        default:
            return request.claim == .reading ? nil : refusal(of: request)
        }
    }

    /// No, and who is in the way: as text where the client shows it.
    private mutating func refusal(of request: Request) -> Response {
        let fault = Self.isWatched
        rememberForUser(fault)
        var response = failure(fault)
        let text = Reply.consoleLines(fault.message + "\n")
        switch request {
        case .monitor:
            response.replies = text + [.errno(16)]
            pendingTexts = []
        case .resume where !client.errorText && !client.errorStrings:
            // A client that waits for a stop prints what comes before it.
            response.replies = text + response.replies
            pendingTexts = []
        default: break
        }
        return response
    }

    static var isWatched: TargetFault {
        TargetFault(
            .state,
            "another debugger controls the target: this connection may read memory, and registers "
                + "while the core is halted; detach the other one to take over")
    }
}
