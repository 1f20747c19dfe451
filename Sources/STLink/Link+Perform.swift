import TargetMemory

/// Running commands and dealing with their status.
extension Link {
    /// Runs the commands, queued, and repeats what the target or the wire asks to repeat.
    /// Returns only when every one of them succeeded.
    func perform(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        var outcomes = try channel.run(commands)
        for index in commands.indices where !isGood(outcomes[index], of: commands[index]) {
            let later = zip(commands, outcomes).dropFirst(index + 1)
            // A write that was refused must not be made up for after a later one was done, unless
            // all of them are done again.
            let isOvertaken =
                !commands[index].isRepeatable
                && later.contains { !$0.isRepeatable && isGood($1, of: $0) }
            if isOvertaken, commands[index...].allSatisfy(\.mayBeDoneTwice) {
                outcomes[index...] = try replay(commands[index...], first: outcomes[index])
                break
            }
            outcomes[index] = try settle(
                commands[index], outcomes[index], mayRepeat: !isOvertaken)
        }
        forgive(commands.count)
        if commands.contains(where: \.isCallersToRepeat) { callersErrorCount = 0 }
        return outcomes
    }

    /// Runs commands again in their order, one by one; `first` is what the first one came to.
    private func replay(
        _ commands: ArraySlice<Command>, first: Outcome
    ) throws(TargetFault) -> ArraySlice<Outcome> {
        var outcomes: ArraySlice<Outcome> = []
        for (number, command) in commands.enumerated() {
            let outcome = number == 0 ? first : try channel.run([command])[0]
            outcomes.append(try settle(command, outcome, mayRepeat: true))
        }
        return outcomes
    }

    /// Register writes are read back by the firmware, and many registers do not read as written:
    /// that is no error (OpenOCD `stlink_usb_error_check`). Memory has to; and what has data to
    /// answer with is no write.
    private func isGood(_ outcome: Outcome, of command: Command) -> Bool {
        outcome.status.isOK
            || outcome.status == .writeVerifyError && command.payload.isEmpty
                && command.reply.byteCount <= Limits.statusByteCount
    }

    private func settle(
        _ command: Command, _ first: Outcome, mayRepeat: Bool
    ) throws(TargetFault) -> Outcome {
        var outcome = first
        var waitCount = 0
        var wireErrorCount = 0
        var hasClearedSticky = false
        while !isGood(outcome, of: command) {
            let status = outcome.status
            let mayRepeat = mayRepeat && !command.isCallersToRepeat
            if mayRepeat, LinkStatus.retryable.contains(status), waitCount < Limits.waitRetryCount {
                channel.health.waits += 1
                pause(milliseconds: Limits.firstWaitMilliseconds << waitCount)
                waitCount += 1
            } else if mayRepeat, isRepeatable(command, after: status),
                try renewWire(after: outcome, of: command, errorCount: wireErrorCount)
            {
                wireErrorCount += 1
            } else if mayRepeat || command.isRepeatable, command.mayBeDoneTwice,
                !hasClearedSticky,
                LinkStatus.stickyErrors.contains(status) || !status.isNamed
            {
                // Perhaps an error that somebody before us left behind, or a damaged answer.
                hasClearedSticky = true
                try clearStickyErrors()
            } else {
                var failure = fault(command, outcome)
                failure.isInterrupted =
                    !command.isRepeatable && (!mayRepeat || Self.tellsNothing(status))
                if LinkStatus.accessFaults.contains(status) { try clearStickyErrors() }
                if LinkStatus.retryable.contains(status), !command.isCallersToRepeat {
                    try abortTransfer()
                }
                if LinkStatus.wireErrors.contains(status), command.isCallersToRepeat {
                    _ = try renewWire(
                        after: outcome, of: command, errorCount: callersErrorCount)
                    callersErrorCount += 1
                }
                throw failure
            }
            outcome = try channel.run([command])[0]
        }
        return outcome
    }

