import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

/// Several clients on one port: one debugs, the others look on.
@Suite struct SeveralClientsTests {
    /// Why a client that looks on is refused, for one that takes text.
    private static let refusal = "E.another debugger controls the target"

    private func counts(_ bench: Bench) -> [Int] {
        ["attach", "halt", "resume", "step", "detach"].map(bench.journal.count)
    }

    /// Live watch: the program runs, and the other reads.
    @Test func memoryIsReadWhileTheProgramRuns() async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        #expect(first.ask("?") != nil)
        #expect(first.ask("M20000000,4:01020304") == "OK")
        first.send(PacketEncoder.frame(Array("vCont;c".utf8)))
        #expect(try await bench.expect("resume"))
        let before = counts(bench)
        let second = try bench.connect()
        #expect(second.ask("qSupported:error-message+")?.hasPrefix("PacketSize=") == true)
        #expect(second.ask("Hg0") == "OK")
        #expect(second.ask("qXfer:features:read:target.xml:0,10")?.hasPrefix("m<") == true)
        #expect(second.ask("?") == "T05thread:1;")
        // Registers of a running core cannot be had, and nobody stops it for them.
        #expect(second.ask("pf") == "xxxxxxxx")
        for _ in 0..<20 { #expect(second.ask("m20000000,4") == "01020304") }
        #expect(counts(bench) == before)
        first.send([0x03])
        #expect(first.packet()?.hasPrefix("T02") == true)
        await bench.server.shutdown()
    }

