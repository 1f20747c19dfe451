import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

@testable import DebugSession

/// Semihosting calls as a program makes them: registers, parameter block, BKPT 0xAB.
@Suite struct SemihostingTests {
    private static let block: Address = 0x2000_1000
    private static let buffer: Address = 0x2000_2000
    private static let call: Address = 0x2000_0100

    private let target = TargetDouble()
    private let desk = DeskDouble()
    private var session: Session

    init() throws {
        session = Session(
            target: target, serverVersion: "1",
            semihosting: SemihostingOptions(isEnabled: true, commandLine: "one two"), host: desk)
        try session.begin()
        try target.writeMemory([0xAB, 0xBE], to: Self.call)
        try halt()
    }

    /// Lets the program run into a call; what the session says to it.
    private mutating func make(
        _ operation: SemihostingOperation, _ words: [UInt32] = [], parameter: UInt32? = nil
    ) throws -> Response {
        try halt()
        try target.writeMemory(words.flatMap(\.littleEndianBytes), to: Self.block)
        try target.writeRegister(0, operation.rawValue.littleEndianBytes)
        try target.writeRegister(1, (parameter ?? Self.block.rawValue).littleEndianBytes)
        try target.writeRegister(15, Self.call.rawValue.littleEndianBytes)
        try target.resume(at: nil)
        session.phase = .running(haltPollsLeft: nil)
        target.pendingStop = .trap
        return session.poll()
    }

    /// Registers can be set then.
    private func halt() throws {
        guard target.isRunning else { return }
        try target.halt()
        _ = try target.poll()
    }

    private mutating func answer(
        _ operation: SemihostingOperation, _ words: [UInt32] = [], parameter: UInt32? = nil
    ) throws -> Int32 {
        let response = try make(operation, words, parameter: parameter)
        #expect(response.replies == [])
        try expectRunning()
        return try result()
    }

    private func result() throws -> Int32 {
        try halt()
        return try resultOfHalted()
    }

