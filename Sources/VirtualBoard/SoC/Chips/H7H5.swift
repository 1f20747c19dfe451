/// STM32H7 (RM0433, RM0455, RM0468), H7RS (RM0477) and H5 (RM0481, RM0492).
extension ChipDescription {
    static let h7: [ChipDescription] = [
        h7(
            "stm32h743", "H742, H743, H753, two banks", 0x2003_6450,
            banks: [
                FlashBank(0x0800_0000, 8, of: 0x2_0000), FlashBank(0x0810_0000, 8, of: 0x2_0000),
            ], dialect: .h7(banks: 2), memories: memoriesOfH743),
        h7(
            "stm32h750", "H750", 0x2003_6450, banks: [FlashBank(0x0800_0000, 1, of: 0x2_0000)],
            dialect: .h7(banks: 1), memories: memoriesOfH743),
        h7(
            "stm32h723", "H723, H725, H733, H735", 0x1001_6483,
            banks: [FlashBank(0x0800_0000, 8, of: 0x2_0000)], dialect: .h7(banks: 1),
            memories: [
                Memory("ITCM RAM", 0x0000_0000, 0x1_0000),
                Memory("DTCM RAM", 0x2000_0000, 0x2_0000),
                Memory("AXI SRAM", 0x2400_0000, 0x5_0000), Memory("SRAM1", 0x3000_0000, 0x4000),
                Memory("SRAM2", 0x3000_4000, 0x4000), Memory("SRAM4", 0x3800_0000, 0x4000),
                Memory("backup SRAM", 0x3880_0000, 0x1000),
            ]),
        h7(
            "stm32h7b3", "H7A3, H7B3, two banks", 0x1001_6480,
            banks: [
                FlashBank(0x0800_0000, 128, of: 8192), FlashBank(0x0810_0000, 128, of: 8192),
            ], dialect: .h7b, size: 0x08FF_F80C,
            memories: [
                Memory("ITCM RAM", 0x0000_0000, 0x1_0000),
                Memory("DTCM RAM", 0x2000_0000, 0x2_0000),
                Memory("AXI SRAM", 0x2400_0000, 0x10_0000),
                Memory("AHB SRAM", 0x3000_0000, 0x2_0000),
                Memory("SRD SRAM", 0x3800_0000, 0x8000),
                Memory("backup SRAM", 0x3880_0000, 0x1000),
            ]),
        h7rs,
    ]

    private static let memoriesOfH743 = [
        Memory("ITCM RAM", 0x0000_0000, 0x1_0000), Memory("DTCM RAM", 0x2000_0000, 0x2_0000),
        Memory("AXI SRAM", 0x2400_0000, 0x8_0000), Memory("SRAM1", 0x3000_0000, 0x2_0000),
        Memory("SRAM2", 0x3002_0000, 0x2_0000), Memory("SRAM3", 0x3004_0000, 0x8000),
        Memory("SRAM4", 0x3800_0000, 0x1_0000), Memory("backup SRAM", 0x3880_0000, 0x1000),
    ]

