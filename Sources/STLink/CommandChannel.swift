import TargetMemory
import USBTransport

/// What came back for one command.
struct Outcome: Hashable, Sendable {
    var status: Status
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
    private enum Mishap: Error {
        case transport(TransportError)
        case wrongReply(String)
    }

    private let device: any USBDevice
    private let model: ProbeModel
    private let notices: NoticeSink
    private var isOutOfStep = false
    /// The probe may still be waiting for a memory command's data, and would take the next
    /// command for it.
    private var mayOweData = false
    /// Whether a USB reset was needed since this was last cleared: debug mode may be gone.
    var wasReset = false
    private var queueMishapCount = 0
    /// The SWD clock in kHz, for time limits.
    var clockKHz = SWDClock.v2DefaultKHz

    init(device: any USBDevice, model: ProbeModel, notices: NoticeSink) {
        self.device = device
        self.model = model
        self.notices = notices
    }

    /// Runs the commands in order; a bad status is in its outcome and does not stop the rest.
    func run(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        let queueCount =
            queueMishapCount < Limits.queueMishapCount ? Limits.queuedCommandCount : 1
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

    private func runTogether(_ commands: [Command]) throws(TargetFault) -> [Outcome] {
        if isOutOfStep { try fallIntoStep() }
        do throws(Mishap) {
            return try exchange(commands)
        } catch {
            return try recover(commands, from: error)
        }
    }

    private func exchange(_ commands: [Command]) throws(Mishap) -> [Outcome] {
        let batch = commands.flatMap(transfers(for:))
        var replies: ArraySlice<[UInt8]>
        do throws(TransportError) {
            let limit = timeoutMilliseconds(commands)
            replies = try device.submit(batch, timeoutMilliseconds: limit)[...]
        } catch {
            throw .transport(error)
        }
        var outcomes: [Outcome] = []
        for command in commands { outcomes.append(try outcome(of: command, from: &replies)) }
        return outcomes
    }

    private func transfers(for command: Command) -> [BulkTransfer] {
        let out = model.commandEndpoint
        var batch: [BulkTransfer] = [.out(endpoint: out, command.bytes)]
        if !command.payload.isEmpty { batch.append(.out(endpoint: out, command.payload)) }
        if command.reply.byteCount > 0 { batch.append(reply(byteCount: command.reply.byteCount)) }
        switch command.reply {
        case .none, .plain, .status: break
        case .memory, .memoryWritten:
            batch.append(.out(endpoint: out, Command.lastStatus.bytes))
            batch.append(reply(byteCount: Command.lastStatus.reply.byteCount))
        }
        return batch
    }

    private func reply(byteCount: Int) -> BulkTransfer {
        let packets = (byteCount + Limits.packetByteCount - 1) / Limits.packetByteCount
        return .in(endpoint: model.replyEndpoint, byteCount: packets * Limits.packetByteCount)
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
        case .status(let count):
            let bytes = replies.popFirst() ?? []
            let status = Status(rawValue: bytes.first ?? 0)
            // Some firmware cuts the reply of a failed command down to its status.
            guard bytes.count == count || (bytes.count == 2 && !status.isOK) else {
                throw wrongReply(bytes.count, insteadOf: count, for: command)
            }
            return Outcome(status: status, bytes: bytes)
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
        let count = Command.lastStatus.reply.byteCount
        let answer = try take(count, for: .lastStatus, from: &replies)
        let status = Status(rawValue: answer[0])
        let address = Address(answer.word(at: 4))
        return Outcome(
            status: status, bytes: bytes, faultAddress: status.isOK ? nil : address)
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
        return Limits.transferMilliseconds + wordCount * Limits.clocksPerWord / max(1, clockKHz)
    }
}

/// What to do when the exchange itself failed.
extension CommandChannel {
    /// Asks again where that is harmless: one by one, so that the one that fails is known.
    private func recover(
        _ commands: [Command], from mishap: Mishap
    ) throws(TargetFault) -> [Outcome] {
        var isStall = false
        switch mishap {
        case .transport(.noDevice):
            throw Self.probeLost
        case .transport(.stall(let endpoint)):
            isStall = true
            try clearHalt(endpoint)
            if commands.count > 1 || !commands[0].payload.isEmpty { isOutOfStep = true }
        case .transport, .wrongReply:
            isOutOfStep = true
        }
        if isOutOfStep, commands.contains(where: { !$0.payload.isEmpty }) { mayOweData = true }
        guard commands.allSatisfy(\.isRepeatable), !(isStall && commands.count == 1) else {
            throw fault(commands, mishap)
        }
        if commands.count == 1 {
            notices(.debug, "\(commands[0].name): \(Self.words(mishap)); asking again")
            try fallIntoStep()
            do throws(Mishap) {
                return try exchange(commands)
            } catch {
                isOutOfStep = true
                throw fault(commands, error)
            }
        }
        if !isStall { countQueueMishap() }
        var outcomes: [Outcome] = []
        for command in commands { outcomes += try runTogether([command]) }
        return outcomes
    }