    private func resultOfHalted() throws -> Int32 {
        Int32(bitPattern: try #require(try target.readRegister(0)).word(at: 0))
    }

    /// Behind the call, and running on.
    private func expectRunning() throws {
        #expect(target.isRunning)
        #expect(target.counter == Self.call.rawValue + 2)
        #expect(session.phase == .running(haltPollsLeft: nil))
    }

    private func put(_ text: String) throws -> UInt32 {
        try target.writeMemory(Array(text.utf8) + [0], to: Self.buffer)
        return UInt32(text.utf8.count)
    }

    private mutating func open(_ path: String, mode: UInt32) throws -> Int32 {
        let count = try put(path)
        return try answer(.open, [Self.buffer.rawValue, mode, count])
    }

    @Test mutating func textGoesToTheConsole() throws {
        _ = try put("Grüße\n")
        let response = try make(.writeText, parameter: Self.buffer.rawValue)
        #expect(response.replies == [.output(Array("Grüße\n".utf8))])
        try expectRunning()
    }

    @Test mutating func textAtTheVeryEndOfMemoryIsRead() throws {
        let end = TargetDouble.ramBase + (320 << 10)
        try target.writeMemory(Array("end\0".utf8), to: end + -4)
        let response = try make(.writeText, parameter: (end + -4).rawValue)
        #expect(response.replies == [.output(Array("end".utf8))])
    }

    @Test mutating func badPointersAreToldToTheProgram() throws {
        let response = try make(.writeText, parameter: 0xA000_0000)
        #expect(response.replies == [])
        #expect(response.notices.contains { $0.text.contains("0xa0000000") })
        #expect(try result() == -1)
        #expect(try answer(.errorNumber) == SemihostingErrno.fault)
    }

    @Test mutating func consoleIsAFile() throws {
        let handle = try open(":tt", mode: 4)
        #expect(handle > 0)
        _ = try put("abc")
        let response = try make(.write, [UInt32(handle), Self.buffer.rawValue, 3])
        #expect(response.replies == [.output(Array("abc".utf8))])
        #expect(try result() == 0)
        #expect(try answer(.isTerminal, [UInt32(handle)]) == 1)
        #expect(try answer(.close, [UInt32(handle)]) == 0)
        #expect(try answer(.close, [UInt32(handle)]) == -1)
        #expect(try answer(.errorNumber) == SemihostingErrno.badFile)
    }

    @Test mutating func keysAreWaitedFor() throws {
        let handle = try open(":tt", mode: 0)
        desk.typed = nil
        #expect(try make(.read, [UInt32(handle), Self.buffer.rawValue, 10]).replies == [])
        #expect(session.phase == .typing(resumes: true))
        #expect(session.pace == .running)
        #expect(session.poll().replies == [])
        desk.typed = Array("hi".utf8)
        #expect(session.poll().replies == [])
        try expectRunning()
        #expect(try result() == 8)
        #expect(try target.readMemory(Self.buffer, count: 2) == Array("hi".utf8))
    }

    @Test mutating func interruptEndsTheWait() throws {
        desk.typed = nil
        _ = try make(.readCharacter)
        guard case .stopped(let stop) = session.interrupt().replies.last else {
            Issue.record("no stop")
            return
        }
        #expect(stop.signal == 2)
        // Continuing makes the same call again.
        #expect(target.counter == Self.call.rawValue)
    }

    @Test mutating func filesAreTheHosts() throws {
        let handle = UInt32(bitPattern: try open("log.txt", mode: 4))
        _ = try put("0123456789")
        #expect(try answer(.write, [handle, Self.buffer.rawValue, 10]) == 0)
        #expect(try answer(.length, [handle]) == 10)
        #expect(try answer(.seek, [handle, 4]) == 0)
        try target.writeMemory([UInt8](repeating: 0, count: 10), to: Self.buffer)
        #expect(try answer(.read, [handle, Self.buffer.rawValue, 10]) == 4)
        #expect(try target.readMemory(Self.buffer, count: 6) == Array("456789".utf8))
        #expect(try answer(.close, [handle]) == 0)
        #expect(try open("missing", mode: 0) == -1)
        #expect(try answer(.errorNumber) == SemihostingErrno.noEntry)
        #expect(try open("log.txt", mode: 12) == -1)
    }

    @Test mutating func featuresAreTold() throws {
        let handle = UInt32(bitPattern: try open(":semihosting-features", mode: 0))
        #expect(try answer(.length, [handle]) == 5)
        #expect(try answer(.read, [handle, Self.buffer.rawValue, 5]) == 0)
        #expect(try target.readMemory(Self.buffer, count: 5) == Array("SHFB".utf8) + [3])
        #expect(try answer(.read, [handle, Self.buffer.rawValue, 5]) == 5)
    }

    @Test mutating func smallQuestionsAreAnswered() throws {
        #expect(try answer(.isError, [0xFFFF_FFFF]) != 0)
        #expect(try answer(.isError, [5]) == 0)
        #expect(try answer(.time) == 1_000_000)
        desk.microseconds = 5_000_000
        #expect(try answer(.clock) == 500)
        desk.microseconds = 7_500_000
        #expect(try answer(.clock) == 750)
        #expect(try answer(.tickFrequency) == 1_000_000)
        #expect(try answer(.elapsed) == 0)
        #expect(try target.readMemory(Self.block, count: 8).word(at: 0) == 7_500_000)
        #expect(try answer(.heapInfo, [Self.buffer.rawValue]) == 0)
        #expect(try answer(.commandLine, [Self.buffer.rawValue, 8]) == 0)
        #expect(try target.readMemory(Self.buffer, count: 8) == Array("one two".utf8) + [0])
        #expect(try target.readMemory(Self.block + 4, count: 4).word(at: 0) == 7)
        #expect(try answer(.commandLine, [Self.buffer.rawValue, 7]) == -1)
        #expect(try answer(.temporaryName, [Self.buffer.rawValue, 7, 5]) == 0)
        #expect(try target.readMemory(Self.buffer, count: 5) == Array("tmp7".utf8) + [0])
        #expect(try answer(.system, [Self.buffer.rawValue, 3]) == -1)
    }

    @Test(arguments: [(0x20026 as UInt32, 0 as UInt8), (0x20023, 1)])
    mutating func exitEndsTheProgram(reason: UInt32, status: UInt8) throws {
        let response = try make(.exit, parameter: reason)
        #expect(response.replies == [.exited(status: status)])
        #expect(response.end == nil)
        #expect(session.phase == .gone)
        #expect(!target.isRunning)
        // `run` starts over.
        guard case .stopped = session.handle(.run).replies.last else {
            Issue.record("no stop")
            return
        }
    }

    @Test mutating func exitStatusEndsTheServer() throws {
        session.semihosting.options.exitEndsServer = true
        let response = try make(.exitExtended, [0x20026, 42])
        #expect(response.replies == [.exited(status: 42)])
        #expect(response.end == .programExited(status: 42))
    }

    @Test mutating func gdbsFilesAreAskedFor() throws {
        session.semihosting.options.usesDebuggersFiles = true
        let count = try put("a.txt")
        let opening = try make(.open, [Self.buffer.rawValue, 4, count])
        #expect(opening.replies == [.text("Fopen,20002000/6,601,180")])
        #expect(session.pace == .idle)
        // gdb reads the name meanwhile.
        #expect(
            session.handle(.readMemory(Self.buffer, count: 1)).replies == [.hex([0x61])])
        _ = session.handle(Array("F7".utf8))
        try expectRunning()
        let handle = UInt32(bitPattern: try result())
        let writing = try make(.write, [handle, Self.buffer.rawValue, 16])
        #expect(writing.replies == [.text("Fwrite,7,20002000,10")])
        _ = session.handle(Array("Fc".utf8))
        #expect(try result() == 4)
        var reply = try make(.length, [handle]).replies
        #expect(reply == [.text("Flseek,7,0,1")])
        reply = session.handle(Array("F3".utf8)).replies
        #expect(reply == [.text("Flseek,7,0,2")])
        reply = session.handle(Array("F40".utf8)).replies
        #expect(reply == [.text("Flseek,7,3,0")])
        reply = session.handle(Array("F3".utf8)).replies
        #expect(reply == [])
        #expect(try result() == 0x40)
        #expect(try make(.close, [handle]).replies == [.text("Fclose,7")])
        _ = session.handle(Array("F-1,9".utf8))
        #expect(try result() == -1)
        #expect(try answer(.errorNumber) == 9)
    }

