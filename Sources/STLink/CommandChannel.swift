import TargetMemory
import USBTransport

/// What came back for one command.
struct Outcome: Hashable, Sendable {
    var status: LinkStatus
    /// The reply's data, without status and padding; nothing to rely on unless the status is OK.
    var bytes: [UInt8]
    /// The address that the firmware names for a failed memory access.
    var faultAddress: Address?
}

/// Commands out, replies in, over the probe's two bulk endpoints.
///
/// Several commands go to the bus together: the probe takes a command only once it has handed out
/// the reply of the one before, so USB's own flow control keeps the order, and the host does not
/// wait between them. The channel knows lengths and stalls, not what a status means.
///
/// A reply that comes too late must never be taken for the next one's. So after a time-out or a
/// reply of the wrong length the channel is out of step: before anything else it drains the reply
/// endpoint, then asks two questions whose answers differ in length and waits for both.
final class CommandChannel {
    enum Mishap: Error {
        case transport(TransportError)
        case wrongReply(String)
    }

    let device: any USBDevice
    let model: ProbeModel
    let notices: NoticeSink
    var isOutOfStep = false
    /// The probe has left the bus.
    var isLost = false
    /// The probe may still be waiting for a memory command's data, and would take the next
    /// command for it.
    var mayOweData = false
    /// What brings the probe back to where it was, should its port have to be reset.
    var reentry: [Command] = []
    /// NRST is held low, and has to be again after a reset of the port.
    var isResetHeld = false
    /// The version of a probe that leaves the vendor ID out of it.
    var ownVersion: [UInt8]?
    var queueMishapCount = 0
    /// The probe is being asked who it is: nothing that takes time.
    var isGreeting = false
    /// The clock in kHz, for time limits.
    var clockKHz = WireClock.v2DefaultKHz
    /// What the firmware understands; the least of all until its version is known.
    var dialect = Dialect([])
    var health = LinkHealth()
    /// DFU mode was left: some probes leave the bus for a moment then.
    var hasLeftDFU = false

    init(device: any USBDevice, model: ProbeModel, notices: NoticeSink) {
        self.device = device
        self.model = model
        self.notices = notices
    }

    /// The probe has shown that it does not keep several commands apart.
    var isServedOneByOne: Bool { queueMishapCount >= Limits.queueMishapCount }

    /// Runs the commands in order; a bad status is in its outcome and does not stop the rest.
    func run(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        let queueCount = isServedOneByOne ? 1 : Limits.queuedCommandCount
        var outcomes: [Outcome] = []
        var rest = commands[...]
        while !rest.isEmpty {
            outcomes += try runTogether(Array(rest.prefix(queueCount)))
            rest = rest.dropFirst(queueCount)
        }
        return outcomes
    }

    /// The caller saw a reply that cannot be what it asked for.
    func distrust() { isOutOfStep = true }

    func pause(milliseconds: Int) { device.pause(milliseconds: milliseconds) }

    func close() { device.close() }

    func runTogether(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        if isLost { throw Self.probeLost }
        if isOutOfStep { try fallIntoStep() }
        do throws(Mishap) {
            return try exchange(commands)
        } catch {
            return try recover(commands, from: error)
        }
    }

    func exchange(_ commands: [Command]) throws(Mishap) -> [Outcome] {
        guard !commands.isEmpty else { return [] }
        var batches = commands.flatMap(transfers(for:))
        if !isServedOneByOne { batches = [batches.flatMap(\.self)] }
        let limit = timeoutMilliseconds(commands)
        var replies: ArraySlice<[UInt8]> = []
        do throws(TransportError) {
            for batch in batches {
                replies += try device.submit(batch, timeoutMilliseconds: limit)
            }
        } catch {
            throw .transport(error)
        }
        var outcomes: [Outcome] = []
        for command in commands { outcomes.append(try outcome(of: command, from: &replies)) }
        return outcomes
    }

