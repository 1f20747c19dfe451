/// STM32L5 (RM0438), U5 (RM0456), U3 (RM0487), WBA (RM0493): Cortex-M33 and an L4-like flash
/// interface with Secure registers. With TrustZone on all of main flash is Secure and answers at
/// 0x0C000000; how the option bytes could divide it is left out.
extension ChipDescription {
    static let l5: [ChipDescription] = [
        l5("stm32l552", "L55x, L56x, two banks", isDual: true),
        l5("stm32l552-single", "L55x, L56x, one bank", isDual: false),
        l5("stm32l552-tz", "L55x, L56x with TrustZone", isDual: true, isSecure: true),
    ]

    static let u5: [ChipDescription] = [
        u5("stm32u535", "U535, U545", 0x455, kib: 512, ram: [256]),
        u5("stm32u575", "U575, U585", 0x482, kib: 2048, ram: [768]),
        u5(
            "stm32u575-tz", "U575, U585 with TrustZone", 0x482, kib: 2048, ram: [768],
            isSecure: true),
        u5("stm32u595", "U595, U5A5", 0x481, kib: 4096, ram: [2496]),
        u5("stm32u5g9", "U5F9, U5G9", 0x476, kib: 4096, ram: [3008]),
        u5("stm32u385", "U375, U385", 0x454, kib: 1024, ram: [256], isU3: true),
        u5("stm32u3c5", "U3B5, U3C5", 0x42A, kib: 2048, ram: [640], isU3: true),
    ]

    static let wba: [ChipDescription] = [
        wba("stm32wba52", "WBA5x", 0x492, kib: 1024, ram: 128, area: 0x0BF9_0000),
        wba("stm32wba65", "WBA6x, two banks", 0x4B0, kib: 2048, ram: 512, area: 0x0BFA_0000),
        wba(
            "stm32wba25", "WBA2x", 0x4B2, kib: 512, ram: 96, area: 0x0BF8_D000, unit: 8,
            page: 4096),
    ]

    private static func l5(
        _ name: String, _ parts: String, isDual: Bool, isSecure: Bool = false
    ) -> ChipDescription {
        let base: UInt32 = isSecure ? 0x0C00_0000 : 0x0800_0000
        let two = [FlashBank(base, 128, of: 2048), FlashBank(base + 0x4_0000, 128, of: 2048)]
        let one = [FlashBank(base, 128, of: 4096)]
        var dialect = L4Dialect.modern(
            optionControl: (isDual ? 0x7FEF_F8AA : 0x7FAF_F8AA) | (isSecure ? 1 << 31 : 0),
            pageBits: 7, unit: 8)
        dialect.dualBank = .whenSet(22)
        dialect.pagesFollowAddresses = true
        return ChipDescription(
            name: name, summary: "STM32\(parts), 512 KiB flash, Cortex-M33",
            core: .m33(interrupts: 109).secure(isSecure),
            debug: .m33(identity: 0x2000_6472),
            memories: memories(kib: [256], isSecure: isSecure),
            flash: .modern(
                dialect, banks: isDual ? two : one, otherBanks: isDual ? one : two,
                area: 0x0BFA_0000, identity: 0x0BFA_0590, size: 0x0BFA_05E0, timing: .l4,
                isSecure: isSecure),
            peripherals: .registers(.l5), resetHertz: 4_000_000)
    }

