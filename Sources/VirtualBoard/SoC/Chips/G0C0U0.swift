/// STM32G0 (RM0444, RM0454), C0 (RM0490) and U0 (RM0503): Cortex-M0+ and pages of 2 KiB by number.
extension ChipDescription {
    static let g0c0u0: [ChipDescription] = [
        G0Row("stm32g031", "G03x, G041", 0x466, pages: 32, ram: 8).chip,
        G0Row("stm32g051", "G05x, G061", 0x456, pages: 32, ram: 18).chip,
        G0Row("stm32g071", "G07x, G081", 0x460, pages: 64, ram: 36).chip,
        G0Row("stm32g0b1", "G0Bx, G0C1, two banks", 0x467, pages: 256, ram: 144, dialect: .g0b)
            .chip,
        G0Row("stm32c011", "C011", 0x443, pages: 16, ram: 6, dialect: .c0, isC0: true).chip,
        G0Row("stm32c031", "C031", 0x453, pages: 16, ram: 12, dialect: .c0, isC0: true).chip,
        G0Row("stm32c051", "C051", 0x44C, pages: 32, ram: 12, dialect: .c0, isC0: true).chip,
        G0Row("stm32c071", "C071", 0x493, pages: 64, ram: 24, dialect: .c0, isC0: true).chip,
        G0Row("stm32c092", "C091, C092", 0x44D, pages: 128, ram: 36, dialect: .c0, isC0: true)
            .chip,
        G0Row(
            "stm32u031", "U031", 0x459, pages: 32, ram: 12, dialect: .u0, identity: 0x1FFF_3E50,
            size: 0x1FFF_3EA0, oneTime: 0x1FFF_6800
        ).chip,
        G0Row(
            "stm32u083", "U073, U083", 0x489, pages: 128, ram: 40, dialect: .u0,
            identity: 0x1FFF_6E50, size: 0x1FFF_6EA0, oneTime: 0x1FFF_6800
        ).chip,
    ]
}

private struct G0Row {
    let name, parts: String
    let device: UInt32
    let pages, ram: Int
    let dialect: L4Dialect
    let isC0: Bool
    let identity, size, oneTime: UInt32

    init(
        _ name: String, _ parts: String, _ device: UInt32, pages: Int, ram: Int,
        dialect: L4Dialect = .g0, isC0: Bool = false, identity: UInt32? = nil,
        size: UInt32? = nil, oneTime: UInt32 = 0x1FFF_7000
    ) {
        (self.name, self.parts, self.device) = (name, parts, device)
        (self.pages, self.ram, self.dialect, self.isC0) = (pages, ram, dialect, isC0)
        self.identity = identity ?? (isC0 ? 0x1FFF_7550 : 0x1FFF_7590)
        self.size = size ?? (isC0 ? 0x1FFF_75A0 : 0x1FFF_75E0)
        self.oneTime = oneTime
    }

    var chip: ChipDescription {
        let isDouble = dialect.bankBit != nil
        // Only they have their factory data elsewhere.
        let isU0 = oneTime != 0x1FFF_7000
        let banks =
            isDouble
            ? [
                FlashBank(0x0800_0000, pages / 2, of: 2048),
                FlashBank(0x0800_0000 + UInt32(pages * 1024), pages / 2, of: 2048),
            ] : [FlashBank(0x0800_0000, pages, of: 2048)]
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(pages * 2) KiB flash, Cortex-M0+",
            core: .m0Plus, debug: .m0Plus(identity: 0x2000_6000 | device),
            memories: [.init("SRAM", 0x2000_0000, ram * 1024)],
            flash: .l4(
                .l4(dialect), registers: 0x4002_2000, banks: banks,
                otherBanks: isDouble ? [FlashBank(0x0800_0000, pages, of: 2048)] : [],
                identity: identity, sizeRegister: size, oneTime: oneTime..<oneTime + 0x400,
                timing: .g0),
            peripherals: .registers(isU0 ? .u0 : .g0),
            resetHertz: isC0 ? 12_000_000 : 16_000_000)
    }
}

