import RemoteProtocol
import Testing

@testable import GDBServer

/// What a client says first: debuggers pass, whatever else comes to the port does not.
@Suite struct FirstWordsTests {
    private func frame(_ text: String) -> String {
        String(decoding: PacketEncoder.frame(Array(text.utf8)), as: UTF8.self)
    }

    private func objection(to pieces: [String]) -> String? {
        var words = FirstWords()
        for piece in pieces {
            if let objection = words.objection(to: Array(piece.utf8)) { return objection }
        }
        return nil
    }

    @Test func debuggersPass() {
        let supported = frame("qSupported:multiprocess+;swbreak+")
        #expect(objection(to: ["+" + supported]) == nil)
        #expect(objection(to: ["+", supported, "+" + frame("?"), "+"]) == nil)
        #expect(objection(to: [frame("?"), "-", "\u{3}"]) == nil)
        // One byte at a time.
        #expect(objection(to: ("+" + supported + frame("QStartNoAckMode")).map(String.init)) == nil)
        // A space, letters and `HTTP/` are nothing special inside of a packet.
        #expect(objection(to: [frame("qRcmd, HTTP/1.1\r\n")]) == nil)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost:4242\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n+$k#6b+$c#63",
        // Rebound names make any method legal, a packet too: all of its characters are.
        "+$k#6b / HTTP/1.1\r\nHost: evil.example:4242\r\n\r\n",
        "$k#6b /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\n",
        "OPTIONS * HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ])
    func webPagesDoNot(request: String) {
        #expect(objection(to: [request])?.contains("HTTP") == true)
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1}\u{2}", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n", "\0", "help\n",
        "$k#6b" + String(repeating: "$qC#b4", count: 6000),
    ])
    func othersDoNot(greeting: String) { #expect(objection(to: [greeting]) != nil) }

    /// Segments may be cut anywhere: the words of HTTP come with the packet or before the next.
    @Test func cuttingTheRequestDoesNotHelp() {
        let request = "+$k#6b / HTTP/1.1\r\n\r\n$c#63"
        for cut in 1..<request.count {
            let pieces = [String(request.prefix(cut)), String(request.dropFirst(cut))]
            #expect(objection(to: pieces) != nil, "cut at \(cut)")
        }
    }

    @Test func whoHasBeenAnsweredMayStutter() {
        #expect(objection(to: [frame("qC"), frame("?"), "noise"]) == nil)
        #expect(objection(to: [frame("qC"), "noise"]) != nil)
    }
}

@Suite struct OnlookerScheduleTests {
    private let millisecond: UInt64 = 1_000_000

    @Test func withoutADebuggerNobodyWaits() {
        var schedule = OnlookerSchedule()
        for now in 0..<100 { #expect(schedule.wait(atNanoseconds: UInt64(now)) == 0) }
    }

    /// A debugger that never pauses: the others together get a packet now and then.
    @Test func aBurstIsHardlyDisturbed() {
        var schedule = OnlookerSchedule()
        var servedCount = 0
        // A packet of the debugger's each millisecond for ten seconds, and others who always ask.
        for moment in 1...10_000 {
            let now = UInt64(moment) * millisecond
            schedule.debuggerWasServed(atNanoseconds: now)
            if schedule.wait(atNanoseconds: now + 1000) == 0 { servedCount += 1 }
        }
        #expect(servedCount == 10_000 / Limits.patienceMilliseconds)
    }

    @Test func inAPauseNobodyWaits() {
        var schedule = OnlookerSchedule()
        schedule.debuggerWasServed(atNanoseconds: 1000 * millisecond)
        _ = schedule.wait(atNanoseconds: 1001 * millisecond)
        #expect(schedule.wait(atNanoseconds: 1002 * millisecond) == 8 * millisecond)
        #expect(schedule.wait(atNanoseconds: 1010 * millisecond) == 0)
        #expect(schedule.wait(atNanoseconds: 1010 * millisecond) == 0)
        // Packets of the debugger's that wait are no pause.
        let wait = schedule.wait(
            atNanoseconds: 1050 * millisecond, isDebuggerWaiting: true)
        #expect(wait == 60 * millisecond)
        schedule.debuggerLeft()
        #expect(schedule.wait(atNanoseconds: 0) == 0)
    }
}
