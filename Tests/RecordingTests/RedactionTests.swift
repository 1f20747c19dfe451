import TargetMemory
import Testing
import USBTransport

@testable import Recording

@Suite struct RedactionTests {
    static let secret: [UInt8] = (0..<64).map { $0 &* 37 &+ 11 }

    /// What a read of the address is kept as.
    private func read(
        _ address: UInt32, _ bytes: [UInt8], _ change: (inout TransferRedaction) -> Void = { _ in }
    ) -> Payload? {
        var redaction = TransferRedaction(keepsContents: false)
        change(&redaction)
        return redaction.redact(
            [
                .out(endpoint: 2, Sent.read(address, count: bytes.count)),
                .in(endpoint: 0x81, byteCount: 64),
            ], replies: [bytes])[1].payload
    }

    @Test func contentsOfMemoryAreNamedAndRegistersAreKept() {
        let secret = Self.secret
        #expect(read(0x0800_0000, secret) == .hashed(count: 64, name: SHA256.name(of: secret)))
        #expect(read(0x2000_0000, Array(secret.prefix(16)))?.isComplete == false)
        #expect(read(0x2000_0000, Array(secret.prefix(15))) == .kept(secret.prefix(15)))
        #expect(read(0x4002_3C00, secret) == .kept(secret))
        #expect(read(0xE000_1000, secret + secret) == .kept(secret + secret))
        #expect(read(0x0800_0000, [UInt8](repeating: 0xFF, count: 64)) == .filled(count: 64, 0xFF))
    }

    @Test func identitiesAreNotEvenNamed() {
        let region = Region(base: 0x1FF0_F420, byteCount: 12)
        let payload = read(0x1FF0_F420, Array(Self.secret.prefix(12))) {
            $0.privateRegions = [region]
        }
        #expect(payload == .hidden(count: 12))
        var redaction = TransferRedaction(keepsContents: true)
        redaction.privateRegions = [region]
        let word = redaction.redact(
            [.out(endpoint: 2, Sent.readWord(0x1FF0_F424)), .in(endpoint: 0x81, byteCount: 64)],
            replies: [[0x80, 0, 0, 0, 1, 2, 3, 4]])[1].payload
        #expect(word == .bytes([0x80, 0, 0, 0, nil, nil, nil, nil]))
    }

    @Test func wordsOfOurOwnAreKeptOnce() {
        var redaction = TransferRedaction(keepsContents: false)
        redaction.controlWords = Region(base: 0x2000_0100, byteCount: 24)
        let batch: [BulkTransfer] = [
            .out(endpoint: 2, Sent.read(0x2000_0100, count: 24)),
            .in(endpoint: 0x81, byteCount: 64),
        ]
        let bytes = Array(Self.secret.prefix(24))
        #expect(redaction.redact(batch, replies: [bytes])[1].payload == .kept(bytes))
        #expect(redaction.redact(batch, replies: [bytes])[1].payload?.isComplete == false)
    }

    @Test func piecesOfProgramsAreLeftOutHoweverSmall() {
        var redaction = TransferRedaction(keepsContents: false)
        let small = redaction.redact(
            [
                .out(endpoint: 2, Sent.write(0x0800_0000, count: 4)),
                .out(endpoint: 2, [1, 2, 3, 4]),
            ], replies: [])
        #expect(small[1].payload == .hidden(count: 4))
        let word = redaction.redact(
            [.out(endpoint: 2, Sent.writeWord(0x0800_0000, 0x1234_5678))], replies: [])
        #expect(word[0].payload?.text == "f23500000008????????+6")
        let register = Sent.writeWord(0xE000_EDF0, 0xA05F_0003)
        let kept = redaction.redact([.out(endpoint: 2, register)], replies: [])
        #expect(kept[0].payload == .kept(register))
    }

    /// Sixteen bytes of data look like a command and are none.
    @Test func dataIsNotTakenForACommand() {
        var redaction = TransferRedaction(keepsContents: false)
        let data = Array(Self.secret.prefix(16))
        let kept = redaction.redact(
            [
                .out(endpoint: 2, Sent.write(0x2000_0000, count: 16)), .out(endpoint: 2, data),
                .out(endpoint: 2, Sent.command(0xF2, 0x3E)), .in(endpoint: 0x81, byteCount: 64),
            ], replies: [[0x80] + [UInt8](repeating: 0, count: 11)])
        #expect(kept[1].payload?.isComplete == false)
        #expect(kept[3].payload?.text == "80+11")
    }

    @Test func traceIsCounted() {
        var redaction = TransferRedaction(keepsContents: false)
        let kept = redaction.redact(
            [.in(endpoint: 0x83, byteCount: 64)], replies: [Array("secret".utf8)])
        #expect(kept[0].payload == .hidden(count: 6))
    }

    // MARK: Packets

    private func packet(_ text: String) -> String {
        var redaction = PacketRedaction(keepsContents: false, scrubber: Scrubber())
        let (kept, tail) = redaction.request(Array(text.utf8))
        return String(decoding: kept, as: UTF8.self) + (tail.map { " \($0)" } ?? "")
    }

    private func reply(
        _ text: String, _ kind: ReplyKind = .answer, to request: String
    ) -> Packet.Tail? {
        var redaction = PacketRedaction(keepsContents: false, scrubber: Scrubber())
        _ = redaction.request(Array(request.utf8))
        return redaction.reply(Array(text.utf8), kind).tail
    }

