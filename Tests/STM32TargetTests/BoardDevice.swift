import USBTransport
import VirtualBoard

/// The probe of a virtual board, opened; what shall go wrong with its transfers is in the log.
final class BoardDevice: USBDevice {
    let description: USBDeviceDescription
    private let board: any PluggedBoard
    private let log: BoardBus.Log
    /// The last command, and whether its data is still to come.
    private var command: [UInt8] = []
    private var owesData = false

    init(board: any PluggedBoard, log: BoardBus.Log, description: USBDeviceDescription) {
        self.board = board
        self.log = log
        self.description = description
    }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for (index, transfer) in batch.enumerated() {
            log.transfers += 1
            try obeyPlans()
            let kind = note(transfer)
            if let plan = log.disturbance, plan.number <= log.transfers, plan.way.strikes(kind) {
                log.disturbance = nil
                log.hasStruck = true
                let next = index + 1 < batch.count ? batch[index + 1] : nil
                if let answer = try disturb(plan.way, transfer, next, timeoutMilliseconds) {
                    answers.append(answer)
                }
            } else if let answer = try perform(transfer, timeoutMilliseconds) {
                answers.append(answer)
            }
        }
        return answers
    }

    private func obeyPlans() throws(TransportError) {
        if let limit = log.limit, log.transfers > limit {
            log.isHung = true
            throw .noDevice
        }
        if let failure = log.failure, failure.number <= log.transfers {
            if !failure.isForGood { log.failure = nil }
            throw failure.error
        }
        if let loss = log.powerLoss, loss.number == log.transfers {
            board.cutPower(nanoseconds: loss.nanoseconds)
        }
    }

    private func note(_ transfer: BulkTransfer) -> TransferKind {
        let kind: TransferKind
        switch transfer {
        case .out where owesData:
            kind = .data
            owesData = false
        case .out(_, let bytes):
            kind = .command(bytes)
            command = bytes
            owesData = TransferKind.hasData(bytes)
        case .in: kind = .reply(to: command)
        }
        log.kinds?.append(kind)
        return kind
    }

    private func perform(
        _ transfer: BulkTransfer, _ timeoutMilliseconds: Int
    ) throws(TransportError) -> [UInt8]? {
        switch transfer {
        case .out(let endpoint, let bytes):
            log.isLateHeld = false
            _ = try outcome(endpoint, timeoutMilliseconds) {
                board.device.bulkOut(endpoint, bytes)
            }
            return nil
        case .in(let endpoint, let byteCount):
            if log.isLateHeld { try expire(endpoint, timeoutMilliseconds) }
            if !log.late.isEmpty { return log.late.removeFirst() }
            return try outcome(endpoint, timeoutMilliseconds) {
                board.device.bulkIn(endpoint, maximumByteCount: byteCount)
            }
        }
    }

    private func disturb(
        _ way: TransferWay, _ transfer: BulkTransfer, _ next: BulkTransfer?, _ limit: Int
    ) throws(TransportError) -> [UInt8]? {
        if way == .gone {
            board.unplug()
            throw .noDevice
        }
        if case .out(let endpoint, _) = transfer {
            switch way {
            case .stall: throw .stall(endpoint: endpoint)
            case .broken: throw .other("LIBUSB_TRANSFER_ERROR")
            case .late:
                _ = try perform(transfer, limit)
                throw .timeout(endpoint: endpoint)
            case .timeout: try expire(endpoint, limit)
            default: break
            }
            _ = try perform(transfer, limit)
            if let status = way.refusal { board.refuseCommand(status: status) }
            return nil
        }
        guard case .in(let endpoint, _) = transfer, var reply = try perform(transfer, limit) else {
            return nil
        }
        switch way {
        case .stall:
            if case .out = next, let next { _ = try perform(next, limit) }
            throw .stall(endpoint: endpoint)
        case .broken: throw .other("LIBUSB_TRANSFER_ERROR")
        case .timeout: try expire(endpoint, limit)
        case .late, .later:
            log.late.append(reply)
            log.isLateHeld = way == .later
            try expire(endpoint, limit)
        case .short: reply = Array(reply.prefix(reply.count / 2))
        case .long: reply += [0, 0, 0, 0]
        default: if let status = way.flippedStatus, !reply.isEmpty { reply[0] = status }
        }
        return reply
    }

    /// The time limit passes on the board.
    private func expire(
        _ endpoint: UInt8, _ timeoutMilliseconds: Int
    ) throws(TransportError) {
        board.live(nanoseconds: UInt64(timeoutMilliseconds) * 1_000_000)
        throw .timeout(endpoint: endpoint)
    }

    private func outcome(
        _ endpoint: UInt8, _ timeoutMilliseconds: Int, _ attempt: () -> TransferOutcome
    ) throws(TransportError) -> [UInt8] {
        let end = board.clock.now + UInt64(timeoutMilliseconds) * 1_000_000
        while true {
            switch attempt() {
            case .complete(let bytes): return bytes
            case .stall: throw .stall(endpoint: endpoint)
            case .gone: throw .noDevice
            case .pending:
                guard board.clock.now < end else { throw .timeout(endpoint: endpoint) }
                board.live(nanoseconds: 100_000)
            }
        }
    }

    func clearHalt(endpoint: UInt8) throws(TransportError) {
        if log.isHung { throw .noDevice }
        board.device.clearHalt(endpoint)
    }

    func reset() throws(TransportError) {
        if log.isHung { throw .noDevice }
        log.late = []
        log.isLateHeld = false
        owesData = false
        board.device.reset()
    }

    func pause(milliseconds: Int) { board.live(nanoseconds: UInt64(milliseconds) * 1_000_000) }
    func close() {}
}
