import Testing

import VirtualBoard

/// Faults: which exception, which status, which address, and what comes of one too many.
@Suite struct CoreFaultTests {
    private static let enableFaults = """
        ldr r0, =0xE000ED24
        ldr r1, =0x00070000
        str r1, [r0]

        """
    private static let handler = """

        1: b 1b
        .thumb_func
        handler: ldr r4, [sp, #24]
        mrs r5, ipsr
        2: b 2b
        .ltorg
        """
    private static let vectors = [3: "handler", 4: "handler", 5: "handler", 6: "handler"]

    struct Sample: Sendable, CustomTestStringConvertible {
        var code: String
        var exception: UInt32
        var status: UInt32
        var testDescription: String { code }

        static let all: [Sample] = [
            Sample(code: "udf #0", exception: 6, status: 0x1_0000),
            Sample(
                code: "ldr r0, =handler\nbic r0, #1\nhere: bx r0", exception: 6,
                status: 0x2_0000),
            Sample(
                code: "ldr r0, =0x60000000\nhere: ldr r1, [r0]", exception: 5, status: 0x8200),
            Sample(
                code: "ldr r0, =0x60000000\nhere: str r1, [r0]", exception: 5, status: 0x8200),
            Sample(code: "ldr r0, =0x60000001\nbx r0", exception: 5, status: 0x100),
            Sample(code: "ldr r0, =0x40000001\nbx r0", exception: 4, status: 0x1),
        ]
    }

