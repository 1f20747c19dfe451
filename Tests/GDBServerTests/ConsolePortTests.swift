import Testing

@testable import GDBServer

/// A port that shows what a program prints, with every place taken by clients that only listen.
@Suite struct ConsolePortTests {
    @Test func whoHasBeenThereLongestMakesRoom() async throws {
        let bench = try await Bench(console: .port(0))
        let port = try #require(await bench.server.consolePort)
        let listeners = try (0..<Limits.connectionCount).map { _ in try Client(port: port) }
        // All of them are new: nobody gives way.
        #expect(try Client(port: port).next() == nil)
        #expect(try await hear(listeners, bench))
        #expect(try await bench.expectWarning("another one was closed at once"))
        try await Task.sleep(for: .seconds(Limits.staySeconds))
        let late = try Client(port: port)
        #expect(listeners[0].next() == nil)
        #expect(try await hear(listeners.dropFirst() + [late], bench))
        #expect(try await bench.expectWarning("the one that was here longest made room"))
        await bench.server.shutdown()
    }

    /// Whether what the program prints comes to each of them.
    private func hear(_ clients: [Client], _ bench: Bench) async throws -> Bool {
        // Their connections are taken in when the server comes to it.
        while await bench.server.consoleClientCount != clients.count {
            try await Task.sleep(for: .milliseconds(5))
        }
        await bench.server.printOnConsole(Array("$OK#9a".utf8))
        return clients.allSatisfy { $0.packet() == "OK" }
    }
}

extension Server {
    fileprivate var consoleClientCount: Int { console?.clientCount ?? 0 }
    fileprivate func printOnConsole(_ bytes: [UInt8]) { console?.show(bytes) }
}