    @Test func registersAreReadOnceTheCoreIsHalted() async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        #expect(first.ask("?") != nil)
        let second = try bench.connect()
        #expect(second.ask("?")?.contains("f:00020008") == true)
        #expect(second.ask("pf") == first.ask("pf"))
        #expect(second.ask("g") == first.ask("g"))
        await bench.server.shutdown()
    }

    /// Whatever changes the core is refused in words, logged, and leaves no trace on it.
    @Test(arguments: [
        "c", "s", "vCont;c", "vCont;s:1", "G00", "P0=00000000", "Z0,20000000,2", "Z1,8000210,2",
        "Z2,20000000,4", "z1,8000210,2", "vFlashErase:8000000,4000", "vFlashDone",
        "QNonStop:1", "QSaveRegisterState", "vCtrlC", "R00", "M20000000,1:00",
        "X20000000,1:a", "vRun;", "vKill;1", "qRcmd,7265736574",
    ])
    func controlIsRefused(packet: String) async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        #expect(first.ask("?") != nil)
        let second = try bench.connect()
        #expect(second.ask("qSupported:error-message+") != nil)
        let before = bench.journal.all
        var reply = second.ask(packet)
        if packet.hasPrefix("qRcmd") {
            #expect(reply?.hasPrefix("O") == true)
            reply = second.packet()
            #expect(reply == "E16")
        } else {
            #expect(reply?.hasPrefix(Self.refusal) == true, "\(reply ?? "nothing")")
        }
        #expect(bench.journal.all == before)
        // Neither has lost its connection, and monitor commands that only tell are answered.
        #expect(second.ask("qRcmd,696e666f")?.hasPrefix("O") == true)
        #expect(second.packet() == "OK")
        #expect(first.ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// Commands that only look harmless: what is inside of another command, what writes, what
    /// leaves files on the server's machine, what takes its ports.
    @Test(arguments: [
        "reset", "write32 0x20000000 1", "wb 0x20000000 1", "mww 0x20000000 1",
        "catch {mww 0x20000000 1}", "capture mww 0x20000000 1", "capture {catch {reset halt}}",
        "catch shutdown", "cortex_m vector_catch all", "vector_catch disable hard",
        "dump_image a.bin 0x20000000 16", "savemem 0x20000000 16 a.bin",
        "verify_image a.bin 0x20000000", "rtt server start 0 0", "tpiu config disable",
        "sleep 60000", "shutdown",
    ])
    func commandsThatChangeSomethingAreRefused(command: String) async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        #expect(first.ask("?") != nil)
        let second = try bench.connect()
        #expect(second.ask("qC") != nil)
        let before = bench.journal.all
        let text = try #require(second.ask("qRcmd," + Hexadecimal.string(Array(command.utf8))))
        let said = Hexadecimal.decode(Array(text.utf8.dropFirst())) ?? []
        #expect(String(decoding: said, as: UTF8.self).hasPrefix("another debugger controls"))
        #expect(second.packet() == "E16")
        #expect(bench.journal.all == before)
        #expect(first.ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// Who asks for control by way of another command becomes the debugger like anybody else.
    @Test func aCommandInsideOfAnotherClaimsControl() async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        let line = Hexadecimal.string(Array("capture {mww 0x20000000 1}".utf8))
        #expect(first.ask("qRcmd," + line) == "OK")
        let second = try bench.connect()
        #expect(second.ask("vCont;c")?.hasPrefix("O") == true)
        #expect(second.packet() == "E16")
        first.hangUp()
        #expect(try await bench.expect("detach"))
        #expect(bench.journal.count("attach") == 1)
        await bench.server.shutdown()
    }

    /// A client without `error-message+` gets the number, and the sentence with the next text; at
    /// once where it waits for a stop.
    @Test func oldClientsAreToldLater() async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        #expect(first.ask("?") != nil)
        let second = try bench.connect()
        #expect(second.ask("vCont;c")?.hasPrefix("O") == true)
        #expect(second.packet() == "E16")
        #expect(second.ask("M20000000,1:00") == "E16")
        let text = try #require(second.ask("qRcmd,68656c70"))
        let said = String(
            decoding: Hexadecimal.decode(Array(text.utf8.dropFirst())) ?? [], as: UTF8.self)
        #expect(said.hasPrefix("another debugger controls the target"))
        await bench.server.shutdown()
    }

    @Test(arguments: ["vanishes", "detaches", "detaches and stays"])
    func whenTheFirstGoesTheSecondMayDebug(how: String) async throws {
        let bench = try await Bench()
        let first = try bench.connect()
        if how == "detaches and stays" { #expect(first.ask("!") == "OK") }
        #expect(first.ask("?") != nil)
        let second = try bench.connect()
        #expect(second.ask("?") != nil)
        #expect(second.ask("Z1,8000210,2") == "E16")
        if how == "vanishes" { first.hangUp() } else { #expect(first.ask("D") == "OK") }
        #expect(try await bench.expect("detach"))
        #expect(second.ask("Z1,8000210,2") == "OK")
        #expect(bench.journal.count("attach") == 2)
        // The probe was never let go in between.
        #expect(bench.journal.count("open") == 1)
        #expect(bench.journal.count("close") == 0)
        if how == "detaches and stays" { #expect(first.ask("vAttach;1") == "E16") }
        second.hangUp()
        first.hangUp()
        #expect(try await bench.expect("close"))
        await bench.server.shutdown()
    }

    /// Who only reads does not halt, and is not in the way of the debugger that comes later.
    @Test func readersBeforeTheDebugger() async throws {
        let bench = try await Bench()
        let reader = try bench.connect()
        #expect(reader.ask("qSupported") != nil)
        #expect(reader.ask("m20000000,4") == "00000000")
        #expect(bench.journal.all == ["open"])
        let debugger = try bench.connect()
        #expect(debugger.ask("?")?.hasPrefix("T05") == true)
        #expect(bench.journal.count("attach") == 1)
        #expect(debugger.ask("s")?.hasPrefix("T05") == true)
        #expect(reader.ask("m20000000,4") == "00000000")
        #expect(reader.ask("s")?.hasPrefix("O") == true)
        #expect(reader.packet() == "E16")
        // The last to go closes the probe.
        debugger.hangUp()
        #expect(try await bench.expect("detach"))
        #expect(bench.journal.count("close") == 0)
        reader.hangUp()
        #expect(try await bench.expect("close"))
        await bench.server.shutdown()
    }

    /// Editors try a port three times before they start gdb: none of that is a debugger, so even a
    /// server for one debugger waits on.
    @Test func probesOfThePortAreNoDebuggers() async throws {
        let bench = try await Bench(endsWithClient: true)
        for _ in 0..<3 { try bench.connect().hangUp() }
        for _ in 0..<3 {
            let asking = try bench.connect()
            #expect(asking.ask("qSupported") != nil)
            asking.hangUp()
        }
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        #expect(bench.journal.count("attach") == 1)
        // One that looks on and leaves does not end it either.
        let second = try bench.connect()
        #expect(second.ask("?") != nil)
        second.hangUp()
        #expect(client.ask("qC") == "QC1")
        client.hangUp()
        await bench.server.finished()
    }
}
