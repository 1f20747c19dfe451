import ProbeSetup
import STLink
import STM32Target
import TargetMemory

/// Every way out leaves the target as it should be left.
extension OpenedTarget {
    /// Does the last thing with the target, and takes leave of it also when that fails.
    func closing<Result>(
        leaveHalted: Bool = false, _ work: () throws(ProbeError) -> Result
    ) throws(ProbeError) -> Result {
        let result = try unlessFailing(work)
        try close(leaveHalted: leaveHalted)
        return result
    }

    /// Does something with the target, and takes leave of it if that fails.
    func unlessFailing<Result>(
        _ work: () throws(ProbeError) -> Result
    ) throws(ProbeError) -> Result {
        do throws(ProbeError) {
            return try work()
        } catch {
            let failure = error
            // What failed first is what the user needs to know.
            do throws(ProbeError) { try close() } catch { link.close() }
            throw failure
        }
    }

    /// Attaches as the debugger that it is, and works on the target.
    func attached<Result>(
        _ work: (STM32Target) throws(TargetFault) -> Result
    ) throws(ProbeError) -> Result {
        do throws(TargetFault) {
            try target.attach()
            return try work(target)
        } catch {
            throw ProbeError(error)
        }
    }
}
