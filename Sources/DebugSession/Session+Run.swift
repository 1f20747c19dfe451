import RemoteProtocol
import TargetMemory

extension Session {
    /// `c`, `s`, `vCont`.
    mutating func resume(_ resumption: Resumption) -> Response {
        if nonStop.isOn { return resumeNonStop(resumption) }
        switch phase {
        case .running, .stepping, .asking, .typing:
            // It is being done; the one stop reply to come answers this, too.
            return resumption == .stop ? interrupt() : .none
        case .commanding, .gone:
            return performRun { (session: inout Session) throws(TargetFault) in
                try session.begin(resumption)
            }
        }
    }

    mutating func begin(_ resumption: Resumption) throws(TargetFault) -> Response {
        guard phase == .commanding else {
            throw TargetFault(.state, "there is no program: `run` or `attach 1` first")
        }
        lastStop = nil
        snapshot = [:]
        let isInterrupted = isInterruptKept && !target.isRunning
        isInterruptKept = false
        if isInterrupted { return try finish(.interrupted) }
        switch resumption {
        case .run(let address):
            // After `monitor resume` the core runs behind the client's back: just wait for it,
            // unless there is something that it does not know of yet.
            if !target.isRunning || !points.isEmpty || address != nil {
                try target.resume(at: address)
            }
            phase = .running(haltPollsLeft: nil)
            return .none
        case .step(let address):
            guard !target.isRunning else { return .reply(try stopReplyOfRunaway()) }
            if address == nil, try isAtSemihostingCall() {
                return try serveSemihosting(resumes: false)
            }
            let response = try finish(target.step(at: address))
            hasToldOfStep = true
            return response
        case .stepRange(let start, let end):
            guard !target.isRunning else { return .reply(try stopReplyOfRunaway()) }
            phase = .stepping(start: start, end: end)
            return try stepOn(start: start, end: end)
        case .stop:
            return .reply(.stopped(try haltedState()))
        }
    }

    /// A step was asked of a core that `monitor resume` let go: the stop is where it is now.
    private mutating func stopReplyOfRunaway() throws(TargetFault) -> Reply {
        .stopped(remembered(try stopReply(for: haltAndWait())))
    }

    /// Whether the core has stopped by now; called while `pace` is not `idle`.
    public mutating func poll() -> Response {
        let response = performRun { (session: inout Session) throws(TargetFault) in
            switch session.phase {
            case .commanding, .gone, .asking:
                return .none
            case .typing(let resumes):
                return try session.serveSemihosting(resumes: resumes)
            case .stepping(let start, let end):
                return try session.stepOn(start: start, end: end)
            case .running(let haltPollsLeft):
                return try session.pollRunning(haltPollsLeft)
            }
        }
        return told(response)
    }

    /// Ctrl-C: halts a running core; one that is halted has told so already.
    ///
    /// gdb steps off a breakpoint before it continues, and forgets a Ctrl-C that crossed the stop
    /// of that step: it is kept for the run that follows.
    public mutating func interrupt() -> Response {
        switch phase {
        // A client that is asked for a file tells of its Ctrl-C in the answer.
        case .commanding, .gone, .asking:
            isInterruptKept = isInterruptKept || hasToldOfStep
            return .none
        case .stepping, .typing:
            return told(
                performRun { (session: inout Session) throws(TargetFault) in
                    try session.finish(.interrupted)
                })
        case .running:
            return told(
                performRun { (session: inout Session) throws(TargetFault) in
                    try session.target.halt()
                    return try session.pollRunning(Limits.haltPollCount)
                })
        }
    }

    private mutating func pollRunning(_ haltPollsLeft: Int?) throws(TargetFault) -> Response {
        hasServedCall = false
        if let reason = try target.poll() {
            guard reason == .trap, try isAtSemihostingCall() else { return try finish(reason) }
            hasServedCall = true
            return try serveSemihosting(resumes: true)
        }
        guard let left = haltPollsLeft else { return .none }
        guard left > 0 else { throw Self.doesNotHalt }
        phase = .running(haltPollsLeft: left - 1)
        return .none
    }

    /// Steps until the program counter leaves the range, a few instructions at a time.
    private mutating func stepOn(start: Address, end: Address) throws(TargetFault) -> Response {
        for _ in 0..<Limits.stepsPerPoll {
            if try isAtSemihostingCall() { return try serveSemihosting(resumes: false) }
            let reason = try target.step(at: nil)
            guard reason == .trap else { return try finish(reason) }
            guard let counter = try programCounter() else { return try finish(.trap) }
            // A breakpoint inside the range ends it; the core has not run into it yet.
            if hasPoint(.hardware, at: counter) { return try finish(.hardwareBreakpoint) }
            if hasPoint(.software, at: counter) { return try finish(.softwareBreakpoint) }
            guard counter >= start, counter < end else { return try finish(.trap) }
        }
        return .none
    }

    /// Runs an operation that a client awaits a stop of: a fault ends the run.
    mutating func performRun(
        _ operation: (inout Session) throws(TargetFault) -> Response
    ) -> Response {
        perform { (session: inout Session) in
            do throws(TargetFault) {
                return try operation(&session)
            } catch {
                return session.runFailure(error)
            }
        }
    }

    /// What a waiting client is told instead of a stop.
    private mutating func runFailure(_ fault: TargetFault) -> Response {
        if phase != .gone { phase = .commanding }
        var response = failure(fault)
        let text = Reply.consoleLines(fault.message + "\n")
        if fault.cause == .probeLost {
            // The program is out of reach for good.
            response.replies = text + [.terminated(signal: Self.lostSignal)]
        } else if !client.errorText, !client.errorStrings {
            // A number alone says nothing; while the core runs, text may go ahead of it.
            response.replies = text + response.replies
        }
        return response
    }

    /// The run is over: the stop reply, after whatever the user should have been told.
    mutating func finish(_ reason: StopReason) throws(TargetFault) -> Response {
        let stop = remembered(try stopReply(for: reason))
        nonStop.isStopRequested = false
        phase = .commanding
        let note = target.stopNote.map { Reply.consoleLines($0 + "\n") } ?? []
        if let text = target.stopNote { notices.append(.init(level: .info, text: text)) }
        return Response(takePendingText() + note + [.stopped(stop)])
    }
}