extension L4Dialect {
    /// RM0444, 3.7: EMPTY in FLASH_ACR, CFGBSY, two WRP areas.
    fileprivate static let g0 = narrow(optionControl: 0xFFFF_FEAA, pageBits: 10)
    fileprivate static let c0: L4Dialect = {
        var dialect = narrow(optionControl: 0xFFFF_FEAA, pageBits: 7)
        dialect.correctionRegister = nil
        return dialect
    }()
    fileprivate static let u0: L4Dialect = {
        var dialect = narrow(optionControl: 0x3FFF_FEAA, pageBits: 7)
        // RM0503 has no PCROP.
        dialect.executeOnly = []
        return dialect
    }()

    /// G0Bx and G0C1: BKER is bit 13, BSY2 the second bank's, nSWAP_BANK bit 20.
    fileprivate static let g0b: L4Dialect = {
        var dialect = narrow(optionControl: 0xFFFF_FEAA, pageBits: 10)
        dialect.bankBit = 13
        dialect.dualBank = .whenSet(21)
        dialect.secondBusyBit = 17
        dialect.swap = (20, false)
        // PCROP of the second bank: no area, as it starts behind its end (RM0444, 3.7.16 on).
        dialect.optionRegisters += [
            OptionRegister(offset: 0x44, factory: 0x1FF),
            OptionRegister(offset: 0x48, factory: 0),
            OptionRegister(offset: 0x54, factory: 0x1FF),
            OptionRegister(offset: 0x58, factory: 0),
            OptionRegister(offset: 0x4C, factory: 0x7F),
            OptionRegister(offset: 0x50, factory: 0x7F),
        ]
        dialect.protections += [
            Protection(offset: 0x4C, bank: 1), Protection(offset: 0x50, bank: 1),
        ]
        dialect.executeOnly += executeOnly([(0x44, 1), (0x54, 1)], stepByteCount: 512)
        return dialect
    }()

    /// Two registers each, from the first one's offset on (RM0444, 3.7.9; RM0434, 3.10.8).
    static func executeOnly(
        _ rows: [(offset: UInt32, bank: Int)], stepByteCount: UInt32
    ) -> [ExecuteOnly] {
        rows.map {
            ExecuteOnly(
                first: $0.offset, last: $0.offset + 4, bank: $0.bank, mask: 0x1FF,
                stepByteCount: stepByteCount)
        }
    }

    private static func narrow(optionControl: UInt32, pageBits: UInt32) -> L4Dialect {
        L4Dialect(
            plain: registers, optionKey: 0x0C, optionControl: 0x20,
            optionRegisters: [
                OptionRegister(offset: 0x20, factory: optionControl),
                OptionRegister(offset: 0x24, factory: 0xFF),
                OptionRegister(offset: 0x28, factory: 0),
                OptionRegister(offset: 0x2C, factory: 0x7F),
                OptionRegister(offset: 0x30, factory: 0x7F),
                OptionRegister(offset: 0x34, factory: 0xFF),
                OptionRegister(offset: 0x38, factory: 0), OptionRegister(offset: 0x80, factory: 0),
            ],
            protections: [Protection(offset: 0x2C, bank: 0), Protection(offset: 0x30, bank: 0)],
            executeOnly: executeOnly([(0x24, 0), (0x34, 0)], stepByteCount: 512),
            protectionBits: 7, pageBits: pageBits, configurationBusyBit: 18,
            rowByteCount: (256, 256), emptyFlag: .access(16), accessFactory: 0x0004_0600)
    }
}

extension RegisterDescription {
    /// RM0444, 2.2.2 and 5.4: SW and SWS have three bits.
    static let g0 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4001_8000, 0x4002_0000..<0x4002_6400, 0x5000_0000..<0x5000_2000,
        ],
        resetValues: [
            0x4002_1000: 0x0000_0500, 0x4002_100C: 0x0000_1000, 0x4002_1060: 0,
            0x5000_0000: 0xEBFF_FFFF, 0x5000_000C: 0x2400_0000,
        ],
        followers: ready(0x4002_1000, [(0, 1), (8, 10), (16, 17), (24, 25)])
            + [switching(0x4002_1008, width: 3)]
            + readiness(control: 0x4002_1060, enables: [0]),
        units: .g0)

    /// RM0503, 5.4.
    static let u0: RegisterDescription = {
        var registers = g0
        registers.units = .u0
        return registers
    }()
}
