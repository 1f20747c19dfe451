import TargetMemory

extension Device {
    static let h7rs: [Device] = [h7rx]

    /// ITCM and DTCM as big as the option bytes can make them, at the cost of AXI SRAM1 and SRAM3.
    static let h7rx = Device(
        name: "STM32H7Rx/H7Sx", series: "H7RS", id: 0x485,
        corePart: CorePart.m7,
        revisions: [0x1000: "A", 0x2000: "B"],
        flash: Flash(
            controller: .h7rs, registers: 0x5200_2000, layout: .h7rs, kibibytes: [64],
            sectors: .uniform(8 << 10),
            programByteCount: 16, sizeRegister: 0x08FF_F80C, sizeEncoding: .fixed, timing: .h7ab),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 192 << 10),
            NamedRegion("DTCM", 0x2000_0000, 192 << 10),
            NamedRegion("AXI SRAM1 to 4", 0x2400_0000, 456 << 10),
            NamedRegion("AHB SRAM", 0x3000_0000, 32 << 10),
            NamedRegion("backup SRAM", 0x3880_0000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        systemMemory: [
            NamedRegion("factory data", 0x08FF_F800, 2 << 10),
            NamedRegion("system memory", 0x1FF0_0000, 128 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x08FF_F000, 1 << 10),
        optionRegisters: .h7rs,
        external: .h7rs,
        protection: .h7rs,
        uniqueIDRegister: 0x08FF_F800, debugUnit: .h7rs,
        watchdogKeys: [0x5800_4800],
        source: "RM0477 by OpenOCD stm32h7x.c, CMSIS stm32h7rsxx headers, stm32-data; times, "
            + "as of the H7A, from memory")
}
