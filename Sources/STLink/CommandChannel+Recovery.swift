import TargetMemory
import USBTransport

/// What to do when the exchange itself failed.
extension CommandChannel {
    /// Asks again where that is harmless: one by one, so that the one that fails is known.
    func recover(
        _ commands: [Command], from mishap: Mishap
    ) throws(TargetFault) -> [Outcome] {
        health.usbMishaps += 1
        var isStall = false
        switch mishap {
        case .transport(.noDevice):
            throw noteLoss()
        case .transport(.stall(let endpoint)):
            isStall = true
            try clearHalt(endpoint)
            // What was sent behind it, the question for its status too, may have been taken.
            if commands.count > 1 || !commands[0].payload.isEmpty
                || commands[0].reply.needsStatus
            {
                isOutOfStep = true
            }
        case .transport, .wrongReply:
            isOutOfStep = true
        }
        if isOutOfStep, commands.contains(where: { !$0.payload.isEmpty }) { mayOweData = true }
        guard commands.allSatisfy(\.mayBeDoneTwice) else { throw fault(commands, mishap) }
        if commands.count == 1 { return try giveAgain(commands, mishap) }
        if !isStall { countQueueMishap() }
        var outcomes: [Outcome] = []
        for command in commands { outcomes += try runTogether([command]) }
        return outcomes
    }

    private func giveAgain(
        _ commands: [Command], _ first: Mishap
    ) throws(TargetFault) -> [Outcome] {
        notices(.debug, "\(commands[0].name): \(Self.words(first)); asking again")
        if isOutOfStep { try fallIntoStep() }
        // After a reset of its port the probe did not come back to debug mode: there it would take
        // a payload for a command.
        if isOutOfStep { throw fault(commands, first) }
        do throws(Mishap) {
            return try exchange(commands)
        } catch {
            switch error {
            case .transport(.noDevice): throw noteLoss()
            case .transport(.stall(let endpoint)):
                try clearHalt(endpoint)
                if !commands[0].payload.isEmpty { isOutOfStep = true }
            default: isOutOfStep = true
            }
            if isOutOfStep, !commands[0].payload.isEmpty { mayOweData = true }
            throw fault(commands, error)
        }
    }

    /// A probe that has left debug mode refuses whatever it is told.
    private var isInDebugMode: Bool {
        do throws(Mishap) {
            return ProbeMode(try exchange([.currentMode])[0].bytes[0]) == .debug
        } catch {
            isOutOfStep = true
            return true
        }
    }

    private func countQueueMishap() {
        queueMishapCount += 1
        if queueMishapCount == Limits.queueMishapCount {
            notices(
                .warning,
                "this probe loses its way with several commands in flight; sending one by one")
        }
    }

    /// Throws away what the probe still has to say, until question and answer fit again. A probe
    /// that stays silent gets a reset of its port, which some need after a session that was cut
    /// off (OpenOCD, `stlink_usb_usb_open`).
    func fallIntoStep() throws(TargetFault) {
        // Only a reset makes a probe forget a command of which it has only half.
        var needsReset = mayOweData
        if !needsReset { needsReset = try !hasFallenIntoStep() }
        if needsReset, !mayOweData { needsReset = try !hasFallenIntoStepUnhalted() }
        isOutOfStep = false
        if needsReset { try reset() }
        notices(.debug, "back in step with the probe")
    }

    private func reset() throws(TargetFault) {
        notices(.warning, "the ST-Link does not follow; resetting its USB port")
        health.usbResets += 1
        do throws(TransportError) { try device.reset() } catch { throw noteLoss() }
        mayOweData = false
        guard try hasFallenIntoStep() else {
            isLost = true
            throw TargetFault(
                .probeLost, "the ST-Link no longer answers; unplug it and plug it in again")
        }
        // Where that fails, the status of what comes next tells.
        do throws(Mishap) {
            let mode = ProbeMode(try exchange([.currentMode])[0].bytes[0])
            if mode != .debug, let leaving = mode.leaving { _ = try exchange([leaving]) }
            _ = try exchange(reentry)
            if isResetHeld { _ = try exchange([.driveReset(asserted: true)]) }
        } catch {
            distrust()
        }
    }

