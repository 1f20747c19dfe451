import Synchronization
public import TargetMemory
import USBTransport

/// Writes what happens between gdb, this program and the probe, line by line as it happens.
///
/// A recording must never disturb what it records: after the first line that cannot be written
/// there is one complaint, and nothing more is recorded.
public final class Recorder: Sendable {
    /// Where lines go and where the time comes from.
    public struct Output: Sendable {
        /// Takes a line; the reason where that is not possible.
        public var write: @Sendable ([UInt8]) -> String?
        /// Microseconds since the recording began, by a clock that never goes back.
        public var microseconds: @Sendable () -> Int
        /// Tells the user, once, that nothing more is recorded.
        public var complain: @Sendable (String) -> Void

        public init(
            write: @escaping @Sendable ([UInt8]) -> String?,
            microseconds: @escaping @Sendable () -> Int,
            complain: @escaping @Sendable (String) -> Void
        ) {
            self.write = write
            self.microseconds = microseconds
            self.complain = complain
        }
    }

    fileprivate struct State {
        var transfers: TransferRedaction
        var scrubber: Scrubber
        var clients: [Int: PacketRedaction] = [:]
        var byteCount = 0
        var lastTime = 0
        var isStopped = false
        var lastBatch: Batch?
        var repetitionCount = 0
        var repetitionStart = 0
    }

    /// Why not even the header could be written.
    public let startFailure: String?
    private let output: Output
    private let keepsContents: Bool
    private let limitByteCount: Int
    private let state: Mutex<State>

    /// Writes the header. `limitByteCount` bounds the file.
    public init(
        tool: String, system: String, command: CommandLineText, keepsContents: Bool,
        limitByteCount: Int = Limits.recordingByteCount, output: Output
    ) {
        self.output = output
        self.keepsContents = keepsContents
        self.limitByteCount = limitByteCount
        var scrubber = Scrubber()
        for text in command.hidden { scrubber.hide(text, as: "<left out>") }
        let header = Header(
            tool: tool, system: system, command: command.text, keepsContents: keepsContents
        ).line
        startFailure = output.write(header)
        state = Mutex(
            State(
                transfers: TransferRedaction(keepsContents: keepsContents), scrubber: scrubber,
                byteCount: header.count, isStopped: startFailure != nil))
    }

    // MARK: What is recorded

    func list(_ devices: [USBDeviceDescription]) {
        update { state in
            for device in devices { state.hideSerial(of: device) }
            return self.add(.listed(devices.map(ListedDevice.init)), &state)
        }
    }

    func open(_ device: USBDeviceDescription, _ failure: TransportError?) {
        update { state in
            state.hideSerial(of: device)
            if failure == nil { state.transfers.begin() }
            return self.add(.opened(ListedDevice(device), failure), &state)
        }
    }

    func transfer(
        _ batch: [BulkTransfer], replies: [[UInt8]]?, failure: TransportError?,
        timeoutMilliseconds: Int
    ) {
        update { state in
            let record = Batch(
                transfers: state.transfers.redact(
                    batch, replies: replies, failure: failure),
                timeoutMilliseconds: timeoutMilliseconds, failure: failure)
            if record == state.lastBatch, record.isPoll {
                if state.repetitionCount == 0 { state.repetitionStart = self.output.microseconds() }
                state.repetitionCount += 1
                return nil
            }
            let complaint = self.add(.batch(record), &state)
            state.lastBatch = record
            return complaint
        }
    }

    func record(_ record: Record) { update { state in self.add(record, &state) } }

    /// A client that has said something is gone; others are nobody's business.
    public func left(_ client: Int) {
        update { state in
            guard state.clients.removeValue(forKey: client) != nil else { return nil }
            return self.add(.client(client, "left"), &state)
        }
    }

    /// A packet from a client; 0x03 alone is Ctrl-C.
    public func received(_ packet: [UInt8], from client: Int) {
        update { state in
            let isNew = state.clients[client] == nil
            var redaction = self.redaction(of: client, state)
            let (text, tail) = redaction.request(packet)
            state.clients[client] = redaction
            if isNew, let complaint = self.add(.client(client, "connected"), &state) {
                return complaint
            }
            return self.add(
                .packet(Packet(client: client, isRequest: true, text: text, tail: tail)), &state)
        }
    }

