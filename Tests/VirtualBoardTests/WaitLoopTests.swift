import Testing

@testable import VirtualBoard

/// Loops that only wait are passed over without being emulated; nobody may notice.
@Suite struct WaitLoopTests {
    /// Instructions that were really emulated.
    private func emulated(_ bench: CoreBench) -> UInt64 {
        bench.core.engine.state.pointee.retired
    }

    @Test func waitingForMemoryIsCheapAndEndsWhenItChanges() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning(
            """
            ldr r0, =0x20000100
            movs r4, #0
            1: ldr r1, [r0]
            cmp r1, #0
            beq 1b
            2: adds r4, #1
            b 2b
            """)
        let start = bench.clock.now
        for _ in 0..<10 { bench.run(milliseconds: 10) }
        #expect(bench.clock.now == start + 100_000_000)
        // 1.6 million cycles have passed.
        #expect(emulated(bench) < 200_000)
        try bench.write(0x2000_0100, 1)
        bench.run(milliseconds: 1)
        try bench.halt()
        // The counting loop has effects in registers and is emulated: two cycles each turn.
        #expect((7900...8000).contains(try bench.register(4)))
    }

    @Test func loopsThatStoreAreEmulated() throws {
        let bench = try CoreBench()
        // Registers are the same at each turn, memory is not.
        _ = try bench.bootRunning(
            """
            ldr r0, =0x20000100
            movs r1, #0
            1: ldr r1, [r0]
            adds r1, #1
            str r1, [r0]
            movs r1, #0
            b 1b
            """)
        bench.run(milliseconds: 10)
        bench.run(milliseconds: 10)
        #expect((63_000...64_000).contains(try bench.read(0x2000_0100)))
    }

    @Test func loopsThatAskAPeripheralAreEmulated() throws {
        let bench = try CoreBench()
        bench.device.clock = bench.clock
        _ = try bench.bootRunning(
            """
            ldr r0, =0x40000000
            ldr r2, =20000000
            1: ldr r1, [r0, #0x10]
            cmp r1, r2
            blo 1b
            2: b 2b
            """)
        for _ in 0..<30 { bench.run(milliseconds: 1) }
        let last = try #require(bench.device.instants.last)
        #expect((20_000_000...20_001_000).contains(last))
    }

    @Test func interruptsComeInTime() throws {
        let bench = try CoreBench()
        // SysTick every 1600 cycles, 100 us at 16 MHz; its handler counts in R5's memory.
        _ = try bench.bootRunning(
            """
            ldr r0, =0xE000E010
            ldr r1, =1599
            str r1, [r0, #4]
            movs r1, #0
            str r1, [r0, #8]
            movs r1, #7
            str r1, [r0]
            1: b 1b
            .thumb_func
            tick: ldr r0, =0x20000200
            ldr r1, [r0]
            adds r1, #1
            str r1, [r0]
            bx lr
            """, vectors: [15: "tick"])
        for _ in 0..<10 { bench.run(milliseconds: 10) }
        #expect((995...1000).contains(try bench.read(0x2000_0200)))
        #expect(emulated(bench) < 600_000)
    }

    @Test func codeChangedInTheLoopIsExecuted() throws {
        let bench = try CoreBench()
        // NOP and a branch back to it, in RAM.
        try bench.write(0x2000_0400, 0xE7FD_BF00)
        _ = try bench.bootRunning("movs r4, #0\nldr r0, =0x20000401\nbx r0")
        bench.run(milliseconds: 10)
        bench.run(milliseconds: 10)
        #expect(emulated(bench) < 200_000)
        // NOP becomes ADDS R4, #1.
        try bench.write(0x2000_0400, 0x3401, width: 2)
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect((7900...8000).contains(try bench.register(4)))
    }

    @Test func breakpointInTheLoopStops() throws {
        let bench = try CoreBench()
        let program = try bench.bootRunning("nop\n1: nop\nnop\nb 1b")
        try bench.resume()
        bench.run(milliseconds: 10)
        bench.run(milliseconds: 10)
        try bench.setBreakpoint(0, try program["_start"] + 4)
        bench.run(milliseconds: 1)
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["_start"] + 4)
    }
}
