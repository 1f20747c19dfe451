import Foundation
import Testing

@testable import VirtualBoard

/// Whatever is in memory and registers, the board lives on: a debugger that writes over the stack
/// of a running program, a firmware that runs away. What the core does then is the manual's
/// affair; that it can be halted and asked is what is looked at here. SEED=n tries
/// others.
@Suite struct AnyProgramTests {
    private static let boards = [
        "stm32f030", "stm32g071", "stm32f103", "stm32f407", "stm32f756", "stm32h743", "stm32u575",
        "stm32h563",
    ]
    private static let roundCount = 400

    @Test(arguments: boards)
    func endsInAHaltOnRequest(_ name: String) throws {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        let seed = given ?? 1
        print("AnyProgramTests \(name): seed \(seed)")
        let program = try AnyProgram(name, seed: seed)
        for round in 0..<Self.roundCount {
            try program.start()
            try program.disturb()
            #expect(try program.halt(), "\(name), seed \(seed), round \(round)")
        }
    }
}

/// A chip with nonsense in memory, registers and vectors, most of it nearly sensible.
private final class AnyProgram {
    private static let memory: UInt32 = 0x2000_0000
    private static let wordCount = 1024
    private let bench: ChipBench
    private var core: any CoreModel { bench.chip.core }
    private var random: SplitMix

    init(_ name: String, seed: UInt64) throws {
        bench = try ChipBench(name, isRunning: true)
        random = SplitMix(seed: seed)
    }

    /// Fills memory and registers and lets go.
    func start() throws {
        core.powerOnReset()
        core.releaseReset()
        try core.debugWrite(0xA05F_0003, to: 0xE000_EDF0, width: 4)
        for index in 0..<Self.wordCount {
            try core.debugWrite(word(index), to: Self.memory + 4 * UInt32(index), width: 4)
        }
        for _ in 0..<30 { try writeSystemRegister() }
        try? core.debugWrite(Self.memory, to: 0xE000_ED08, width: 4)
        for number in UInt32(0)...20 {
            try setRegister(number, to: random.next() % 4 == 0 ? anything() : address())
        }
        try setRegister(15, to: address())
        try setRegister(16, to: status())
        if random.next() % 2 == 0 { try setRegister(20, to: anything() & 0x0700_0001) }
        // C_DEBUGEN alone, or none of it: faults then lead to lockup and not to a halt.
        let control: UInt32 = random.next() % 2 == 0 ? 0xA05F_0001 : 0xA05F_0000
        try core.debugWrite(control, to: 0xE000_EDF0, width: 4)
    }

    /// Lets it run, with changes from outside between.
    func disturb() throws {
        for _ in 0..<20 {
            let span = UInt64(1) << (random.next() % 24)
            bench.chip.elapse(span)
            switch random.next() % 6 {
            case 0: try writeSystemRegister()
            case 1: try? core.debugWrite(anything(), to: address() & ~3, width: 4)
            case 2: core.setInterrupt(Int(random.next() % 40), pending: random.next() % 2 == 0)
            case 3: writePeripheral()
            default: _ = try core.debugRead(0xE000_EDF0, width: 4)
            }
        }
    }

    /// Whether it stops, and its registers can be read.
    func halt() throws -> Bool {
        try core.debugWrite(0xA05F_0003, to: 0xE000_EDF0, width: 4)
        bench.chip.elapse(1_000_000)
        let status = try core.debugRead(0xE000_EDF0, width: 4)
        for number in UInt32(0)...20 {
            try core.debugWrite(number, to: 0xE000_EDF4, width: 4)
            _ = try core.debugRead(0xE000_EDF8, width: 4)
        }
        return core.isHalted && status >> 17 & 1 == 1
    }

    private func setRegister(_ number: UInt32, to value: UInt32) throws {
        try core.debugWrite(value, to: 0xE000_EDF8, width: 4)
        try core.debugWrite(1 << 16 | number, to: 0xE000_EDF4, width: 4)
    }

    // MARK: Values

