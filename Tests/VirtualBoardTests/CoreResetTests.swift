import Testing

import VirtualBoard

/// What software does to its own core: resets, the debug monitor, software interrupts.
@Suite struct CoreResetTests {
    @Test func softwareResetsItsOwnChip() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            ldr r0, =0x20000100
            ldr r1, [r0]
            adds r1, #1
            str r1, [r0]
            ldr r2, =0xE000E010
            movs r3, #7
            str r3, [r2, #4]
            str r3, [r2]
            cpsid i
            ldr r0, =0xE000ED0C
            ldr r2, =0x05FA0004
            str r2, [r0]
            movs r7, #1
            1: b 1b
            """)
        try bench.resume()
        bench.run(milliseconds: 1)
        #expect(bench.systemResetCount == 1)
        #expect(bench.core.isHalted, "VC_CORERESET")
        #expect(try bench.programCounter == program["_start"])
        #expect(try bench.read(0x2000_0100) == 1, "RAM is left alone")
        #expect(try bench.register(7) == 0, "nothing runs behind the request")
        #expect(try bench.register(20) == 0, "PRIMASK is clear again")
        #expect(try bench.read(0xE000_E010) == 0, "SysTick is off")
        try bench.write(0xE000_EDFC, 0)
        try bench.resume()
        bench.run(milliseconds: 1)
        #expect(bench.systemResetCount > 1)
        // The last round may have counted already and not yet asked.
        let rounds = try bench.read(0x2000_0100) - UInt32(bench.systemResetCount)
        #expect(rounds <= 1)
    }

    @Test func monitorTakesTheBreakpointWithoutADebugger() throws {
        let bench = try CoreBench()
        let program = try bench.bootRunning(
            """
            ldr r0, =0xE000EDFC
            ldr r1, =0x01010000
            str r1, [r0]
            movs r5, #1
            here: bkpt #7
            movs r5, #2
            1: b 1b
            .thumb_func
            handler: ldr r1, [sp, #24]
            ldr r2, =0x20000100
            str r1, [r2]
            adds r1, #2
            str r1, [sp, #24]
            bx lr
            """, vectors: [12: "handler"])
        bench.run(milliseconds: 1)
        #expect(try bench.read(0x2000_0100) == program["here"])
        try bench.halt()
        #expect(try bench.register(5) == 2)
        #expect(try bench.takeDebugFaults() & 2 == 2)
    }

    @Test func softwareCannotEnableItsDebugger() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning(
            "ldr r0, =0xE000EDF0\nldr r1, =0xA05F0003\nstr r1, [r0]\n1: b 1b")
        bench.run(milliseconds: 1)
        #expect(!bench.core.isHalted)
        #expect(try bench.read(0xE000_EDF0) & 3 == 0)
    }

    @Test func softwareTriggersInterruptsByNumber() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0xE000E100
            ldr r1, =0x80000000
            str r1, [r0, #4]
            ldr r0, =0xE000EF00
            movs r1, #63
            str r1, [r0]
            1: b 1b
            .thumb_func
            handler: mrs r5, ipsr
            bx lr
            """, vectors: [79: "handler"])
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        #expect(try bench.register(5) == 79)
    }

    @Test func loopThatMovesItsStackIsNoWaitLoop() throws {
        let bench = try CoreBench()
        _ = try bench.boot("movs r0, #0\nmovs r1, #8\n1: add sp, r0\nadd sp, r1\nb 1b")
        try bench.resume()
        bench.run(milliseconds: 1)
        try bench.halt()
        // 16,000 cycles of three instructions each round.
        let rounds = (try bench.register(13) - CoreBench.stackTop) / 8
        #expect((5_300...5_334).contains(rounds), "\(rounds)")
    }

    @Test func steppingOverASleepCompletesIt() throws {
        let bench = try CoreBench()
        let program = try bench.boot("wfi\nmovs r0, #1\n1: b 1b")
        try bench.step()
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["_start"] + 2)
        try bench.step()
        #expect(try bench.register(0) == 1)
    }
}
