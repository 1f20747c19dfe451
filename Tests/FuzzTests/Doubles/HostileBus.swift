import USBTransport
import VirtualBoard

/// Where the replies of a `HostileBus` come from.
protocol ReplyMaker: AnyObject {
    func out(_ endpoint: UInt8, _ bytes: [UInt8], limit: Int) throws(TransportError)
    func reply(_ endpoint: UInt8, byteCount: Int, limit: Int) throws(TransportError) -> [UInt8]
    func clearHalt(_ endpoint: UInt8)
    func reset() throws(TransportError)
    func pause(milliseconds: Int)
}

/// A bus of one probe that may say anything.
final class HostileBus: USBBus {
    private let replies: any ReplyMaker
    private let description: USBDeviceDescription
    private(set) var transferCount = 0

    init(productID: UInt16, makesReplies replies: any ReplyMaker) {
        self.replies = replies
        description = USBDeviceDescription(
            vendorID: 0x0483, productID: productID, bus: 1, address: 2, serial: nil)
    }

    /// With the product ID of the board's probe (USB 2.0, table 9-8: idProduct).
    convenience init(_ board: any PluggedBoard, makesReplies replies: any ReplyMaker) {
        let descriptor = board.device.deviceDescriptor
        self.init(
            productID: UInt16(descriptor[10]) | UInt16(descriptor[11]) << 8,
            makesReplies: replies)
    }

    func devices() -> [USBDeviceDescription] { [description] }
    func users(of device: USBDeviceDescription) -> [String] { [] }
    func open(_ device: USBDeviceDescription) -> any USBDevice { Device(self) }

    private final class Device: USBDevice {
        private let bus: HostileBus
        private var isClosed = false
        var description: USBDeviceDescription { bus.description }

        init(_ bus: HostileBus) { self.bus = bus }

        func submit(
            _ batch: [BulkTransfer], timeoutMilliseconds: Int
        ) throws(TransportError) -> [[UInt8]] {
            check(!isClosed, "a transfer after the end")
            check(batch.count <= 256, "\(batch.count) transfers at once")
            var answers: [[UInt8]] = []
            for transfer in batch {
                bus.transferCount += 1
                switch transfer {
                case .out(let endpoint, let bytes):
                    try bus.replies.out(endpoint, bytes, limit: timeoutMilliseconds)
                case .in(let endpoint, let count):
                    check((0...1 << 16).contains(count), "\(count) bytes asked for")
                    // The bus cannot deliver more: libusb calls that an overflow.
                    let reply = try bus.replies.reply(
                        endpoint, byteCount: count, limit: timeoutMilliseconds)
                    guard reply.count <= count else { throw .overflow(endpoint: endpoint) }
                    answers.append(reply)
                }
            }
            return answers
        }

        func clearHalt(endpoint: UInt8) { bus.replies.clearHalt(endpoint) }
        func reset() throws(TransportError) { try bus.replies.reset() }
        func pause(milliseconds: Int) {
            check((0...60_000).contains(milliseconds), "a pause of \(milliseconds) ms")
            bus.replies.pause(milliseconds: milliseconds)
        }
        func close() { isClosed = true }
    }
}

/// Replies out of the input alone.
final class AnyReplies: ReplyMaker {
    private var input: FuzzInput

    init(_ input: FuzzInput) { self.input = input }

    func out(_ endpoint: UInt8, _ bytes: [UInt8], limit: Int) {}

    func reply(_ endpoint: UInt8, byteCount: Int, limit: Int) throws(TransportError) -> [UInt8] {
        guard !input.isEmpty else { throw .timeout(endpoint: endpoint) }
        let kind = input.byte()
        switch kind {
        case 0xFF: throw .stall(endpoint: endpoint)
        case 0xFE: throw .timeout(endpoint: endpoint)
        case 0xFD: throw .noDevice
        case 0xFC: throw .overflow(endpoint: endpoint)
        case 0xFB: throw .other("LIBUSB_ERROR_IO")
        // As many as were asked for, all the same: commands read 2 KiB and more.
        case 0xF0...0xFA:
            let value = input.byte()
            return [UInt8](repeating: value, count: byteCount)
        default: return input.bytes(Int(kind))
        }
    }

