import CortexM
import STM32
public import TargetMemory

extension FlashSession {
    /// Cells that lost power while they were changed stop a loader that looks at them: by the NMI,
    /// or by a bus error. Erases their sectors, all of which the plan has; `false`: it was
    /// something else.
    func eraseDamage(
        _ job: FlashJob, _ device: Device, after failure: TargetFault
    ) throws(TargetFault) -> Bool {
        guard job.options.resets, !device.flash.layout.doubleErrors.isEmpty,
            failure.cause != .probeLost, failure.cause != .link,
            try job.controller.takeDoubleError()
        else { return false }
        let damaged = try job.damagedSectors()
        guard let first = damaged.first else { return false }
        notices(
            .warning,
            "\(damaged.count) sectors from \(first.region.base) on hold cells that cannot be read: "
                + "power failed while they were programmed or erased; they are erased first")
        // The core may be in the middle of an NMI.
        try core.resetAndHalt()
        var controller = driver(device, supply: try millivolts())
        try controller.open()
        for sector in damaged { try controller.erase(sector) }
        return true
    }

    /// Locks what a debugger left open that never said goodbye, once its operation is over; the
    /// core must be halted. Whether there was anything.
    public func lockWhatWasLeftOpen() throws(TargetFault) -> Bool {
        guard let flash = identity.device?.flash, flash.layout.lock != 0 else { return false }
        let layout = flash.layout
        // PELOCK closes PRGLOCK with it, and the option bytes' lock.
        let lock = flash.controller == .l0 ? PECRController.Control.lock : layout.lock
        var wasOpen = false
        for set in [flash.registers, flash.secondBankRegisters].compactMap(\.self) {
            let control = try core.access.readWord(set + layout.control)
            guard control & lock == 0 else { continue }
            wasOpen = true
            var wait = StatusWait(
                "An earlier operation",
                limitMilliseconds: flash.timing.massEraseMillisecondsMax)
            while true {
                let status = try core.access.readWord(set + layout.status)
                if status & layout.busy == 0 { break }
                try wait.again(core.access, status: status)
            }
            try core.access.writeWord(
                lock | layout.keptControl & control, to: set + layout.control)
        }
        return wasOpen
    }
}
