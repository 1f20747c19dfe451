import Testing

import VirtualBoard

/// The system timer, sleep and events, privilege, and what stepping makes of interrupts.
@Suite struct CoreSleepTests {
    @Test func systemTimerKeepsCoreTime() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning(
            """
            ldr r0, =0xE000E010
            ldr r1, =15999
            str r1, [r0, #4]
            str r1, [r0, #8]
            movs r1, #7
            str r1, [r0]
            1: wfi
            b 1b
            .thumb_func
            tick: ldr r2, =0x20000100
            ldr r3, [r2]
            adds r3, #1
            str r3, [r2]
            bx lr
            """, vectors: [15: "tick"])
        bench.run(milliseconds: 1_000)
        #expect(bench.clock.now == 1_000_000_000)
        #expect(bench.core.isSleeping)
        #expect(bench.core.isExecuting, "a timer is armed")
        let ticks = try bench.read(0x2000_0100)
        #expect((999...1_000).contains(ticks), "\(ticks)")
    }

    @Test func sleepEndsWithAnInterruptLine() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning(
            """
            ldr r0, =0xE000E100
            movs r1, #0x20
            str r1, [r0]
            wfi
            movs r5, #1
            1: b 1b
            .thumb_func
            handler: adds r6, #1
            cmp r6, #3
            bne 2f
            ldr r0, =0x40000000
            str r6, [r0]
            2: bx lr
            """, vectors: [21: "handler"])
        bench.device.onWrite = { [unowned bench] _ in bench.core.setInterrupt(5, pending: false) }
        bench.run()
        #expect(bench.core.isSleeping)
        #expect(!bench.core.isExecuting)
        let before = bench.clock.now
        bench.run(milliseconds: 1)
        #expect(bench.clock.now - before == 1_000_000, "time passes while it sleeps")
        bench.core.setInterrupt(5, pending: true)
        bench.run()
        try bench.halt()
        #expect(try bench.register(6) == 3, "the level asks again until the handler clears it")
        #expect(try bench.register(5) == 1)
    }

    @Test func maskedWakeUpContinuesWithoutTheHandler() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0xE000E100
            movs r1, #1
            str r1, [r0]
            cpsid i
            wfi
            movs r5, #1
            1: b 1b
            .thumb_func
            handler: movs r6, #1
            bx lr
            """, vectors: [16: "handler"])
        try bench.resume()
        bench.run()
        #expect(try bench.read(0xE000_EDF0) & 1 << 18 != 0, "S_SLEEP")
        bench.core.setInterrupt(0, pending: true)
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == 1)
        #expect(try bench.register(6) == 0)
    }

    @Test func eventsWakeWaitForEvent() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            sev
            wfe
            movs r5, #1
            wfe
            movs r5, #2
            1: b 1b
            """)
        try bench.resume()
        bench.run()
        #expect(try bench.read(0xE000_EDF0) & 1 << 18 != 0)
        try bench.halt()
        #expect(bench.core.isHalted)
        #expect(try bench.register(5) == 1, "SEV let the first WFE through, not the second")
    }

    @Test func sleepOnExitSleepsUntilTheNextInterrupt() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0xE000ED10
            movs r1, #2
            str r1, [r0]
            ldr r0, =0xE000ED04
            ldr r1, =0x10000000
            str r1, [r0]
            nop
            movs r5, #1
            1: b 1b
            .thumb_func
            handler: adds r6, #1
            bx lr
            """, vectors: [14: "handler"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(6) == 1)
        #expect(try bench.register(5) == 0)
    }

    @Test func unprivilegedThreadIsInterruptedAndComesBackUnprivileged() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0x20004000
            msr psp, r0
            movs r0, #3
            msr control, r0
            isb
            svc #1
            mrs r4, control
            movs r0, #1
            msr primask, r0
            mrs r5, primask
            1: b 1b
            .thumb_func
            handler: mrs r6, control
            mov r7, lr
            mrs r8, psp
            bx lr
            """, vectors: [11: "handler"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(4) & 3 == 3)
        #expect(try bench.register(5) == 0, "unprivileged code cannot mask")
        #expect(try bench.register(6) & 3 == 1, "SPSEL is clear in Handler mode, nPRIV stays")
        #expect(try bench.register(7) == 0xFFFF_FFFD)
        #expect(try bench.register(8) == 0x2000_4000 - 0x20)
        #expect(try bench.register(18) == 0x2000_4000)
        #expect(try bench.register(17) == CoreBench.stackTop)
        #expect(try bench.register(13) == 0x2000_4000)
    }

    @Test func stepEntersAPendingInterruptUnlessMasked() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            "nop\nnop\nnop\n1: b 1b\n.thumb_func\nhandler: nop\nbx lr", vectors: [16: "handler"])
        try bench.write(0xE000_E100, 1)
        bench.core.setInterrupt(0, pending: true)
        bench.core.setInterrupt(0, pending: false)
        let start = try program["_start"]
        try bench.step(maskInterrupts: true)
        #expect(try bench.programCounter == start + 2)
        try bench.step(maskInterrupts: false)
        #expect(try bench.programCounter == program["handler"])
        #expect(try bench.register(16) & 0x1FF == 16)
        #expect(try bench.read(bench.register(13) + 24) == start + 2)
    }

    @Test func exclusiveAccessesWork() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            """
            ldr r0, =0x20000100
            1: ldrex r1, [r0]
            adds r1, #5
            strex r2, r1, [r0]
            cmp r2, #0
            bne 1b
            clrex
            strex r3, r1, [r0]
            2: b 2b
            """)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.read(0x2000_0100) == 5)
        #expect(try bench.register(2) == 0)
        #expect(try bench.register(3) == 1, "no reservation, no store")
    }
}
