import TargetMemory
import Testing
import USBTransport

@testable import Recording

@Suite struct RecorderTests {
    private static let poll = Sent.readWord(0xE000_EDF0)
    private static let running: [UInt8] = [0x80, 0, 0, 0, 0, 0, 1, 0]

    @Test func pollsAreCountedAndStepsAreNot() throws {
        let desk = RecordingDesk()
        let step = Sent.writeWord(0xE000_EDF0, 0xA05F_0005)
        let replies: [Result<[[UInt8]], TransportError>] =
            Array(repeating: .success([Self.running]), count: 1000)
            + Array(repeating: .success([[0x80, 0]]), count: 3)
        let bus = ScriptedBus(replies)
        let device = try RecordedBus(bus, desk.recorder()).open(bus.device)
        for _ in 0..<1000 { try device.ask(Self.poll) }
        for _ in 0..<3 { try device.ask(step) }
        let records = try desk.file().entries.map(\.record)
        #expect(records.contains(.again(999)))
        #expect(records.count { if case .batch = $0 { true } else { false } } == 4)
    }

    /// A full disk, and the limit: one sentence, a file that can be read, and the session goes on.
    @Test(arguments: [(700, Int.max, "it is full"), (Int.max, 700, "the limit of 700 bytes")])
    func whatCannotBeWrittenIsNoFailure(room: Int, limit: Int, words: String) throws {
        let desk = RecordingDesk(takingBytes: room)
        let bus = ScriptedBus((0..<50).map { .success([[UInt8($0), 0]]) })
        let recorder = desk.recorder(limit: limit)
        let device = try RecordedBus(bus, recorder).open(bus.device)
        for number in 0..<50 { #expect(try device.ask(Self.poll) == [UInt8(number), 0]) }
        let complaints = desk.complaints.withLock { $0 }
        #expect(complaints.count == 1)
        #expect(complaints.first?.contains(words) == true, "\(complaints)")
        let file = try desk.file()
        #expect(file.entries.count > 3)
        #expect(desk.bytes.count < 900)
        let isNoted = file.entries.last.map { if case .stopped = $0.record { true } else { false } }
        #expect(isNoted == (limit == 700))
    }

    @Test func aFileThatTakesNothingIsAFailureAtTheStart() {
        let recorder = RecordingDesk(takingBytes: 10).recorder()
        #expect(recorder.startFailure == "it is full")
    }

    @Test func noticesAndFactsArePassedOn() throws {
        let desk = RecordingDesk()
        var seen: [String] = []
        let sink = desk.recorder().notices(passingTo: NoticeSink { seen.append("\($0) \($1)") })
        sink(.warning, "slower")
        sink.tell(.fact("chip", "STM32"))
        #expect(seen == ["warning slower"])
        #expect(
            try desk.file().entries.map(\.record) == [
                .notice(level: "warning", "slower"), .fact(name: "chip", "STM32"),
            ])
    }

    @Test func clientsThatSayNothingAreNotRecorded() throws {
        let desk = RecordingDesk()
        let recorder = desk.recorder()
        recorder.left(1)
        recorder.received(Array("?".utf8), from: 2)
        recorder.sent(Array("S05".utf8), .stop, to: 2)
        recorder.left(2)
        let records = try desk.file().entries.map(\.record)
        #expect(records.count == 4)
        #expect(records.first == .client(2, "connected"))
        #expect(records.last == .client(2, "left"))
    }
}
