/// The USB side of an ST-Link/V2: endpoint 0, the command and reply pipes, and faults.
///
/// A command that came in is worked on when time goes on: at the next transfer or in `work()`. So
/// the OUT transfer is done when its bytes are across, as on the wire. Replies queue: one that
/// nobody fetched stays in front of the next.
final class STLinkV2: VirtualUSBDevice {
    private struct QueuedReply {
        var reply: ProbeReply
        /// Commands that have to come in before it is let out (`--fault mute`).
        var heldFor = 0
    }

    private struct PendingCommand {
        let packet: CommandPacket
        let rule: CommandRule?
        var data: [UInt8] = []
        var missing: Int
    }

    let deviceDescriptor: [UInt8]
    let configurationDescriptor: [UInt8]
    let speed = "12"
    private let descriptors: USBDescriptors
    let firmware: STLinkFirmware
    private let chip: Chip
    private var faults: FaultPlan
    private var replies: [QueuedReply] = []
    private var isReplyHalted = false
    private var pending: PendingCommand?
    private var transferCount = 0
    private(set) var isGone = false

    init(chip: Chip, firmware: STLinkFirmware, serial: String, faults: FaultPlan) {
        self.chip = chip
        self.firmware = firmware
        self.faults = faults
        descriptors = USBDescriptors(serial: serial)
        deviceDescriptor = descriptors.device
        configurationDescriptor = descriptors.configuration
        isReplyHalted = faults.isPipeHalted
        if faults.hasStaleReply { replies.append(QueuedReply(reply: .bytes([0x80, 0]))) }
    }

    private var statistics: BoardStatistics { chip.statistics }

    // MARK: - Endpoint 0

    func control(_ setup: SetupPacket, data: [UInt8]) -> TransferOutcome {
        if isGone { return .gone }
        work()
        chip.elapse(Timing.USB.controlNanoseconds)
        guard let answer = answer(to: setup) else {
            statistics.stalls += 1
            return .stall
        }
        let bytes = Array(answer.prefix(Int(setup.length)))
        statistics.control.add(bytes.count)
        return .complete(bytes)
    }

    /// Standard requests (USB 2.0, table 9-4); `nil` stalls.
    private func answer(to setup: SetupPacket) -> [UInt8]? {
        let index = UInt8(truncatingIfNeeded: setup.value)
        switch (setup.requestType, setup.request, setup.value >> 8) {
        case (0x80, 6, 1): return descriptors.device
        case (0x80, 6, 2): return descriptors.configuration
        case (0x80, 6, 3): return descriptors.string(index)
        case (0x80, 0, _), (0x81, 0, _): return [0, 0]
        case (0x82, 0, _):
            let isHalted = isReplyHalted && setup.index == UInt16(USBDescriptors.replyEndpoint)
            return [isHalted ? 1 : 0, 0]
        case (0x80, 8, _): return [1]
        case (0x81, 10, _): return [0]
        case (0x00, 9, _), (0x01, 11, _): return []
        case (0x02, 1, _):
            clearHalt(UInt8(truncatingIfNeeded: setup.index))
            return []
        default: return nil
        }
    }

    // MARK: - Bulk

    func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> TransferOutcome {
        work()
        guard countTransfer() else { return .gone }
        guard endpoint == USBDescriptors.commandEndpoint else { return .stall }
        statistics.bulkOut.add(data.count)
        chip.elapse(Timing.USB.bulk(byteCount: data.count))
        if var command = pending {
            if data.count > command.missing {
                statistics.count(illegal: IllegalOperation.usbDataOverrun.rawValue)
            }
            command.data += data.prefix(command.missing)
            command.missing -= min(data.count, command.missing)
            pending = command
        } else if !data.isEmpty {
            accept(CommandPacket(data))
        }
        return .complete([])
    }

    private func accept(_ packet: CommandPacket) {
        let rule = CommandTable.rule(for: packet)
        statistics.count(command: rule?.name ?? "UNKNOWN")
        if let rule, faults.isGone(at: rule.name) { isGone = true }
        for index in replies.indices where replies[index].heldFor > 0 {
            replies[index].heldFor -= 1
        }
        let isData = rule?.hasData == true
        pending = PendingCommand(
            packet: packet, rule: rule, missing: isData ? packet.dataByteCount : 0)
    }