    private static func u5(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, ram: [Int],
        isSecure: Bool = false, isU3: Bool = false
    ) -> ChipDescription {
        let base: UInt32 = isSecure ? 0x0C00_0000 : 0x0800_0000
        let page = isU3 ? 4096 : 8192
        let half = kib * 512
        var dialect = L4Dialect.modern(
            optionControl: 0x1FEF_F8AA | (isSecure ? 1 << 31 : 0), pageBits: isU3 ? 8 : 8,
            unit: isU3 ? 8 : 16)
        dialect.dualBank = .whenSet(21)
        // ECCDR (RM0487, 6.9).
        if isU3 { dialect.correctionRegister = 0x34 }
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M33",
            core: .m33(interrupts: 140).secure(isSecure),
            debug: .m33(identity: 0x2001_6000 | device),
            memories: memories(kib: ram, isSecure: isSecure),
            flash: .modern(
                dialect,
                banks: [
                    FlashBank(base, half / page, of: page),
                    FlashBank(base + UInt32(half), half / page, of: page),
                ],
                otherBanks: [FlashBank(base, 2 * half / page, of: page)], area: 0x0BFA_0000,
                identity: 0x0BFA_0700, size: 0x0BFA_07A0, timing: .u5, isSecure: isSecure),
            peripherals: .registers(isU3 ? .u3 : .u5), resetHertz: isU3 ? 12_000_000 : 4_000_000)
    }

    private static func wba(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, ram: Int, area: UInt32,
        unit: Int = 16, page: Int = 8192
    ) -> ChipDescription {
        let isDual = kib > 1024
        var dialect = L4Dialect.modern(optionControl: 0x1FEF_F8AA, pageBits: 8, unit: unit)
        dialect.dualBank = isDual ? .whenSet(21) : .never
        if !isDual { dialect.bankBit = nil }
        let bank = isDual ? kib / 2 : kib
        let pages = bank * 1024 / page
        var banks = [FlashBank(0x0800_0000, pages, of: page)]
        if isDual { banks.append(FlashBank(0x0800_0000 + UInt32(bank * 1024), pages, of: page)) }
        var debug = DebugDescription.m33(identity: 0x2000_6000 | device, port: 1)
        debug.serialWire = 0x6BA0_2477
        debug.jtag = 0x6BA0_0477
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M33",
            core: .m33(interrupts: 70), debug: debug,
            memories: memories(kib: [ram], isSecure: false),
            flash: .modern(
                dialect, banks: banks, area: area, identity: area + 0x700, size: area + 0x7A0,
                timing: .u5, isSecure: false),
            peripherals: .registers(.u5), resetHertz: 16_000_000)
    }

    /// Consecutive SRAM; with TrustZone the Secure side sees it at 0x30000000 too.
    static func memories(kib: [Int], isSecure: Bool) -> [Memory] {
        [
            Memory(
                "SRAM", 0x2000_0000, kib.reduce(0, +) * 1024,
                aliases: isSecure ? [0x3000_0000] : [])
        ]
    }
}

extension CoreConfiguration {
    func secure(_ isSecure: Bool) -> CoreConfiguration {
        var changed = self
        changed.isSecure = isSecure
        return changed
    }
}

extension L4Dialect {
    /// L5, U5, U3, WBA (RM0438, 6.9; RM0456, 7.9).
    static func modern(optionControl: UInt32, pageBits: UInt32, unit: Int) -> L4Dialect {
        let none: UInt32 = 0x8000_0000 | ((1 << pageBits) - 1)
        var registers = [
            OptionRegister(offset: 0x40, factory: optionControl),
            OptionRegister(offset: 0x44, factory: 0x0800_007F),
            OptionRegister(offset: 0x48, factory: 0x0BF9_007F),
            OptionRegister(offset: 0x4C, factory: 0x0C00_007C),
        ]
        registers += [0x50, 0x60].map { OptionRegister(offset: $0, factory: 0x007F_0000) }
        registers += [0x54, 0x64].map { OptionRegister(offset: $0, factory: 0) }
        registers += [0x58, 0x5C, 0x68, 0x6C].map { OptionRegister(offset: $0, factory: none) }
        registers += [0x70, 0x74, 0x78, 0x7C].map { OptionRegister(offset: $0, factory: 0) }
        return L4Dialect(
            plain: modernPlain, secure: modernSecure, optionKey: 0x10, optionControl: 0x40,
            optionRegisters: registers,
            protections: [
                Protection(offset: 0x58, bank: 0), Protection(offset: 0x5C, bank: 0),
                Protection(offset: 0x68, bank: 1), Protection(offset: 0x6C, bank: 1),
            ],
            protectionBits: pageBits, unit: unit, pageBits: pageBits, bankBit: 11,
            dataWaitBit: unit == 16 ? 17 : nil, correctionRegister: 0x30, swap: (20, true),
            hasTrustZone: true)
    }
}