    private static func h7(
        _ name: String, _ parts: String, _ identity: UInt32, banks: [FlashBank],
        dialect: H7Dialect, size: UInt32 = 0x1FF1_E880, memories: [Memory]
    ) -> ChipDescription {
        let kib = banks.reduce(0) { $0 + $1.byteCount } / 1024
        let isHigh = size > 0x1000_0000
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M7 with FPU",
            core: .m7(
                revision: 0x411F_C271, isDouble: true, interrupts: 150, romTable: 0xE00F_E003),
            debug: .h7(identity: identity), memories: memories,
            flash: FlashDescription(
                controller: .h7(dialect), registers: 0x5200_2000, banks: banks, aliases: [],
                areas: [
                    FlashArea("system memory", 0x1FF0_0000, 0x2_0000),
                    FlashArea("one-time and identity", 0x08FF_F000, 0x1000),
                ],
                oneTime: isHigh ? nil : 0x08FF_F000..<0x08FF_F400, sizeRegister: size,
                constants: ST.identity(at: isHigh ? 0x1FF1_E800 : 0x08FF_F800), timing: .h7,
                bootAddress: 0x0800_0000),
            peripherals: .registers(.h7), resetHertz: 64_000_000)
    }

    private static let h7rs = ChipDescription(
        name: "stm32h7s3", summary: "STM32H7R3, H7R7, H7S3, H7S7, 64 KiB flash, Cortex-M7",
        core: .m7(revision: 0x411F_C272, isDouble: true, interrupts: 155, romTable: 0xE00F_E003),
        debug: DebugDescription(
            serialWire: 0x6BA0_2477, jtag: 0x6BA0_0477, boundaryScan: 0x0648_5041,
            ports: [
                AccessPortDescription(
                    number: 0, identity: 0x8477_0001, base: 0xE00E_0003, bus: .system),
                AccessPortDescription(number: 1, identity: 0x8477_0001, base: 0xE00F_E003),
            ], controlBase: 0x5C00_1000, identity: 0x1003_6485),
        memories: [
            Memory("ITCM RAM", 0x0000_0000, 0x1_0000), Memory("DTCM RAM", 0x2000_0000, 0x1_0000),
            Memory("AXI SRAM", 0x2400_0000, 0x7_2000), Memory("AHB SRAM", 0x3000_0000, 0x8000),
            Memory("backup SRAM", 0x3880_0000, 0x1000),
        ],
        flash: FlashDescription(
            controller: .h7(.h7rs), registers: 0x5200_2000,
            banks: [FlashBank(0x0800_0000, 8, of: 8192)], aliases: [],
            areas: [
                FlashArea("system memory", 0x1FF0_0000, 0x2_0000),
                FlashArea("one-time and identity", 0x08FF_F000, 0x1000),
            ],
            oneTime: 0x08FF_F000..<0x08FF_F400, sizeRegister: 0x08FF_F80C,
            constants: ST.identity(at: 0x08FF_F800), timing: .h5, bootAddress: 0x0800_0000),
        peripherals: .registers(.h7rs), resetHertz: 64_000_000)

    static let h5: [ChipDescription] = [
        h5("stm32h503", "H503", 0x1000_6474, sectors: 8, ram: [32], groups: 1),
        h5("stm32h523", "H523, H533", 0x1000_6478, sectors: 32, ram: [272], groups: 1),
        h5("stm32h563", "H562, H563, H573", 0x1000_6484, sectors: 128, ram: [640]),
        h5(
            "stm32h563-tz", "H563, H573 with TrustZone", 0x1000_6484, sectors: 128, ram: [640],
            isSecure: true),
    ]

    private static func h5(
        _ name: String, _ parts: String, _ identity: UInt32, sectors: Int, ram: [Int],
        groups: Int = 4, isSecure: Bool = false
    ) -> ChipDescription {
        let base: UInt32 = isSecure ? 0x0C00_0000 : 0x0800_0000
        let half = UInt32(sectors * 8192)
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(sectors * 16) KiB flash, Cortex-M33",
            core: .m33(interrupts: 131).secure(isSecure),
            debug: DebugDescription(
                serialWire: 0x6BA0_2477, jtag: 0x6BA0_0477, boundaryScan: 0x0648_4041,
                ports: [
                    AccessPortDescription(
                        number: 0, identity: 0x5477_0002, base: 0xE00E_0003,
                        bus: .windows([
                            .init(base: 0xE00E_4000, byteCount: 0x400, target: 0x4402_4000)
                        ])),
                    AccessPortDescription(number: 1, identity: 0x8477_0001, base: 0xE00F_E003),
                ], controlBase: 0x4402_4000, identity: identity),
            memories: memories(kib: ram, isSecure: isSecure),
            flash: FlashDescription(
                controller: .h7(.h5(isSecure: isSecure, groups: groups)), registers: 0x4002_2000,
                base: base,
                banks: [
                    FlashBank(base, sectors, of: 8192), FlashBank(base + half, sectors, of: 8192),
                ], aliases: isSecure ? [] : [0x0C00_0000],
                areas: [
                    FlashArea("one-time and identity", 0x08FF_F000, 0x1000),
                    FlashArea("system memory", 0x0BF9_0000, 0x1_0000),
                ],
                oneTime: 0x08FF_F000..<0x08FF_F800, sizeRegister: 0x08FF_F80C,
                constants: ST.identity(at: 0x08FF_F800), timing: .h5,
                isSecure: isSecure, bootAddress: base),
            peripherals: .registers(.h5), resetHertz: 32_000_000)
    }
}

