import TargetMemory
import Testing

@testable import CortexM

/// The fault registers and the exception frame, put into words.
@Suite struct FaultReportTests {
    private static let frame: Address = 0x2000_0FE0

    /// A core of that part, caught at the first instruction of an exception's handler.
    private func caught(
        exception: UInt32, cfsr: UInt32 = 0, hfsr: UInt32 = 0, returnCode: UInt32 = 0xFFFF_FFF9,
        cpuid: UInt32 = 0x411F_C270, secure: Bool = false
    ) throws -> (FakeCore, Core) {
        let fake = FakeCore(cpuid: cpuid)
        if secure { fake.words[IDPFR1.address] = 0x210 }
        fake.extraStatus = secure ? 1 << 20 : 0
        let core = try Core(access: fake)
        try core.attach()
        try core.haltNow()
        fake.registers[13] = Self.frame.rawValue
        fake.registers[14] = returnCode
        fake.registers[16] = 0x0100_0000 | exception
        fake.registers[17] = Self.frame.rawValue
        fake.words[CFSR.address] = cfsr
        fake.words[HFSR.address] = hfsr
        fake.words[0xE000_ED34] = 0x4000_0010
        fake.words[0xE000_ED38] = 0x6000_0004
        let words: [UInt32] = [0, 1, 2, 3, 12, 0x0800_0201, 0x0800_0344, 0x2100_0000]
        for (index, word) in words.enumerated() { fake.words[Self.frame + 4 * index] = word }
        return (fake, core)
    }

