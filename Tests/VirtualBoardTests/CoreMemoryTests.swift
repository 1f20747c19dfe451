import Testing

import VirtualBoard

/// Memory, time, changing code and the private bus.
@Suite struct CoreMemoryTests {
    @Test func flashStoresGoThroughTheController() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0x08004000
            ldr r1, =0x00FF1234
            str r1, [r0]
            ldr r2, [r0]
            ldr r1, =0xFFFF00FF
            str r1, [r0]
            ldr r3, [r0]
            ldr r4, =0x00204000
            ldr r4, [r4]
            movs r1, #0
            strh r1, [r0, #8]
            strb r1, [r0, #13]
            1: b 1b
            """)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(2) == 0x00FF_1234)
        #expect(try bench.register(3) == 0x00FF_0034, "the cells only clear bits")
        #expect(try bench.register(4) == 0x00FF_0034, "and the alias sees them")
        #expect(bench.cells.writes.map(\.bytes.count) == [4, 4, 2, 1])
        #expect(bench.cells.writes.allSatisfy { $0.master == .core })
        #expect(try bench.read(0x0800_4008) == 0xFFFF_0000)
        #expect(try bench.read(0x0800_400C) == 0xFFFF_00FF)
        try bench.write(0x0800_4010, 0xAA, width: 1)
        #expect(bench.cells.writes.last?.master == .debugger)
    }

    @Test func debuggerChangesCodeThatHasRun() throws {
        let bench = try CoreBench()
        // movs r0, #1; b .-2
        for (index, half) in [0x2001, 0xE7FD].enumerated() {
            try bench.write(CoreBench.ram + UInt32(2 * index), UInt32(half), width: 2)
        }
        _ = try bench.boot("ldr r1, =0x20000001\nbx r1")
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(0) == 1)
        try bench.write(CoreBench.ram, 0x2002, width: 2)
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(0) == 2)
    }

    @Test(arguments: [CoreBench.flash, CoreBench.flashAlias])
    func reprogrammedFlashRunsTheNewCode(base: UInt32) throws {
        let bench = try CoreBench()
        bench.cells.put(0xE7FD_2001, at: 0x1000)
        _ = try bench.boot("ldr r1, =\(base + 0x1001)\nbx r1")
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(0) == 1)
        // An erase and program that end on their own: the flash model tells the core.
        bench.cells.put(0xE7FD_2003, at: 0x1000)
        bench.core.codeChanged(address: CoreBench.flash + 0x1000, count: 4)
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(0) == 3)
        // The debugger's writes need no such word, whichever alias they use.
        try bench.write(CoreBench.flash + 0x1000, 0x2000, width: 2)
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(0) == 0)
    }

    @Test func codeWritesItself() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0x20000000
            ldr r1, =0x47702001
            str r1, [r0]
            adds r2, r0, #1
            blx r2
            mov r5, r0
            ldr r0, =0x20000000
            ldr r1, =0x47702007
            str r1, [r0]
            blx r2
            1: b 1b
            """)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == 1)
        #expect(try bench.register(0) == 7)
    }

    @Test func peripheralAccessesKeepTheirWidthAndSeeTimePass() throws {
        let bench = try CoreBench()
        bench.device.clock = bench.clock
        _ = try bench.boot(
            """
            ldr r0, =0x40000000
            strb r0, [r0, #1]
            strh r0, [r0, #2]
            str r0, [r0, #4]
            ldr r1, [r0, #0x10]
            .rept 158
            nop
            .endr
            ldr r2, [r0, #0x10]
            1: b 1b
            """)
        try bench.resume()
        bench.run()
        try bench.halt()
        let accesses = bench.device.accesses
        #expect(accesses.map(\.width) == [1, 2, 4, 4, 4])
        #expect(accesses.map(\.offset) == [1, 2, 4, 0x10, 0x10])
        // 159 instructions at 16 MHz.
        #expect(bench.device.instants.count == 2)
        #expect((9_900...10_000).contains(bench.device.instants[1] - bench.device.instants[0]))
    }

    @Test func runKeepsToItsTimeWhateverTheClock() throws {
        for hertz in [16_000_000, 216_000_000, 32_768] as [UInt64] {
            let bench = try CoreBench()
            bench.coreClockHertz = hertz
            _ = try bench.boot("1: adds r0, #1\nb 1b")
            try bench.resume()
            let before = bench.clock.now
            for _ in 0..<100 { bench.core.run(nanoseconds: 100_003) }
            #expect(bench.clock.now - before == 10_000_300)
            try bench.halt()
            let rounds = Double(try bench.register(0))
            let expected = 0.0100003 * Double(hertz) / 2
            #expect(abs(rounds - expected) <= 2, "\(rounds) of \(expected) at \(hertz) Hz")
        }
    }

    /// The bus holds the core for minutes: an erase that a fault makes as long as that.
    @Test func aStallOfMinutesIsCounted() throws {
        let bench = try CoreBench()
        bench.coreClockHertz = 216_000_000
        let stall: UInt64 = 300_000_000_000
        bench.device.onWrite = { [unowned bench] _ in
            bench.core.stall(toNanosecond: bench.clock.now + stall)
        }
        _ = try bench.bootRunning(
            "ldr r0, =0x40000000\nmovs r4, #0\nstr r4, [r0]\n1: adds r4, #1\nb 1b")
        bench.run(milliseconds: 1)
        #expect((stall...stall + 2_000_000).contains(bench.clock.now))
        bench.run(milliseconds: 1)
        try bench.halt()
        // Two cycles a turn.
        #expect((108_000...216_000).contains(try bench.register(4)))
    }

    @Test func nothingHoldsMoreThanMemory() throws {
        let bench = try CoreBench()
        #expect(bench.map.block(at: CoreBench.ram, width: .max) == nil)
        #expect(bench.map.block(at: CoreBench.ram, width: CoreBench.memoryByteCount) != nil)
        #expect(bench.map.block(at: CoreBench.ram + 1, width: CoreBench.memoryByteCount) == nil)
    }

    @Test func haltedCoreUsesNoTime() throws {
        let bench = try CoreBench()
        _ = try bench.boot("1: b 1b")
        let before = bench.clock.now
        bench.run()
        #expect(bench.clock.now == before)
        #expect(!bench.core.isExecuting)
    }

    @Test func cycleCounterCountsInstructions() throws {
        let bench = try CoreBench()
        _ = try bench.boot(".rept 40\nnop\n.endr\n1: b 1b")
        try bench.write(0xE000_1004, 0)
        try bench.write(0xE000_1000, 0x4000_0001)
        for _ in 0..<20 { try bench.step() }
        #expect(try bench.read(0xE000_1004) == 20)
    }

    @Test func romTablesLeadToEveryComponent() throws {
        let bench = try CoreBench()
        var found: [UInt32: UInt64] = [:]
        func visit(_ base: UInt32) throws {
            let identity = try [0xFE0, 0xFE4, 0xFE8, 0xFEC, 0xFD0, 0xFD4, 0xFD8, 0xFDC]
                .enumerated().reduce(UInt64(0)) { value, item in
                    let byte = try bench.read(base + UInt32(item.element))
                    return value | UInt64(byte & 0xFF) << (8 * UInt64(item.offset))
                }
            found[base] = identity
            let kind = try bench.read(base + 0xFF4) >> 4
            #expect(try bench.read(base + 0xFF0) == 0x0D)
            #expect(try bench.read(base + 0xFFC) == 0xB1)
            guard kind == 1 else { return }
            for index in 0..<16 as Range<UInt32> {
                let entry = try bench.read(base + 4 * index)
                if entry == 0 { break }
                if entry & 1 != 0 { try visit(base &+ entry & 0xFFFF_F000) }
            }
        }
        try visit(0xE00F_D000)
        #expect(found[0xE00F_E000] == 0x04_000B_B4C8)
        #expect(found[0xE00F_F000] == 0x04_000B_B4C7)
        #expect(found[0xE000_E000] == 0x04_000B_B00C)
        #expect(found[0xE000_1000] == 0x04_000B_B002)
        #expect(found[0xE000_2000] == 0x04_000B_B00E)
        #expect(found[0xE000_0000] == 0x04_000B_B001)
        #expect(found.count == 9)
    }

    @Test func identificationRegistersAreTheConfigurations() throws {
        let bench = try CoreBench()
        #expect(try bench.read(0xE000_ED00) == 0x411F_C271)
        #expect(try bench.read(0xE000_EF40) == 0x1011_0021)
        #expect(try bench.read(0xE000_EF44) == 0x1100_0011)
        #expect(try bench.read(0xE000_EF48) == 0x40)
        #expect(try bench.read(0xE000_2000) == 0x1000_0080)
        #expect(try bench.read(0xE000_1000) == 0x4000_0000)
        #expect(try bench.read(0xE000_E004) == 3)
        #expect(try bench.read(0xE000_ED90) == 0x800)
        #expect(try bench.read(0xE000_ED0C) == 0xFA05_0000)
        // Byte lanes.
        #expect(try bench.read(0xE000_ED03, width: 1) == 0x41)
        #expect(try bench.read(0xE000_ED02, width: 2) == 0x411F)
        try bench.write(0xE000_ED23, 0xC5, width: 1)
        #expect(try bench.read(0xE000_ED20) == 0xC000_0000, "four priority bits")
    }

    @Test func unmappedDebugAccessIsABusFault() throws {
        let bench = try CoreBench()
        #expect(throws: BusFault(address: 0x6000_0000)) { try bench.read(0x6000_0000) }
        #expect(throws: BusFault(address: 0x6000_0002)) {
            try bench.write(0x6000_0002, 0, width: 2)
        }
        #expect(throws: BusFault.self) { try bench.read(0x4000_000C) }
    }
}
