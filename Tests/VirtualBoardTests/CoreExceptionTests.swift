import Testing

import VirtualBoard

/// Exception entry, return and priorities, in the shapes that firmware uses.
@Suite struct CoreExceptionTests {
    @Test func supervisorCallStacksAFrameAndReturns() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            movs r0, #10
            movs r1, #11
            movs r2, #12
            movs r3, #13
            ldr r12, =0x12345678
            svc #5
            back: adds r0, #1
            1: b 1b
            .thumb_func
            handler: mrs r4, ipsr
            mov r5, lr
            mrs r6, msp
            ldr r7, [sp, #24]
            movs r1, #99
            done: bx lr
            """, vectors: [11: "handler"])
        try bench.setBreakpoint(0, try program["done"])
        try bench.resume()
        bench.run()
        #expect(try bench.programCounter == program["done"])
        #expect(try bench.register(4) == 11)
        #expect(try bench.register(5) == 0xFFFF_FFF9)
        let frame = try bench.register(6)
        #expect(frame == CoreBench.stackTop - 0x20)
        let words = try (0..<8).map { try bench.read(frame + 4 * $0) }
        #expect(words[0...4] == [10, 11, 12, 13, 0x1234_5678])
        #expect(words[5] == 0xFFFF_FFFF)
        #expect(try words[6] == program["back"])
        #expect(words[7] & 0x0100_01FF == 0x0100_0000)
        #expect(try bench.read(0xE000_ED04) & 0x1FF == 11, "ICSR.VECTACTIVE")
        #expect(try bench.read(0xE000_ED24) & 1 << 7 != 0, "SHCSR.SVCALLACT")
        try bench.write(0xE000_2008, 0)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(0) == 11)
        #expect(try bench.register(1) == 11, "r1 comes back from the frame")
        #expect(try bench.register(13) == CoreBench.stackTop)
        #expect(try bench.register(16) & 0x1FF == 0)
    }

    @Test func misalignedStackIsAlignedInTheFrame() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            "sub sp, #4\nsvc #0\n1: b 1b\n.thumb_func\nhandler: mov r4, sp\nbx lr",
            vectors: [11: "handler"])
        try bench.setBreakpoint(0, try program["handler"] + 2)
        try bench.resume()
        bench.run()
        #expect(try bench.register(4) == CoreBench.stackTop - 8 - 0x20)
        #expect(try bench.read(bench.register(4) + 28) & 1 << 9 != 0)
        try bench.write(0xE000_2008, 0)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(13) == CoreBench.stackTop - 4)
    }

    /// Two threads on process stacks, switched in PendSV as FreeRTOS and Zephyr do it: SysTick
    /// pends PendSV, which saves R4-R11 and swaps PSP.
    private static let twoThreads = """
        ldr r0, =0xE000ED20
        ldr r1, =0xFFFF0000
        str r1, [r0]
        ldr r0, =0x20000200
        ldr r1, =0x20002000
        ldr r2, =threadB
        bl makeFrame
        str r1, [r0, #4]
        ldr r1, =0x20003000
        ldr r2, =threadA
        bl makeFrame
        str r1, [r0]
        adds r1, #32
        msr psp, r1
        ldr r0, =0xE000E010
        ldr r1, =1599
        str r1, [r0, #4]
        movs r1, #0
        str r1, [r0, #8]
        movs r1, #7
        str r1, [r0]
        movs r0, #2
        msr control, r0
        isb
        pop {r0-r3}
        pop {r12}
        pop {lr}
        pop {pc}
        makeFrame: subs r1, #32
        orr r2, r2, #1
        str r2, [r1, #24]
        ldr r3, =0x01000000
        str r3, [r1, #28]
        subs r1, #32
        bx lr
        .thumb_func
        threadA: ldr r4, =0x20000100
        1: ldr r5, [r4]
        adds r5, #1
        str r5, [r4]
        b 1b
        .thumb_func
        threadB: ldr r4, =0x20000104
        2: ldr r5, [r4]
        adds r5, #1
        str r5, [r4]
        b 2b
        .thumb_func
        tick: ldr r0, =0xE000ED04
        ldr r1, =0x10000000
        str r1, [r0]
        ldr r0, =0x20000108
        ldr r1, [r0]
        adds r1, #1
        str r1, [r0]
        bx lr
        .thumb_func
        switch: mrs r0, psp
        stmdb r0!, {r4-r11}
        ldr r1, =0x20000200
        ldr r2, [r1]
        ldr r3, [r1, #4]
        str r3, [r1]
        str r0, [r1, #4]
        ldmia r3!, {r4-r11}
        msr psp, r3
        bx lr
        """

    @Test func twoThreadsAreSwitchedByPendSV() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning(Self.twoThreads, vectors: [14: "switch", 15: "tick"])
        bench.run(milliseconds: 10)
        let (a, b) = try (bench.read(0x2000_0100), bench.read(0x2000_0104))
        let ticks = try bench.read(0x2000_0108)
        #expect((98...100).contains(ticks), "one tick each 0.1 ms: \(ticks)")
        #expect(a > 5_000 && b > 5_000, "\(a) and \(b) rounds")
        let ratio = Double(a) / Double(b)
        #expect((0.9...1.1).contains(ratio))
    }

    @Test func maskedInterruptWaitsForTheMaskToOpen() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            ldr r0, =0xE000ED04
            ldr r1, =0x10000000
            cpsid i
            str r1, [r0]
            movs r2, #1
            cpsie i
            movs r2, #2
            1: b 1b
            .thumb_func
            handler: mov r3, r2
            bx lr
            """, vectors: [14: "handler"])
        try bench.setBreakpoint(0, try program["handler"] + 2)
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted)
        #expect(try bench.register(3) == 1, "after CPSIE, before the next instruction")
    }

    @Test func basePriorityHoldsBackLessUrgentInterrupts() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0xE000E400
            movs r1, #0x50
            strb r1, [r0, #3]
            movs r1, #0x30
            strb r1, [r0, #4]
            ldr r0, =0xE000E100
            movs r1, #0x18
            str r1, [r0]
            movs r2, #0x40
            msr basepri, r2
            ldr r0, =0xE000E200
            str r1, [r0]
            nop
            mov r6, r4
            mov r7, r5
            movs r2, #0
            msr basepri, r2
            1: b 1b
            .thumb_func
            less: movs r4, #1
            bx lr
            .thumb_func
            more: movs r5, #1
            bx lr
            """, vectors: [19: "less", 20: "more"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try (4...7).map { try bench.register($0) } == [1, 1, 0, 1])
    }

    @Test func moreUrgentInterruptNestsAndEqualOnesDoNot() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0xE000E400
            ldr r1, =0x00406060
            str r1, [r0]
            ldr r0, =0xE000E100
            movs r1, #7
            str r1, [r0]
            ldr r8, =0x20000100
            ldr r0, =0xE000E200
            movs r1, #1
            str r1, [r0]
            1: b 1b
            .thumb_func
            first: movs r1, #6
            str r1, [r0]
            nop
            movs r2, #'a'
            strb r2, [r8], #1
            bx lr
            .thumb_func
            second: movs r2, #'b'
            strb r2, [r8], #1
            bx lr
            .thumb_func
            third: movs r2, #'c'
            strb r2, [r8], #1
            mov r9, lr
            bx lr
            """, vectors: [16: "first", 17: "second", 18: "third"])
        try bench.resume()
        bench.run()
        try bench.halt()
        let trace = try (0..<3).map { try bench.read(0x2000_0100 + $0, width: 1) }
        #expect(trace.map { UInt8($0) } == Array("cab".utf8))
        #expect(try bench.register(9) == 0xFFFF_FFF1, "it returns to a handler")
    }
}