    func bulkIn(_ endpoint: UInt8, maximumByteCount: Int) -> TransferOutcome {
        work()
        if isGone { return .gone }
        switch endpoint {
        case USBDescriptors.replyEndpoint: break
        case USBDescriptors.traceEndpoint: return .pending
        default: return .stall
        }
        if isReplyHalted {
            statistics.stalls += 1
            return .stall
        }
        guard let first = replies.first, first.heldFor == 0 else { return .pending }
        guard countTransfer() else { return .gone }
        replies.removeFirst()
        guard case .bytes(let bytes) = first.reply else {
            isReplyHalted = true
            statistics.stalls += 1
            chip.elapse(Timing.USB.transferNanoseconds)
            return .stall
        }
        let sent = take(bytes, maximumByteCount: maximumByteCount)
        statistics.bulkIn.add(sent.count)
        chip.elapse(Timing.USB.bulk(byteCount: sent.count))
        return .complete(sent)
    }

    /// A host that asks for whole packets gets them and finds the rest the next time; one that
    /// asks for less than a packet holds would see babble (USB 2.0, 8.7.4).
    private func take(_ bytes: [UInt8], maximumByteCount: Int) -> [UInt8] {
        guard bytes.count > maximumByteCount else { return bytes }
        if maximumByteCount % Timing.USB.packetByteCount == 0 {
            let rest = Array(bytes.dropFirst(maximumByteCount))
            replies.insert(QueuedReply(reply: .bytes(rest)), at: 0)
        } else {
            statistics.count(illegal: IllegalOperation.usbReplyOverflow.rawValue)
        }
        return Array(bytes.prefix(maximumByteCount))
    }

    /// `false`: this is the transfer at which the device disappears.
    private func countTransfer() -> Bool {
        if isGone { return false }
        transferCount += 1
        if faults.isGone(atTransfer: transferCount) { isGone = true }
        return !isGone
    }

    func clearHalt(_ endpoint: UInt8) {
        if endpoint == USBDescriptors.replyEndpoint { isReplyHalted = false }
    }

    func reset() {
        replies = []
        pending = nil
        isReplyHalted = false
        faults.isWedged = false
        faults.isSessionDead = false
        firmware.restart()
    }

    func claimInterface() -> Bool { !faults.isBusy }

    func transferDelay() -> UInt64 { faults.delay?.next() ?? 0 }

    // MARK: - Work

    /// Whether a command waits that is complete.
    var hasWork: Bool { pending.map { $0.missing == 0 } ?? false }

    /// Does what was asked for; takes the time that it takes.
    func work() {
        guard hasWork, let command = pending else { return }
        pending = nil
        chip.elapse(Timing.Probe.commandNanoseconds)
        var reply = QueuedReply(reply: .stall)
        if let rule = command.rule {
            reply = perform(rule, command)
        } else {
            statistics.count(illegal: IllegalOperation.unknownCommand.rawValue)
        }
        if case .nothing = reply.reply { return }
        // What is said to a stalled endpoint is lost.
        if !isReplyHalted { replies.append(reply) }
    }

    private func perform(_ rule: CommandRule, _ command: PendingCommand) -> QueuedReply {
        if faults.isWedged { return QueuedReply(reply: .nothing) }
        if rule.name == "EXIT" { faults.isSessionDead = false }
        if faults.isSessionDead && firmware.mode == .debug, rule.selector[0] == 0xF2,
            rule.status == .reply
        {
            return QueuedReply(
                reply: STLinkFirmware.reply(.apError, byteCount: rule.replyByteCount))
        }
        if rule.needsDebugMode && firmware.mode != .debug {
            statistics.count(tolerated: ToleratedOperation.outsideDebugMode.rawValue)
            return QueuedReply(reply: .stall)
        }
        let effect = faults.effect(on: rule.name, address: command.packet.address)
        if effect.isStall { return QueuedReply(reply: .stall) }
        if let code = effect.status, rule.status == .reply {
            return QueuedReply(
                reply: STLinkFirmware.reply(
                    ProbeStatus(rawValue: code), byteCount: rule.replyByteCount),
                heldFor: effect.heldFor)
        }
        if let code = effect.status, rule.status == .lastTransfer {
            firmware.setLastTransfer(ProbeStatus(rawValue: code), at: command.packet.address)
            let zeros = [UInt8](repeating: 0, count: max(2, command.packet.dataByteCount))
            return QueuedReply(reply: rule.hasData ? .nothing : .bytes(zeros))
        }
        let reply = rule.perform(firmware, command.packet, command.data)
        return QueuedReply(reply: reply, heldFor: effect.heldFor)
    }
}