extension DebugDescription {
    /// AP 0 is the Cortex-M7's, AP 1 the D2 domain's, AP 2 the debug bus with DBGMCU on it
    /// (RM0433, 60.4 and 60.5.8).
    fileprivate static func h7(identity: UInt32) -> DebugDescription {
        DebugDescription(
            serialWire: 0x6BA0_2477, jtag: 0x6BA0_0477, boundaryScan: 0x0645_0041,
            ports: [
                AccessPortDescription(number: 0, identity: 0x8477_0001, base: 0xE00F_E003),
                AccessPortDescription(
                    number: 1, identity: 0x8477_0001, base: 0x0000_0002, bus: .system),
                AccessPortDescription(
                    number: 2, identity: 0x5477_0002, base: 0xE00E_0003,
                    bus: .windows([
                        .init(base: 0xE00E_0000, byteCount: 0x1_6000, target: 0x5C00_0000)
                    ])),
            ], controlBase: 0x5C00_1000, identity: identity, controlByteCount: 0x1000)
    }
}

extension H7Dialect {
    private static func pairs(_ start: UInt32, _ factory: [UInt32]) -> [Option] {
        factory.enumerated().map { index, value in
            let offset = start + 8 * UInt32(index)
            return Option(current: offset, wanted: offset + 4, factory: value)
        }
    }

    private static func optionRegisters(_ options: [Option]) -> [UInt32: Register] {
        var registers: [UInt32: Register] = [:]
        for (row, option) in options.enumerated() {
            registers[option.current] = .current(row)
            registers[option.wanted] = .wanted(row)
        }
        return registers
    }

    /// RM0433, 4.9.
    fileprivate static func h7(banks: Int) -> H7Dialect {
        var options = [Option(current: 0x1C, wanted: 0x20, factory: 0x0386_AAF0, mask: 0xFFFF_FFFE)]
        options += pairs(0x28, [0xFF, 0xFF, 0xFF, 0x1FF0_0800])
        options += pairs(0x128, [0xFF, 0xFF, 0xFF])
        return H7Dialect(
            registers: bankRegisters(banks).merging(optionRegisters(options)) { $1 },
            options: options, unitCount: banks, scope: .bank, wordByteCount: 32, forceBit: 6,
            startBit: 7, sectorBit: 8, sectorBits: 3, statusRow: 0, protectionRows: [3, 7],
            executeOnlyRows: banks > 1 ? [1, 5] : [1], swapBit: banks > 1 ? 31 : nil,
            hasOptionBusy: true)
    }

    /// RM0455, 5.9: words of 16 bytes, sectors of 8 KiB, four to a protection bit.
    fileprivate static let h7b: H7Dialect = {
        var options = [Option(current: 0x1C, wanted: 0x20, factory: 0x0386_AAF0, mask: 0xFFFF_FFFE)]
        options += pairs(0x28, [0xFF, 0xFF, 0xFFFF_FFFF, 0x1FF0_0800])
        options += pairs(0x128, [0xFF, 0xFF, 0xFFFF_FFFF])
        return H7Dialect(
            registers: bankRegisters(2).merging(optionRegisters(options)) { $1 },
            options: options, unitCount: 2, scope: .bank, wordByteCount: 16, forceBit: 4,
            startBit: 5, sectorBit: 6, sectorBits: 7, statusRow: 0, protectionRows: [3, 7],
            executeOnlyRows: [1, 5], sectorsInGroup: 4, swapBit: 31, hasOptionBusy: true)
    }()

    /// The registers of each bank, 0x100 apart; the option registers answer in both.
    private static func bankRegisters(_ banks: Int) -> [UInt32: Register] {
        var registers: [UInt32: Register] = [0x00: .access]
        for bank in 0..<banks {
            let base = UInt32(0x100 * bank)
            registers[base + 0x00] = .access
            registers[base + 0x04] = .key(bank)
            registers[base + 0x08] = .optionKey
            registers[base + 0x0C] = .control(bank)
            registers[base + 0x10] = .status(bank)
            registers[base + 0x14] = .clear(bank)
            registers[base + 0x18] = .optionControl
            registers[base + 0x1C] = .current(0)
            registers[base + 0x20] = .wanted(0)
            registers[base + 0x24] = .optionClear
        }
        return registers
    }

    /// RM0477, 5.9.
    fileprivate static let h7rs: H7Dialect = {
        let options =
            pairs(0x200, [0xB4, 0, 0, 0xFF]) + pairs(0x230, [0xFF]) + pairs(0x260, [1 << 4, 0])
        var registers: [UInt32: Register] = [
            0x00: .access, 0x04: .key(0), 0x10: .control(0), 0x14: .status(0), 0x24: .flags(0),
            0x28: .clear(0), 0x100: .optionKey, 0x104: .optionControl, 0x10C: .optionClear,
        ]
        registers.merge(optionRegisters(options)) { $1 }
        return H7Dialect(
            registers: registers, options: options, unitCount: 1, scope: .all, wordByteCount: 16,
            forceBit: 4, startBit: 5, sectorBit: 6, sectorBits: 3, statusRow: 0,
            protectionRows: [3], levels: .life, programsOptionsOnWrite: true,
            watchdogs: (row: 5, independent: 4, window: nil))
    }()

