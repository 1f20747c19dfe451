/// The USB side of an ST-Link: endpoint 0, the command and reply pipes, and faults.
///
/// A command that came in is worked on when time goes on: at the next transfer or in `work()`. So
/// the OUT transfer is done when its bytes are across, as on the wire. Replies queue: one that
/// nobody fetched stays in front of the next.
final class STLinkDevice: VirtualUSBDevice {
    private struct QueuedReply {
        var reply: ProbeReply
        /// Commands that have to come in before it is let out (`--fault mute`).
        var heldFor = 0
    }

    private struct PendingCommand {
        let packet: CommandPacket
        let rule: CommandRule?
        /// What a V1's command came in.
        let wrapper: CommandWrapper?
        var data: [UInt8] = []
        var missing: Int
    }

    var deviceDescriptor: [UInt8] { descriptors.device }
    var configurationDescriptor: [UInt8] { descriptors.configuration }
    var speed: String { bus.speed }
    private let serial: SerialNumber
    private var descriptors: USBDescriptors
    let firmware: STLinkFirmware
    private let chip: Chip
    private var faults: FaultPlan
    private var replies: [QueuedReply] = []
    private var isReplyHalted = false
    private var pending: PendingCommand?
    private var transferCount = 0
    private(set) var isGone = false
    /// The status of the command that waits, which is then not done.
    var refusal: UInt8?

    init(chip: Chip, firmware: STLinkFirmware, serial: SerialNumber, faults: FaultPlan) {
        self.chip = chip
        self.firmware = firmware
        self.faults = faults
        self.serial = serial
        descriptors = USBDescriptors(
            firmware.model, serial: serial.units, product: firmware.product)
        isReplyHalted = faults.isPipeHalted
        if faults.hasStaleReply { replies.append(QueuedReply(reply: .bytes([0x80, 0]))) }
    }

    private var statistics: BoardStatistics { chip.statistics }
    private var model: ProbeModel { firmware.model }
    private var bus: Timing.Bus { model.bus }

    // MARK: - Endpoint 0

    func control(_ setup: SetupPacket, data: [UInt8]) -> TransferOutcome {
        if isGone { return .gone }
        work()
        chip.elapse(bus.controlNanoseconds)
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
            let isHalted = isReplyHalted && setup.index == UInt16(model.replyEndpoint)
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
        guard endpoint == model.commandEndpoint else { return .stall }
        statistics.bulkOut.add(data.count)
        chip.elapse(bus.bulk(byteCount: data.count))
        if var command = pending {
            if data.count > command.missing {
                statistics.count(illegal: IllegalOperation.usbDataOverrun.rawValue)
            }
            command.data += data.prefix(command.missing)
            command.missing -= min(data.count, command.missing)
            pending = command
        } else if model.isWrapped {
            guard let wrapper = CommandWrapper(data) else {
                statistics.count(illegal: IllegalOperation.commandWrapper.rawValue)
                return .stall
            }
            accept(wrapper.packet, in: wrapper)
        } else if !data.isEmpty {
            accept(CommandPacket(data), in: nil)
        }
        return .complete([])
    }

    private func accept(_ packet: CommandPacket, in wrapper: CommandWrapper?) {
        let rule = CommandTable.rule(for: packet, on: firmware)
        statistics.count(command: rule?.name ?? "UNKNOWN")
        if let rule, faults.isGone(at: rule.name, address: packet.address) { isGone = true }
        for index in replies.indices where replies[index].heldFor > 0 {
            replies[index].heldFor -= 1
        }
        let unknown = wrapper.map { $0.isIn ? 0 : $0.dataByteCount } ?? 0
        pending = PendingCommand(
            packet: packet, rule: rule, wrapper: wrapper,
            missing: rule?.data.byteCount(packet) ?? unknown)
    }

