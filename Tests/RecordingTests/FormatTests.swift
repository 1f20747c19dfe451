import Testing
import USBTransport

@testable import Recording

@Suite struct FormatTests {
    /// FIPS 180-4's examples, as NIST publishes them; the first half of each.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb924"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039"
        ),
    ])
    func contentsAreNamedBySHA256(text: String, name: String) {
        #expect(SHA256.name(of: Array(text.utf8)) == name)
    }

    @Test(arguments: [
        Payload.bytes([]), .kept([0xF2, 0x36, 0, 0, 0, 0, 0]), .bytes([1, nil, 0, 0]),
        .kept([0, 0]), .filled(count: 256, 0xFF), .hidden(count: 12),
        .hashed(count: 6144, name: String(repeating: "3b", count: 16)),
    ])
    func payloadsSurviveTheirText(payload: Payload) {
        #expect(Payload(text: payload.text) == payload)
    }

    @Test(arguments: [
        "f", "fg", "+0", "+", "f2+99999999", "?-1", "?x", "#4:12", "*4:1", "*4", "?1:2",
        "#1:zz", "12+3+4", "??+-1",
    ])
    func otherTextIsNoPayload(text: String) { #expect(Payload(text: text) == nil) }

    static let records: [Record] = [
        .listed([ListedDevice(ScriptedBus([]).device)]),
        .opened(ListedDevice(ScriptedBus([]).device), .busy), .closed, .again(12),
        .batch(
            Batch(
                transfers: [
                    .init(endpoint: 2, byteCount: 0, payload: .kept([0xF1])),
                    .init(endpoint: 0x81, byteCount: 64, payload: .kept([1, 2])),
                ], timeoutMilliseconds: 300, failure: nil)),
        .batch(
            Batch(
                transfers: [.init(endpoint: 0x81, byteCount: 64, payload: nil)],
                timeoutMilliseconds: 20, failure: .timeout(endpoint: 0x81))),
        .haltCleared(endpoint: 0x81, nil), .reset(.other("LIBUSB_ERROR_IO")),
        .client(3, "left"),
        .packet(
            Packet(
                client: 1, isRequest: true, text: [0x58, 0x00, 0xFF, 0x22, 0x5C, 0x0A],
                tail: .raw(.hidden(count: 2)))),
        .packet(Packet(client: 1, isRequest: false, text: [0x4F], tail: .words("größe\n"))),
        .notice(level: "debug", "4000 kHz: \"x\" \u{7F}\u{2028}"),
        .fact(name: "chip", "STM32F74x"), .ended(status: 20, "no"), .stopped("full"),
    ]

    @Test(arguments: records)
    func recordsSurviveTheirLine(record: Record) throws {
        let header = Header(tool: "a", system: "b", command: "c", keepsContents: false)
        let bytes = header.line + record.line(microseconds: 12)
        #expect(!bytes.dropLast().suffix(3).contains(0x0A))
        let file = try RecordedFile(bytes)
        #expect(file.entries == [.init(line: 2, microseconds: 12, record: record)])
        #expect(file.header == header)
        #expect(!file.isCutOff)
    }

    /// A crash may end the file anywhere: what is whole is read, or the first line is named.
    @Test func aFileCutOffAnywhereIsReadUpToThere() throws {
        let lines =
            [Header(tool: "a", system: "b", command: "c", keepsContents: true).line]
            + Self.records.map { $0.line(microseconds: 1) }
        let bytes = lines.flatMap { $0 }
        for count in bytes.indices {
            let whole = bytes[..<count].count { $0 == 0x0A }
            guard whole > 0 else {
                #expect(throws: RecordedFile.Failure.self) {
                    try RecordedFile(Array(bytes[..<count]))
                }
                continue
            }
            let file = try RecordedFile(Array(bytes[..<count]))
            #expect(file.entries.count == whole - 1)
            #expect(file.isCutOff == (bytes[count - 1] != 0x0A))
        }
    }

    @Test(arguments: [
        ("", "line 1: this is no recording"), ("\u{7F}ELF\n", "line 1: this is no recording"),
        ("{\"recording\":2,\"tool\":\"\"}\n", "version 2"),
        ("{\"recording\":1}\n", "line 1: the header is not complete"),
        ("HEADER{\"t\":1,\"x\":[\"02<f\"],\"ms\":1}\n", "line 2: this says nothing"),
        ("HEADER{\"t\":1,\"x\":[\"02<f1\",\"81>64\"],\"ms\":1}\n", "line 2: this says nothing"),
        ("HEADER{\"t\":1,\"end\":0,\n", "line 2: damaged at column"),
        ("HEADER{\"t\":-1,\"close\":true}\n", "line 2: the time is missing"),
        ("HEADER{\"t\":9223372036854775807,\"close\":true}\n", "line 2: the time is"),
        ("HEADER{\"t\":5,\"close\":true}\n{\"t\":4,\"close\":true}\n", "line 3: the time"),
        ("HEADER{\"t\":1,\"x\":[\"02<*9999999999:00\"],\"ms\":1}\n", "line 2: this says nothing"),
        ("HEADER[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]\n", "nested too deeply"),
    ])
    func whatIsNoRecordingIsNamedByItsLine(text: String, words: String) {
        let header = Header(tool: "a", system: "b", command: "c", keepsContents: true).line
        let bytes = Array(
            text.replacing("HEADER", with: String(decoding: header, as: UTF8.self)).utf8)
        do {
            _ = try RecordedFile(bytes)
            Issue.record("it was taken for a recording")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }
}
