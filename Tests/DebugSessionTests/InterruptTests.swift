import RemoteProtocol
import TargetDouble
import Testing

@testable import DebugSession

/// Ctrl-C and the stop that crosses it.
@Suite struct InterruptTests {
    private static func started() throws -> Session {
        var session = Session(target: TargetDouble(), serverVersion: "1")
        try session.begin()
        _ = session.handle(.stopReason)
        return session
    }

    private static func text(_ response: Response) -> String {
        String(decoding: response.replies.last?.body ?? [], as: UTF8.self)
    }

    /// gdb steps off a breakpoint, puts its breakpoints back and continues; the Ctrl-C of its user
    /// came right after the step's stop.
    @Test func crossingAStepEndsTheNextRun() throws {
        var session = try Self.started()
        #expect(Self.text(session.handle(.resume(.step(from: nil)))).hasPrefix("T05"))
        #expect(session.interrupt().replies.isEmpty)
        _ = session.handle(.insertPoint(.hardware, 0x0800_0210, length: 2))
        #expect(Self.text(session.handle(.resume(.run(from: nil)))).hasPrefix("T02"))
        #expect(session.handle(.resume(.run(from: nil))).replies.isEmpty, "once only")
    }

    /// Bytes 0x03 of a client that has long been told are none of the next run's business: some
    /// send one as they connect.
    @Test func atRestIsForgotten() throws {
        var session = try Self.started()
        #expect(session.interrupt().replies.isEmpty)
        #expect(session.handle(.resume(.run(from: nil))).replies.isEmpty)
        #expect(Self.text(session.interrupt()).hasPrefix("T02"))
        _ = session.handle(.resume(.step(from: nil)))
        _ = session.handle(.currentThread)
        #expect(session.interrupt().replies.isEmpty)
        #expect(session.handle(.resume(.run(from: nil))).replies.isEmpty)
    }
}
