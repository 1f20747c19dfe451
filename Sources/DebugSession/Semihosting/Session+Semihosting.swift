import RemoteProtocol
import TargetMemory

/// What becomes of a semihosting call.
enum SemihostingOutcome {
    /// R0 is set to the answer, and the program goes on.
    case answer(UInt32)
    /// The same, with text for the console.
    case show([UInt8], answer: UInt32?)
    /// The debugger is asked; the program waits.
    case ask(request: String, SemihostingState.Question)
    /// Nothing was typed yet: to be tried again.
    case wait
    /// The program has ended.
    case exit(status: UInt8)

    static let failure = SemihostingOutcome.answer(.max)
}

extension Session {
    /// `BKPT 0xAB` (Thumb: chapter 4 of the semihosting specification).
    private static let breakpoint: [UInt8] = [0xAB, 0xBE]

    /// Whether the halted core stands at a semihosting call.
    func isAtSemihostingCall() throws(TargetFault) -> Bool {
        guard semihosting.options.isEnabled, let counter = try programCounter() else {
            return false
        }
        do throws(TargetFault) {
            return try target.readMemory(counter, count: 2) == Self.breakpoint
        } catch  where error.cause == .access {
            return false
        }
    }

    /// Serves the call at the program counter. Afterwards the core stands behind it, and runs on
    /// where `resumes`; or the session waits for the debugger, or for a key.
    mutating func serveSemihosting(resumes: Bool) throws(TargetFault) -> Response {
        let outcome: SemihostingOutcome
        do throws(TargetFault) {
            outcome = try semihostingCall()
        } catch  where error.cause == .access {
            // The program's own mistake: told to it as to any caller.
            semihosting.lastError = SemihostingErrno.fault
            notices.append(
                .init(level: .warning, text: "a semihosting call's pointer: \(error.message)"))
            outcome = .failure
        }
        return try carryOn(outcome, resumes: resumes)
    }

    mutating func carryOn(
        _ outcome: SemihostingOutcome, resumes: Bool
    ) throws(TargetFault) -> Response {
        switch outcome {
        case .answer(let value):
            return try leaveSemihosting(answer: value, resumes: resumes)
        case .show(let bytes, let answer):
            let isShown = semihosting.host?.show(bytes) ?? false
            var response = try leaveSemihosting(answer: answer, resumes: resumes)
            if !isShown { response.replies = Reply.outputPieces(bytes) + response.replies }
            return response
        case .ask(_, let question) where nonStop.isOn:
            // The client waits for nothing, so it cannot be asked for a file.
            semihosting.lastError = SemihostingErrno.notSupported
            return try carryOn(semihostingAnswer(question, -1), resumes: resumes)
        case .ask(let request, let question):
            phase = .asking(question, resumes: resumes)
            return .reply(.text(request))
        case .wait:
            phase = .typing(resumes: resumes)
            return .none
        case .exit(let status):
            return try exitProgram(status)
        }
    }

    /// The debugger's answer to a File-I/O request (`F`).
    mutating func fileAnswer(
        _ value: Int, error: Int32, isInterrupted: Bool
    ) throws(TargetFault) -> Response {
        guard case .asking(let question, let resumes) = phase else { return .none }
        if value < 0 { semihosting.lastError = error }
        phase = .running(haltPollsLeft: nil)
        let outcome = try semihostingAnswer(question, value)
        // Ctrl-C while the debugger worked for us: the call is done, the program stops behind it.
        if isInterrupted, case .answer(let answer) = outcome {
            try finishCall(answer: answer)
            return try finish(.interrupted)
        }
        return try carryOn(outcome, resumes: resumes)
    }

    private mutating func leaveSemihosting(
        answer: UInt32?, resumes: Bool
    ) throws(TargetFault) -> Response {
        try finishCall(answer: answer)
        guard resumes else { return try finish(.trap) }
        try target.resume(at: nil)
        phase = .running(haltPollsLeft: nil)
        return .none
    }

    /// R0 has the answer, the program counter is behind the BKPT.
    private func finishCall(answer: UInt32?) throws(TargetFault) {
        if let answer { try setCoreRegister("r0", answer) }
        if let counter = try programCounter() {
            try setCoreRegister("pc", (counter + Self.breakpoint.count).rawValue)
        }
    }

    func coreRegister(_ name: String) throws(TargetFault) -> UInt32 {
        guard let number = target.registers.firstIndex(where: { $0.name == name }),
            let bytes = try target.readRegister(number), bytes.count == 4
        else { throw TargetFault(.state, "register \(name) cannot be read") }
        return bytes.word(at: 0)
    }

    private func setCoreRegister(_ name: String, _ value: UInt32) throws(TargetFault) {
        guard let number = target.registers.firstIndex(where: { $0.name == name }) else { return }
        try target.writeRegister(number, value.littleEndianBytes)
    }

    /// The program says that it is done. It stays halted behind the call until it is started over.
    private mutating func exitProgram(_ status: UInt8) throws(TargetFault) -> Response {
        try finishCall(answer: nil)
        semihosting.forgetFiles()
        phase = .gone
        lastStop = nil
        let text = takePendingText()
        notices.append(.init(level: .info, text: "the program has exited with status \(status)"))
        return Response(
            text + [.exited(status: status)],
            end: semihosting.options.exitEndsServer ? .programExited(status: status) : nil)
    }
}
