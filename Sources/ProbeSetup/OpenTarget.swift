import CortexM
public import Firmware
public import STLink
public import STM32Flash
public import STM32Target
public import TargetMemory
public import USBTransport

/// A target with the probe that leads to it. `close` on every way out.
public struct OpenedTarget {
    public let link: Link
    public let target: STM32Target
    /// How it was reached.
    public let report: ConnectReport
    /// The core was halted while connecting, not by `attach`.
    public let wasHaltedByConnecting: Bool

    /// Takes leave of the target and of the probe: breakpoints out, running unless told otherwise,
    /// debug mode off, NRST and the USB interface let go.
    public func close(leaveHalted: Bool = false) throws(ProbeError) {
        defer { link.close() }
        do throws(TargetFault) {
            if target.core.isAttached {
                try target.detach(leaveHalted: leaveHalted)
            } else if wasHaltedByConnecting, !leaveHalted {
                try Core.letRun(link)
            }
        } catch {
            throw ProbeError(error)
        }
    }
}

/// Finds and opens the probe, connects, and identifies the chip, all as `options` say.
///
/// Nothing is halted before `target.attach()`, except where the core could only be reached under
/// reset (it is then halted at its first instruction) or in a moment in which it was awake.
/// `attach` resets with `.normal` and `.underReset`, and with `.hotPlug` halts where the program
/// is, unless `arrival` says otherwise. `loading` and `loaders` are for gdb's `load`.
public func openTarget(
    _ options: ConnectOptions, arrival: TargetOptions.Arrival? = nil,
    loading: FlashOptions = FlashOptions(), loaders: [FlashAlgorithm] = [],
    on bus: (any USBBus)? = nil, notices: NoticeSink = .none
) throws(ProbeError) -> OpenedTarget {
    let link = try openProbe(options, on: bus, notices: notices)
    do throws(ProbeError) {
        let standard: TargetOptions.Arrival = options.mode == .hotPlug ? .halt : .reset
        return try openTarget(
            through: link, options,
            TargetOptions(
                arrival: arrival ?? standard, loading: loading,
                flashByteCount: options.flashByteCount, loaders: loaders), notices)
    } catch {
        link.close()
        throw error
    }
}

private func openTarget(
    through link: Link, _ options: ConnectOptions, _ targetOptions: TargetOptions,
    _ notices: NoticeSink
) throws(ProbeError) -> OpenedTarget {
    var connection = try Connection.establish(through: link, options, notices)
    func identify() throws(TargetFault) -> STM32Target {
        try STM32Target(
            access: link, options: targetOptions,
            probe: ProbeFacts(link), cpuid: connection.report.cpuid, notices: notices)
    }
    do throws(TargetFault) {
        let target: STM32Target
        do throws(TargetFault) {
            target = try identify()
        } catch  where error.cause == .timeout && options.mode == .normal {
            // It was awake for the ladder only.
            guard !connection.isHalted, try connection.catchAwake() else { throw error }
            target = try identify()
        }
        target.core.wasDebugEnabled = connection.wasDebugEnabled
        tell(target, through: link, notices)
        return OpenedTarget(
            link: link, target: target, report: connection.report,
            wasHaltedByConnecting: connection.isHalted)
    } catch {
        throw connection.abandoned(because: error, notices)
    }
}

/// What a recording's reader asks first.
private func tell(_ target: STM32Target, through link: Link, _ notices: NoticeSink) {
    if let device = target.identity.device {
        notices.tell(
            .identity(
                Region(base: device.uniqueIDRegister, byteCount: Limits.uniqueIDByteCount)))
    }
    notices.tell(.fact("core", target.core.cpuid.name))
    notices.tell(.fact("chip", "\(target.identity.name), \(target.identity.revisionName)"))
    notices.tell(.fact("clock", link.clockKHz.map { "\($0) kHz" } ?? "the probe's own"))
}

