import RemoteProtocol
import TargetMemory

extension Session {
    /// Arriving, starting over and leaving.
    mutating func lifeCycle(_ request: Request) throws(TargetFault) -> Response {
        switch request {
        case .stopReason:
            guard phase != .gone else { return .reply(.exited(status: 0)) }
            if nonStop.isOn, target.isRunning { return noteRunning() }
            return arrival()
        case .attach:
            try reattach()
            return .reply(.stopped(try haltedState()))
        case .run:
            try reattach()
            try resetAndHalt()
            return .reply(.stopped(try haltedState()))
        case .restart:
            try reattach()
            try resetAndHalt()
            return .none
        case .kill:
            // Whatever fails, the client hears nothing: `k` has no reply.
            try? resetAndHalt()
            return Response([], end: .killed)
        case .killProcess:
            try resetAndHalt()
            phase = .gone
            // The client may want to run it again, and closes the connection if not.
            return .reply(.ok)
        case .detach(let leaveHalted):
            return try detach(leaveHalted: leaveHalted)
        default:
            return .reply(.unsupported)
        }
    }

    /// gdb 13 takes an error in this place for a program that runs, and waits for its stop for ever
    /// (`remote_target::start_remote_1` looks for `W` and `X` only).
    private mutating func arrival() -> Response {
        do throws(TargetFault) {
            return .reply(.stopped(try arrivalState()))
        } catch {
            var response = failure(error)
            response.replies = [.terminated(signal: Self.lostSignal)]
            return response
        }
    }

    /// gdb's SIGLOST, "Resource lost".
    static let lostSignal: UInt8 = 29

    /// In non-stop mode a program that runs is let run, and the answer is that nothing has stopped.
    private mutating func noteRunning() -> Response {
        hasArrived = true
        if phase == .commanding { phase = .running(haltPollsLeft: nil) }
        return .reply(.ok)
    }

    private mutating func detach(leaveHalted: Bool) throws(TargetFault) -> Response {
        target.flash?.abandon()
        stagedByteCount = 0
        if isAttached {
            isAttached = false
            try target.detach(leaveHalted: leaveHalted)
        }
        phase = .gone
        points = []
        lastStop = nil
        return Response([.ok], end: isExtended ? nil : .detached)
    }

    /// Back to a target that the client had detached from.
    mutating func reattach() throws(TargetFault) {
        if !isAttached { try begin() }
        phase = .commanding
    }

    mutating func resetAndHalt() throws(TargetFault) {
        lastStop = nil
        semihosting.forgetFiles()
        snapshot = [:]
        try target.reset(.halt)
        phase = .commanding
    }

    /// The answer to "why did you stop": halts a core that runs, since the client takes it for
    /// halted from here on.
    mutating func haltedState() throws(TargetFault) -> StopReply {
        if target.isRunning {
            _ = try haltAndWait()
            lastStop = nil
        }
        if let lastStop { return lastStop }
        // SIGTRAP even for a core that was just halted: gdb shows a new arrival's signal nowhere.
        let stop = try stopReply(for: .trap)
        lastStop = stop
        return stop
    }

    /// The answer to a client that has just arrived.
    mutating func arrivalState() throws(TargetFault) -> StopReply {
        guard letsProgramRun, !hasArrived, target.isRunning else {
            hasArrived = true
            return try haltedState()
        }
        hasArrived = true
        let stop = try haltedState()
        lastStop = nil
        try target.resume(at: nil)
        for register in stop.registers { snapshot[register.number] = register.bytes }
        return stop
    }

    /// Halts the core here and now.
    mutating func haltAndWait() throws(TargetFault) -> StopReason {
        snapshot = [:]
        try target.halt()
        for _ in 0..<Limits.haltPollCount {
            if let reason = try target.poll() { return reason }
        }
        throw Self.doesNotHalt
    }

    static var doesNotHalt: TargetFault {
        TargetFault(
            .timeout,
            "the core was asked to halt and did not: its clock may be off or it may be held in "
                + "reset; `monitor reset halt` starts over")
    }
}