    func bulkIn(_ endpoint: UInt8, maximumByteCount: Int) -> TransferOutcome {
        work()
        if isGone { return .gone }
        if endpoint == model.traceEndpoint { return traceIn(maximumByteCount) }
        // Disk, serial port and bridge have nothing to say.
        guard endpoint == model.replyEndpoint else { return .pending }
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
            chip.elapse(bus.transferNanoseconds)
            return .stall
        }
        let sent = take(bytes, maximumByteCount: maximumByteCount)
        statistics.bulkIn.add(sent.count)
        chip.elapse(bus.bulk(byteCount: sent.count))
        return .complete(sent)
    }

    private func traceIn(_ maximumByteCount: Int) -> TransferOutcome {
        guard firmware.trace.count > 0 else { return .pending }
        guard countTransfer() else { return .gone }
        let bytes = firmware.trace.fetch(maximumByteCount)
        statistics.trace.add(bytes.count)
        chip.elapse(bus.bulk(byteCount: bytes.count))
        return .complete(bytes)
    }

    /// A host that asks for whole packets gets them and finds the rest the next time; one that
    /// asks for less than a packet holds would see babble (USB 2.0, 8.7.4).
    private func take(_ bytes: [UInt8], maximumByteCount: Int) -> [UInt8] {
        guard bytes.count > maximumByteCount else { return bytes }
        if maximumByteCount % bus.packetByteCount == 0 {
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
        if let loss = faults.powerLoss, loss.transfer == transferCount {
            chip.cutPower(nanoseconds: loss.nanoseconds)
        }
        return !isGone
    }

    func clearHalt(_ endpoint: UInt8) {
        if endpoint == model.replyEndpoint { isReplyHalted = false }
    }

    func reset() {
        replies = []
        pending = nil
        isReplyHalted = false
        faults.isWedged = false
        faults.isSessionDead = false
        firmware.restart()
    }

    // MARK: - The plug

    /// How long a loader takes from the bus to its application: our assumption.
    private static let restartNanoseconds: UInt64 = 300_000_000

    var absence: Absence? {
        if firmware.hasLeftLoader { return Absence(nanoseconds: Self.restartNanoseconds) }
        guard isGone else { return nil }
        return Absence(
            nanoseconds: faults.replug?.afterNanoseconds,
            isBackAtNewAddress: faults.replug?.isNewAddress ?? true)
    }

    func unplug() { isGone = true }

    func plugIn() {
        reset()
        firmware.powerOn()
        isGone = false
        descriptors = USBDescriptors(
            firmware.model, serial: serial.units, product: firmware.product)
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
        var reply = QueuedReply(reply: unknownReply(to: command.packet))
        if let rule = command.rule {
            reply = perform(rule, command)
        } else {
            statistics.count(illegal: IllegalOperation.unknownCommand.rawValue)
        }
        // What is said to a stalled endpoint is lost.
        guard !isReplyHalted else { return }
        if let wrapper = command.wrapper {
            replies += wrapper.replies(to: reply.reply).map {
                QueuedReply(reply: $0, heldFor: reply.heldFor)
            }
        } else if case .nothing = reply.reply {
            return
        } else {
            replies.append(reply)
        }
    }

    private func unknownReply(to packet: CommandPacket) -> ProbeReply {
        guard model.unknownCommand == .status, packet[0] == CommandTable.debugCommand else {
            return .stall
        }
        return STLinkFirmware.reply(.unknownCommand)
    }

    private func perform(_ rule: CommandRule, _ command: PendingCommand) -> QueuedReply {
        let refused = refusal
        refusal = nil
        if faults.isWedged { return QueuedReply(reply: .nothing) }
        if rule.name == "EXIT" { faults.isSessionDead = false }
        if faults.isSessionDead && firmware.mode == .debug,
            rule.selector[0] == CommandTable.debugCommand,
            rule.status == .reply
        {
            return QueuedReply(
                reply: STLinkFirmware.reply(.apError, byteCount: rule.replyByteCount))
        }
        // In DFU mode there is only what a loader knows.
        let isWrongMode =
            rule.needsDebugMode && firmware.mode != .debug
            || !rule.isLoaders && firmware.mode == .deviceUpdate
        if isWrongMode {
            statistics.count(tolerated: ToleratedOperation.outsideDebugMode.rawValue)
            return QueuedReply(reply: .stall)
        }
        var effect = faults.effect(on: rule.name, address: command.packet.address)
        effect.status = effect.status ?? refused
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
