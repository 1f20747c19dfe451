import Testing

@testable import VirtualBoard

/// What every chip of the catalogue has to show, whoever made it.
@Suite struct ChipTests {
    static let names = ChipDescription.all.map(\.name)

    /// DBGMCU_IDCODE.DEV_ID of every die that OpenOCD, st-util, Black Magic or probe-rs knows,
    /// and JTAG_ID's part number of WB0.
    static let devices: Set<UInt32> = [
        0x410, 0x411, 0x412, 0x413, 0x414, 0x415, 0x416, 0x417, 0x418, 0x419, 0x420, 0x421, 0x422,
        0x423, 0x425, 0x427, 0x428, 0x429, 0x42A, 0x430, 0x431, 0x432, 0x433, 0x434, 0x435, 0x436,
        0x437, 0x438, 0x439, 0x440, 0x441, 0x442, 0x443, 0x444, 0x445, 0x446, 0x447, 0x448, 0x449,
        0x44C, 0x44D, 0x450, 0x451, 0x452, 0x453, 0x454, 0x455, 0x456, 0x457, 0x458, 0x459, 0x460,
        0x461, 0x462, 0x463, 0x464, 0x466, 0x467, 0x468, 0x469, 0x470, 0x471, 0x472, 0x474, 0x476,
        0x478, 0x479, 0x480, 0x481, 0x482, 0x483, 0x484, 0x485, 0x489, 0x492, 0x493, 0x494, 0x495,
        0x496, 0x497, 0x4B0, 0x4B2, 0x01E, 0x028, 0x032,
    ]

    private static func device(_ chip: ChipDescription) -> UInt32 {
        let identity = chip.debug.identity
        if case .wb0 = chip.flash.controller { return identity >> 12 & 0xFFF }
        return identity & 0xFFF
    }

    @Test func everyDieHasABoard() {
        #expect(Set(ChipDescription.all.map(Self.device)) == Self.devices)
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test(arguments: names) func banksAreWhole(_ name: String) throws {
        let chip = try #require(ChipDescription.all.first { $0.name == name })
        for banks in [chip.flash.banks, chip.flash.otherBanks] where !banks.isEmpty {
            var next = chip.flash.base
            for bank in banks {
                #expect(bank.base == next, "a gap in \(name)")
                next += UInt32(bank.byteCount)
            }
            #expect(next == chip.flash.base + UInt32(chip.flash.byteCount), "\(name)")
        }
    }

    /// Identity, size, RAM and a program in it: what a debugger does first.
    @Test(arguments: names) func debuggerFindsWhatItExpects(_ name: String) throws {
        let bench = try ChipBench(name, isRunning: true)
        let chip = bench.chip.description
        let core = bench.chip.core
        #expect(try core.debugRead(0xE000_ED00, width: 4) == chip.core.cpuid)
        #expect(try core.debugRead(chip.debug.controlBase, width: 4) == chip.debug.identity)
        if let register = chip.flash.sizeRegister {
            let size = Int(try core.debugRead(register, width: 2))
            #expect(size == Int(chip.flash.sizeCode ?? UInt16(chip.flash.byteCount / 1024)))
        }
        try core.debugWrite(0xA05F_0003, to: 0xE000_EDF0, width: 4)
        #expect(core.isHalted)
        for memory in chip.memories where memory.base & 0x3FF == 0 {
            try core.debugWrite(0x1234_5678, to: memory.base, width: 4)
            for alias in [memory.base] + memory.aliases {
                #expect(try core.debugRead(alias, width: 4) == 0x1234_5678, "\(memory.name)")
            }
            guard memory.base < 0x4000_0000 else { continue }
            #expect(try Self.runs(core, in: memory.base) == 42, "\(name): \(memory.name)")
        }
        #expect(bench.illegal == [:])
    }

    /// MOVS R0, #42 and BKPT at the address; what R0 is then.
    private static func runs(_ core: any CoreModel, in base: UInt32) throws -> UInt32 {
        try core.debugWrite(0xBE00_202A, to: base, width: 4)
        for (number, value) in [(UInt32(0), UInt32(0)), (15, base), (16, 0x0100_0000)] {
            try core.debugWrite(value, to: 0xE000_EDF8, width: 4)
            try core.debugWrite(0x1_0000 | number, to: 0xE000_EDF4, width: 4)
        }
        // Resume with interrupts masked.
        try core.debugWrite(0xA05F_0009 | 2, to: 0xE000_EDF0, width: 4)
        try core.debugWrite(0xA05F_0009, to: 0xE000_EDF0, width: 4)
        core.run(nanoseconds: 1_000_000)
        try #require(core.isHalted)
        try core.debugWrite(0, to: 0xE000_EDF4, width: 4)
        return try core.debugRead(0xE000_EDF8, width: 4)
    }

    /// Every way to the registers of H7's and H5's debug unit.
    @Test func accessPortsLeadToTheirBuses() throws {
        let bench = try ChipBench("stm32h743", isRunning: true)
        let chip = bench.chip
        #expect(
            try chip.debugRead(0xE00E_1000, width: 4, through: 2, isCacheable: false)
                == 0x2003_6450)
        #expect(
            try chip.debugRead(0x5C00_1000, width: 4, through: 1, isCacheable: false)
                == 0x2003_6450)
        #expect(throws: BusFault.self) {
            try chip.debugRead(0xE000_ED00, width: 4, through: 1, isCacheable: false)
        }
        #expect(throws: BusFault.self) {
            try chip.debugRead(0xE000_ED00, width: 4, through: 7, isCacheable: false)
        }
    }

    /// FPB and DWT as each core has them.
    private static let breakpointsAndWatchpointsRows: [(String, UInt32, UInt32)] = [
        ("stm32f030", UInt32(0x0000_0040), UInt32(2)), ("stm32l053", 0x0000_0040, 2),
        ("stm32f103", 0x0000_0260, 4), ("stm32f407", 0x0000_0260, 4),
        ("stm32h743", 0x1000_0080, 4), ("stm32u575", 0x1000_0080, 4),
    ]

    @Test(arguments: breakpointsAndWatchpointsRows)
    func breakpointsAndWatchpoints(name: String, patch: UInt32, watchpoints: UInt32) throws {
        let bench = try ChipBench(name, isRunning: true)
        #expect(try bench.chip.core.debugRead(0xE000_2000, width: 4) == patch)
        #expect(try bench.chip.core.debugRead(0xE000_1000, width: 4) >> 28 == watchpoints)
    }

    @Test func securityRegistersSayTheState() throws {
        let benches = try ["stm32u575-tz", "stm32u575"].map { try ChipBench($0, isRunning: true) }
        let (secure, plain) = (benches[0].chip.core, benches[1].chip.core)
        // DSCSR.CDS, DAUTHSTATUS, SAU_TYPE.
        #expect(try secure.debugRead(0xE000_EE08, width: 4) == 1 << 16)
        #expect(try plain.debugRead(0xE000_EE08, width: 4) == 0)
        #expect(try secure.debugRead(0xE000_EFB8, width: 4) == 0xFF)
        #expect(try plain.debugRead(0xE000_EFB8, width: 4) == 0x0F)
        #expect(try secure.debugRead(0xE000_EDD4, width: 4) == 8)
        #expect(try plain.debugRead(0xE000_EDD4, width: 4) == 0)
    }
}