    private func countQueueMishap() {
        queueMishapCount += 1
        if queueMishapCount == Limits.queueMishapCount {
            notices(
                .warning,
                "this probe loses its way with several commands in flight; sending one by one")
        }
    }

    /// Throws away what the probe still has to say, until question and answer fit again.
    private func fallIntoStep() throws(TargetFault) {
        if mayOweData {
            // Only a reset of the port makes a probe forget a command that it has half of.
            do throws(TransportError) { try device.reset() } catch { throw Self.probeLost }
            mayOweData = false
            wasReset = true
        }
        drain()
        try awaitAnswer(to: .getVersion) { reply in
            reply.count == 6 && reply.halfword(at: 2) == ProbeModel.vendorID
        }
        try awaitAnswer(to: .currentMode) { reply in reply.count == 2 }
        isOutOfStep = false
        notices(.debug, "back in step with the probe")
    }

    private func drain() {
        let read = reply(byteCount: Limits.memoryCommandByteCount)
        for _ in 0..<Limits.drainedReplyCount {
            do throws(TransportError) {
                _ = try device.submit([read], timeoutMilliseconds: Limits.drainMilliseconds)
            } catch {
                guard case .stall(let endpoint) = error else { return }
                do { try device.clearHalt(endpoint: endpoint) } catch { return }
            }
        }
    }

    private func awaitAnswer(
        to command: Command, _ isAnswer: ([UInt8]) -> Bool
    ) throws(TargetFault) {
        let question = BulkTransfer.out(endpoint: model.commandEndpoint, command.bytes)
        let read = reply(byteCount: Limits.memoryCommandByteCount)
        let limit = Limits.transferMilliseconds
        do throws(TransportError) {
            var replies = try device.submit([question, read], timeoutMilliseconds: limit)
            for _ in 0..<Limits.drainedReplyCount {
                if let reply = replies.first, isAnswer(reply) { return }
                replies = try device.submit([read], timeoutMilliseconds: limit)
            }
        } catch {
            if error == .noDevice { throw Self.probeLost }
        }
        throw TargetFault(
            .probeLost, "the ST-Link no longer answers; unplug it and plug it in again")
    }

    private func clearHalt(_ endpoint: UInt8) throws(TargetFault) {
        do throws(TransportError) {
            try device.clearHalt(endpoint: endpoint)
        } catch {
            throw Self.probeLost
        }
    }

    private static var probeLost: TargetFault {
        TargetFault(.probeLost, "the ST-Link is gone from the USB bus; plug it in again")
    }

    private func fault(_ commands: [Command], _ mishap: Mishap) -> TargetFault {
        let command = commands[0]
        if commands.count == 1, case .transport(.stall) = mishap {
            return TargetFault(
                .unsupported, at: command.address,
                "the probe's firmware refused \(command.name); update it with ST's STLinkUpgrade")
        }
        let purpose =
            commands.count == 1 ? command.purpose : "\(commands.count) commands in a row"
        return TargetFault(
            .timeout, at: command.address,
            "\(purpose): \(Self.words(mishap)); if it happens again, unplug the ST-Link")
    }

    private static func words(_ mishap: Mishap) -> String {
        switch mishap {
        case .wrongReply(let words): words
        case .transport(.timeout): "the probe did not answer in time"
        case .transport(.stall): "the probe refused a command"
        case .transport(.overflow): "the probe sent more than was asked for"
        case .transport(.other(let name)): "USB transfer failed (\(name))"
        case .transport(let error): "USB transfer failed (\(error))"
        }
    }
}