    @Test mutating func interruptedFileCallStopsBehindIt() throws {
        session.semihosting.options.usesDebuggersFiles = true
        let count = try put("ls")
        #expect(
            try make(.system, [Self.buffer.rawValue, count]).replies
                == [.text("Fsystem,20002000/3")])
        guard case .stopped(let stop) = session.handle(Array("F-1,4,C".utf8)).replies.last else {
            Issue.record("no stop")
            return
        }
        #expect(stop.signal == 2)
        #expect(target.counter == Self.call.rawValue + 2)
        #expect(!target.isRunning)
    }

    @Test mutating func switchedOffTheBreakpointStops() throws {
        _ = session.handle(.monitor("arm semihosting disable"))
        guard case .stopped(let stop) = try make(.writeText).replies.last else {
            Issue.record("no stop")
            return
        }
        #expect(stop.signal == 5)
        #expect(target.counter == Self.call.rawValue)
    }

    @Test mutating func stepIntoACallServesIt() throws {
        _ = try put("x")
        try halt()
        session.phase = .commanding
        try target.writeRegister(0, SemihostingOperation.writeText.rawValue.littleEndianBytes)
        try target.writeRegister(1, Self.buffer.rawValue.littleEndianBytes)
        try target.writeRegister(15, Self.call.rawValue.littleEndianBytes)
        _ = session.handle(.stopReason)
        let replies = session.handle(.resume(.step(from: nil))).replies
        #expect(replies.first == .output([0x78]))
        guard case .stopped = replies.last else {
            Issue.record("no stop")
            return
        }
        #expect(target.counter == Self.call.rawValue + 2)
    }
}
