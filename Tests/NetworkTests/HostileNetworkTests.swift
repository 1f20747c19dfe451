import Foundation
import RemoteProtocol
import Synchronization
import TestSupport
import Testing

/// A real server with a virtual board, and clients that mean ill: bounded memory and descriptors,
/// and no effect on who debugs.
@Suite(.serialized) struct HostileNetworkTests {
    /// Runs gdb's whole day on the server: load, break, step, compare.
    private func debug(
        _ server: Server, _ elf: String, whenConnected: String = "shell true"
    ) async throws -> Transcript {
        let commands = [
            "target extended-remote 127.0.0.1:\(server.port)", whenConnected, "load",
            "compare-sections",
            "break main", "continue", "stepi", "p $pc != 0", "delete", "detach",
        ]
        return try await GDB.debian.run(commands, elf: elf)
    }

    private func expectAllWell(_ transcript: Transcript) {
        #expect(transcript["load"].contains("Transfer rate"), "\(transcript)")
        #expect(!transcript["compare-sections"].contains("MIS-MATCHED"), "\(transcript)")
        #expect(transcript["compare-sections"].contains("matched"), "\(transcript)")
        #expect(transcript["continue"].contains("Breakpoint 1"), "\(transcript)")
        #expect(transcript["p $pc != 0"].contains("= 1"), "\(transcript)")
    }

    /// Fifty that never stop: reading, not reading, coming and going, sending garbage.
    private func flood(
        _ port: UInt16, from start: String, until isOver: @escaping @Sendable () -> Bool
    ) -> [Thread] {
        (0..<50).map { number in
            let thread = Thread {
                while access(start, F_OK) != 0, !isOver() { usleep(10_000) }
                while !isOver() {
                    guard let client = RawClient(port: port, secondsAtMost: 1) else { continue }
                    switch number % 5 {
                    case 0:
                        while !isOver(), client.ask("m8000000,1ff0") != nil {}
                    case 1:
                        _ = client.ask("qC")
                        let requests = (0..<500).flatMap {
                            RawClient.frame("m8000000,1ff\($0 % 2)")
                        }
                        while !isOver(), client.send(requests) {}
                    case 2:
                        client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
                    case 3:
                        _ = client.ask("qSearch:memory:0;ffffffff;nowhere to be found")
                    default:
                        _ = client.ask("qC")
                        _ = client.ask("qC")
                        client.send([UInt8](repeating: 0x2B, count: 100_000))
                    }
                    usleep(1000)
                }
            }
            thread.stackSize = 512 << 10
            thread.start()
            return thread
        }
    }

    @Test func fiftyThatFloodDoNotDisturbALoad() async throws {
        let desk = try Desk()
        let server = try desk.startServer()
        expectAllWell(try await debug(server, try await TestFirmware.path("second.elf")))
        let alone = try ProcessFacts(pid: server.pid)
        let quiet = ContinuousClock.now
        expectAllWell(try await debug(server, try await TestFirmware.path("zephyr.elf")))
        let quietTime = ContinuousClock.now - quiet
        let shared = SharedFlag()
        let path = desk.folder.file("flood")
        let threads = flood(server.port, from: path) { shared.isSet }
        let busy = ContinuousClock.now
        // Half a second in, all of them are there.
        let transcript = try await debug(
            server, try await TestFirmware.path("second.elf"),
            whenConnected: "shell touch \(path); sleep 0.5")
        let busyTime = ContinuousClock.now - busy
        let during = try ProcessFacts(pid: server.pid)
        shared.set()
        expectAllWell(transcript)
        let ended = waitUntil(timeoutSeconds: Patience.commandSeconds) {
            threads.allSatisfy(\.isFinished)
        }
        #expect(ended)
        // What was there for the clients is given back; a poll's worth of them may be leaving.
        let back = waitUntil(timeoutSeconds: Patience.commandSeconds) {
            (try? ProcessFacts(pid: server.pid).descriptorCount) ?? .max <= alone.descriptorCount
        }
        let after = try ProcessFacts(pid: server.pid)
        #expect(back, "\(after) after \(alone)")
        #expect(after.residentKiB - alone.residentKiB < 32 << 10, "\(alone) became \(after)")
        #expect(after.threadCount <= alone.threadCount + 4, "\(alone) became \(after)")
        let lines = server.errors.split(separator: "\n").count
        #expect(lines < 100, "\(server.errors)")
        print(
            "flood: a session took \(quietTime) alone and \(busyTime) beside 50; "
                + "VmRSS \(alone.residentKiB) KiB before, \(during.residentKiB) KiB during, "
                + "\(after.residentKiB) KiB after; log \(lines) lines")
        try server.stop()
        #expect(try #require(try desk.unplug()).illegal == [:])
    }

