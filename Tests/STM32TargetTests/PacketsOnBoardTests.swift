import DebugSession
import RemoteProtocol
import TargetMemory
import Testing

/// Packets whose answers have to agree with each other and with the memory of a board.
@Suite struct PacketsOnBoardTests {
    /// Any address and length, each way: what was written is what is read, and nothing beside it.
    @Test(arguments: [1, UInt64.random(in: 0...UInt64.max)])
    func memoryIsTheSameByAllPackets(seed: UInt64) throws {
        let debugger = try BoardSession()
        var random = Seeded(seed: seed)
        let base: Address = 0x2000_1000
        var expected = [UInt8](repeating: 0, count: 0x600)
        debugger.ask(Array("X20001000,600:".utf8) + expected)
        for round in 0..<60 {
            let offset = Int.random(in: 0..<0x500, using: &random)
            let count = Int.random(in: 1...(round % 3 == 0 ? 255 : 9), using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let place = String((base + offset).rawValue, radix: 16)
            let size = String(count, radix: 16)
            let reply =
                round.isMultiple(of: 2)
                ? debugger.ask("M\(place),\(size):\(Hexadecimal.string(bytes))")
                : debugger.ask(Array("X\(place),\(size):".utf8) + bytes)
            #expect(reply == "OK", "seed \(seed)")
            expected.replaceSubrange(offset..<offset + count, with: bytes)
            let hex = debugger.ask("m\(place),\(size)")
            #expect(Hexadecimal.decode(Array(hex.utf8)) == bytes, "seed \(seed)")
            #expect(debugger.bytes("x\(place),\(size)") == [0x62] + bytes, "seed \(seed)")
        }
        let all = debugger.bytes("x20001000,600")
        #expect(all == [0x62] + expected, "seed \(seed)")
        let needle = Array(expected[0x200..<0x208])
        #expect(
            debugger.ask(Array("qSearch:memory:20001000;600;".utf8) + needle)
                == "1,20001200" || needle.allSatisfy { $0 == 0 }, "seed \(seed)")
        #expect(debugger.bus.statistic("illegalTotal") == 0)
        debugger.close()
    }

    /// gdb's own CRC of what `m` reads.
    @Test func theChecksumIsOfTheSameBytes() throws {
        let debugger = try BoardSession()
        for (place, count) in [("8000000", 0x100), ("8000001", 0x7F), ("20000000", 0x333)] {
            let bytes = Array(debugger.bytes("x\(place),\(String(count, radix: 16))").dropFirst())
            var crc: UInt32 = .max
            for byte in bytes {
                crc ^= UInt32(byte) << 24
                for _ in 0..<8 { crc = crc & 1 << 31 == 0 ? crc << 1 : crc << 1 ^ 0x04C1_1DB7 }
            }
            let reply = debugger.ask("qCRC:\(place),\(String(count, radix: 16))")
            #expect(reply == "C" + crc.hex.dropFirst(2))
        }
        debugger.close()
    }