    /// RM0481, 7.11.
    fileprivate static func h5(isSecure: Bool, groups: Int) -> H7Dialect {
        let trustZone: UInt32 = isSecure ? 0xB400_0070 : 0xC300_0070
        // All Secure, or no sector at all.
        let bank: [UInt32] = [isSecure ? 0x007F_0000 : 0x0000_007F, 0xFFFF_FFFF, 0, 0]
        let options =
            pairs(0x50, [0x2D30_EDF8]) + pairs(0x70, [trustZone])
            + pairs(0x80, [0x0800_00C3, 0x0C00_00C3, 0]) + pairs(0xE0, bank) + pairs(0x1E0, bank)
        var registers: [UInt32: Register] = [
            0x00: .access, 0x04: .key(0), 0x08: .key(1), 0x0C: .optionKey, 0x1C: .optionControl,
            0x20: .status(0), 0x24: .status(1), 0x28: .control(0), 0x2C: .control(1),
            0x30: .clear(0), 0x34: .clear(1),
        ]
        registers.merge(optionRegisters(options)) { $1 }
        for word in 0..<8 {
            registers[0xA0 + UInt32(word / 4 * 0x100 + word % 4 * 4)] =
                .blockSecurity(bank: word / 4, word: word % 4)
        }
        return H7Dialect(
            registers: registers, options: options, unitCount: 2, scope: .bit(31),
            wordByteCount: 16, forceBit: 4, startBit: 5, sectorBit: 6, sectorBits: 7, massBit: 15,
            inconsistencyBit: 20, statusRow: 0, protectionRows: [6, 10], watermarkRows: [5, 9],
            oneTimeLockRow: 4, sectorsInGroup: groups, levels: .productState, swapBit: 31,
            watchdogs: (row: 0, independent: 3, window: 4), correctionRegister: 0x104,
            hasSecureUnit: true)
    }
}

extension RegisterDescription {
    /// RM0433, 2.3 and 8.7: RCC at 0x58024400, PWR at 0x58024800 says that voltages are ready.
    static let h7 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4001_8000, 0x4002_0000..<0x4004_8000, 0x4008_0000..<0x400C_0000,
            0x4802_0000..<0x4802_3000, 0x5000_0000..<0x5000_4000, 0x5100_0000..<0x5110_0000,
            0x5200_0000..<0x5200_C000, 0x5800_0000..<0x5802_8000, 0x5C00_0000..<0x5C01_6000,
        ],
        resetValues: [
            0x5802_4400: 0x0000_C025, 0x5802_4474: 0x0000_0000, 0x5802_4804: 0x0000_4000 | 1 << 13,
            0x5802_4818: 0x0000_6000, 0x5802_0000: 0xABFF_FFFF, 0x5802_0400: 0xFFFF_FEBF,
        ],
        followers: ready(
            0x5802_4400, [(0, 2), (7, 8), (12, 13), (16, 17), (24, 25), (26, 27), (28, 29)])
            + [switching(0x5802_4410, width: 3)]
            + readiness(control: 0x5802_4474, enables: [0]),
        units: .h7)

    /// RM0477, 2.3: as H7 where it matters here.
    static let h7rs: RegisterDescription = {
        var registers = h7
        registers.units = .h7rs
        return registers
    }()

    /// RM0481, 2.3 and 11.8: RCC at 0x44020C00.
    static let h5 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4001_8000, 0x4002_0000..<0x4004_0000, 0x4202_0000..<0x420F_0000,
            0x4400_0000..<0x4403_0000, 0x4602_0000..<0x4603_0000, 0x4700_0000..<0x4700_2000,
        ],
        resetValues: [0x4402_0C00: 0x0000_002B, 0x4402_0814: 0x0000_2008],
        followers: ready(
            0x4402_0C00, [(0, 1), (8, 9), (12, 13), (16, 17), (24, 25), (26, 27), (28, 29)])
            + [Follower(address: 0x4402_0C1C, bit: 3, width: 2, source: 0x4402_0C1C, sourceBit: 0)],
        units: .h5, secureOffset: 0x1000_0000)
}