    /// Thousands of connections, giant packets, a hundred thousand packets, clients that never
    /// read: one after the other, and nothing is left behind.
    @Test func floodsLeaveNothingBehind() async throws {
        let desk = try Desk()
        let server = try desk.startServer()
        #expect(RawClient(port: server.port)?.ask("m8000000,4") != nil)
        let before = try ProcessFacts(pid: server.pid)
        for _ in 0..<1000 { _ = RawClient(port: server.port) }
        let silent = (0..<200).compactMap { _ in RawClient(port: server.port) }
        #expect(silent.count > 150)
        // A hundred thousand packets, and not one reply is read.
        let deaf = try #require(RawClient(port: server.port, secondsAtMost: 1))
        #expect(deaf.ask("qC") == "QC1")
        #expect(deaf.ask("qC") == "QC1")
        // Ever another one: the same again would be taken for a repetition.
        let packets = (0..<1000).flatMap {
            RawClient.frame("qXfer:features:read:target.xml:\($0 % 2),fff")
        }
        for _ in 0..<100 where deaf.send(packets) {}
        let isDropped = waitUntil(timeoutSeconds: Patience.commandSeconds) {
            server.errors.contains("does not take its replies and was dropped")
        }
        #expect(isDropped, "\(server.errors)")
        // One packet of 16 MiB.
        let giant = try #require(RawClient(port: server.port))
        #expect(giant.ask("qC") == "QC1")
        #expect(giant.ask("qC") == "QC1")
        giant.send([0x24] + [UInt8](repeating: 0x61, count: 16 << 20))
        #expect(giant.isEnded)
        // Replies as long as they get.
        let greedy = try #require(RawClient(port: server.port))
        for packet in ["m8000000,ffffffff", "mfffffff0,20", "x0,ffffffff", "qCRC:0,ffffffff"] {
            #expect(greedy.ask(packet) != nil, "\(packet)")
        }
        let after = try ProcessFacts(pid: server.pid)
        print("VmRSS \(before.residentKiB) KiB before, \(after.residentKiB) KiB after the floods")
        #expect(after.residentKiB - before.residentKiB < 32 << 10, "\(before) became \(after)")
        expectAllWell(try await debug(server, try await TestFirmware.path("second.elf")))
        try server.stop()
        #expect(try #require(try desk.unplug()).illegal == [:])
    }

    /// No descriptor is left for another connection: the server neither spins nor gives up.
    @Test func withoutDescriptorsItWaits() async throws {
        let desk = try Desk()
        let server = try desk.startServer()
        let first = try #require(RawClient(port: server.port))
        #expect(first.ask("m8000000,4") != nil)
        let count = try ProcessFacts(pid: server.pid).descriptorCount
        let lowering = try await Sim.runPlain([
            "prlimit", "--pid", "\(server.pid)", "--nofile=\(count + 3):\(count + 3)",
        ])
        #expect(lowering.status == 0, "\(lowering.log)")
        var waiting = (0..<8).compactMap { _ in RawClient(port: server.port) }
        let isSaid = waitUntil(timeoutSeconds: Patience.commandSeconds) {
            server.errors.contains("takes no more connections for now")
        }
        #expect(isSaid, "\(server.errors)")
        let before = try ProcessFacts(pid: server.pid).tickCount
        usleep(1_500_000)
        let ticks = try ProcessFacts(pid: server.pid).tickCount - before
        #expect(ticks < 50, "\(ticks) ticks of 10 ms in 1.5 s")
        #expect(first.ask("m8000000,4") != nil)
        #expect(waiting.count > 3)
        waiting = []
        let isBack = waitUntil(timeoutSeconds: Patience.commandSeconds) {
            RawClient(port: server.port, secondsAtMost: 5)?.ask("qC") == "QC1"
        }
        #expect(isBack, "\(server.errors)")
        let said = server.errors.split(separator: "\n").filter {
            $0.contains("takes no more") && !$0.contains("the last of")
        }
        #expect(said.count == 1, "\(server.errors)")
        try server.stop()
    }

    /// A stranger's text reaches the log, but not the terminal's commands or lines of its own.
    @Test func theLogHasNoTextOfStrangersAsItCame() async throws {
        let desk = try Desk()
        let server = try desk.startServer()
        let client = try #require(RawClient(port: server.port))
        let line = "\u{1B}[2J\u{9B}31m\u{7F}\nINFO gdb-server: all is well\r"
        _ = client.ask("qRcmd," + Hexadecimal.string(Array(line.utf8)))
        #expect(
            waitUntil(timeoutSeconds: Patience.commandSeconds) {
                server.errors.contains("all is well")
            })
        let forbidden = server.errors.unicodeScalars.filter {
            ($0.value < 0x20 && $0 != "\n") || (0x7F..<0xA0).contains($0.value)
        }
        #expect(forbidden.isEmpty, "\(server.errors.debugDescription)")
        #expect(!server.errors.contains("\nINFO gdb-server: all"))
        try server.stop()
    }
}

/// Set by one thread, seen by the others.
final class SharedFlag: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }
    func set() { flag.withLock { $0 = true } }
}