    func clearHalt(_ endpoint: UInt8) {}
    func reset() {}
    func pause(milliseconds: Int) {}
}

/// A virtual board's replies, some of them spoilt.
final class SpoiltReplies: ReplyMaker {
    private let board: any PluggedBoard
    private var input: FuzzInput
    private var left = 0
    private var last: [UInt8] = []
    private var isGone = false

    init(_ board: any PluggedBoard, _ input: FuzzInput) {
        self.board = board
        self.input = input
        count()
    }

    private func count() {
        left = input.isEmpty ? .max : Int(input.halfword() & 0x0FFF)
    }

    /// What is to be done to this transfer, and with what; `nil`: nothing.
    private func spoiling() -> (kind: UInt8, value: UInt8)? {
        guard left == 0 else {
            left -= 1
            return nil
        }
        defer { count() }
        return (input.byte() % 12, input.byte())
    }

    func out(_ endpoint: UInt8, _ bytes: [UInt8], limit: Int) throws(TransportError) {
        guard let (kind, _) = spoiling() else {
            return try send(endpoint, bytes, limit)
        }
        try fail(kind, endpoint)
        // Lost on the way where it is not delivered.
        if kind >= 6 { try send(endpoint, bytes, limit) }
    }

    func reply(_ endpoint: UInt8, byteCount: Int, limit: Int) throws(TransportError) -> [UInt8] {
        guard let (kind, value) = spoiling() else {
            return try receive(endpoint, byteCount, limit)
        }
        try fail(kind, endpoint)
        var reply = kind == 5 ? last : try receive(endpoint, byteCount, limit)
        let place = reply.isEmpty ? 0 : Int(value) % reply.count
        switch kind {
        case 6: reply.removeLast(min(reply.count, Int(value)))
        case 7: reply += [UInt8](repeating: value, count: Int(value))
        case 8: if !reply.isEmpty { reply[place] ^= 1 << (value & 7) }
        case 9: if !reply.isEmpty { reply[0] = value }
        case 10: reply = [UInt8](repeating: value, count: reply.count)
        case 11:
            let bytes = input.bytes(min(reply.count, Int(value & 15)))
            reply.replaceSubrange(0..<bytes.count, with: bytes)
        default: break
        }
        return reply
    }

    private func fail(_ kind: UInt8, _ endpoint: UInt8) throws(TransportError) {
        switch kind {
        case 0: throw .stall(endpoint: endpoint)
        case 1: throw .timeout(endpoint: endpoint)
        case 2:
            isGone = true
            throw .noDevice
        case 3: throw .overflow(endpoint: endpoint)
        case 4: throw .other("LIBUSB_ERROR_IO")
        default: if isGone { throw .noDevice }
        }
    }

    private func send(
        _ endpoint: UInt8, _ bytes: [UInt8], _ limit: Int
    ) throws(TransportError) {
        _ = try outcome(endpoint, limit) { board.device.bulkOut(endpoint, bytes) }
    }

    private func receive(
        _ endpoint: UInt8, _ byteCount: Int, _ limit: Int
    ) throws(TransportError) -> [UInt8] {
        last = try outcome(endpoint, limit) {
            board.device.bulkIn(endpoint, maximumByteCount: byteCount)
        }
        return last
    }

    private func outcome(
        _ endpoint: UInt8, _ limit: Int, _ attempt: () -> TransferOutcome
    ) throws(TransportError) -> [UInt8] {
        if isGone { throw .noDevice }
        let end = board.clock.now + UInt64(limit) * 1_000_000
        while true {
            switch attempt() {
            case .complete(let bytes): return bytes
            case .stall: throw .stall(endpoint: endpoint)
            case .gone: throw .noDevice
            case .pending:
                guard board.clock.now < end else { throw .timeout(endpoint: endpoint) }
                board.live(nanoseconds: 1_000_000)
            }
        }
    }

    func clearHalt(_ endpoint: UInt8) { board.device.clearHalt(endpoint) }
    func reset() throws(TransportError) {
        if isGone { throw .noDevice }
        board.device.reset()
    }
    func pause(milliseconds: Int) { board.live(nanoseconds: UInt64(milliseconds) * 1_000_000) }
}
