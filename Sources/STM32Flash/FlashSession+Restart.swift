import CortexM
import TargetMemory

extension FlashSession {
    /// Does it, and from the start again where it was broken off. What is in flash already is found
    /// there.
    ///
    /// - A reset that nobody asked for ends an operation of the flash half way, locks its interface
    ///   and throws the loader off: `work` gives `nil`.
    /// - An exchange with the probe that broke down may have left half a key in the interface,
    ///   which only a reset makes it forget. Without one there is no way to begin anew.
    func startingOver(
        mayReset: Bool, _ work: () throws(TargetFault) -> FlashReport?
    ) throws(TargetFault) -> FlashReport {
        var restartCount = 0
        var wasInterrupted = false
        while restartCount <= Limits.restartsMax {
            do throws(TargetFault) {
                if let report = try work() { return report }
                restartCount += 1
                guard restartCount <= Limits.restartsMax else { break }
                notices(
                    .warning,
                    "the chip was reset while its flash was being changed: by its button, a "
                        + "watchdog, or a supply that dipped; beginning again")
            } catch  where error.isInterrupted && mayReset && !wasInterrupted {
                wasInterrupted = true
                notices(.warning, "\(error.message). Starting over.")
            }
        }
        throw TargetFault(
            .state,
            "The chip is reset again and again while its flash is being changed. What resets it: "
                + "a watchdog of the board, the line NRST, a weak supply? The flash may be half "
                + "erased or half programmed until this has succeeded.")
    }

    /// What came of work at a flash interface.
    enum Outcome {
        /// With the failure that is to be thrown when the flash is left as it was found.
        case ended(TargetFault?)
        /// A reset that nobody asked for came between.
        case reset
    }

    /// Opens the interface and does `work` with it, which `hidesReset` where a reset is no failure
    /// of it.
    func work(
        at controller: inout any ControllerDriver, hidesReset: Bool = false,
        _ work: (inout any ControllerDriver) throws(TargetFault) -> Void
    ) -> Outcome {
        var failure: TargetFault?
        var isOpen = false
        do throws(TargetFault) {
            try controller.open()
            isOpen = true
            try work(&controller)
        } catch {
            failure = error
        }
        let isSuspect = failure != nil || hidesReset
        return isSuspect && wasReset(isOpen ? controller : nil) ? .reset : .ended(failure)
    }

    static var wasResetInStart: TargetFault {
        TargetFault(.state, "The chip was reset while the flash loader started.")
    }

    /// Whether it was, by what the core says, and the lock of an interface that was opened;
    /// `false` where nothing answers.
    func wasReset(_ opened: (any ControllerDriver)?) -> Bool {
        do throws(TargetFault) {
            if try core.wasResetMeanwhile() { return true }
            guard let opened else { return false }
            return try !opened.isOpen()
        } catch {
            return false
        }
    }
}
