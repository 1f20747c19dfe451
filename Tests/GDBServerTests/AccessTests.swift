import Foundation
import Glibc
import RemoteProtocol
import Testing

@testable import GDBServer

/// Who reaches the ports: by default this machine alone, over both protocols.
@Suite struct AccessTests {
    /// An address of this machine that is not the loopback's, in host order.
    private static func ownAddress() throws -> UInt32 {
        var list: UnsafeMutablePointer<ifaddrs>?
        defer { freeifaddrs(list) }
        guard getifaddrs(&list) == 0 else { throw Client.Failure(call: "getifaddrs") }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = entry.ifa_addr, Int32(address.pointee.sa_family) == AF_INET else {
                continue
            }
            let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
            }
            if number >> 24 != 127 { return number }
        }
        throw Client.Failure(call: "getifaddrs: this test needs a network interface")
    }

    private static func text(_ address: UInt32) -> String {
        (0..<4).reversed().map { String(address >> (8 * UInt32($0)) & 0xFF) }
            .joined(separator: ".")
    }

    @Test func loopbackIsTheUsual() async throws {
        let bench = try await Bench(hosts: ServerConfiguration.loopback)
        #expect(try bench.connect().ask("qC") == "QC1")
        let listening = try Self.listeningAddresses(port: bench.port)
        #expect(listening.sorted() == ["127.0.0.1", "::1"])
        #expect(bench.journal.warnings == [])
        let own = try Self.ownAddress()
        #expect(throws: Client.Failure.self) { try Client(port: bench.port, address: own) }
        await bench.server.shutdown()
    }

    /// The addresses at which somebody listens at the port, by the system's own list.
    private static func listeningAddresses(port: UInt16) throws -> [String] {
        var found: [String] = []
        let suffix = ":" + String(format: "%04X", Int(port))
        for (file, name) in [
            ("/proc/net/tcp", ["0100007F": "127.0.0.1"]),
            ("/proc/net/tcp6", ["00000000000000000000000001000000": "::1"]),
        ] {
            let table = try #require(FileHandle(forReadingAtPath: file)).readDataToEndOfFile()
            for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
                let columns = line.split(separator: " ")
                guard columns.count > 3, columns[1].hasSuffix(suffix), columns[3] == "0A" else {
                    continue
                }
                let address = String(columns[1].dropLast(suffix.count))
                found.append(name[address] ?? address)
            }
        }
        return found
    }

    /// A machine that vanished with a reply under way is noticed as soon as one that was idle.
    @Test func whoOwesAnAnswerIsNotWaitedForLonger() throws {
        let listener = try Listener(hosts: ["127.0.0.1"], port: 0)
        defer { listener.descriptors.forEach(Socket.close) }
        let client = try Client(port: listener.port)
        var pending: Int32?
        while pending == nil {
            if case .client(let descriptor, _) = Socket.accept(listener.descriptors[0]) {
                pending = descriptor
            }
        }
        let descriptor = try #require(pending)
        defer { Socket.close(descriptor) }
        func option(_ level: Int32, _ name: Int32) -> Int32 {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, level, name, &value, &length)
            return value
        }
        let tcp = Int32(IPPROTO_TCP)
        let idleSeconds =
            option(tcp, TCP_KEEPIDLE) + option(tcp, TCP_KEEPCNT) * option(tcp, TCP_KEEPINTVL)
        #expect(option(SOL_SOCKET, SO_KEEPALIVE) == 1)
        #expect(option(tcp, TCP_USER_TIMEOUT) == 1000 * idleSeconds)
        #expect(!client.isClosed)
    }

    @Test func elsewhereIsWarnedOf() async throws {
        let bench = try await Bench(hosts: ["*"])
        let warning = try #require(bench.journal.warnings.first)
        #expect(warning.contains("beyond this machine") && warning.contains("--allow"))
        let own = try Self.ownAddress()
        #expect(try Client(port: bench.port, address: own).ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// Others than those on the list are refused at every port, counted and logged.
    @Test func onlyTheListedAreLetIn() async throws {
        let own = try Self.ownAddress()
        let bench = try await Bench(
            hosts: ["0.0.0.0"], allowed: ["198.51.100.0/24", "2001:db8::/32"], console: .port(0))
        #expect(bench.journal.warnings.first?.contains("198.51.100.0/24") == true)
        for _ in 0..<20 {
            let stranger = try Client(port: bench.port, address: own)
            #expect(stranger.ask("qC") == nil)
        }
        #expect(try await bench.expectWarning("refused a connection"))
        #expect(bench.journal.warnings.count == 2)
        // This machine by its loopback may, and no other port is open to strangers either.
        let debugger = try Client(port: bench.port)
        #expect(debugger.ask("?") != nil)
        let console = try #require(await bench.server.consolePort)
        #expect(try Client(port: console, address: own).next() == nil)
        let said = try #require(
            debugger.ask("qRcmd," + Hexadecimal.string(Array("rtt server start 0 0".utf8))))
        let bytes = Hexadecimal.decode(Array(said.utf8.dropFirst())) ?? []
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        let port = try #require(words.compactMap { UInt16($0) }.first)
        #expect(try Client(port: port, address: own).next() == nil)
        #expect(bench.journal.all == ["open", "attach", "halt"])
        await bench.server.shutdown()
    }

    @Test func theListedAreLetIn() async throws {
        let own = try Self.ownAddress()
        let bench = try await Bench(hosts: ["0.0.0.0"], allowed: [Self.text(own) + "/32"])
        #expect(try Client(port: bench.port, address: own).ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// A name with several addresses is listened to at each of them, at one port.
    @Test func namesAreListenedToAtAllTheirAddresses() async throws {
        let bench = try await Bench(hosts: ["localhost"])
        let found = try Self.listeningAddresses(port: bench.port)
        let expected = try Socket.resolve("localhost", port: 0).map(\.address)
            .compactMap { Socket.networkAddress($0)?.description }
        #expect(Set(found) == Set(expected))
        #expect(bench.journal.warnings == [])
        await bench.server.shutdown()
    }
}
