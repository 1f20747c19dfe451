import CortexM
public import STLink
public import STM32Target
public import TargetMemory

/// A target with the probe that leads to it. `close` on every way out.
public struct OpenedTarget {
    public let link: Link
    public let target: STM32Target

    /// Takes leave of the target, if that was attached, and of the probe: breakpoints out, running
    /// unless told otherwise, debug mode off, NRST and the USB interface let go.
    public func close(leaveHalted: Bool = false) throws(ProbeError) {
        defer { link.close() }
        guard target.core.isAttached else { return }
        do throws(TargetFault) {
            try target.detach(leaveHalted: leaveHalted)
        } catch {
            throw ProbeError(error)
        }
    }
}

/// Finds and opens the probe, connects, and identifies the chip, all as `options` say.
///
/// Nothing is halted before `target.attach()`, except with `.underReset`, where the core is halted
/// at its first instruction. `attach` resets with `.normal` and `.underReset`, and with `.hotPlug`
/// halts where the program is, unless `arrival` says otherwise.
public func openTarget(
    _ options: ConnectOptions, arrival: TargetOptions.Arrival? = nil,
    notices: NoticeSink = .none
) throws(ProbeError) -> OpenedTarget {
    let link = try openLink(options, notices: notices)
    do throws(TargetFault) {
        if options.mode == .underReset, try !Core.releaseFromReset(link) {
            notices(.warning, "the core was not caught at its first instruction: is NRST wired?")
        }
        let standard: TargetOptions.Arrival = options.mode == .hotPlug ? .halt : .reset
        let target = try STM32Target(
            access: link, options: TargetOptions(arrival: arrival ?? standard),
            probe: ProbeFacts(link), notices: notices)
        return OpenedTarget(link: link, target: target)
    } catch {
        link.close()
        throw ProbeError(error)
    }
}

extension ProbeFacts {
    /// What `link` knows. It is not kept alive by the target's asking.
    init(_ link: Link) {
        self.init(
            millivolts: { [weak link] () throws(TargetFault) in try link?.measureTarget() },
            lines: { [weak link] in link?.facts ?? [] })
    }
}
