import Testing

import VirtualBoard

/// Halting debug as a debugger drives it through the debug port.
@Suite struct CoreDebugTests {
    @Test func resetCatchHaltsBeforeTheFirstInstruction() throws {
        let bench = try CoreBench()
        let program = try bench.boot("movs r0, #1\n1: b 1b")
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["_start"])
        #expect(try bench.register(13) == CoreBench.stackTop)
        #expect(try bench.register(0) == 0)
        #expect(try bench.takeDebugFaults() == 0x08)
        let status = try bench.read(0xE000_EDF0)
        #expect(status & 0x0203_0000 == 0x0203_0000, "halted, register ready, was reset")
        #expect(try bench.read(0xE000_EDF0) & 0x0200_0000 == 0, "S_RESET_ST is read-clear")
    }

    @Test func steppingExecutesOneInstructionEach() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            movs r0, #1
            movw r1, #0x1234
            bl 1f
            2: b 2b
            1: adds r0, #1
            bx lr
            """)
        let start = try program["_start"]
        for expected in [2, 6, 12, 14, 10] as [UInt32] {
            try bench.step()
            #expect(bench.core.isHalted)
            #expect(try bench.programCounter == start + expected)
        }
        #expect(try bench.register(0) == 2)
        #expect(try bench.register(1) == 0x1234)
        #expect(try bench.takeDebugFaults() & 1 == 1)
    }

    @Test func steppingGoesThroughAnIfThenBlockInstructionByInstruction() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            movs r0, #5
            cmp r0, #5
            itete eq
            addeq r1, r1, #1
            addne r2, r2, #1
            moveq r3, #7
            addne.w r4, r4, #1
            movs r5, #9
            1: b 1b
            """)
        let start = try program["_start"]
        var visited: [UInt32] = []
        var states: [UInt32] = []
        for _ in 0..<8 {
            try bench.step()
            visited.append(try bench.programCounter - start)
            let status = try bench.register(16)
            states.append(status >> 25 & 3 | status >> 8 & 0xFC)
        }
        #expect(visited == [2, 4, 6, 8, 10, 12, 16, 18])
        // ITETE EQ is 0xBF0D... shifted by one for each instruction (DDI 0403E, A7.3.3).
        #expect(states == [0, 0, 0x0B, 0x16, 0x0C, 0x18, 0, 0])
        #expect(try (1...5).map { try bench.register($0) } == [1, 0, 7, 0, 9])
    }

    @Test func breakpointStopsBeforeItsInstruction() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            "movs r0, #1\nmovs r1, #2\nhere: movs r2, #3\n1: b 1b")
        try bench.setBreakpoint(0, try program["here"])
        _ = try bench.takeDebugFaults()
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["here"])
        #expect(try bench.register(1) == 2)
        #expect(try bench.register(2) == 0)
        #expect(try bench.takeDebugFaults() == 0x02)
    }

    @Test func breakpointInsideAnIfThenBlockStopsThere() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            movs r0, #0
            cmp r0, #0
            ittt eq
            addeq r1, r1, #1
            here: addeq r2, r2, #1
            addeq r3, r3, #1
            1: b 1b
            """)
        try bench.setBreakpoint(3, try program["here"])
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["here"])
        #expect(try (1...3).map { try bench.register($0) } == [1, 0, 0])
        // Going on without the breakpoint finishes the block.
        try bench.write(0xE000_2014, 0)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try (1...3).map { try bench.register($0) } == [1, 1, 1])
    }

    @Test func firstRevisionBreakpointsUseTheReplaceField() throws {
        let bench = try CoreBench(CoreBench.cortexM4)
        let program = try bench.boot("nop\nnop\nhere: nop\nnop\n1: b 1b")
        let here = try program["here"]
        try bench.write(0xE000_2000, 3)
        #expect(try bench.read(0xE000_2000) == 0x0000_0261)
        let replace: UInt32 = here & 2 == 0 ? 1 << 30 : 2 << 30
        try bench.write(0xE000_2008, replace | here & 0x1FFF_FFFC | 1)
        try bench.resume()
        bench.run()
        #expect(try bench.programCounter == here)
    }

    @Test func breakpointInstructionHaltsOnItself() throws {
        let bench = try CoreBench()
        let program = try bench.boot("movs r0, #1\nhere: bkpt #0\n1: b 1b")
        try bench.resume()
        bench.run()
        #expect(try bench.programCounter == program["here"])
        #expect(try bench.takeDebugFaults() & 2 == 2)
    }

    @Test(arguments: [
        (5 as UInt32, 5 as UInt32, "read"), (6, 3, "write"), (7, 3, "access"),
    ])
    func watchpointStopsBehindTheAccess(function: UInt32, r2: UInt32, name: String) throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            ldr r0, =0x20000104
            movs r1, #7
            movs r2, #1
            str r1, [r0, #-4]
            ldr r3, [r0, #4]
            movs r2, #3
            strb r1, [r0, #1]
            afterWrite: movs r2, #4
            movs r2, #5
            ldrh r3, [r0, #2]
            afterRead: movs r2, #6
            1: b 1b
            """)
        try bench.setWatchpoint(2, 0x2000_0104, mask: 2, function: function)
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted, "\(name)")
        let expected = function == 5 ? "afterRead" : "afterWrite"
        #expect(
            try bench.programCounter - program["_start"] == program[expected] - program["_start"])
        let last = try bench.register(2)
        #expect(last == r2)
        #expect(try bench.takeDebugFaults() & 0x0C == 0x0C)
        #expect(try bench.read(0xE000_1048) & 1 << 24 != 0, "MATCHED")
        #expect(try bench.read(0xE000_1048) & 1 << 24 == 0, "MATCHED is read-clear")
    }

    @Test func watchpointComparesDataValues() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            ldr r0, =0x20000100
            movs r1, #0
            1: adds r1, #1
            str r1, [r0]
            here: cmp r1, #20
            bne 1b
            2: b 2b
            """)
        try bench.setWatchpoint(0, 0x2000_0100, mask: 0, function: 0)
        // Comparator 1: word value 5, address from comparator 0, on writes.
        try bench.setWatchpoint(1, 5, mask: 0, function: 6 | 1 << 8 | 2 << 10)
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["here"])
        #expect(try bench.register(1) == 5)
    }

    @Test func haltRequestStopsARunningLoop() throws {
        let bench = try CoreBench()
        _ = try bench.boot("1: adds r0, #1\nb 1b")
        try bench.resume()
        bench.run(milliseconds: 1)
        #expect(!bench.core.isHalted)
        #expect(try bench.read(0xE000_EDF0) & 0x0102_0000 == 0x0100_0000, "running, retiring")
        try bench.halt()
        #expect(bench.core.isHalted)
        // 16 MHz for one millisecond, two instructions for each round.
        #expect(try (7_990...8_000).contains(bench.register(0)))
    }

    @Test func registerTransferWhileRunningIsIllegal() throws {
        let bench = try CoreBench()
        _ = try bench.boot("1: b 1b")
        #expect(bench.illegalOperations.isEmpty)
        try bench.resume()
        _ = try bench.register(0)
        #expect(bench.illegalOperations.count == 1)
    }

    @Test func everyRegisterIsReadAndWritten() throws {
        let bench = try CoreBench()
        _ = try bench.boot("1: b 1b")
        let selectors: [UInt32] = Array(0...12) + [14, 17, 18] + Array(64...95)
        for selector in selectors {
            try bench.setRegister(selector, 0x1000_0000 + selector * 8)
        }
        for selector in selectors {
            #expect(try bench.register(selector) == 0x1000_0000 + selector * 8)
        }
        try bench.setRegister(33, 0xF000_009F)
        #expect(try bench.register(33) == 0xF000_009F)
        try bench.setRegister(16, 0xF100_0000)
        #expect(try bench.register(16) == 0xF100_0000)
        try bench.setRegister(20, 0x0301_2001)
        #expect(try bench.register(20) == 0x0301_2001)
        #expect(try bench.register(13) == bench.register(18), "SPSEL: SP is PSP")
        #expect(try bench.register(17) == 0x1000_0000 + 17 * 8)
        try bench.setRegister(20, 0)
        #expect(try bench.register(13) == bench.register(17))
    }

    @Test func keyAndEnableGuardTheHaltBit() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning("1: b 1b")
        try bench.write(0xE000_EDF0, 0x0000_0003)
        #expect(!bench.core.isHalted)
        try bench.write(0xE000_EDF0, 0xA05F_0002)
        #expect(!bench.core.isHalted)
        try bench.write(0xE000_EDF0, 0xA05F_0003)
        #expect(bench.core.isHalted)
    }

    @Test func systemResetKeepsTheDebugLogic() throws {
        let bench = try CoreBench()
        let program = try bench.boot("movs r0, #1\n1: b 1b")
        try bench.setBreakpoint(0, try program["_start"] + 2)
        try bench.setWatchpoint(0, 0x2000_0000, mask: 2, function: 6)
        _ = try bench.read(0xE000_EDF0)
        try bench.write(0xE000_ED0C, 0x05FA_0004)
        #expect(bench.systemResetCount == 1)
        #expect(bench.core.isHalted, "DEMCR.VC_CORERESET is kept")
        #expect(try bench.programCounter == program["_start"])
        #expect(try bench.read(0xE000_2000) & 1 == 1)
        #expect(try bench.read(0xE000_1028) == 6)
        #expect(try bench.read(0xE000_EDF0) & 1 << 25 != 0)
        bench.core.powerOnReset()
        #expect(try bench.read(0xE000_2000) & 1 == 0)
        #expect(try bench.read(0xE000_1028) == 0)
        #expect(try bench.read(0xE000_EDFC) == 0)
        #expect(!bench.core.isHalted)
    }

    @Test func resetWithoutItsKeyDoesNothing() throws {
        let bench = try CoreBench()
        _ = try bench.boot("1: b 1b")
        try bench.write(0xE000_ED0C, 0x0000_0004)
        #expect(bench.systemResetCount == 0)
        try bench.write(0xE000_ED0C, 0x05FA_0001)
        #expect(bench.systemResetCount == 0, "VECTRESET is the core's alone")
        #expect(try bench.read(0xE000_EDF0) & 1 << 25 != 0)
    }

    @Test func haltRequestUnderResetHoldsBeforeTheFirstInstruction() throws {
        let bench = try CoreBench()
        let program = try bench.bootRunning("movs r0, #1\n1: b 1b")
        bench.run(milliseconds: 1)
        bench.core.assertReset()
        #expect(!bench.core.isExecuting)
        try bench.write(0xE000_EDF0, 0xA05F_0003)
        bench.core.releaseReset()
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == program["_start"])
        #expect(try bench.register(0) == 0)
    }
}
