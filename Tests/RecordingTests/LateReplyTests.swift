import TargetMemory
import Testing
import USBTransport

@testable import Recording
@testable import STLink

/// Replies that are not to the question asked last: nothing but their length is kept.
@Suite struct LateReplyTests {
    private static let version = Sent.version
    private static let secret = Array(RedactionTests.secret.prefix(12))

    private static func ask(_ command: [UInt8]) -> [BulkTransfer] {
        [.out(endpoint: 2, command), look]
    }
    private static let look = BulkTransfer.in(endpoint: 0x81, byteCount: 6144)
    private static let status = Sent.command(0xF2, 0x3E)
    private static let reading = ask(Sent.read(0x0800_0000, count: 12))

    /// What is kept of the last reply, after the exchanges before it.
    private func last(
        _ exchanges: [(batch: [BulkTransfer], reply: [UInt8]?)], keepsContents: Bool = false
    ) -> Payload? {
        var redaction = TransferRedaction(keepsContents: keepsContents)
        var payload: Payload?
        for (batch, reply) in exchanges {
            payload =
                redaction.redact(
                    batch, replies: reply.map { [$0] },
                    failure: reply == nil ? .timeout(endpoint: 0x81) : nil
                ).last?.payload ?? nil
        }
        return payload
    }

    @Test func aLateReplyToAnyQuestionIsHidden() {
        let long = RedactionTests.secret
        for question in [Sent.command(0xF1), Sent.command(0xF5), Self.status] {
            let batch = Self.ask(question)
            #expect(last([(Self.reading, nil), (batch, long)]) == .hidden(count: 64))
            #expect(last([(Self.reading, nil), (batch, Self.secret)]) == .hidden(count: 12))
            // Without a failure before: more than the reply can be.
            #expect(last([(batch, long)]) == .hidden(count: 64))
            #expect(last([(batch, long)], keepsContents: true) == .hidden(count: 64))
        }
    }

    @Test func whatNobodyAskedForIsHidden() {
        #expect(last([([Self.look], Self.secret)]) == .hidden(count: 12))
        let doubled = (Self.ask(Sent.readWord(0xE000_EDF0)), [UInt8](repeating: 0x80, count: 8))
        #expect(last([doubled, ([Self.look], Self.secret)]) == .hidden(count: 12))
        let trace = BulkTransfer.in(endpoint: 0x83, byteCount: 64)
        #expect(last([([trace], Self.secret)]) == .hidden(count: 12))
    }

    /// A reply of the expected length may still be another's.
    @Test func nothingIsKeptUntilVersionAndModeAreAnswered() {
        let lost: [(batch: [BulkTransfer], reply: [UInt8]?)] = [(Self.reading, nil)]
        let asked = (batch: Self.ask(Sent.command(0xF1)), reply: Optional(Self.version))
        let mode = (
            batch: Self.ask(Sent.command(0xF5)), reply: Optional([UInt8](arrayLiteral: 2, 0))
        )
        let question = (batch: Self.ask(Self.status), reply: Optional(Self.secret))
        #expect(last(lost + [question]) == .hidden(count: 12))
        #expect(last(lost + [mode, question]) == .hidden(count: 12))
        #expect(last(lost + [asked]) == .kept(Self.version))
        #expect(last(lost + [asked, question]) == .hidden(count: 12))
        #expect(last(lost + [asked, mode, question]) == .kept(Self.secret))
        // Six bytes that are no version.
        let six = Array(Self.secret.prefix(6))
        #expect(last(lost + [(asked.batch, six)]) == .hidden(count: 6))
        #expect(last([asked] + lost + [(asked.batch, Self.version)]) == .kept(Self.version))
    }

    /// A single question that was refused is simply asked again: the session goes on in step.
    @Test func aRefusedQuestionChangesNothing() {
        var redaction = TransferRedaction(keepsContents: false)
        let batch = Self.ask(Sent.readWord(0xE000_EDF0))
        _ = redaction.redact(batch, replies: nil, failure: .stall(endpoint: 0x81))
        let bytes = [UInt8](repeating: 0x80, count: 8)
        #expect(redaction.redact(batch, replies: [bytes])[1].payload == .kept(bytes))
        _ = redaction.redact(Self.reading, replies: nil, failure: .stall(endpoint: 0x81))
        #expect(redaction.redact(batch, replies: [bytes])[1].payload == .hidden(count: 8))
    }

