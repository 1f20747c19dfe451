import JSONText
import USBTransport

/// A recording as it was read.
public struct RecordedFile: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        /// Counted from 1; the header is line 1.
        public var line: Int
        /// Since the recording began.
        public var microseconds: Int
        public var record: Record
    }

    /// Why a file is no recording, and where.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public var line: Int
        public var reason: String

        public var description: String { "line \(line): \(reason)" }
    }

    public var header: Header
    public var entries: [Entry]
    /// The last line was cut off, as by a crash, and left out.
    public var isCutOff: Bool

    /// Reads a whole file. A last line without its end is left out.
    public init(_ bytes: [UInt8]) throws(Failure) {
        let newline = UInt8(ascii: "\n")
        guard bytes.starts(with: Array("{\"recording\":".utf8)) else {
            throw Failure(
                line: 1, reason: "this is no recording: the first line is not as --record writes it"
            )
        }
        isCutOff = bytes.last != newline
        var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
        lines.removeLast()
        guard let first = lines.first else {
            throw Failure(line: 1, reason: "the recording was cut off within its first line")
        }
        header = try Header(Self.value(first, line: 1))
        entries = []
        var last = 0
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let number = index + 1
            let value = try Self.value(line, line: number)
            guard let time = value["t"]?.number, time >= last, time <= Limits.timeMicroseconds
            else {
                throw Failure(
                    line: number, reason: "the time is missing, goes back or is beyond reason")
            }
            last = time
            guard let record = Record(value) else {
                throw Failure(
                    line: number,
                    reason: "this says nothing that a recording of version \(Header.version) may")
            }
            entries.append(Entry(line: number, microseconds: time, record: record))
        }
    }

    private static func value(
        _ line: ArraySlice<UInt8>, line number: Int
    ) throws(Failure) -> JSON {
        guard line.count <= Limits.lineByteCount else {
            throw Failure(line: number, reason: "the line is longer than any of a recording")
        }
        do throws(JSON.Failure) {
            return try JSON(line)
        } catch {
            throw Failure(
                line: number, reason: "damaged at column \(error.offset + 1): \(error.reason)")
        }
    }

    /// How the recorded tool ended; `nil` where it was killed or stopped recording.
    public var end: (status: Int, text: String)? {
        for entry in entries.reversed() {
            if case .ended(let status, let text) = entry.record { return (status, text) }
        }
        return nil
    }
}

extension Header {
    fileprivate init(_ value: JSON) throws(RecordedFile.Failure) {
        guard let version = value["recording"]?.number else {
            throw RecordedFile.Failure(line: 1, reason: "the version of the recording is missing")
        }
        guard version == Self.version else {
            throw RecordedFile.Failure(
                line: 1,
                reason: "the recording is of version \(version), this program reads version "
                    + "\(Self.version): use the program that wrote it, or a newer one")
        }
        guard let tool = value["tool"]?.string, let system = value["system"]?.string,
            let command = value["command"]?.string, let contents = value["contents"]?.string
        else {
            throw RecordedFile.Failure(line: 1, reason: "the header is not complete")
        }
        self.init(
            tool: tool, system: system, command: command, keepsContents: contents == "kept")
    }
}

extension Record {
    /// `nil`: none that this version knows.
    fileprivate init?(_ value: JSON) {
        var error: TransportError?
        if let text = value["error"] {
            guard let known = text.string.flatMap(TransportError.init(recordText:)) else {
                return nil
            }
            error = known
        }
        if let transfers = value["x"]?.array {
            guard let batch = Batch(transfers, value["ms"]?.number, error) else { return nil }
            self = .batch(batch)
        } else if let devices = value["list"]?.array {
            let listed = devices.compactMap(ListedDevice.init)
            guard listed.count == devices.count else { return nil }
            self = .listed(listed)
        } else if let device = value["open"] {
            guard let listed = ListedDevice(device) else { return nil }
            self = .opened(listed, error)
        } else if value["close"] == .bool(true) {
            self = .closed
        } else if let count = value["again"]?.number, count > 0 {
            self = .again(count)
        } else if let text = value["unhalt"]?.string, let endpoint = UInt8(text, radix: 16) {
            self = .haltCleared(endpoint: endpoint, error)
        } else if value["reset"] == .bool(true) {
            self = .reset(error)
        } else if let client = value["client"]?.number {
            guard let record = Self.client(client, value) else { return nil }
            self = record
        } else if let reason = value["stop"]?.string {
            self = .stopped(reason)
        } else if let text = value["text"]?.string {
            if let level = value["say"]?.string {
                self = .notice(level: level, text)
            } else if let name = value["fact"]?.string {
                self = .fact(name: name, text)
            } else if let status = value["end"]?.number {
                self = .ended(status: status, text)
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    private static func client(_ number: Int, _ value: JSON) -> Record? {
        if let event = value["event"]?.string { return .client(number, event) }
        guard let text = value["in"]?.string ?? value["out"]?.string else { return nil }
        let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        guard bytes.count == text.unicodeScalars.count else { return nil }
        var packet = Packet(
            client: number, isRequest: value["in"] != nil, text: bytes, tail: nil)
        if let data = value["data"]?.string {
            guard let payload = Payload(text: data) else { return nil }
            packet.tail = .raw(payload)
        } else if let hex = value["hex"]?.string {
            guard let payload = Payload(text: hex) else { return nil }
            packet.tail = .hex(payload)
        } else if let words = value["words"]?.string {
            packet.tail = .words(words)
        }
        return .packet(packet)
    }
}

extension ListedDevice {
    fileprivate init?(_ value: JSON) {
        let ids = (value["id"]?.string ?? "").split(separator: ":")
        let place = value["at"]?.array?.compactMap(\.number) ?? []
        guard ids.count == 2, let vendor = UInt16(ids[0], radix: 16),
            let productID = UInt16(ids[1], radix: 16), place.count == 2
        else { return nil }
        vendorID = vendor
        self.productID = productID
        bus = place[0]
        address = place[1]
        portPath = value["ports"]?.array?.compactMap(\.number) ?? []
        serialLength = value["serial"]?.number.flatMap { (0...126).contains($0) ? $0 : nil }
        product = value["product"]?.string
    }
}

extension Batch {
    fileprivate init?(_ values: [JSON], _ milliseconds: Int?, _ failure: TransportError?) {
        transfers = values.compactMap { $0.string.flatMap(Transfer.init) }
        guard transfers.count == values.count, !values.isEmpty, let milliseconds else {
            return nil
        }
        timeoutMilliseconds = milliseconds
        self.failure = failure
        // A reply that came is there, and none where the batch failed.
        let replies = transfers.filter(\.isIn)
        guard replies.allSatisfy({ ($0.payload == nil) == (failure != nil) }) else { return nil }
    }
}

extension Batch.Transfer {
    fileprivate init?(_ text: String) {
        guard let endpoint = UInt8(text.prefix(2), radix: 16) else { return nil }
        self.endpoint = endpoint
        let rest = text.dropFirst(3)
        byteCount = 0
        payload = nil
        switch text.dropFirst(2).first {
        case "<" where endpoint & 0x80 == 0:
            guard let payload = Payload(text: rest) else { return nil }
            self.payload = payload
        case ">" where endpoint & 0x80 != 0:
            let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let count = parts.first.flatMap({ Int($0) }),
                (0...Limits.transferByteCount).contains(count)
            else { return nil }
            byteCount = count
            guard parts.count == 2 else { return }
            guard let payload = Payload(text: parts[1]), payload.count <= count else { return nil }
            self.payload = payload
        default: return nil
        }
    }
}