    public func sent(_ packet: [UInt8], _ kind: ReplyKind, to client: Int) {
        update { state in
            var redaction = self.redaction(of: client, state)
            let (text, tail) = redaction.reply(packet, kind)
            // Whoever never asked is no client yet.
            if state.clients[client] != nil { state.clients[client] = redaction }
            return self.add(
                .packet(Packet(client: client, isRequest: false, text: text, tail: tail)), &state)
        }
    }

    /// A decision or an observation in words; of what a `monitor` command has said, only the
    /// length, unless that command is harmless.
    public func notice(_ level: NoticeSink.Level, _ text: String, of command: String? = nil) {
        update { state in
            let line = command.map(MonitorLine.init)
            let isKept = self.keepsContents || line?.isHarmless != false
            let name = isKept ? "" : state.scrubber.clean(line?.text ?? "")
            let words =
                isKept
                ? state.scrubber.clean(text) : "`\(name)`:" + MonitorLine.leftOut(text.utf8.count)
            return self.add(.notice(level: "\(level)", words), &state)
        }
    }

    /// How it ends.
    public func end(status: Int32, _ text: String) {
        update { state in
            self.add(.ended(status: Int(status), state.scrubber.clean(text)), &state)
        }
    }

    /// Passes everything on, and keeps it.
    public func notices(passingTo sink: NoticeSink) -> NoticeSink {
        NoticeSink(
            { [self] level, text in
                notice(level, text)
                sink(level, text)
            },
            events: { [self] event in
                take(event)
                sink.tell(event)
            })
    }

    private func take(_ event: NoticeSink.Event) {
        update { state in
            switch event {
            case .fact(let name, let text):
                return self.add(.fact(name: name, state.scrubber.clean(text)), &state)
            case .identity(let region):
                state.transfers.privateRegions.append(region)
            case .controlWords(let region):
                state.transfers.controlWords = region
            case .programText(let region):
                state.transfers.noteText(region)
            case .contents(let words):
                if !self.keepsContents { state.scrubber.hide(words, as: "<contents>") }
            }
            return nil
        }
    }

    // MARK: Writing

    /// Runs `work`; what it returns is told to the user.
    private func update(_ work: (inout sending State) -> String?) {
        let complaint = state.withLock { state in state.isStopped ? nil : work(&state) }
        if let complaint { output.complain(complaint) }
    }

    private func redaction(of client: Int, _ state: State) -> PacketRedaction {
        var redaction =
            state.clients[client]
            ?? PacketRedaction(keepsContents: keepsContents, scrubber: state.scrubber)
        redaction.scrubber = state.scrubber
        redaction.privateRegions = state.transfers.privateRegions
        return redaction
    }

    private func add(_ record: Record, _ state: inout State) -> String? {
        var complaint: String?
        if state.repetitionCount > 0 {
            let line = Record.again(state.repetitionCount).line(
                microseconds: max(state.lastTime, state.repetitionStart))
            state.repetitionCount = 0
            complaint = write(line, &state)
        }
        state.lastBatch = nil
        guard complaint == nil else { return complaint }
        state.lastTime = max(state.lastTime, output.microseconds())
        return write(record.line(microseconds: state.lastTime), &state)
    }

    private func write(_ line: [UInt8], _ state: inout State) -> String? {
        guard state.byteCount + line.count <= limitByteCount else {
            state.isStopped = true
            let reason = "the limit of \(limitByteCount) bytes is reached"
            _ = output.write(Record.stopped(reason).line(microseconds: state.lastTime))
            return "recording ends here: \(reason) (--record-limit); the session goes on"
        }
        state.byteCount += line.count
        guard let reason = output.write(line) else { return nil }
        state.isStopped = true
        return "recording ends here: \(reason); the session goes on"
    }
}

extension Recorder.State {
    fileprivate mutating func hideSerial(of device: USBDeviceDescription) {
        guard let units = device.serial else { return }
        scrubber.hide(String(decoding: units, as: UTF16.self), as: "<serial>")
        // Twelve raw bytes are shown in hexadecimal.
        let digits = units.map { unit in
            let digits = String(unit & 0xFF, radix: 16, uppercase: true)
            return (digits.count < 2 ? "0" : "") + digits
        }
        scrubber.hide(digits.joined(), as: "<serial>")
    }
}

extension Batch {
    /// A few questions that change nothing, however often they are asked.
    fileprivate var isPoll: Bool {
        failure == nil && transfers.count <= Limits.collapsedTransferCount
            && transfers.allSatisfy { transfer in
                transfer.isIn
                    || ProbeCommand(transfer.payload?.contents ?? [])?.isQuestion == true
            }
    }
}
