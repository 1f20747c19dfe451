import Testing

import VirtualBoard

/// The floating-point context: access control, automatic and lazy stacking.
@Suite struct CoreFloatTests {
    private static let enable = """
        ldr r0, =0xE000ED88
        ldr r1, =0x00F00000
        str r1, [r0]
        dsb
        isb

        """

    @Test func floatingPointWithoutAccessIsAUsageFault() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            """
            ldr r0, =0xE000ED24
            ldr r1, =0x00070000
            str r1, [r0]
            here: vmov.f32 s0, #1.0
            1: b 1b
            .thumb_func
            handler: ldr r4, [sp, #24]
            b handler
            """, vectors: [6: "handler"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.read(0xE000_ED28) == 1 << 19)
        #expect(try bench.register(4) == program["here"])
        #expect(try bench.register(64) == 0, "the instruction did not execute")
    }

    @Test func lazyStackingStoresWhenTheHandlerUsesTheUnit() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            Self.enable + """
                vmov.f32 s0, #1.0
                vmov.f32 s15, #2.0
                vmov.f32 s16, #4.0
                svc #0
                back: nop
                1: b 1b
                .thumb_func
                handler: mov r4, lr
                before: mov r5, sp
                vmov.f32 s0, #3.0
                after: nop
                bx lr
                """, vectors: [11: "handler"])
        try bench.setBreakpoint(0, try program["before"])
        try bench.setBreakpoint(1, try program["after"])
        try bench.setBreakpoint(2, try program["back"])
        try bench.resume()
        bench.run()
        #expect(try bench.register(4) == 0xFFFF_FFE9)
        let frame = CoreBench.stackTop - 0x68
        #expect(try bench.register(13) == frame)
        #expect(try bench.read(0xE000_EF34) & 1 == 1, "LSPACT")
        #expect(try bench.read(0xE000_EF38) == frame + 0x20)
        #expect(try bench.read(frame + 0x20) == 0, "nothing stored yet")
        #expect(try bench.register(20) >> 24 & 4 == 0, "FPCA is clear in the handler")
        try bench.write(0xE000_2008, 0)
        try bench.resume()
        bench.run()
        #expect(try bench.programCounter == program["after"])
        #expect(try bench.read(0xE000_EF34) & 1 == 0)
        #expect(try bench.read(frame + 0x20) == 0x3F80_0000)
        #expect(try bench.read(frame + 0x20 + 60) == 0x4000_0000)
        #expect(try bench.register(64) == 0x4040_0000)
        #expect(try bench.register(20) >> 24 & 4 == 4)
        try bench.write(0xE000_200C, 0)
        try bench.resume()
        bench.run()
        #expect(try bench.programCounter == program["back"])
        #expect(try bench.register(64) == 0x3F80_0000, "s0 is back")
        #expect(try bench.register(80) == 0x4080_0000, "s16 is nobody's to save")
        #expect(try bench.register(20) >> 24 & 4 == 4)
        #expect(try bench.register(13) == CoreBench.stackTop)
    }

    @Test func untouchedLazyFrameIsDroppedOnReturn() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            Self.enable + """
                vmov.f32 s0, #1.0
                svc #0
                1: b 1b
                .thumb_func
                handler: bx lr
                """, vectors: [11: "handler"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.read(0xE000_EF34) & 1 == 0)
        #expect(try bench.register(64) == 0x3F80_0000)
        #expect(try bench.register(13) == CoreBench.stackTop)
    }

    @Test func eagerStackingStoresAtOnce() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            Self.enable + """
                ldr r0, =0xE000EF34
                ldr r1, =0x80000000
                str r1, [r0]
                vmov.f32 s3, #1.0
                svc #0
                1: b 1b
                .thumb_func
                handler: bx lr
                """, vectors: [11: "handler"])
        try bench.setBreakpoint(0, try program["handler"])
        try bench.resume()
        bench.run()
        #expect(try bench.read(CoreBench.stackTop - 0x68 + 0x20 + 12) == 0x3F80_0000)
        #expect(try bench.read(0xE000_EF34) & 1 == 0)
    }
}
