import USBTransport

@testable import STLink

/// An ST-LINK/V1: the fake probe's commands behind Bulk-Only Transport.
final class FakeMassStorage: USBDevice {
    let probe: FakeProbe
    var echoesTags = true
    /// The next commands end with these statuses of the wrapper.
    var statuses: [UInt8] = []
    /// Command wrappers as they came.
    private(set) var wrappers: [[UInt8]] = []
    private var pendingData: (command: [UInt8], tag: UInt32)?
    private var replies: [[UInt8]] = []
    private var needsSense = false

    init(_ probe: FakeProbe) { self.probe = probe }

    var description: USBDeviceDescription { probe.description }
    func clearHalt(endpoint: UInt8) throws(TransportError) {}
    func reset() throws(TransportError) { (replies, pendingData, needsSense) = ([], nil, false) }
    func close() { probe.close() }
    func pause(milliseconds: Int) { probe.pause(milliseconds: milliseconds) }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        var results: [[UInt8]] = []
        for transfer in batch {
            switch transfer {
            case .out(_, let bytes): try take(bytes)
            case .in(let endpoint, let count):
                guard let reply = replies.first else { throw .timeout(endpoint: endpoint) }
                guard reply.count <= count else { throw .overflow(endpoint: endpoint) }
                replies.removeFirst()
                results.append(reply)
            }
        }
        return results
    }

    private func take(_ bytes: [UInt8]) throws(TransportError) {
        if let (command, tag) = pendingData {
            pendingData = nil
            try runCommand(command, data: bytes, replyCount: 0)
            return finish(tag)
        }
        precondition(bytes.count == 31 && bytes.starts(with: Array("USBC".utf8)))
        wrappers.append(bytes)
        let (tag, length) = (bytes.word(at: 4), Int(bytes.word(at: 8)))
        let command = Array(bytes[15...])
        let isReading = bytes[12] == 0x80
        if command[0] == 0x03 {
            needsSense = false
            replies.append([UInt8](repeating: 0x70, count: 18))
            return finish(tag)
        }
        if needsSense {
            replies.append([UInt8](repeating: 0, count: length))
            return finish(tag, status: 1)
        }
        if !isReading, length > 0 {
            pendingData = (command, tag)
        } else {
            try runCommand(command, data: nil, replyCount: length)
            finish(tag)
        }
    }

    private func runCommand(
        _ command: [UInt8], data: [UInt8]?, replyCount: Int
    ) throws(TransportError) {
        let transfers: [BulkTransfer] =
            [.out(endpoint: 2, command)] + (data.map { [.out(endpoint: 2, $0)] } ?? [])
            + (replyCount > 0 ? [.in(endpoint: 0x81, byteCount: replyCount)] : [])
        do throws(TransportError) {
            replies += try probe.submit(transfers, timeoutMilliseconds: 1000)
        } catch {
            // A refused command: as much data as was promised, and a bad status.
            try probe.clearHalt(endpoint: 0x81)
            if replyCount > 0 { replies.append([UInt8](repeating: 0, count: replyCount)) }
            statuses.insert(1, at: 0)
        }
    }

    private func finish(_ tag: UInt32, status: UInt8? = nil) {
        var status = status ?? 0
        if status == 0, !statuses.isEmpty { status = statuses.removeFirst() }
        if status == 1 { needsSense = true }
        let tag = echoesTags ? tag : 0
        replies.append(Array("USBS".utf8) + tag.littleEndianBytes + [0, 0, 0, 0, status])
    }
}