    @Test(arguments: Sample.all)
    func enabledFaultIsTaken(sample: Sample) throws {
        let (code, exception, status) = (sample.code, sample.exception, sample.status)
        let bench = try CoreBench()
        let body = code.contains("here:") ? code : "here: " + code
        let program = try bench.boot(
            Self.enableFaults + body + Self.handler, vectors: Self.vectors)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == exception)
        #expect(try bench.read(0xE000_ED28) == status)
        #expect(try bench.read(0xE000_ED2C) == 0)
        let address = try bench.register(4)
        if status & 1 << 9 != 0 {
            #expect(try address == program["here"])
            #expect(try bench.read(0xE000_ED38) == 0x6000_0000, "BFAR")
        }
        if status & 1 << 8 != 0 { #expect(address == 0x6000_0000) }
        if status & 1 << 17 != 0 { #expect(try address == program["handler"]) }
    }

    @Test func disabledFaultEscalates() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            "ldr r0, =0x60000000\nldr r1, [r0]" + Self.handler, vectors: Self.vectors)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == 3)
        #expect(try bench.read(0xE000_ED2C) == 1 << 30, "FORCED")
        #expect(try bench.read(0xE000_ED28) & 1 << 9 != 0)
        // Write one to clear.
        try bench.write(0xE000_ED28, 0xFFFF_FFFF)
        try bench.write(0xE000_ED2C, 0xFFFF_FFFF)
        #expect(try bench.read(0xE000_ED28) == 0)
        #expect(try bench.read(0xE000_ED2C) == 0)
    }

    @Test func faultLeavesTheRegistersOfItsInstructionAlone() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            Self.enableFaults + """
                ldr r0, =0x4000000C
                movs r6, #6
                here: ldr r6, [r0], #4
                """ + Self.handler, vectors: Self.vectors)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(4) == program["here"])
        #expect(try bench.register(0) == 0x4000_000C, "no write-back")
        #expect(try bench.register(6) == 6)
        #expect(try bench.read(0xE000_ED38) == 0x4000_000C)
    }

    @Test func handlerCanRepairAndReturnIntoAnIfThenBlock() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            Self.enableFaults + """
                ldr r0, =0x60000000
                movs r7, #1
                cmp r7, #1
                ittt eq
                addeq r6, #1
                ldreq r3, [r0]
                addeq r6, #1
                1: b 1b
                .thumb_func
                handler: ldr r4, =0x20000000
                str r4, [sp]
                movs r5, #1
                bx lr
                .ltorg
                """, vectors: Self.vectors)
        try bench.write(0x2000_0000, 0x55)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == 1)
        #expect(try bench.register(3) == 0x55, "the load was made again")
        #expect(try bench.register(16) & 0x0600_FC00 == 0)
    }

    @Test func divisionByZeroTrapsOnlyWhenAsked() throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            Self.enableFaults + """
                movs r2, #0
                movs r3, #7
                udiv r6, r3, r2
                ldr r0, =0xE000ED14
                movs r1, #0x10
                str r1, [r0]
                here: sdiv r6, r3, r2
                """ + Self.handler, vectors: Self.vectors)
        try bench.setRegister(6, 1)
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(6) == 0, "the first gave zero")
        #expect(try bench.read(0xE000_ED28) == 1 << 25)
        #expect(try bench.register(4) == program["here"])
    }

    @Test func faultInHardFaultLocksUp() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning("udf #0\n.thumb_func\nhandler: udf #1", vectors: [3: "handler"])
        bench.run(milliseconds: 1)
        #expect(try bench.read(0xE000_EDF0) & 1 << 19 != 0, "S_LOCKUP")
        #expect(!bench.core.isExecuting)
        try bench.write(0xE000_EDF0, 0xA05F_0003)
        #expect(bench.core.isHalted)
        #expect(try bench.read(0xE000_EDF0) & 1 << 19 == 0)
        #expect(try bench.programCounter == 0xFFFF_FFFE)
    }

    @Test func erasedFlashLocksUp() throws {
        let bench = try CoreBench()
        bench.core.releaseReset()
        bench.run(milliseconds: 1)
        #expect(try bench.read(0xE000_EDF0) & 1 << 19 != 0)
        try bench.write(0xE000_EDF0, 0xA05F_0003)
        try bench.write(0xE000_EDFC, 0x0100_0001)
        try bench.write(0xE000_ED0C, 0x05FA_0004)
        #expect(bench.core.isHalted)
        #expect(try bench.programCounter == 0xFFFF_FFFE)
    }

    @Test(arguments: [(0x400 as UInt32, false), (0x100, true), (0, false)])
    func vectorCatchHaltsInTheHandler(demcr: UInt32, isEnabled: Bool) throws {
        let bench = try CoreBench()
        let program = try bench.boot(
            (isEnabled ? Self.enableFaults : "") + "ldr r0, =0x60000000\nldr r1, [r0]"
                + Self.handler, vectors: Self.vectors)
        _ = try bench.takeDebugFaults()
        try bench.write(0xE000_EDFC, 0x0100_0000 | demcr)
        try bench.resume()
        bench.run()
        #expect(bench.core.isHalted == (demcr != 0))
        guard demcr != 0 else { return }
        #expect(try bench.programCounter == program["handler"])
        #expect(try bench.takeDebugFaults() == 0x08)
        #expect(try bench.register(16) & 0x1FF == (isEnabled ? 5 : 3))
    }

    @Test func breakpointInstructionWithoutDebuggerIsAHardFault() throws {
        let bench = try CoreBench()
        _ = try bench.bootRunning("bkpt #0" + Self.handler, vectors: Self.vectors)
        bench.run(milliseconds: 1)
        #expect(try bench.read(0xE000_ED2C) == 1 << 31, "DEBUGEVT")
    }

    @Test func stackingIntoNothingIsAStackingFault() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            Self.enableFaults + """
                ldr r0, =0x60000100
                msr psp, r0
                movs r0, #2
                msr control, r0
                svc #0
                1: b 1b
                .thumb_func
                handler: mrs r5, ipsr
                2: b 2b
                """, vectors: [3: "handler", 5: "handler", 11: "handler"])
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.register(5) == 3, "SVC and BusFault have one priority")
        #expect(try bench.read(0xE000_ED28) & 1 << 12 != 0, "STKERR")
    }

    @Test func invalidReturnCodeIsAUsageFault() throws {
        let bench = try CoreBench()
        _ = try bench.boot(
            Self.enableFaults + """
                svc #0
                1: b 1b
                .thumb_func
                call: ldr lr, =0xFFFFFFF5
                bx lr
                .ltorg
                """ + Self.handler, vectors: Self.vectors.merging([11: "call"]) { $1 })
        try bench.resume()
        bench.run()
        try bench.halt()
        #expect(try bench.read(0xE000_ED28) & 1 << 18 != 0, "INVPC")
        #expect(try bench.register(5) == 6)
    }
}
