import CortexM
import TargetMemory

/// A reset that nobody asked for ends an operation of the flash half way, locks its interface and
/// throws the loader off: everything is begun again.
extension FlashSession {
    /// `work` gives `nil` where the chip was reset meanwhile.
    func restartingAfterResets(
        _ work: () throws(TargetFault) -> FlashReport?
    ) throws(TargetFault) -> FlashReport {
        for attempt in 0...Limits.restartsMax {
            if let report = try work() { return report }
            guard attempt < Limits.restartsMax else { break }
            notices(
                .warning,
                "the chip was reset while its flash was being changed: by its button, a watchdog, "
                    + "or a supply that dipped; beginning again")
        }
        throw TargetFault(
            .state,
            "The chip is reset again and again while its flash is being changed. What resets it: "
                + "a watchdog of the board, the line NRST, a weak supply? The flash may be half "
                + "erased or half programmed until this has succeeded.")
    }

    static var wasResetInStart: TargetFault {
        TargetFault(.state, "The chip was reset while the flash loader started.")
    }

    /// Whether it was, by what the core and the interface's lock say; `false` where nothing
    /// answers.
    func wasReset(_ controller: any ControllerDriver) -> Bool {
        do throws(TargetFault) {
            if try core.wasResetMeanwhile() { return true }
            return try !controller.isOpen()
        } catch {
            return false
        }
    }
}
