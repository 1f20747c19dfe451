import TargetMemory
import Testing

@testable import Recording

/// Packets lose what is the user's, whatever they look like.
@Suite struct PacketRedactionTests {
    /// What is kept of the last packet, after the ones before it.
    private func kept(
        _ packets: [(text: String, kind: ReplyKind?)], keepsContents: Bool = false
    ) -> PacketRedaction.Kept {
        var redaction = PacketRedaction(keepsContents: keepsContents, scrubber: Scrubber())
        redaction.privateRegions = [Region(base: 0x1FF0_F420, byteCount: 12)]
        var last: PacketRedaction.Kept = ([], nil)
        for (text, kind) in packets {
            let packet = Array(text.utf8)
            last = kind.map { redaction.reply(packet, $0) } ?? redaction.request(packet)
        }
        return last
    }

    private func request(_ text: String) -> PacketRedaction.Kept { kept([(text, nil)]) }

    private func reply(
        _ text: String, _ kind: ReplyKind = .answer, to question: String
    ) -> PacketRedaction.Kept {
        kept([(question, nil), (text, kind)])
    }

    private func isHidden(_ kept: PacketRedaction.Kept, behind head: String, _ count: Int) -> Bool {
        kept.text == Array(head.utf8)
            && (kept.tail == .raw(.hidden(count: count))
                || kept.tail == .hex(.hidden(count: count)))
    }

    /// Binary contents begin with anything.
    @Test(arguments: ["O6869", "E.secret", "E01", "OK", "Eab;6869", "secret", "b"])
    func binaryContentsAreHiddenWhateverTheyBeginWith(text: String) {
        let count = text.utf8.count
        let bare = reply(text, to: "x8000000,\(String(count, radix: 16))")
        #expect(isHidden(bare, behind: "", count))
        let marked = reply("b" + text, to: "x8000000,\(String(count, radix: 16))")
        #expect(isHidden(marked, behind: "b", count))
        // Fewer than were asked for.
        #expect(isHidden(reply(text, to: "x8000000,40"), behind: "", count))
    }

    @Test func contentsInDigitsAreHiddenWhateverTheyBeginWith() {
        #expect(isHidden(reply("E01234", to: "m8000000,3"), behind: "", 3))
        #expect(isHidden(reply("E012345", to: "m8000000,3"), behind: "", 7))
        #expect(reply("E01", .status, to: "m8000000,3").tail == nil)
        #expect(reply("E.no", .status, to: "x8000000,3").text == Array("E.no".utf8))
    }

    @Test(arguments: [
        ("M8030000,4:6b657931a", "M8030000,4:", 9), ("M8030000,4:key1", "M8030000,4:", 4),
        ("M8030000:6b657931", "M", 16), ("X8030000;secret", "X", 14), ("Xsecret", "X", 6),
        ("vFlashWrite:secret", "vFlashWrite", 7), ("m8030000,secret", "m", 14),
        ("qSearch:memory:20000000;400;a;b;c", "qSearch:memory:20000000;400;", 5),
        ("qSearch:memory:secret", "qSearch", 14), ("qRcmd,secre", "qRcmd,", 5),
        ("vRun;2f68;61", "vRun", 8), ("vFile:open:2f68,0,0", "vFile", 14),
        ("qXfer:exec-file:read:1:0,fff", "qXfer", 23), ("F5,0;secret", "F", 10),
        ("QSetSTDIN:2f68", "QSetSTDIN", 5), ("QSetSTDOUT:2f68", "QSetSTDOUT", 5),
        ("qPathComplete:0,2f68", "qPathComplete", 7), ("qModuleInfo:2f68;61", "qModuleInfo", 8),
        ("jModulesInfo:[{\"file\":\"/home\"}]", "jModulesInfo", 19), ("I68690a", "I", 6),
        ("vAttachName;6869", "vAttachName", 5),
        ("QEnvironmentHexEncoded:41", "QEnvironmentHexEncoded", 3),
        ("qSymbol:8000000:6d61696e", "qSymbol", 17), ("A4,0,6869", "A", 8),
        ("qEcho:secret", "qEcho", 7), ("Zsecret", "Z", 6), ("Hsecret", "H", 6),
    ])
    func argumentsOfOtherPacketsAreCounted(packet: String, head: String, count: Int) {
        #expect(isHidden(request(packet), behind: head, count), "\(request(packet))")
        let contents = kept([(packet, nil)], keepsContents: true)
        #expect(contents.tail != .raw(.hidden(count: count)))
    }

    @Test(arguments: [
        "?", "g", "p1f", "P0f=00000008", "Hg0", "m20000000,4", "x0,0", "Z0,8000100,2",
        "vCont;s:1;c",
        "vCont?", "qSupported:multiprocess+;swbreak+;xmlRegisters=i386",
        "vFlashErase:08000000,00008000",
        "qXfer:features:read:target.xml:0,ffb", "qXfer:memory-map:read::0,ffb", "F-1,4,C", "D;1",
        "QNonStop:1", "p0;thread:0001;", "G0000;thread:1;", "vAttach;1", "qCRC:8000000,1000",
        "\u{03}",
    ])
    func harmlessPacketsAreKept(packet: String) {
        #expect(request(packet).text == Array(packet.utf8))
        #expect(request(packet).tail == nil)
    }

