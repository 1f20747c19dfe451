import RemoteProtocol
import TargetMemory
import Testing

@Suite struct ReplyTests {
    private static func text(_ reply: Reply) -> String {
        String(decoding: reply.body, as: UTF8.self)
    }

    @Test func repliesReadAsTheManualWritesThem() {
        #expect(Self.text(.ok) == "OK")
        #expect(Self.text(.unsupported).isEmpty)
        #expect(Self.text(.malformed) == "E22")
        #expect(Self.text(.errno(14)) == "E14")
        #expect(Self.text(.console("hi\n")) == "O68690a")
        #expect(Self.text(.hex([0, 0xAB])) == "00ab")
        #expect(Self.text(.terminated(signal: 29)) == "X1d")
        #expect(Self.text(.exited(status: 0)) == "W00")
        #expect(Reply.binary(marker: UInt8(ascii: "b"), [0x24]).body == [0x62, 0x24])
    }

    @Test func stopRepliesGiveReasonAndRegisters() {
        let counter = StopReply.ExpeditedRegister(number: 15, bytes: [0x04, 0x02, 0, 0x08])
        let stop = StopReply(signal: 5, reason: .hardwareBreakpoint, registers: [counter])
        #expect(Self.text(.stopped(stop)) == "T05thread:1;hwbreak:;f:04020008;")
        let watch = StopReply(signal: 5, reason: .watchpoint(.accessWatch, 0x2000_0010))
        #expect(Self.text(.stopped(watch)) == "T05thread:1;awatch:20000010;")
        let read = StopReply(signal: 5, reason: .watchpoint(.readWatch, 0x10))
        #expect(Self.text(.stopped(read)) == "T05thread:1;rwatch:00000010;")
        #expect(Self.text(.stopped(StopReply(signal: 2))) == "T02thread:1;")
    }

    @Test func debuggersGetTheirOwnForms() {
        #expect(Self.text(.errorString(14, "no")) == "E14;6e6f")
        #expect(Self.text(.bytes(Array("E14".utf8))) == "E14")
        let stop = StopReply(signal: 5, programCounter: 0x0800_0210)
        #expect(Self.text(.stopped(stop)) == "T05thread:1;threads:1;thread-pcs:08000210;")
    }

    /// A notification is neither acknowledged nor sent again.
    @Test func notificationsAreFramedApart() {
        var channel = PacketChannel()
        let reply = channel.frame(.ok)
        #expect(channel.frame(.notification("Stop:T05")) == Array("%Stop:T05#99".utf8))
        guard case .send(let again)? = channel.receive([UInt8(ascii: "-")]).first else {
            Issue.record("nothing was sent again")
            return
        }
        #expect(again == reply)
    }

    /// gdb takes escapes out of binary replies only, and `*` means a repetition in any.
    @Test func errorTextsNeedNoEscape() {
        let frame = PacketEncoder.frame(Reply.errorText("2*3 #1 $x {a}\nnext").body)
        #expect(frame.starts(with: Array("$E.2x3  1  x (a) next#".utf8)))
    }

    @Test func consoleTextIsCutIntoPackets() {
        let text = String(repeating: "grüße ", count: 2000)
        let pieces = Reply.consoleLines(text)
        #expect(pieces.count > 2)
        var joined = ""
        for piece in pieces {
            guard case .console(let part) = piece else { continue }
            #expect(part.utf8.count <= Limits.consoleByteCount)
            joined += part
        }
        #expect(joined == text)
        #expect(Reply.consoleLines("").isEmpty)
    }

    /// A letter with two thousand accents is one character of more bytes than a packet.
    @Test func oneCharacterMayNeedTwoPackets() {
        let text = "a" + String(repeating: "\u{301}", count: 2100) + "b"
        let parts = Reply.consoleLines(text).compactMap { reply -> String? in
            if case .console(let part) = reply { part } else { nil }
        }
        #expect(parts.count == 2)
        #expect(parts.joined() == text)
    }

    @Test func documentsAreReadInPieces() {
        let document = Array("0123456789".utf8)
        func piece(_ offset: Int, _ count: Int) -> String {
            Self.text(TransferWindow.reply(document, offset: offset, count: count))
        }
        #expect(piece(0, 4) == "m0123")
        #expect(piece(4, 4) == "m4567")
        #expect(piece(8, 4) == "l89")
        #expect(piece(6, 4) == "l6789")
        #expect(piece(10, 4) == "l")
        #expect(piece(4096, 4) == "l")
        #expect(piece(0, 0) == "m")
        #expect(piece(0, 1 << 30) == "l0123456789")
    }

    @Test func aPieceFitsIntoAPacketEscapedOrNot() {
        let document = [UInt8](repeating: UInt8(ascii: "#"), count: 100_000)
        let reply = TransferWindow.reply(document, offset: 0, count: 100_000)
        #expect(PacketEncoder.frame(reply.body).count <= Limits.packetByteCount + 8)
    }

    @Test func elementsEscapeTheirText() {
        let inner = XMLElement("b", [("c", "\"<&>\"")], .text("1 < 2 & 3"))
        let document = XMLElement("a", [], .elements([inner, XMLElement("d")])).document(type: "a")
        #expect(
            document == """
                <?xml version="1.0"?>
                <!DOCTYPE a>
                <a>
                  <b c="&quot;&lt;&amp;&gt;&quot;">1 &lt; 2 &amp; 3</b>
                  <d/>
                </a>

                """)
    }

    @Test func digitsArePairs() {
        #expect(Hexadecimal.decode("00aBfF".utf8) == [0, 0xAB, 0xFF])
        #expect(Hexadecimal.decode("0".utf8) == nil)
        #expect(Hexadecimal.decode("0g".utf8) == nil)
        #expect(Hexadecimal.string([1, 0xFE]) == "01fe")
    }
}