    @Test func dataWithoutItsCommandIsHidden() {
        var redaction = TransferRedaction(keepsContents: false)
        let write = [
            BulkTransfer.out(endpoint: 2, Sent.write(0x2000_0000, count: 64)),
            .out(endpoint: 2, Self.secret),
        ]
        #expect(redaction.redact(write, replies: [])[1].payload == .hidden(count: 12))
        // Sixteen bytes may look like a command that nobody knows.
        let data = Array(RedactionTests.secret.prefix(16))
        let kept = redaction.redact([.out(endpoint: 2, data)], replies: [])[0].payload
        #expect(kept?.text == "0b30" + String(repeating: "??", count: 14))
    }

    @Test func whatAnAccessPortReadsIsMemory() {
        let read = Sent.command(0xF2, 0x45, 0, 0, 0x0C, 0)
        let word = last([(Self.ask(read), [0x80, 0, 0, 0, 1, 2, 3, 4])])
        #expect(word?.text == "80000000????????")
        let control = Sent.command(0xF2, 0x45, 0, 0, 0x00, 0)
        #expect(last([(Self.ask(control), [0x80, 0, 0, 0, 1, 2, 3, 4])])?.isComplete == true)
        var redaction = TransferRedaction(keepsContents: false)
        let write = Sent.command(0xF2, 0x46, 0, 0, 0x0C, 0, 1, 2, 3, 4)
        let kept = redaction.redact([.out(endpoint: 2, write)], replies: [])[0].payload
        #expect(kept?.text == "f24600000c00????????+6")
    }

    /// Console text is read in pieces of any size, and is hidden once: a stack is used again.
    @Test func textOfTheProgramIsHidden() {
        var redaction = TransferRedaction(keepsContents: false)
        let batch = Self.ask(Sent.read(0x2000_0100, count: 12))
        redaction.noteText(Region(base: 0x2000_0104, byteCount: 1))
        #expect(redaction.redact(batch, replies: [Self.secret])[1].payload == .hidden(count: 12))
        #expect(redaction.redact(batch, replies: [Self.secret])[1].payload == .kept(Self.secret))
    }

    /// The lengths here are those that `STLink` waits for; with others, half a session is hidden.
    @Test func replyLengthsAreTheOnesThatAreWaitedFor() throws {
        let address: Address = 0x2000_0000
        let commands: [Command] = [
            .getVersion, .getVersionExtended, .currentMode, .targetVoltage, .leaveDFU, .leaveSWIM,
            .leaveDebug, .boardIdentifiers, .setSWDDivisor(1), .setJTAGDivisor(1),
            .getFrequencies(.swd), .setFrequency(.swd, kHz: 4000), .stopTrace, .traceByteCount,
            .startTrace(bufferByteCount: 4096, hz: 1), .enterSWD, .enterJTAG, .readIDCodes,
            .driveReset(asserted: true), .readAllRegisters, .readRegister(0), .writeRegister(0, 0),
            .readDebugRegister(address), .writeDebugRegister(address, 0), .firstEnterSWD,
            .firstEnterJTAG, .readCoreID, .firstReadAllRegisters, .firstReadRegister(0),
            .firstWriteRegister(0, 0), .firstWriteDebugRegister(address, 0),
            .readDAPRegister(port: 0, 0), .writeDAPRegister(port: 0, 0, 0), .openAccessPort(0),
            .closeAccessPort(0), .lastStatusWithAddress, .lastStatus,
            .readMemory(address, .word, byteCount: 64), .readMemory(address, .byte, byteCount: 1),
            .readMemory(address, .halfword, byteCount: 6),
            .writeMemory([1, 2, 3, 4], to: address, .word),
        ]
        for command in commands {
            let known = try #require(ProbeCommand(command.bytes))
            #expect(known.isKnown, "\(command.name)")
            #expect(known.isReply(byteCount: command.reply.byteCount), "\(command.name)")
            #expect(!known.isReply(byteCount: command.reply.byteCount + 7), "\(command.name)")
        }
    }
}
