import TargetMemory
import USBTransport

/// The framing of an ST-LINK/V1: each command is a SCSI command block in a Command Block Wrapper,
/// and ends with a Command Status Wrapper (USB Mass Storage Class, Bulk-Only Transport 1.0, 5.1
/// and 5.2; the vendor's command block: stlink `sg.c`, OpenOCD `stlink_usb_xfer_v1_create_cmd`).
///
/// Takes the same transfers as an ST-LINK/V2: a command, then its data or the reply.
final class MassStorageDevice: USBDevice {
    private let device: any USBDevice
    private let outEndpoint: UInt8
    private let inEndpoint: UInt8
    private var tag: UInt32 = 0
    /// Once a status came with its command's tag, one with another tag is someone else's. Not all
    /// firmware sends tags back.
    private var echoesTags = false

    init(_ device: any USBDevice, model: ProbeModel) {
        self.device = device
        outEndpoint = model.commandEndpoint
        inEndpoint = model.replyEndpoint
    }

    var description: USBDeviceDescription { device.description }

    func clearHalt(endpoint: UInt8) throws(TransportError) {
        try device.clearHalt(endpoint: endpoint)
    }

    func reset() throws(TransportError) {
        echoesTags = false
        try device.reset()
    }

    func pause(milliseconds: Int) { device.pause(milliseconds: milliseconds) }
    func close() { device.close() }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        var replies: [[UInt8]] = []
        var rest = batch[...]
        while let first = rest.popFirst() {
            switch first {
            case .out(_, let command):
                let data = isFollowedByData(command, rest) ? rest.popFirst() : nil
                let reply = try exchange(command, data, timeoutMilliseconds)
                if let reply { replies.append(reply) }
            case .in:
                // Whoever reads without asking looks for what was left behind.
                replies += try device.submit([first], timeoutMilliseconds: timeoutMilliseconds)
            }
        }
        return replies
    }

    /// A command is followed by its reply, by its data, or by the next command.
    private func isFollowedByData(_ command: [UInt8], _ rest: ArraySlice<BulkTransfer>) -> Bool {
        switch rest.first {
        case .in: true
        case .out: SCSI.takesData(command)
        case nil: false
        }
    }

    private func exchange(
        _ command: [UInt8], _ data: BulkTransfer?, _ limit: Int
    ) throws(TransportError) -> [UInt8]? {
        let (byteCount, isReply) =
            switch data {
            case .in(_, let count): (count, true)
            case .out(_, let bytes): (bytes.count, false)
            case nil: (0, false)
            }
        // A command without data is said to read none, as OpenOCD and stlink have it.
        let wrapper = wrap(command, byteCount, isReading: isReply || data == nil)
        let status = BulkTransfer.in(endpoint: inEndpoint, byteCount: SCSI.statusByteCount)
        var replies: [[UInt8]]
        do throws(TransportError) {
            let out = BulkTransfer.out(endpoint: outEndpoint, wrapper)
            replies = try device.submit(
                [out] + (data.map { [$0] } ?? []) + [status], timeoutMilliseconds: limit)
        } catch {
            guard case .stall(let endpoint) = error else { throw error }
            // A stall stands for missing data; the status comes once it is cleared (6.7.2).
            try device.clearHalt(endpoint: endpoint)
            try check(device.submit([status], timeoutMilliseconds: limit).last ?? [], limit)
            throw error
        }
        try check(replies.popLast() ?? [], limit)
        return isReply ? replies.first : nil
    }

    private func wrap(_ command: [UInt8], _ byteCount: Int, isReading: Bool) -> [UInt8] {
        tag &+= 1
        let head = Array("USBC".utf8) + tag.littleEndianBytes
        let length = UInt32(byteCount).littleEndianBytes
        return head + length + [isReading ? 0x80 : 0x00, 0, SCSI.blockByteCount] + command
    }

    private func check(_ status: [UInt8], _ limit: Int) throws(TransportError) {
        guard status.count == SCSI.statusByteCount, status.starts(with: Array("USBS".utf8)) else {
            throw .other("no command status")
        }
        let isOurs = status.word(at: 4) == tag
        if isOurs { echoesTags = true }
        guard isOurs || !echoesTags else { throw .other("the status of another command") }
        switch status[12] {
        case 0: return
        case 1:
            try fetchSense(limit)
            throw .stall(endpoint: inEndpoint)
        default: throw .other("phase error")
        }
    }

    /// A device that failed a command may refuse all others until it was asked why; the answer is
    /// of no use, ST's commands have a status of their own.
    private func fetchSense(_ limit: Int) throws(TransportError) {
        let wrapper = wrap(SCSI.requestSense, SCSI.senseByteCount, isReading: true)
        _ = try device.submit(
            [
                .out(endpoint: outEndpoint, wrapper),
                .in(endpoint: inEndpoint, byteCount: SCSI.senseByteCount),
                .in(endpoint: inEndpoint, byteCount: SCSI.statusByteCount),
            ], timeoutMilliseconds: limit)
    }
}

/// Numbers of the mass-storage class and of SCSI.
private enum SCSI {
    static let statusByteCount = 13
    /// ST's command blocks use ten bytes of the sixteen.
    static let blockByteCount: UInt8 = 10
    static let senseByteCount = 18

    /// REQUEST SENSE (SPC-4, 6.39) with its allocation length, padded as every command.
    static let requestSense: [UInt8] =
        [0x03, 0, 0, 0, UInt8(senseByteCount)] + [UInt8](repeating: 0, count: 11)

    /// WRITEMEM_32BIT and WRITEMEM_8BIT; a V1 has no other command with data behind it.
    static func takesData(_ command: [UInt8]) -> Bool {
        command[0] == 0xF2 && (command[1] == 0x08 || command[1] == 0x0D)
    }
}