    /// Documents are the same in pieces of any size.
    @Test(arguments: ["features:read:target.xml", "memory-map:read:", "threads:read:"])
    func documentsComeInPieces(document: String) throws {
        let debugger = try BoardSession()
        func whole(_ size: Int) -> [UInt8] {
            var text: [UInt8] = []
            while true {
                let piece = debugger.bytes(
                    "qXfer:\(document):\(String(text.count, radix: 16)),"
                        + String(size, radix: 16))
                text += piece.dropFirst()
                guard piece.first == UInt8(ascii: "m"), piece.count > 1 else { return text }
            }
        }
        let text = whole(0x1000)
        #expect(text.count > 40)
        for size in [7, 100, 0x3FF, 0xFFFF] { #expect(whole(size) == text, "\(size)") }
        #expect(debugger.bytes("qXfer:\(document):fffff,10") == Array("l".utf8))
        debugger.close()
    }

    @Test(arguments: RunControlOnBoardTests.boards)
    func registersAgreeBetweenPackets(board: String) throws {
        let debugger = try BoardSession(board)
        for number in 0...12 { debugger.setRegister(number, 0x1111_0000 + UInt32(number)) }
        let general = Hexadecimal.decode(Array(debugger.ask("g").utf8)) ?? []
        let words = general.littleEndianWords
        for number in words.indices { #expect(debugger.register(number) == words[number]) }
        #expect(words[5] == 0x1111_0005)
        let stop = debugger.ask("?")
        #expect(stop.contains("5:\(Hexadecimal.string(words[5].littleEndianBytes));"))
        // Written all at once, they are read one by one.
        var changed = general
        changed[20] = 0xAA
        #expect(debugger.ask("G" + Hexadecimal.string(changed)) == "OK")
        #expect(debugger.register(5) == 0x1111_00AA)
        // A running core's cannot be read.
        _ = debugger.ask("vCont;c")
        #expect(debugger.ask("p5") == "xxxxxxxx")
        _ = debugger.interrupt()
        debugger.close()
    }

    /// After a reset SP and the stack pointers behind it are told together, or gdb wonders which of
    /// them SP is; written together, the old one does not undo the new.
    @Test(arguments: ["stm32g071", "stm32f407", "stm32l552-tz"])
    func stackPointersGoWithSP(board: String) throws {
        let debugger = try BoardSession(board)
        _ = debugger.ask("qXfer:features:read:target.xml:0,10")
        _ = debugger.ask("monitor reset halt")
        var general = Hexadecimal.decode(Array(debugger.ask("g").utf8)) ?? []
        #expect(general.count >= 4 * 19)
        #expect(general[52..<56] == general[68..<72], "SP is MSP")
        general.replaceSubrange(52..<56, with: UInt32(0x2000_0100).littleEndianBytes)
        #expect(debugger.ask("G" + Hexadecimal.string(general)) == "OK")
        #expect(debugger.register(13) == 0x2000_0100)
        #expect(debugger.register(17) == 0x2000_0100)
        debugger.close()
    }

    /// It has 17 registers in mind and ends at a number that it does not know.
    @Test func aDebuggerWithoutXMLGetsTheBasicRegisters() throws {
        let debugger = try BoardSession()
        #expect(!debugger.ask("?").contains(";10:"))
        #expect(debugger.ask("g").count == 17 * 8)
        _ = debugger.ask("qXfer:features:read:target.xml:0,10")
        _ = debugger.ask("vCont;s")
        #expect(debugger.ask("?").contains(";10:"))
        #expect(debugger.ask("g").count == 19 * 8)
        debugger.close()
    }

    /// A fault says where, to who takes texts, and by a number to others.
    @Test func faultsNameTheAddress() throws {
        let plain = try BoardSession()
        #expect(plain.ask("m5f000000,4") == "E14")
        #expect(plain.ask("M5f000000,4:00000000") == "E14")
        #expect(plain.ask("M8000000,4:00000000") == "E05")
        // What was not a matter of probing comes in words with the next text.
        let told = plain.run("vCont;s")
        #expect(told.first?.contains("0x08000000 is flash") == true, "\(told)")
        plain.close()
        let recent = try BoardSession(announcing: "error-message+")
        let reply = recent.ask("m5f000000,4")
        #expect(reply.hasPrefix("E.") && reply.contains("0x5f000000"), "\(reply)")
        recent.close()
    }

    /// The program runs, is read, gets a breakpoint and hits it, without being stopped for it.
    @Test(arguments: RunControlOnBoardTests.boards)
    func nonStopNeverStops(board: String) throws {
        let debugger = try BoardSession(board)
        #expect(debugger.ask("QNonStop:1") == "OK")
        #expect(debugger.ask("?").hasPrefix("T05"))
        #expect(debugger.ask("vStopped") == "OK")
        #expect(debugger.ask("vCont;c:1") == "OK")
        let halts = debugger.bus.statistic("halts")
        var last: UInt32 = 0
        for _ in 0..<20 {
            #expect(debugger.live(milliseconds: 1).isEmpty)
            let counted = debugger.word(TestProgram.counted)
            #expect(counted > last)
            last = counted
        }
        #expect(debugger.bus.statistic("halts") == halts)
        #expect(debugger.ask("Z1,8000048,2") == "OK")
        var told: [String] = []
        for _ in 0..<10 where told.isEmpty { told = debugger.live(milliseconds: 1) }
        #expect(told.first?.hasPrefix("%Stop:T05thread:1;") == true, "\(told)")
        #expect(debugger.ask("vStopped") == "OK")
        #expect(debugger.counter == 0x0800_0048)
        #expect(debugger.ask("z1,8000048,2") == "OK")
        #expect(debugger.ask("vCont;c:1") == "OK")
        #expect(debugger.replies(to: Array("vCont;t:1".utf8)).first == "OK")
        debugger.close()
    }

    /// A client that dies in the middle of a load, or while the program runs.
    @Test(arguments: [true, false])
    func whoVanishesChangesNothing(isLoading: Bool) throws {
        let debugger = try BoardSession()
        let erases = debugger.bus.statistic("sectorErases")
        if isLoading {
            #expect(debugger.ask("vFlashErase:8000000,8000") == "OK")
            #expect(debugger.ask("vFlashWrite:8000000:abcdefgh") == "OK")
        } else {
            #expect(debugger.ask("Z1,8000060,2") == "OK")
            _ = debugger.ask("vCont;c")
        }
        try debugger.vanish()
        #expect(debugger.bus.statistic("sectorErases") == erases)
        // Halting debug is off, nothing is left in the comparators, the program runs.
        #expect(try debugger.target.core.access.readWord(0xE000_EDF0) & 0xF == 0)
        #expect(try debugger.target.core.access.readWord(0xE000_2008) & 1 == 0)
        let before = try debugger.target.core.access.readWord(TestProgram.counted)
        debugger.bus.board.live(nanoseconds: 2_000_000)
        #expect(try debugger.target.core.access.readWord(TestProgram.counted) != before)
        debugger.close()
    }

    // MARK: Counts

    /// Transfers that a person waits for: a step, a breakpoint's stop, Ctrl-C, `info registers`.
    @Test(arguments: ["stm32f407", "stm32f767", "stm32u575"])
    func whatIsFeltTakesFewTransfers(board: String) throws {
        let debugger = try BoardSession(board)
        func transfers(_ work: () -> Void) -> Int {
            let before = debugger.bus.transfers
            work()
            return debugger.bus.transfers - before
        }
        debugger.run("vCont;s")
        debugger.run("vCont;s")
        let step = transfers { for _ in 0..<20 { debugger.run("vCont;s") } }
        #expect(step <= 20 * 8, "\(step) for twenty steps")
        #expect(transfers { _ = debugger.ask("g") } == 0)
        #expect(debugger.ask("Z1,8000046,2") == "OK")
        debugger.run()
        let stop = transfers { debugger.run() }
        #expect(stop <= 16, "\(stop) for a stop")
        #expect(debugger.ask("z1,8000046,2") == "OK")
        _ = debugger.ask("vCont;c")
        let interrupt = transfers { _ = debugger.interrupt() }
        #expect(interrupt <= 12, "\(interrupt) for Ctrl-C")
        // One transfer of all registers has come with the stop; the others are asked for once.
        let registers = transfers {
            for number in debugger.target.registers.indices where number < 23 {
                _ = debugger.register(number)
            }
        }
        #expect(registers <= 2, "\(registers) for info registers")
        debugger.close()
    }
}

/// Numbers that a seed gives again (splitmix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