    @Test func aForcedBusFault() throws {
        let (_, core) = try caught(exception: 3, cfsr: 0x8200, hfsr: 1 << 30)
        #expect(
            try core.faultReport().sentences == [
                "HardFault is being handled, escalated from BusFault (its handler is off, or was "
                    + "less urgent than what ran)",
                "cause: PRECISERR (data access to an address nothing answers at)",
                "address of the access (BFAR): 0x60000004",
                "interrupted at 0x08000344 in Thread mode",
                "frame at 0x20000fe0 on the main stack; EXC_RETURN 0xfffffff9",
                "stacked: r0 0x00000000, r1 0x00000001, r2 0x00000002, r3 0x00000003, "
                    + "r12 0x0000000c, lr 0x08000201, pc 0x08000344, xpsr 0x21000000",
                "CFSR 0x00008200, HFSR 0x40000000, DFSR 0x00000001",
            ])
    }

    /// Pushed from an address near 0: the frame would end beyond 4 GiB.
    @Test(arguments: [UInt32(0xFFFF_FFF0), 0xFFFF_FFE4, 0xFFFF_FFFC, 0xFFFF_FFE0])
    func aStackAtTheEndOfMemory(stack: UInt32) throws {
        let (fake, core) = try caught(exception: 3, cfsr: 1 << 12, hfsr: 1 << 30)
        fake.registers[13] = stack
        fake.registers[17] = stack
        let text = try core.faultReport().sentences.joined(separator: "\n")
        #expect(text.contains("STKERR"))
        #expect(text.contains("frame at \(Address(stack)) on the main stack"))
    }

    struct Cause: Sendable {
        var bit: UInt32
        var exception: UInt32
        var name: String
        var signal: UInt8

        static let all: [Cause] = [
            Cause(bit: 0, exception: 4, name: "IACCVIOL", signal: 11),
            Cause(bit: 1, exception: 4, name: "DACCVIOL", signal: 11),
            Cause(bit: 3, exception: 4, name: "MUNSTKERR", signal: 11),
            Cause(bit: 4, exception: 4, name: "MSTKERR", signal: 11),
            Cause(bit: 5, exception: 4, name: "MLSPERR", signal: 11),
            Cause(bit: 8, exception: 5, name: "IBUSERR", signal: 10),
            Cause(bit: 9, exception: 5, name: "PRECISERR", signal: 10),
            Cause(bit: 10, exception: 5, name: "IMPRECISERR", signal: 10),
            Cause(bit: 11, exception: 5, name: "UNSTKERR", signal: 10),
            Cause(bit: 12, exception: 5, name: "STKERR", signal: 10),
            Cause(bit: 13, exception: 5, name: "LSPERR", signal: 10),
            Cause(bit: 16, exception: 6, name: "UNDEFINSTR", signal: 4),
            Cause(bit: 17, exception: 6, name: "INVSTATE", signal: 4),
            Cause(bit: 18, exception: 6, name: "INVPC", signal: 4),
            Cause(bit: 19, exception: 6, name: "NOCP", signal: 4),
            Cause(bit: 20, exception: 6, name: "STKOF", signal: 11),
            Cause(bit: 24, exception: 6, name: "UNALIGNED", signal: 10),
            Cause(bit: 25, exception: 6, name: "DIVBYZERO", signal: 8),
        ]
    }

    /// With each status bit as the only one, and its address where there is one.
    @Test(arguments: Cause.all)
    func everyCause(cause: Cause) throws {
        let marks: [UInt32: UInt32] = [1: 1 << 7, 9: 1 << 15]
        let cfsr = UInt32(1) << cause.bit | marks[cause.bit, default: 0]
        let (_, core) = try caught(exception: cause.exception, cfsr: cfsr)
        let report = try core.faultReport()
        #expect(report.causes.count == 1)
        #expect(report.causes.first?.hasPrefix("\(cause.name) (") == true)
        #expect(report.signal == cause.signal)
        let handled = ExceptionName.of(Int(cause.exception))
        #expect(report.sentences.first == "\(handled) is being handled")
        #expect(report.memoryAddress == (cause.bit == 1 ? 0x4000_0010 : nil))
        #expect(report.busAddress == (cause.bit == 9 ? 0x6000_0004 : nil))
    }

    @Test func hardFaultsOfTheirOwn() throws {
        let (_, vector) = try caught(exception: 3, hfsr: 1 << 1)
        #expect(try vector.faultReport().causes == ["VECTTBL (vector table cannot be read)"])
        #expect(try vector.faultReport().signal == 10)
        let (_, event) = try caught(exception: 3, hfsr: 1 << 31)
        #expect(
            try event.faultReport().causes == ["DEBUGEVT (a BKPT instruction without a debugger)"])
        #expect(try event.faultReport().signal == 5)
    }

    /// The instruction that did it is before the one that was interrupted.
    @Test func impreciseFaultsAreNotPinnedDown() throws {
        let (_, core) = try caught(exception: 5, cfsr: 1 << 10)
        #expect(
            try core.faultReport().sentences.contains(
                "interrupted at or after 0x08000344 in Thread mode"))
    }

    @Test func theFrameOnTheProcessStackWithFloatingPoint() throws {
        let (fake, core) = try caught(exception: 6, cfsr: 1 << 25, returnCode: 0xFFFF_FFED)
        fake.registers[18] = 0x2000_3000
        let entry = try #require(try core.faultReport().entry)
        #expect(entry.frame == 0x2000_3000)
        #expect(
            entry.sentences(isImprecise: false).contains(
                "frame at 0x20003000 on the process stack, with floating-point registers; "
                    + "EXC_RETURN 0xffffffed"))
    }

    /// A handler that has called something has lost EXC_RETURN; gdb finds it, this does not.
    @Test func deepInAHandler() throws {
        let (_, core) = try caught(exception: 5, cfsr: 0x8200, returnCode: 0x0800_0101)
        let report = try core.faultReport()
        #expect(report.entry == nil)
        #expect(report.sentences.contains { $0.contains("`backtrace` shows") })
    }

    @Test func noFaultAtAll() throws {
        let (_, core) = try caught(exception: 0)
        #expect(
            try core.faultReport().sentences == [
                "no fault is being handled: the core is in Thread mode",
                "CFSR 0x00000000, HFSR 0x00000000, DFSR 0x00000001",
            ])
        let (_, tick) = try caught(exception: 15, cfsr: 1 << 16)
        #expect(
            try tick.faultReport().sentences.first
                == "no fault is being handled, but SysTick; the registers below keep an earlier one"
        )
        let (_, running) = try caught(exception: 0)
        try running.resume()
        #expect(
            try running.faultReport().sentences.first
                == "the core runs, and no fault is recorded")
    }

    /// Armv6-M has a HardFault and nothing to say about it.
    @Test func aCoreWithoutFaultRegisters() throws {
        let (fake, core) = try caught(exception: 3, cfsr: 0xFFFF, cpuid: 0x410C_C200)
        fake.log = []
        let report = try core.faultReport()
        #expect(report.causes.isEmpty)
        #expect(report.signal == 11)
        #expect(report.sentences.contains { $0.contains("this core records none") })
        #expect(report.sentences.contains("interrupted at 0x08000344 in Thread mode"))
        #expect(!fake.log.contains(.read(CFSR.address, 20)))
    }

    /// Secure code was interrupted: its frame is on a stack of its own.
    @Test func aSecureFault() throws {
        let (fake, core) = try caught(
            exception: 7, returnCode: 0xFFFF_FFFD, cpuid: 0x410F_D214, secure: true)
        fake.words[SFSR.address] = 1 << 3 | 1 << 6
        fake.words[SFSR.faultAddressRegister] = 0x3000_0000
        fake.registers[RegisterSelector.processStackPointerSecure] = 0x3000_1000
        let report = try core.faultReport()
        #expect(report.secureAddress == 0x3000_0000)
        #expect(report.causes.first?.hasPrefix("AUVIOL") == true)
        #expect(report.sentences.first == "SecureFault is being handled")
        #expect(report.entry?.frame == 0x3000_1000)
        #expect(
            report.sentences.contains { $0.hasPrefix("interrupted at") && $0.contains("Secure") })
    }

    /// Secure code interrupted by a Non-secure handler: R4 to R11 are pushed below the frame.
    @Test func calleeRegistersBelowTheFrame() throws {
        let (fake, core) = try caught(
            exception: 15, returnCode: 0xFFFF_FFF8, cpuid: 0x410F_D214, secure: true)
        fake.registers[RegisterSelector.mainStackPointerSecure] = 0x3000_2000
        #expect(try core.faultReport().entry?.frame == 0x3000_2028)
        // Taken to Secure, by the usual rules: nothing below.
        let (other, second) = try caught(
            exception: 15, returnCode: 0xFFFF_FFF9, cpuid: 0x410F_D214, secure: true)
        other.registers[RegisterSelector.mainStackPointerSecure] = 0x3000_2000
        #expect(try second.faultReport().entry?.frame == 0x3000_2000)
    }

    @Test(arguments: [
        (UInt32(0xFFFF_FFF1), false, false, false), (0xFFFF_FFF9, true, false, false),
        (0xFFFF_FFFD, true, true, false), (0xFFFF_FFE1, false, false, true),
        (0xFFFF_FFED, true, true, true), (0xFFFF_FFBC, true, true, false),
    ])
    func exceptionReturns(code: UInt32, thread: Bool, process: Bool, floating: Bool) throws {
        let code = try #require(ExceptionReturn(rawValue: code))
        #expect(code.returnsToThread == thread)
        #expect(code.usesProcessStack == process)
        #expect(code.hasFloatingPoint == floating)
        #expect(ExceptionReturn(rawValue: 0x0800_0201) == nil)
    }
}
