import CortexM
public import STLink
public import STM32Target
public import TargetMemory

/// A target with the probe that leads to it. `close` on every way out.
public struct OpenedTarget {
    public let link: Link
    public let target: STM32Target
    /// The core was halted while connecting, not by `attach`.
    let wasCaughtInReset: Bool

    /// Takes leave of the target and of the probe: breakpoints out, running unless told otherwise,
    /// debug mode off, NRST and the USB interface let go.
    public func close(leaveHalted: Bool = false) throws(ProbeError) {
        defer { link.close() }
        do throws(TargetFault) {
            if target.core.isAttached {
                try target.detach(leaveHalted: leaveHalted)
            } else if wasCaughtInReset, !leaveHalted {
                try Core.letRun(link)
            }
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
    let isUnderReset = options.mode == .underReset
    do throws(TargetFault) {
        if isUnderReset { try release(link, notices) }
        let standard: TargetOptions.Arrival = options.mode == .hotPlug ? .halt : .reset
        let target = try STM32Target(
            access: link, options: TargetOptions(arrival: arrival ?? standard),
            probe: ProbeFacts(link), notices: notices)
        return OpenedTarget(link: link, target: target, wasCaughtInReset: isUnderReset)
    } catch {
        if isUnderReset {
            // The first failure is the one to tell; a core that cannot be reached stays as it is.
            do throws(TargetFault) { try Core.letRun(link) } catch { notices(.debug, "\(error)") }
        }
        link.close()
        throw ProbeError(error)
    }
}

private func release(_ link: Link, _ notices: NoticeSink) throws(TargetFault) {
    switch try Core.releaseFromReset(link) {
    case .caught: break
    case .notWired:
        notices(
            .warning, "the reset line has no effect: is NRST wired? Halted where the program was")
    case .missed:
        notices(.warning, "the core was not caught at its first instruction")
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
