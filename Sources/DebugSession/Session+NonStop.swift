import RemoteProtocol
import TargetMemory

/// Non-stop mode (gdb manual, "Remote Protocol Support for Non-Stop Mode"): the client goes on
/// talking while the core runs; a stop is told in a `%Stop` notification.
struct NonStopState: Hashable {
    var isOn = false
    /// A stop that the client has been told of and has not acknowledged by `vStopped`.
    private var isUnacknowledged = false
    /// The stop was asked for by `vCont;t`, which wants no signal.
    var isStopRequested = false

    init(isOn: Bool = false) { self.isOn = isOn }

    mutating func told() { isUnacknowledged = true }

    /// `vStopped`: there is one thread, so that no further stop can wait.
    mutating func seen() -> Reply {
        isUnacknowledged = false
        return .ok
    }
}

extension Session {
    /// `vCont`, `c`, `s` in non-stop mode: answered at once.
    mutating func resumeNonStop(_ resumption: Resumption) -> Response {
        if resumption == .stop { return stopNonStop() }
        // It runs already: `vCont` passes over threads that do.
        guard phase == .commanding || phase == .gone else { return .reply(.ok) }
        var response = performRun { (session: inout Session) throws(TargetFault) in
            try session.begin(resumption)
        }
        // What could not even begin is this packet's failure; no stop will follow.
        if response.replies.contains(where: \.isError) { return response }
        response = told(response)
        response.replies.insert(.ok, at: 0)
        return response
    }

    /// `vCont;t`: a thread that stands already has said so.
    private mutating func stopNonStop() -> Response {
        guard pace != .idle || target.isRunning else { return .reply(.ok) }
        nonStop.isStopRequested = true
        if phase == .commanding { phase = .running(haltPollsLeft: nil) }
        var response = interrupt()
        response.replies.insert(.ok, at: 0)
        return response
    }

    /// `vCtrlC`
    mutating func interruptByPacket() -> Response {
        var response = interrupt()
        response.replies.insert(.ok, at: 0)
        return response
    }

    /// What came of a run as this client hears of it: as the reply it waits for, or as news.
    mutating func told(_ response: Response) -> Response {
        guard nonStop.isOn else { return response }
        var response = response
        var replies: [Reply] = []
        for reply in response.replies {
            switch reply {
            case .console(let text): pend(text, isProgram: false)
            case .output(let bytes):
                pend(String(decoding: bytes, as: UTF8.self), isProgram: true)
            case .stopped(let stop): replies.append(notification(stop.text))
            case .terminated, .exited:
                replies.append(notification(String(decoding: reply.body, as: UTF8.self)))
            case .errno, .errorText, .errorString:
                if case .errorText(let text) = reply { remember(text) }
                // Signal 0: stopped, as far as can be told.
                replies.append(notification("T00thread:1;"))
            default: replies.append(reply)
            }
        }
        response.replies = replies
        return response
    }

    private mutating func notification(_ stop: String) -> Reply {
        nonStop.told()
        return .notification("Stop:" + stop)
    }
}

extension Reply {
    fileprivate var isError: Bool {
        switch self {
        case .errno, .errorText, .errorString: true
        default: false
        }
    }
}
