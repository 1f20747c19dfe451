import Glibc
import VirtualBoard

/// One USB request block between SUBMITURB and its reaping.
struct URB {
    /// Where the client keeps it: its name in DISCARDURB and when it is reaped.
    var address: UInt64
    var isControl: Bool
    /// Bit 7: IN.
    var endpoint: UInt8
    /// Address of the client's data buffer; a control URB's begins with the setup packet.
    var buffer: UInt64
    var byteCount: Int
    var isShortAnError: Bool
    /// What an OUT or control URB carries, without the setup packet.
    var data: [UInt8]
    var setup: SetupPacket?
    /// The result fields as the client wrote them; the completion changes two of them.
    var result: [UInt8]

    var isIn: Bool { endpoint & 0x80 != 0 }
    var dataAddress: UInt64 { buffer + (isControl ? 8 : 0) }

    /// Reads `struct usbdevfs_urb`; `nil` for kinds that a full-speed bulk device has no use for.
    init?(address: UInt64, fields: [UInt8]) {
        let type = fields[URBLayout.type]
        guard [URBLayout.control, URBLayout.bulk, URBLayout.interrupt].contains(type) else {
            return nil
        }
        self.address = address
        isControl = type == URBLayout.control
        endpoint = fields[URBLayout.endpoint]
        buffer = fields.littleEndian(at: URBLayout.buffer)
        let length: UInt32 = fields.littleEndian(at: URBLayout.bufferLength)
        guard length <= Limits.transferByteCount else { return nil }
        byteCount = Int(length)
        let flags: UInt32 = fields.littleEndian(at: URBLayout.flags)
        isShortAnError = flags & URBLayout.shortNotOK != 0
        data = []
        result = Array(fields[URBLayout.result])
    }

    /// Takes the bytes that the client's buffer held at submission.
    mutating func load(_ bytes: [UInt8]) {
        guard isControl else {
            data = bytes
            return
        }
        let setup = SetupPacket(
            requestType: bytes[0], request: bytes[1], value: bytes.littleEndian(at: 2),
            index: bytes.littleEndian(at: 4), length: bytes.littleEndian(at: 6))
        self.setup = setup
        endpoint = setup.requestType & 0x80
        data = isIn ? [] : Array(bytes.dropFirst(8))
    }
}

/// A URB that is done, and when (on the board's clock) it became so.
struct CompletedURB {
    var urb: URB
    /// 0 or a negative errno, as usbfs reports it.
    var status: Int32
    /// Bytes to store in the client's buffer.
    var received: [UInt8]
    var transferredByteCount: Int
    var readyAt: UInt64
    /// Wall instant before which the host does not learn of it (`--fault delay`).
    var seenAt: UInt64 = 0

    init(_ urb: URB, outcome: TransferOutcome, readyAt: UInt64) {
        self.urb = urb
        self.readyAt = readyAt
        received = []
        transferredByteCount = 0
        status = 0
        switch outcome {
        case .complete(let bytes) where urb.isIn:
            let room = urb.isControl ? urb.byteCount - 8 : urb.byteCount
            received = Array(bytes.prefix(room))
            transferredByteCount = received.count
            if bytes.count > room {
                status = -EOVERFLOW
            } else if urb.isShortAnError && bytes.count < room {
                status = -EREMOTEIO
            }
        case .complete:
            transferredByteCount = urb.data.count
        case .stall:
            status = -EPIPE
        case .gone:
            status = -ESHUTDOWN
        case .pending:
            status = -EINPROGRESS
        }
    }

    /// Taken back before the device answered.
    init(cancelled urb: URB, status: Int32, at instant: UInt64) {
        self.urb = urb
        self.status = status
        received = []
        transferredByteCount = 0
        readyAt = instant
    }

    /// The URB's result fields as the client shall find them.
    var result: [UInt8] {
        var fields = urb.result
        let start = URBLayout.result.lowerBound
        fields.store(status, at: URBLayout.status - start)
        fields.store(Int32(transferredByteCount), at: URBLayout.actualLength - start)
        return fields
    }
}

extension [UInt8] {
    func littleEndian<Value: FixedWidthInteger>(at offset: Int) -> Value {
        (0..<Value.bitWidth / 8).reduce(0) { value, index in
            value | Value(truncatingIfNeeded: self[offset + index]) << (8 * index)
        }
    }

    mutating func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        for index in 0..<Value.bitWidth / 8 {
            self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
}