    /// Statuses that say nothing of whether a write was done, or would be the next time.
    private static func tellsNothing(_ status: LinkStatus) -> Bool {
        !status.isNamed || LinkStatus.wireErrors.contains(status)
            || LinkStatus.stickyErrors.contains(status)
    }

    /// A read may be repeated after any error on the wire, and a write to RAM; any other write
    /// only when the target says that it did not take the data (ADIv5.2, B2.2.2 WDATAERR), or a
    /// step might be taken twice.
    private func isRepeatable(_ command: Command, after status: LinkStatus) -> Bool {
        LinkStatus.wireErrors.contains(status)
            && (command.mayBeDoneTwice || status == .apWriteData)
    }

    /// Clears what the last error left behind. After a few errors of one command, or of many
    /// within a short time, the clock goes down a step; where even the slowest does not help, debug
    /// mode is left and entered anew, once.
    private func renewWire(
        after outcome: Outcome, of command: Command, errorCount: Int
    ) throws(TargetFault) -> Bool {
        channel.health.wireErrors += 1
        recentErrorCount += 1
        notices(.debug, "\(command.purpose): \(outcome.status); to be asked again")
        let perClock = Limits.wireRetryCount + 1
        if errorCount == 0 { clockBeforeTroubleKHz = clockKHz }
        guard errorCount < perClock * (Limits.slowerClockStepCount + 1) else {
            return try reconnect()
        }
        let isMarginal = recentErrorCount >= Limits.marginalErrorCount
        if isMarginal || (errorCount + 1).isMultiple(of: perClock) {
            recentErrorCount = 0
            if try slowDown() { return true }
            return try reconnect()
        }
        try clearStickyErrors()
        return true
    }

    /// One error in a long while says nothing about the clock.
    private func forgive(_ commandCount: Int) {
        hasReconnected = false
        guard recentErrorCount > 0 else { return }
        goodCommandCount += commandCount
        guard goodCommandCount >= Limits.forgivingCommandCount else { return }
        goodCommandCount = 0
        recentErrorCount -= 1
    }

    /// Brings the access port back after a fault. Firmware without DAP registers does it itself
    /// with the next command.
    func clearStickyErrors() throws(TargetFault) {
        guard dialect.has(.dapRegisters) else { return }
        _ = try channel.run([.clearStickyErrors(wire)])
    }

    /// A transfer that the bus never ended would keep the access port busy for good.
    private func abortTransfer() throws(TargetFault) {
        guard dialect.has(.dapRegisters) else { return }
        _ = try channel.run([.abortTransfer])
    }

    private func fault(_ command: Command, _ outcome: Outcome) -> TargetFault {
        let status = outcome.status
        let named = outcome.faultAddress.flatMap { address in
            command.address.map { address >= $0 ? address : $0 }
        }
        let place = named ?? command.address
        let what = "\(command.purpose): \(status)"
        if LinkStatus.accessFaults.contains(status) {
            return TargetFault(
                .access, at: place, "\(what); nothing answers there, or it is protected")
        }
        if LinkStatus.retryable.contains(status) {
            return TargetFault(
                .timeout, at: place, "\(what); the target's bus stayed busy, is the chip asleep?")
        }
        if LinkStatus.wireErrors.contains(status) {
            return TargetFault(
                .link, at: place,
                "\(what); check the cable and GND, or lower the clock with "
                    + "--freq (now \(clockKHz ?? 0) kHz)")
        }
        if status == .debugPowerError || status == .otherModeOpen {
            return TargetFault(.state, at: place, "\(what); reset the board and connect again")
        }
        if status == .unknownCommand || status == .badAP || status == .frequencyNotSupported {
            return TargetFault(.unsupported, at: place, "\(what); the probe cannot do this")
        }
        return TargetFault(
            .link, at: place, "\(what), which tells nothing more; check the cable and try again")
    }
}