    @Test func packetsLoseWhatIsTheUsers() {
        #expect(
            packet("vFlashWrite:8000000:abcdefghijklmnop").hasPrefix("vFlashWrite:8000000: raw"))
        #expect(!packet("vFlashWrite:8000000:abcdefghijklmnop").contains("abcdef"))
        #expect(packet("vFlashWrite:8000000::::::").hasSuffix("hidden(count: 5))"))
        #expect(!packet("X20000000,10:abcdefghijklmnop").contains("abcdef"))
        #expect(!packet("M8000000,2:6162").contains("6162"))
        #expect(packet("M20000000,2:6162").contains("M20000000,2:"))
        #expect(packet("qRcmd,726573657420") == "qRcmd, words(\"reset \")")
        #expect(
            packet("qRcmd,70726f6772616d202f686f6d652f6d652f782e656c66").contains(
                "program <15 bytes left out>"))
        #expect(!packet("vRun;2f686f6d65;61").contains("2f68"))
        #expect(packet("m20000000,4") == "m20000000,4")
        #expect(reply("00112233", to: "m8000000,4") == .hex(.hidden(count: 4)))
        #expect(reply("00112233", to: "m20000000,4") == .hex(.kept([0, 0x11, 0x22, 0x33])))
        #expect(reply("E01", .status, to: "m20000000,4") == nil)
        #expect(reply("O68690a", .programText, to: "c") == .hex(.hidden(count: 3)))
        #expect(reply("O68690a", .words, to: "qRcmd,7265736574") == .words("hi\n"))
        #expect(reply("O68690a", .words, to: "qRcmd,6d6477203020") == .hex(.hidden(count: 3)))
        #expect(reply("OK", .status, to: "c") == nil)
    }

    // MARK: Words

    @Test(arguments: [
        (
            "stlink flash secret.bin --serial 066FFF -u",
            "stlink flash <left out> --serial <left out> -u"
        ),
        ("/opt/x/stlink-gdbserver -p4242 --freq=4M", "stlink-gdbserver -p4242 --freq=4M"),
        ("stlink read 0x08000000 64 -o /home/me/x", "stlink read 0x08000000 64 -o <left out>"),
        (
            "st-util --listen 192.168.1.10 --log-file=a.log",
            "st-util --listen 192.168.1.10 --log-file=<left out>"
        ),
        ("stlink flash 1.bad", "stlink flash <left out>"),
        ("stlink-gdbserver secret", "stlink-gdbserver <left out>"),
        ("jane-server -p 1", "<left out> -p 1"),
        ("stlink read -osecret.bin --/home/jane", "stlink read -o<left out> <left out>"),
        ("ST-LINK_gdbserver -cp /opt/x -k", "ST-LINK_gdbserver -cp <left out> -k"),
        ("st-util --/home/jane=4", "st-util <left out>=4"),
        (
            "stlink write 0x20000000 0x12 34 -u 5",
            "stlink write 0x20000000 <left out> <left out> -u <left out>"
        ),
    ])
    func commandLinesKeepNumbersAndOptions(line: String, shown: String) {
        #expect(CommandLineText(line.split(separator: " ").map(String.init)).text == shown)
    }

    @Test(arguments: [
        ("{/home/jane/a.elf}", "{<path>}"), ("a=[/home/jane/a.elf],b", "a=[<path>],b"),
        ("in 'My Project/a b.elf', 1/200", "in '<path>', 1/200"),
        ("file:/home/jane/a.elf: gone", "<path>: gone"), ("see build/fw.elf.", "see <path>."),
        ("x/home/jane", "<path>"), ("C:\\Users\\jane\\a.elf", "<path>"),
        ("/home/jane/My\\ Project.elf is", "<path> is"), ("\"~/a b\"", "\"<path>\""),
        ("ST-LINK/V2-1, STM32F74x/F75x, I/O", "ST-LINK/V2-1, STM32F74x/F75x, I/O"),
        ("ST-LINK/V2/jane", "<path>"),
        ("`stlink doctor` looks at 3/4", "`stlink doctor` looks at 3/4"),
    ])
    func pathsAreFoundAnywhereInAWord(text: String, clean: String) {
        #expect(Scrubber().clean(text) == clean)
    }

    @Test func contentsInSentencesAreLeftOut() {
        for isWanted in [false, true] {
            let desk = RecordingDesk()
            let recorder = desk.recorder(keepsContents: isWanted)
            let sink = recorder.notices(passingTo: .none)
            sink.tell(.contents("0x12 instead of 0x34"))
            sink(.warning, "reads 0x12 instead of 0x34")
            recorder.end(status: 26, "reads 0x12 instead of 0x34")
            #expect(desk.text.contains("0x12") == isWanted)
            #expect(desk.text.contains("reads <contents>") != isWanted)
        }
    }

    @Test func whatAMonitorCommandSaysIsCounted() throws {
        let desk = RecordingDesk()
        let recorder = desk.recorder()
        recorder.notice(.info, "0x08000000: 6553684f", of: "mdw 0x08000000")
        recorder.notice(.info, "stlink-gdbserver 1", of: "version")
        #expect(
            try desk.file().entries.map(\.record) == [
                .notice(level: "info", "`mdw <11 bytes left out>`: <20 bytes left out>"),
                .notice(level: "info", "stlink-gdbserver 1"),
            ])
    }

    @Test func sentencesLoseSerialsPathsAndValues() {
        let desk = RecordingDesk()
        let recorder = desk.recorder(arguments: ["stlink", "flash", "secret.bin"])
        recorder.list([ScriptedBus([]).device])
        recorder.notice(.info, "probe 066FFF485457725187052924: 'secret.bin' in /home/me, 1/200")
        #expect(desk.text.contains("probe <serial>: '<left out>' in <path>, 1/200"), "\(desk.text)")
        #expect(!desk.text.contains("066FFF"))
        #expect(!desk.text.contains("secret"))
    }
}