    /// The same with the halts of both pipes cleared, which starts their toggles anew.
    private func hasFallenIntoStepUnhalted() throws(TargetFault) -> Bool {
        for endpoint in [model.replyEndpoint, model.commandEndpoint] { try clearHalt(endpoint) }
        return try hasFallenIntoStep()
    }

    private func hasFallenIntoStep() throws(TargetFault) -> Bool {
        drain()
        let isVersion = try hasAnswered(.getVersion) { reply in
            reply == ownVersion
                || reply.count == 6 && reply.halfword(at: 2) == ProbeModel.vendorID
        }
        guard isVersion else { return false }
        return try hasAnswered(.currentMode) { reply in reply.count == 2 }
    }

    func drain() {
        let read = reply(byteCount: Limits.memoryCommandByteCount)
        for _ in 0..<Limits.drainedReplyCount {
            do throws(TransportError) {
                _ = try device.submit([read], timeoutMilliseconds: Limits.drainMilliseconds)
            } catch {
                guard case .stall(let endpoint) = error else { return }
                do { try device.clearHalt(endpoint: endpoint) } catch { return }
            }
        }
    }

    private func hasAnswered(
        _ command: Command, _ isAnswer: ([UInt8]) -> Bool
    ) throws(TargetFault) -> Bool {
        let question = BulkTransfer.out(endpoint: model.commandEndpoint, command.bytes)
        // More than the answer, so that what came too late is seen whole.
        let byteCount =
            model.framing == .plain ? Limits.memoryCommandByteCount : command.reply.byteCount
        let read = reply(byteCount: byteCount)
        let limit = Limits.transferMilliseconds
        do throws(TransportError) {
            var replies = try device.submit([question, read], timeoutMilliseconds: limit)
            for _ in 0..<Limits.drainedReplyCount {
                if let reply = replies.first, isAnswer(reply) { return true }
                replies = try device.submit([read], timeoutMilliseconds: limit)
            }
        } catch {
            if error == .noDevice { throw noteLoss() }
        }
        return false
    }

    func clearHalt(_ endpoint: UInt8) throws(TargetFault) {
        do throws(TransportError) {
            try device.clearHalt(endpoint: endpoint)
        } catch {
            throw noteLoss()
        }
    }

    /// From now on nothing is sent any more: what comes back to the bus is another session.
    func noteLoss() -> TargetFault {
        isLost = true
        return Self.probeLost
    }

    static var probeLost: TargetFault {
        TargetFault(.probeLost, "the ST-Link is gone from the USB bus; plug it in again")
    }

    private func fault(_ commands: [Command], _ mishap: Mishap) -> TargetFault {
        let command = commands[0]
        let isUnknown = commands.contains { !$0.mayBeDoneTwice }
        if commands.count == 1, case .transport(.stall) = mishap,
            !isUnknown || !isOutOfStep && !isInDebugMode
        {
            return TargetFault(
                .unsupported, at: command.address,
                "the probe refused \(command.name): it has left debug mode (connect again), or its "
                    + "firmware is too old to know the command (update it with STLinkUpgrade)")
        }
        let purpose =
            commands.count == 1 ? command.purpose : "\(commands.count) commands in a row"
        var fault = TargetFault(
            .timeout, at: command.address,
            "\(purpose): \(Self.words(mishap)); "
                + (isUnknown ? "whether it was done is not known. The" : "the")
                + " probe is brought back into step now, try again")
        fault.isInterrupted = isUnknown
        return fault
    }

    static func words(_ mishap: Mishap) -> String {
        switch mishap {
        case .wrongReply(let words): words
        case .transport(.timeout): "the probe did not answer in time"
        case .transport(.stall): "the probe refused a command"
        case .transport(.overflow): "the probe sent more than was asked for"
        case .transport(.other(let name)): "USB transfer failed (\(name))"
        case .transport(let error): "USB transfer failed (\(error))"
        }
    }
}