    @Test func answersToWhatIsNotKnownAreHidden() {
        #expect(isHidden(reply("secret", to: "qFoo:1"), behind: "", 6))
        #expect(reply("", .status, to: "qFoo:1").tail == nil)
        #expect(reply("T05thread:1;", .stop, to: "m20000000,4").tail == nil)
        #expect(reply("00000008", to: "p1").tail == nil)
    }

    @Test func checksumsOfFewBytesAreHidden() {
        #expect(isHidden(reply("C12345678", to: "qCRC:8000000,4"), behind: "C", 8))
        #expect(reply("C12345678", to: "qCRC:8000000,1000").tail == nil)
    }

    @Test func theUniqueIDIsNeverKept() {
        for isWanted in [false, true] {
            for request in ["m1ff0f420,c", "m1ff0f41c,6", "x1ff0f42b,1", "qCRC:1ff0f000,1000"] {
                let text = request.hasPrefix("qCRC") ? "C12345678" : "112233445566"
                let kept = kept([(request, nil), (text, .answer)], keepsContents: isWanted)
                let payload: Payload? =
                    switch kept.tail {
                    case .raw(let payload), .hex(let payload): payload
                    default: nil
                    }
                #expect(payload == payload.map { .hidden(count: $0.count) })
                #expect(payload != nil, "\(request)")
            }
        }
        #expect(reply("11223344", to: "m1ff0f410,4").tail == .hex(.kept([0x11, 0x22, 0x33, 0x44])))
    }

    /// The debugger reads a file's name and what is to be written, and writes what it has read.
    @Test func whatSemihostingAsksForIsHidden() {
        let asked: [(text: String, kind: ReplyKind?)] = [
            ("c", nil), ("Fopen,20000100/4,0,0", .answer),
        ]
        let read = kept(asked + [("m20000100,4", nil), ("6b657900", .answer)])
        #expect(isHidden(read, behind: "", 4))
        let written = kept(asked + [("X20000100,4:key1", nil)])
        #expect(isHidden(written, behind: "X20000100,4:", 4))
        let after = kept(asked + [("F5", nil), ("m20000100,4", nil), ("6b657900", .answer)])
        #expect(after.tail == .hex(.kept([0x6B, 0x65, 0x79, 0])))
    }

    /// Digits of `monitor` lines, and what may be said of them.
    private func monitor(_ line: String) -> PacketRedaction.Kept {
        request("qRcmd," + line.utf8.map(\.recordText).joined())
    }

    @Test(arguments: [
        ("program {/home/jane/secret-project/fw.elf}", "program <35 bytes left out>"),
        ("flash write_image fw.elf", "flash <19 bytes left out>"),
        ("mww 0x20000000 0xdeadbeef", "mww <22 bytes left out>"),
        ("echo my words", "echo <9 bytes left out>"), ("reset fw.elf", "reset <7 bytes left out>"),
        ("set option secret", "set <14 bytes left out>"), ("info", "info"),
        ("reset halt", "reset halt"),
        ("flash erase_sector 0 0 last", "flash erase_sector 0 0 last"),
    ])
    func monitorCommandsAreKeptWhereHarmless(line: String, kept words: String) {
        #expect(monitor(line).tail == .words(words))
    }

    @Test func onlyTheServersWordsBehindAHarmlessCommandAreKept() {
        let version = "qRcmd," + "version".utf8.map(\.recordText).joined()
        #expect(reply("O6869", .words, to: version).tail == .words("hi"))
        #expect(reply("O6869", .programText, to: version).tail == .hex(.hidden(count: 2)))
        for line in [
            "mdw 0", "last-error", "why", "info", "doctor", "set x", "verify_image a",
            "capture mdw",
            "flash verify_image a", "reset; mdw 0", "uid", "rtt start", "semihosting arguments a",
        ] {
            let command = "qRcmd," + line.utf8.map(\.recordText).joined()
            #expect(reply("O6869", .words, to: command).tail == .hex(.hidden(count: 2)), "\(line)")
        }
        #expect(isHidden(reply("O686", .words, to: version), behind: "O", 3))
    }

    /// LLDB's errors have their sentence in digits.
    @Test func sentencesOfErrorsLosePaths() {
        let digits = "no /home/jane".utf8.map(\.recordText).joined()
        #expect(reply("E0e;" + digits, .status, to: "c").tail == .words("no <path>"))
        let plain = reply("E.no /home/jane", .status, to: "c")
        #expect(plain.text == Array("E.no <path>".utf8))
    }
}