    /// What goes over the bus for a command, and apart from it for the status that it needs.
    private func transfers(for command: Command) -> [[BulkTransfer]] {
        let out = model.commandEndpoint
        var batch: [BulkTransfer] = [.out(endpoint: out, command.bytes)]
        if !command.payload.isEmpty { batch.append(.out(endpoint: out, command.payload)) }
        if command.reply.byteCount > 0 { batch.append(reply(byteCount: command.reply.byteCount)) }
        guard command.reply.needsStatus, let status = dialect.memoryStatus else { return [batch] }
        return [
            batch,
            [.out(endpoint: out, status.bytes), reply(byteCount: status.reply.byteCount)],
        ]
    }

    /// Bytes that wait on the trace endpoint; `byteCount` as the probe has just counted them. What
    /// goes wrong there concerns no command.
    func readTrace(byteCount: Int) throws(TargetFault) -> [UInt8] {
        guard let endpoint = model.traceEndpoint else { return [] }
        if isLost { throw Self.probeLost }
        let read = BulkTransfer.in(endpoint: endpoint, byteCount: byteCount)
        do throws(TransportError) {
            return try device.submit([read], timeoutMilliseconds: Limits.transferMilliseconds)[0]
        } catch {
            if error == .noDevice { throw noteLoss() }
            if case .stall(let halted) = error { try clearHalt(halted) }
            health.usbMishaps += 1
            throw TargetFault(
                .link, "reading \(byteCount) bytes of SWO: \(Self.words(.transport(error)))")
        }
    }

    /// In whole packets, except where the length is part of the framing.
    func reply(byteCount: Int) -> BulkTransfer {
        let unit = model.framing == .plain ? Limits.packetByteCount : 1
        let packets = (byteCount + unit - 1) / unit
        return .in(endpoint: model.replyEndpoint, byteCount: packets * unit)
    }

    private func outcome(
        of command: Command, from replies: inout ArraySlice<[UInt8]>
    ) throws(Mishap) -> Outcome {
        switch command.reply {
        case .none:
            return Outcome(status: .ok, bytes: [])
        case .plain(let count):
            return Outcome(
                status: .ok, bytes: try take(count, for: command, from: &replies))
        case .status(let count, let start):
            let bytes = replies.popFirst() ?? []
            let status = LinkStatus(rawValue: bytes.first ?? 0)
            // Some firmware cuts the reply of a failed command down to its status.
            guard bytes.count == count || (bytes.count == 2 && !status.isOK) else {
                throw wrongReply(bytes.count, insteadOf: count, for: command)
            }
            return Outcome(status: status, bytes: Array(bytes.dropFirst(start)))
        case .memory(let count):
            let bytes = try take(count, for: command, from: &replies)
            return try memoryOutcome(bytes, from: &replies)
        case .memoryWritten:
            return try memoryOutcome([], from: &replies)
        }
    }

    private func memoryOutcome(
        _ bytes: [UInt8], from replies: inout ArraySlice<[UInt8]>
    ) throws(Mishap) -> Outcome {
        guard let question = dialect.memoryStatus else {
            return Outcome(status: .ok, bytes: bytes)
        }
        let answer = try take(question.reply.byteCount, for: question, from: &replies)
        let status = LinkStatus(rawValue: answer[0])
        let hasAddress = answer.count >= 8 && !status.isOK
        return Outcome(
            status: status, bytes: bytes,
            faultAddress: hasAddress ? Address(answer.word(at: 4)) : nil)
    }

    private func take(
        _ count: Int, for command: Command, from replies: inout ArraySlice<[UInt8]>
    ) throws(Mishap) -> [UInt8] {
        let bytes = replies.popFirst() ?? []
        // V2 firmware sends two bytes for one (OpenOCD, `stlink_usb_read_mem8`).
        guard bytes.count == count || (count == 1 && bytes.count == 2) else {
            throw wrongReply(bytes.count, insteadOf: count, for: command)
        }
        return Array(bytes.prefix(count))
    }

    private func wrongReply(_ got: Int, insteadOf count: Int, for command: Command) -> Mishap {
        .wrongReply("it answered \(command.name) with \(got) bytes instead of \(count)")
    }

    private func timeoutMilliseconds(_ commands: [Command]) -> Int {
        let wordCount = commands.map(\.wordCount).max() ?? 0
        let base = isGreeting ? Limits.greetingMilliseconds : Limits.transferMilliseconds
        return base + wordCount * Limits.clocksPerWord / max(1, clockKHz)
    }
}
