import Synchronization
import TargetMemory
import USBTransport

@testable import Recording

/// A recorder that writes into memory, and a probe that answers as it is told.
final class RecordingDesk: Sendable {
    let written = Mutex<[UInt8]>([])
    let complaints = Mutex<[String]>([])
    private let failsAfter: Int

    /// The file takes so many bytes.
    init(takingBytes failsAfter: Int = .max) { self.failsAfter = failsAfter }

    func recorder(
        keepsContents: Bool = false, limit: Int = Limits.recordingByteCount,
        arguments: [String] = ["stlink", "info"]
    ) -> Recorder {
        Recorder(
            tool: "stlink 0.0.0", system: "Linux", command: CommandLineText(arguments),
            keepsContents: keepsContents, limitByteCount: limit,
            output: Recorder.Output(
                write: { [self] line in
                    written.withLock { bytes in
                        guard bytes.count + line.count <= failsAfter else { return "it is full" }
                        bytes += line
                        return nil
                    }
                }, microseconds: { 7 },
                complain: { [self] text in complaints.withLock { $0.append(text) } }))
    }

    var bytes: [UInt8] { written.withLock { $0 } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    func file() throws -> RecordedFile { try RecordedFile(bytes) }
}

/// Answers each batch with the replies that are next.
final class ScriptedBus: USBBus {
    var replies: [Result<[[UInt8]], TransportError>]
    let device = USBDeviceDescription(
        vendorID: 0x0483, productID: 0x3748, bus: 1, address: 2,
        serial: Array("066FFF485457725187052924".utf16))

    init(_ replies: [Result<[[UInt8]], TransportError>]) { self.replies = replies }

    func devices() -> [USBDeviceDescription] { [device] }
    func users(of device: USBDeviceDescription) -> [String] { [] }
    func open(_ device: USBDeviceDescription) -> any USBDevice { ScriptedDevice(self) }
}

private final class ScriptedDevice: USBDevice {
    private let bus: ScriptedBus
    var description: USBDeviceDescription { bus.device }

    init(_ bus: ScriptedBus) { self.bus = bus }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        guard !bus.replies.isEmpty else { throw .noDevice }
        return try bus.replies.removeFirst().get()
    }

    func clearHalt(endpoint: UInt8) {}
    func reset() {}
    func pause(milliseconds: Int) {}
    func close() {}
}

/// Commands as bytes.
enum Sent {
    /// What GET_VERSION is answered with.
    static let version: [UInt8] = [0x2D, 0x40, 0x83, 0x04, 0x48, 0x37]

    static func command(_ bytes: UInt8...) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: 16 - bytes.count)
    }

    static func read(_ address: UInt32, count: Int) -> [UInt8] {
        memory(0x07, address, count)
    }

    static func write(_ address: UInt32, count: Int) -> [UInt8] {
        memory(0x08, address, count)
    }

    static func readWord(_ address: UInt32) -> [UInt8] {
        [0xF2, 0x36] + address.littleEndianBytes + [UInt8](repeating: 0, count: 10)
    }

    static func writeWord(_ address: UInt32, _ value: UInt32) -> [UInt8] {
        [0xF2, 0x35] + address.littleEndianBytes + value.littleEndianBytes
            + [UInt8](repeating: 0, count: 6)
    }

    private static func memory(_ opcode: UInt8, _ address: UInt32, _ count: Int) -> [UInt8] {
        [0xF2, opcode] + address.littleEndianBytes + UInt16(count).littleEndianBytes
            + [UInt8](repeating: 0, count: 8)
    }
}

extension USBDevice {
    /// A command and its reply.
    @discardableResult
    func ask(_ command: [UInt8], _ byteCount: Int = 64) throws -> [UInt8] {
        try submit(
            [.out(endpoint: 2, command), .in(endpoint: 0x81, byteCount: byteCount)],
            timeoutMilliseconds: 1000)[0]
    }
}
