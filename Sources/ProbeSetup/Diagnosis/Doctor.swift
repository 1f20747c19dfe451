import CortexM
import STLink
import STM32Target
public import TargetMemory
public import USBTransport

/// Looks at probe, wiring, chip and program one after the other, and says what is wrong.
///
/// Never throws: what cannot be looked at is a finding too. With `.normal` and `.underReset` the
/// program is reset, and goes on running after; with `.hotPlug` it is left alone, and what only a
/// reset or a halt can tell stays unknown. Flash is never changed; RAM is put back.
///
/// - Parameters:
///   - bus: another bus than this machine's.
///   - progress: called before each topic is looked at.
public func diagnose(
    _ options: ConnectOptions, on bus: (any USBBus)? = nil, notices: NoticeSink = .none,
    progress: (Diagnosis.Topic) -> Void = { _ in }
) -> Diagnosis {
    withoutActuallyEscaping(progress) { progress in
        var doctor = Doctor(options: options, notices: notices, progress: progress)
        doctor.look(on: bus)
        return doctor.diagnosis
    }
}

/// The look itself, and what was found so far.
struct Doctor {
    let options: ConnectOptions
    let notices: NoticeSink
    let progress: (Diagnosis.Topic) -> Void
    private(set) var findings: [Diagnosis.Finding] = []
    private var failures: [Diagnosis.Topic: ExitStatus] = [:]
    private var summary = ""

    init(
        options: ConnectOptions, notices: NoticeSink,
        progress: @escaping (Diagnosis.Topic) -> Void
    ) {
        self.options = options
        self.notices = notices
        self.progress = progress
    }

    /// Whether the program may be stopped and RAM be used.
    var mayDisturb: Bool { options.mode != .hotPlug }

    mutating func add(_ finding: Diagnosis.Finding, failing status: ExitStatus = .failure) {
        findings.append(finding)
        if finding.health == .bad, failures[finding.topic] == nil {
            failures[finding.topic] = status
        }
    }

    /// The fault as a finding.
    mutating func add(_ topic: Diagnosis.Topic, _ fault: TargetFault, nextStep: String? = nil) {
        add(
            Diagnosis.Finding(topic, .bad, fault.message, nextStep: nextStep),
            failing: ExitStatus(fault.cause))
    }

    mutating func look(on bus: (any USBBus)?) {
        progress(.probe)
        let link: Link
        do throws(ProbeError) {
            link = try openProbe(options, on: bus, notices: notices)
        } catch {
            add(Diagnosis.Finding(.probe, .bad, error.message), failing: error.status)
            return
        }
        defer { link.close() }
        lookAtProbe(link)
        progress(.supply)
        lookAtSupply(link)
        progress(.link)
        if let connection = lookAtLink(link) {
            lookAtTarget(connection)
        }
        progress(.usb)
        lookAtUSB(link)
    }

    private mutating func lookAtTarget(_ connection: Connection) {
        let link = connection.link
        let target: STM32Target
        do throws(TargetFault) {
            target = try STM32Target(
                access: link,
                options: TargetOptions(arrival: .halt, flashByteCount: options.flashByteCount),
                probe: ProbeFacts(link),
                cpuid: connection.report.cpuid, notices: .none)
            target.core.wasDebugEnabled = connection.wasDebugEnabled
        } catch {
            add(.core, error)
            _ = connection.abandoned(because: error, notices)
            return
        }
        summary =
            "\(target.name) behind the \(link.probe.model.name), \(link.wire) at "
            + "\(link.clockKHz ?? 0) kHz" + (link.voltage.map { ", VTref \($0)" } ?? "")
        progress(.core)
        lookAtCore(target, connection)
        progress(.protection)
        lookAtProtection(target, link)
        progress(.boot)
        lookAtBoot(target, link)
        progress(.watchdog)
        lookAtWatchdog(
            target, link, wasReset: connection.report.connectedRung?.isUnderReset == true)
        progress(.resetLine)
        lookAtResetLine(connection)
        progress(.clock)
        lookAtClock(target, link)
        leave(target, connection)
    }

    /// Everything as found; the program runs.
    private mutating func leave(_ target: STM32Target, _ connection: Connection) {
        do throws(TargetFault) {
            if target.core.isAttached {
                try target.detach(leaveHalted: false)
            } else if connection.isHalted {
                try Core.letRun(connection.link)
            }
        } catch {
            notices(.warning, "the target could not be left as it was found: \(error.message)")
        }
    }

    var diagnosis: Diagnosis {
        let order = Diagnosis.Topic.allCases
        let sorted = findings.enumerated().sorted { left, right in
            let places = (
                order.firstIndex(of: left.element.topic) ?? 0,
                order.firstIndex(of: right.element.topic) ?? 0
            )
            return places.0 == places.1 ? left.offset < right.offset : places.0 < places.1
        }.map(\.element)
        let decisive = decisive(sorted)
        return Diagnosis(
            findings: sorted, verdict: verdict(decisive),
            status: decisive.flatMap { failures[$0.topic] } ?? .success)
    }

    /// What the verdict is about. A chip that is closed explains a core that runs wild and memory
    /// that cannot be read, and an old firmware explains no doubt but its own.
    private func decisive(_ findings: [Diagnosis.Finding]) -> Diagnosis.Finding? {
        let bad = findings.filter { $0.health == .bad }
        let closed = bad.first { $0.topic == .protection && failures[$0.topic] == .accessRefused }
        if let cause = closed ?? bad.first { return cause }
        let doubts = findings.filter { $0.health == .doubt }
        return doubts.first { $0.topic != .probe } ?? doubts.first
    }

    private func verdict(_ decisive: Diagnosis.Finding?) -> String {
        guard let decisive else { return "All is well: \(summary)" }
        let sentence =
            "\(decisive.topic.name): \(decisive.text)"
            + (decisive.nextStep.map { ". \($0)" } ?? "")
        return decisive.health == .bad
            ? "Something is wrong. \(sentence)"
            : "It works (\(summary)), with a doubt. \(sentence)"
    }
}
