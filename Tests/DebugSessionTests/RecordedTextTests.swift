import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

@testable import DebugSession

/// What a recording leaves out is marked where it is made.
@Suite struct RecordedTextTests {
    private func session(
        _ target: TargetDouble = TargetDouble(), starting commands: [String] = []
    ) throws -> Session {
        var options = MonitorOptions()
        options.startCommands = commands
        var session = Session(
            target: target, serverVersion: "1",
            semihosting: SemihostingOptions(isEnabled: true), host: DeskDouble(),
            monitoring: options)
        try session.begin()
        return session
    }

    /// Text that had to wait comes in front of a command's, and is still the program's.
    @Test func waitingTextStaysTheProgramsOrTheServers() throws {
        var session = try session()
        session.nonStop = NonStopState(isOn: true)
        _ = session.told(Response([.output(Array("secret".utf8)), .console("ours\n")]))
        session.remember("SWO", isProgram: true)
        let replies = session.handle(.monitor("version")).replies
        #expect(
            replies.prefix(3) == [
                .output(Array("secret".utf8)), .console("ours\n"), .output(Array("SWO\n".utf8)),
            ])
        guard case .console = replies.dropFirst(3).first else {
            Issue.record("\(replies)")
            return
        }
    }

    @Test func noticesNameTheCommandThatSaidThem() throws {
        let commands = ["mdw 0x08000000", "verify_image secret.elf"]
        var session = try session(starting: commands)
        let started = session.handle(.stopReason).notices
        #expect(started.map(\.command) == commands)
        #expect(started.map(\.level) == [.info, .warning])
        let failed = session.handle(.monitor("dump_image secret.bin 0 4")).notices
        #expect(failed.map(\.command) == ["dump_image secret.bin 0 4"])
        // Others are in the server's own words.
        #expect(session.handle(Array("m8000000,zz".utf8)).notices.map(\.command) == [nil])
    }

    @Test(arguments: [
        (SemihostingOperation.writeCharacter, 1), (.writeText, 64), (.write, 5), (.remove, 5),
    ])
    func textOfTheProgramIsAnnounced(operation: SemihostingOperation, count: Int) throws {
        let target = TargetDouble()
        var session = try session(target)
        let call: Address = 0x2000_0100
        let text: Address = 0x2000_2000
        let block: Address = 0x2000_1000
        try target.halt()
        _ = try target.poll()
        try target.writeMemory(Array("key1".utf8) + [0], to: text)
        let words: [UInt32] =
            operation == .remove
            ? [text.rawValue, UInt32(count)] : [1, text.rawValue, UInt32(count)]
        try target.writeMemory(words.flatMap(\.littleEndianBytes), to: block)
        try target.writeMemory([0xAB, 0xBE], to: call)
        let isDirect = operation == .writeCharacter || operation == .writeText
        try target.writeRegister(0, operation.rawValue.littleEndianBytes)
        try target.writeRegister(1, (isDirect ? text : block).rawValue.littleEndianBytes)
        try target.writeRegister(15, call.rawValue.littleEndianBytes)
        if operation == .write {
            let handle = session.semihosting.add(.screen)
            try target.writeMemory(try #require(handle).littleEndianBytes, to: block)
        }
        session.phase = .running(haltPollsLeft: nil)
        target.pendingStop = .trap
        try target.resume(at: nil)
        let replies = session.poll().replies
        #expect(target.texts == [Region(base: text, byteCount: count)], "\(replies)")
    }
}