    private func anything() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }

    /// Nearly always in the memory that is filled; ends of the map, registers and returns else.
    private func address() -> UInt32 {
        let places: [UInt32] = [
            0xFFFF_FFFE, 0xFFFF_FFFC, 0xFFFF_FFF0, 0xE000_E010, 0xE000_ED08, 0x4002_3C00, 0,
            0x0800_0000,
            0xFFFF_FFF9, 0xFFFF_FFFD, 0xFFFF_FFF1, 0xFFFF_FFE9, 0x1FFF_FFFE, 0x5FFF_FFFE,
        ]
        if random.next() % 6 == 0 { return places[Int(random.next() % UInt64(places.count))] }
        return Self.memory + anything() % UInt32(4 * Self.wordCount) & ~1 | anything() & 1
    }

    /// xPSR: Thumb as a rule, any exception.
    private func status() -> UInt32 {
        let exception: UInt32 = random.next() % 2 == 0 ? 0 : anything() & 0x1FF
        return anything() & 0xFE00_FC00 | exception | (random.next() % 8 == 0 ? 0 : 1 << 24)
    }

    /// The vectors come first and lead into memory; then two instructions a word.
    private func word(_ index: Int) -> UInt32 {
        if index < 64 { return random.next() % 8 == 0 ? anything() : address() | 1 }
        switch random.next() % 8 {
        case 0: return address()
        case 1: return status()
        default: return UInt32(instruction()) | UInt32(instruction()) << 16
        }
    }

    private func instruction() -> UInt16 {
        let special: [UInt16] = [
            // SVC, WFI, WFE, SEV, CPSID i, CPSIE f, IT, ITE, BX LR, POP {PC}, BLX R3, BKPT, UDF.
            0xDF00, 0xBF30, 0xBF20, 0xBF40, 0xB672, 0xB661, 0xBF08, 0xBF0C, 0x4770, 0xBD00, 0x4798,
            0xBE00, 0xDE00,
            // The first halves of MSR, MRS, LDR.W, STR.W, LDRD, SDIV, VLDR, VADD; of a branch.
            0xF380, 0xF3EF, 0xF8D0, 0xF8C0, 0xE9D0, 0xFB90, 0xED90, 0xEE30, 0xF000,
        ]
        if random.next() % 4 == 0 { return special[Int(random.next() % UInt64(special.count))] }
        return UInt16(truncatingIfNeeded: random.next() % 0xE000)
    }

    /// Clocks, watchdogs, the flash interface.
    private func writePeripheral() {
        let units = bench.chip.system.map.peripherals
        let unit = units[Int(random.next() % UInt64(units.count))]
        let offset = anything() % UInt32(min(unit.byteCount, 0x100)) & ~3
        try? core.debugWrite(anything(), to: unit.base + offset, width: 4)
    }

    private func writeSystemRegister() throws {
        let registers: [UInt32] = [
            // SYST, NVIC, ICSR, AIRCR, SCR, CCR, SHPR, SHCSR, CFSR, CPACR, STIR, FPCCR, FPCAR.
            0xE000_E010, 0xE000_E014, 0xE000_E018, 0xE000_E100, 0xE000_E104, 0xE000_E200,
            0xE000_E280, 0xE000_E400, 0xE000_ED04, 0xE000_ED0C, 0xE000_ED10, 0xE000_ED14,
            0xE000_ED18, 0xE000_ED1C, 0xE000_ED20, 0xE000_ED24, 0xE000_ED28, 0xE000_ED88,
            0xE000_EF00, 0xE000_EF34, 0xE000_EF38,
            // DEMCR, DWT and FPB.
            0xE000_EDFC, 0xE000_1000, 0xE000_1004, 0xE000_1020, 0xE000_1024, 0xE000_1028,
            0xE000_1038, 0xE000_2000, 0xE000_2008, 0xE000_200C, 0xE000_0E80, 0xE000_0E00,
        ]
        let register = registers[Int(random.next() % UInt64(registers.count))]
        var value = random.next() % 2 == 0 ? anything() : anything() & 0xFF
        if register == 0xE000_ED0C { value = 0x05FA_0000 | value & 0x700 }
        try core.debugWrite(value, to: register, width: 4)
    }
}
