import TargetMemory

/// Running commands and dealing with their status.
extension Link {
    /// Runs the commands, queued, and repeats what the target or the wire asks to repeat.
    /// Returns only when every one of them succeeded.
    func perform(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        var outcomes = try channel.run(commands)
        for index in commands.indices where !outcomes[index].status.isOK {
            let later = zip(commands, outcomes).dropFirst(index + 1)
            // A write that was refused must not be made up for after a later one was done.
            let isOvertaken =
                !commands[index].isRepeatable
                && later.contains { !$0.isRepeatable && $1.status.isOK }
            outcomes[index] = try settle(
                commands[index], outcomes[index], mayRepeat: !isOvertaken)
        }
        return outcomes
    }

    private func settle(
        _ command: Command, _ first: Outcome, mayRepeat: Bool
    ) throws(TargetFault) -> Outcome {
        var outcome = first
        var waitCount = 0
        var wireErrorCount = 0
        while !outcome.status.isOK {
            let status = outcome.status
            if mayRepeat, Status.retryable.contains(status), waitCount < Limits.waitRetryCount {
                pause(milliseconds: Limits.firstWaitMilliseconds << waitCount)
                waitCount += 1
            } else if mayRepeat, isRepeatable(command, after: status),
                try renewWire(errorCount: wireErrorCount)
            {
                wireErrorCount += 1
            } else {
                let failure = fault(command, outcome)
                if Status.accessFaults.contains(status) { try clearStickyErrors() }
                throw failure
            }
            outcome = try channel.run([command])[0]
        }
        return outcome
    }

    /// A read may be repeated after any error on the wire; a write only when the target says that
    /// it did not take the data (ADIv5.2, B2.2.2 WDATAERR), or a step might be taken twice.
    private func isRepeatable(_ command: Command, after status: Status) -> Bool {
        Status.wireErrors.contains(status)
            && (command.isRepeatable || status == .apWriteData)
    }

    /// Clears what the last error left behind; every few errors the clock goes down a step.
    private func renewWire(errorCount: Int) throws(TargetFault) -> Bool {
        let perClock = Limits.wireRetryCount + 1
        guard errorCount < perClock * (Limits.slowerClockStepCount + 1) else { return false }
        if (errorCount + 1).isMultiple(of: perClock) { return try slowDown() }
        try clearStickyErrors()
        return true
    }

    /// Brings the access port back after a fault. Firmware without DAP registers does it itself
    /// with the next command.
    private func clearStickyErrors() throws(TargetFault) {
        guard capabilities.contains(.dapRegisters) else { return }
        _ = try channel.run([.clearStickyErrors])
    }

    private func fault(_ command: Command, _ outcome: Outcome) -> TargetFault {
        let status = outcome.status
        let named = outcome.faultAddress.flatMap { address in
            command.address.map { address >= $0 ? address : $0 }
        }
        let place = named ?? command.address
        let what = "\(command.purpose): \(status)"
        if Status.accessFaults.contains(status) {
            return TargetFault(
                .access, at: place, "\(what); nothing answers there, or it is protected")
        }
        if Status.retryable.contains(status) {
            return TargetFault(
                .timeout, at: place, "\(what); the target's bus stayed busy, is the chip asleep?")
        }
        if Status.wireErrors.contains(status) {
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
        return TargetFault(.link, at: place, what)
    }
}
