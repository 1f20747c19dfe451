// The chip as the probe's wire finds it.

extension LiveTarget {
    /// Whether DBGMCU keeps the debug clocks in a low-power mode.
    func keepsDebugAlive(_ mode: FaultPlan.SleepMode) -> Bool {
        let bit: UInt32
        switch mode {
        case .wfi: bit = 0
        case .stop: bit = 1
        case .standby: bit = 2
        }
        return control?[Self.lowPowerControl].has(bit) == true
    }

    var isAsleep: Bool {
        guard let mode = duties.sleep, !isHeld, core.isSleeping else { return false }
        return !keepsDebugAlive(mode) && isExecutingFirmware
    }

    /// Whether the debug port answers at all.
    var isWireAlive: Bool {
        if isHeld { return true }
        if isAsleep, duties.sleep == .standby { return false }
        guard let lost = duties.pinsLostNanoseconds else { return true }
        return !isResident || ran < lost
    }

    /// Without its clock the access port does not get to the bus: it says WAIT.
    var isAccessPortWaiting: Bool { isAsleep }

    // MARK: - NRST

    func lineWentLow() {
        isHeld = true
        releaseAt = nil
    }

    /// `true`: the core may start; `false`: the board holds the line on.
    func lineMayRise() -> Bool {
        guard stretch > 0 else {
            isHeld = false
            return true
        }
        releaseAt = clock.now + stretch
        return false
    }

    func release() {
        releaseAt = nil
        isHeld = false
        core.releaseReset()
    }
}

/// Notices resets: it hangs on the bus matrix at no address.
final class ResetWitness: Peripheral {
    let base: UInt32 = 0
    let byteCount = 0
    var wasReset = false

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        throw BusFault(address: offset)
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) { throw BusFault(address: offset) }

    func reset() { wasReset = true }
}
