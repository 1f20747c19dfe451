import Foundation
import RemoteProtocol
import TestSupport
import Testing

/// Who starts the server and does not read what it says, as a script with a pipe.
@Suite(.serialized) struct UnreadOutputTests {
    @Test func aFullPipeForTheLogKeepsNobodyWaiting() async throws {
        let desk = try Desk()
        let port = try FreePort.find()
        let server = try desk.startServer(
            commandLine: "exec 9> >(exec sleep 600); "
                + "(exec stlink-gdbserver --port \(port) -v 99 2>&9 9>&-)", port: port)
        let debugger = try #require(waitForClient(port))
        let onlooker = try #require(RawClient(port: port))
        #expect(debugger.ask("qC") == "QC1")
        #expect(debugger.ask("?")?.hasPrefix("T") == true)
        #expect(onlooker.ask("qC") == "QC1")
        #expect(onlooker.ask("qC") == "QC1")
        // Ever another command that is none: a line of the log, as long as they get.
        for number in 0..<60 {
            let words = "zz\(number) " + String(repeating: "y", count: 7000)
            let digits = words.utf8.map { String(format: "%02x", $0) }.joined()
            #expect(onlooker.ask("qRcmd,\(digits)") != nil, "\(number)")
            #expect(debugger.ask("m8000000,4") != nil, "\(number)")
        }
        let pid = server.pid
        kill(pid, SIGTERM)
        #expect(waitUntil(timeoutSeconds: Patience.commandSeconds) { kill(pid, 0) != 0 })
        #expect(try #require(try desk.unplug()).illegal == [:])
    }

    private func waitForClient(_ port: UInt16) -> RawClient? {
        var client: RawClient?
        _ = waitUntil(timeoutSeconds: 60) {
            client = RawClient(port: port)
            return client != nil
        }
        return client
    }
}