/// A core that can be talked to, and what connecting did to it.
struct Connection {
    let link: Link
    var report: ConnectReport
    var isHalted = false
    /// `nil` where connecting did not switch halting debug on.
    var wasDebugEnabled: Bool?

    /// Climbs the ladder; lets go of NRST where the last rung pulled it.
    static func establish(
        through link: Link, _ options: ConnectOptions, _ notices: NoticeSink
    ) throws(ProbeError) -> Connection {
        var ladder = ConnectLadder(
            link, name: link.probe.model.name, options: options, notices: notices)
        var connection: Connection
        do throws(TargetFault) {
            connection = Connection(link: link, report: try ladder.climb())
        } catch {
            throw error.cause == .unsupported
                ? ProbeError(.probeUnsupported, error.message) : ProbeError(error)
        }
        guard connection.report.isConnected else {
            throw ProbeError(connection.report.status, connection.report.sentence)
        }
        do throws(TargetFault) {
            connection = try take(connection.report, link)
        } catch {
            let failure = connection.abandoned(because: error, notices)
            guard error.cause == .unsupported else { throw failure }
            throw ProbeError(.probeUnsupported, failure.message)
        }
        if connection.report.isOutOfTheOrdinary {
            notices(.warning, connection.report.sentence)
        } else {
            notices(.debug, connection.report.sentence)
        }
        return connection
    }

    /// Takes over from a ladder that led to the core: lets go of NRST and catches the core where
    /// the last rung pulled it.
    static func take(_ report: ConnectReport, _ link: Link) throws(TargetFault) -> Connection {
        var connection = Connection(link: link, report: report)
        guard let rung = report.connectedRung else { return connection }
        if rung.isUnderReset {
            try connection.release()
        } else if case .caughtAwake = rung.outcome {
            connection.isHalted = true
            connection.wasDebugEnabled = false
        }
        return connection
    }

    /// Halts a core that sleeps most of the time in a moment in which it is awake; `false` where
    /// there was none.
    fileprivate mutating func catchAwake() throws(TargetFault) -> Bool {
        guard try Core.haltWhenAwake(link, wasAwake: true) else { return false }
        isHalted = true
        wasDebugEnabled = false
        return true
    }

    private mutating func release() throws(TargetFault) {
        var release = try Core.releaseFromReset(link)
        if !release.isHalted, !release.wasArmed,
            case .found = try link.findCore(identifiedBy: CPUID.address)
        {
            // Some chips open the core's port only when their boot code has run.
            release = try Core.releaseFromReset(link)
        }
        report.note(release)
        isHalted = true
        wasDebugEnabled = release.wasDebugEnabled
        guard !release.isHalted else { return }
        if report.refuteLastRung() {
            let cause: TargetFault.Cause =
                switch report.status {
                case .targetTimeout: .timeout
                case .probeUnsupported: .unsupported
                default: .access
                }
            throw TargetFault(cause, report.sentence)
        }
        throw TargetFault(
            .timeout,
            "the core does not halt after NRST was let go: it is held in reset, or the "
                + "firmware took the debug pins away. \(report.sentence)")
    }

    /// The first failure is the one to tell; a core that cannot be reached stays as it is.
    func abandoned(because fault: TargetFault, _ notices: NoticeSink) -> ProbeError {
        if isHalted {
            do throws(TargetFault) { try Core.letRun(link) } catch { notices(.debug, "\(error)") }
        }
        return ProbeError(fault)
    }
}

extension ProbeFacts {
    /// What `link` knows. It is not kept alive by the target's asking.
    init(_ link: Link) {
        self.init(
            millivolts: { [weak link] () throws(TargetFault) in try link?.measureTarget() },
            lines: { [weak link] in link?.facts ?? [] },
            debugPortID: link.wire == .swd && link.idCode != 0 ? link.idCode : nil,
            control: LinkControl(link))
    }
}