extension FlashDescription {
    /// With TrustZone the non-secure view of main flash reads as zero (RM0456, 7.5.4).
    static func modern(
        _ dialect: L4Dialect, banks: [FlashBank], otherBanks: [FlashBank] = [], area: UInt32,
        identity: UInt32, size: UInt32, timing: FlashTiming, isSecure: Bool
    ) -> FlashDescription {
        let start = area & ~0xFFFF
        return FlashDescription(
            controller: .l4(dialect), registers: 0x4002_2000, base: banks[0].base, banks: banks,
            otherBanks: otherBanks, aliases: isSecure ? [] : [0x0C00_0000],
            areas: [FlashArea("system memory", start, 0x1_0000)], oneTime: area..<area + 0x200,
            sizeRegister: size, constants: ST.identity(at: identity), timing: timing,
            isSecure: isSecure, bootAddress: banks[0].base)
    }
}

extension DebugDescription {
    /// L5, U5, U3: SW-DP of the Cortex-M33, DBGMCU on the private bus.
    static func m33(identity: UInt32, port: UInt16 = 0) -> DebugDescription {
        DebugDescription(
            serialWire: 0x0BE1_2477, jtag: 0x0BA0_4477,
            ports: [
                AccessPortDescription(
                    number: port, identity: BusPort.m33, base: 0xE00F_E003)
            ], controlBase: 0xE004_4000, identity: identity)
    }
}

extension RegisterDescription {
    private static let armv8Spaces: [Range<UInt32>] = [
        0x4000_0000..<0x4001_8000, 0x4002_0000..<0x4005_0000, 0x4201_0000..<0x420F_0000,
        0x4600_0000..<0x4603_0000,
    ]

    /// RM0438, 2.3 and 9.8: L4's clocks; everything 0x10000000 higher for Secure accesses.
    static let l5 = RegisterDescription(
        spaces: armv8Spaces + [0x4400_0000..<0x4402_0000], resetValues: l4Values,
        followers: l4Followers, units: .l4, secureOffset: 0x1000_0000)

    /// RM0456, 2.3, 10.10 and 11.8: RCC at 0x46020C00, PWR at 0x46020800.
    static let u5 = RegisterDescription(
        spaces: armv8Spaces,
        resetValues: [
            0x4602_0C00: 0x0000_0035, 0x4602_080C: 0x0000_8000, 0x4602_083C: 0x0000_8000,
        ],
        followers: ready(
            0x4602_0C00, [(0, 2), (4, 5), (8, 10), (12, 13), (16, 17), (24, 25), (26, 27)])
            + [
                switching(0x4602_0C1C),
                Follower(address: 0x4602_080C, bit: 14, source: 0x4602_080C, sourceBit: 18),
            ],
        units: .u5, secureOffset: 0x1000_0000)

    /// RM0487: RCC at 0x40030C00, PWR at 0x40030800.
    static let u3 = RegisterDescription(
        spaces: armv8Spaces,
        resetValues: [0x4003_0C00: 0x0000_0035, 0x4003_080C: 0x0002_0002],
        followers: ready(0x4003_0C00, [(0, 2), (4, 5), (8, 10), (16, 17)])
            + [
                switching(0x4003_0C1C),
                Follower(
                    address: 0x4003_080C, bit: 16, width: 2, source: 0x4003_080C, sourceBit: 0),
            ],
        units: .u3, secureOffset: 0x1000_0000)
}
