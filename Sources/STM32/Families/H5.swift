import TargetMemory

extension Device {
    static let h5: [Device] = [h503, h52x, h56x]

    static let h503 = Device(
        name: "STM32H503", series: "H5", id: 0x474,
        corePart: CorePart.m33,
        flash: Flash(
            controller: .h5, registers: 0x4002_2000, layout: .h5, kibibytes: [128],
            sectors: .uniform(8 << 10),
            bankRules: [BankRule(.dual(.uniform(8 << 10)))], bankSwap: .optionOfH5,
            programByteCount: 16, sizeRegister: 0x08FF_F80C, timing: .h5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 16 << 10),
            NamedRegion("SRAM2", 0x2000_4000, 16 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [NamedRegion("SRAM on C-bus", 0x0A00_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        systemMemory: [
            NamedRegion("factory data", 0x08FF_F800, 2 << 10),
            NamedRegion("system memory", 0x0BF8_0000, 32 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x08FF_F000, 2 << 10),
        optionRegisters: .h503,
        protection: .h503,
        uniqueIDRegister: 0x08FF_F800, debugUnit: .h5,
        source: "RM0481 and RM0492 by Black Magic stm32h5.c, CMSIS stm32h5xx headers, "
            + "stm32-data; times: DS14258, from memory")

    static let h52x = Device(
        name: "STM32H523/H533", series: "H5", id: 0x478,
        corePart: CorePart.m33,
        flash: Flash(
            controller: .h5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .h5,
            aliases: [0x0C00_0000], kibibytes: [256, 512],
            sectors: .uniform(8 << 10),
            bankRules: [BankRule(.dual(.uniform(8 << 10)))], bankSwap: .optionOfH5,
            programByteCount: 16, sizeRegister: 0x08FF_F80C, timing: .h5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 128 << 10),
            NamedRegion("SRAM2", 0x2002_0000, 80 << 10),
            NamedRegion("SRAM3", 0x2003_4000, 64 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 272 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 272 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 272 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("factory data", 0x08FF_F800, 2 << 10),
            NamedRegion("system memory", 0x0BF8_0000, 64 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x08FF_F000, 2 << 10),
        optionRegisters: .h5,
        eeprom: NamedRegion("high-cycle data flash", 0x0900_0000, 96 << 10),
        external: .octospiFMC,
        protection: .h5(sectorsPerBit: 1),
        uniqueIDRegister: 0x08FF_F800, debugUnit: .h5,
        source: "RM0481 and RM0492 by Black Magic stm32h5.c, CMSIS stm32h5xx headers, "
            + "stm32-data; times: DS14258, from memory")

    static let h56x = Device(
        name: "STM32H562/H563/H573", series: "H5", id: 0x484,
        corePart: CorePart.m33,
        flash: Flash(
            controller: .h5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .h5,
            aliases: [0x0C00_0000], kibibytes: [1024, 2048],
            sectors: .uniform(8 << 10),
            bankRules: [BankRule(.dual(.uniform(8 << 10)))], bankSwap: .optionOfH5,
            programByteCount: 16, sizeRegister: 0x08FF_F80C, timing: .h5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 256 << 10),
            NamedRegion("SRAM2", 0x2004_0000, 64 << 10),
            NamedRegion("SRAM3", 0x2005_0000, 320 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 4 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 640 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 640 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 640 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        systemMemory: [
            NamedRegion("factory data", 0x08FF_F800, 2 << 10),
            NamedRegion("system memory", 0x0BF8_0000, 64 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x08FF_F000, 2 << 10),
        optionRegisters: .h5,
        eeprom: NamedRegion("high-cycle data flash", 0x0900_0000, 96 << 10),
        external: .octospiFMC,
        protection: .h5(sectorsPerBit: 4),
        uniqueIDRegister: 0x08FF_F800, debugUnit: .h5,
        source: "RM0481 and RM0492 by Black Magic stm32h5.c, CMSIS stm32h5xx headers, "
            + "stm32-data; times: DS14258, from memory")
}
