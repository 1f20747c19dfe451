import Foundation
import TestSupport

/// An editor's side of the Debug Adapter Protocol: JSON messages behind a Content-Length.
final class AdapterClient: ChildProcess {
    private var buffer: [UInt8] = []
    private var sequence = 0
    private var messages: [JSON] = []
    private var transcript: [String] = []

    init(_ path: String, _ arguments: [String], in folder: TemporaryFolder) throws {
        try super.init(path, arguments, in: folder, hearsErrors: false)
    }

    /// Sends a request without waiting; its number.
    @discardableResult
    func send(_ command: String, _ arguments: String = "{}") throws -> Int {
        sequence += 1
        let text =
            "{\"seq\":\(sequence),\"type\":\"request\",\"command\":\"\(command)\","
            + "\"arguments\":\(arguments)}"
        transcript.append("> \(text)")
        let framed = "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
        try input.fileHandleForWriting.write(contentsOf: Data(framed.utf8))
        return sequence
    }

    /// Sends a request and returns the body of its response, which must be a success.
    @discardableResult
    func request(_ command: String, _ arguments: String = "{}") throws -> JSON {
        try response(to: try send(command, arguments))
    }

    func response(to number: Int) throws -> JSON {
        let response = try wait("the response to \(number)") {
            $0["type"]?.string == "response" && $0["request_seq"]?.int == number
        }
        guard response["success"] == .bool(true) else { throw failure("refused: \(response)") }
        return response["body"] ?? .null
    }

    /// The body of the next event of that name that was not taken yet.
    @discardableResult
    func event(_ name: String) throws -> JSON {
        let event = try wait("the event \(name)") {
            $0["type"]?.string == "event" && $0["event"]?.string == name
        }
        return event["body"] ?? .null
    }

    /// Drops the events of that name that have come and were not taken.
    func forget(_ name: String) {
        messages.removeAll { $0["type"]?.string == "event" && $0["event"]?.string == name }
    }

    /// The next stop for that reason; adapters tell of others while they attach.
    func stop(for reason: String) throws {
        while true {
            let stopped = try event("stopped")
            if stopped["reason"]?.string?.contains(reason) == true { return }
        }
    }

    func waitForEnd() throws {
        let ended = waitUntil { !process.isRunning }
        guard ended else { throw failure("the adapter does not end") }
    }

    func failure(_ text: String) -> DeskFailure {
        DeskFailure("\(text)\n\(transcript.suffix(40).joined(separator: "\n"))")
    }

    private func wait(_ what: String, until isIt: (JSON) -> Bool) throws -> JSON {
        let deadline = ContinuousClock.now + .seconds(Patience.seconds)
        while true {
            if let index = messages.firstIndex(where: isIt) { return messages.remove(at: index) }
            guard let message = try readMessage(before: deadline) else {
                throw failure("in vain for \(what)")
            }
            messages.append(message)
        }
    }

    private func readMessage(before deadline: ContinuousClock.Instant) throws -> JSON? {
        while true {
            if let message = try takeMessage() { return message }
            guard let bytes = readBytes(before: deadline) else { return nil }
            buffer += bytes
        }
    }

    private func takeMessage() throws -> JSON? {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = buffer.firstRange(of: separator) else { return nil }
        let header = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        guard let text = header.split(separator: ":").last,
            let length = Int(text.trimmingCharacters(in: .whitespaces))
        else { throw failure("no Content-Length: \(header)") }
        guard buffer.count >= end.upperBound + length else { return nil }
        let body = buffer[end.upperBound..<end.upperBound + length]
        let message = String(decoding: body, as: UTF8.self)
        buffer.removeSubrange(..<(end.upperBound + length))
        transcript.append("< \(message)")
        return try JSON(text: message)
    }
}
