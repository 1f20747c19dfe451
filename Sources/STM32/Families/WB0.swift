import TargetMemory

extension Device {
    static let wb0: [Device] = [wb05, wb06, wb09]

    static let wb05 = Device(
        name: "STM32WB05", series: "WB0", id: 0x028,
        corePart: CorePart.m0Plus,
        flash: Flash(
            controller: .wb0, registers: 0x4000_1000, layout: .wb0, base: 0x1004_0000,
            kibibytes: [192],
            sectors: .uniform(2 << 10),
            programByteCount: 4, rowByteCount: 16, sizeRegister: 0x4000_1014,
            sizeEncoding: .wordsLessOne(mask: 0x1_FFFF), timing: .wb0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 24 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 24 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1000_0000, 6 << 10),
            NamedRegion("factory data", 0x1000_1C00, 1 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x1000_1800, 1 << 10),
        uniqueIDRegister: 0x1000_1EF0, debugUnit: .wb0, windowWatchdog: nil,
        source: "RM0529, RM0530 and RM0505 by Black Magic stm32wb0.c, CMSIS stm32wb0xx "
            + "headers, stm32-data, probe-rs; times from memory")

    static let wb06 = Device(
        name: "STM32WB06/WB07", series: "WB0", id: 0x01E,
        corePart: CorePart.m0Plus,
        flash: Flash(
            controller: .wb0, registers: 0x4000_1000, layout: .wb0, base: 0x1004_0000,
            kibibytes: [256],
            sectors: .uniform(2 << 10),
            programByteCount: 4, rowByteCount: 16, sizeRegister: 0x4000_1014,
            sizeEncoding: .wordsLessOne(mask: 0x1_FFFF), timing: .wb0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1000_0000, 6 << 10),
            NamedRegion("factory data", 0x1000_1C00, 1 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x1000_1800, 1 << 10),
        uniqueIDRegister: 0x1000_1EF0, debugUnit: .wb0, windowWatchdog: nil,
        source: "RM0529, RM0530 and RM0505 by Black Magic stm32wb0.c, CMSIS stm32wb0xx "
            + "headers, stm32-data, probe-rs; times from memory")

    /// The size has 17 bits (CMSIS header); with Black Magic's 16 this chip would show half of it.
    static let wb09 = Device(
        name: "STM32WB09", series: "WB0", id: 0x032,
        corePart: CorePart.m0Plus,
        flash: Flash(
            controller: .wb0, registers: 0x4000_1000, layout: .wb0, base: 0x1004_0000,
            kibibytes: [512],
            sectors: .uniform(2 << 10),
            programByteCount: 4, rowByteCount: 16, sizeRegister: 0x4000_1014,
            sizeEncoding: .wordsLessOne(mask: 0x1_FFFF), timing: .wb0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1000_0000, 6 << 10),
            NamedRegion("factory data", 0x1000_1C00, 1 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x1000_1800, 1 << 10),
        uniqueIDRegister: 0x1000_1EF0, debugUnit: .wb0, windowWatchdog: nil,
        source: "RM0529, RM0530 and RM0505 by Black Magic stm32wb0.c, CMSIS stm32wb0xx "
            + "headers, stm32-data, probe-rs; times from memory")
}
