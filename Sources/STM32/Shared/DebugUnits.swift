/// DBGMCU by family: low-power debugging, then the window and the independent watchdog frozen
/// while halted (reference manuals, chapter "Debug support"; bits as in stm32-data).
extension DebugUnit {
    /// RM0091 32.9: RCC_APB2ENR.DBGMCUEN, CR (STOP, STANDBY), APB1_FZ (WWDG, IWDG).
    static let f0 = DebugUnit(
        idcode: 0x4001_5800,
        whileDebugging: [
            RegisterBits(0x4002_1018, 1 << 22), RegisterBits(0x4001_5804, 0b110),
            RegisterBits(0x4001_5808, 0b11 << 11),
        ])

    /// RM0008 31.16.3: everything is in CR; the watchdogs are bits 8 and 9.
    static let f1 = DebugUnit(
        idcode: 0xE004_2000, whileDebugging: [RegisterBits(0xE004_2004, 0x307)],
        traceEnable: [RegisterBits(0xE004_2004, 1 << 5)])

    /// RM0090 38.16, RM0038 30.16, RM0316 33.16, RM0351 48.6: CR (SLEEP, STOP, STANDBY), APB1_FZ.
    static let f4 = DebugUnit(
        idcode: 0xE004_2000,
        whileDebugging: [
            RegisterBits(0xE004_2004, 0b111), RegisterBits(0xE004_2008, 0b11 << 11),
        ],
        traceEnable: [RegisterBits(0xE004_2004, 1 << 5)])

    /// RM0385 40.16: as F4.
    static let f7 = f4

    /// RM0377 27.9: RCC_APB2ENR.DBGEN.
    static let l0 = DebugUnit(
        idcode: 0x4001_5800,
        whileDebugging: [
            RegisterBits(0x4002_1034, 1 << 22), RegisterBits(0x4001_5804, 0b111),
            RegisterBits(0x4001_5808, 0b11 << 11),
        ])

    /// RM0444 40.10, RM0490: RCC_APBENR1.DBGEN.
    static let g0 = DebugUnit(
        idcode: 0x4001_5800,
        whileDebugging: [
            RegisterBits(0x4002_103C, 1 << 27), RegisterBits(0x4001_5804, 0b110),
            RegisterBits(0x4001_5808, 0b11 << 11),
        ])

    /// RM0503: RCC_DBGCFGR.DBGEN (CMSIS stm32u0xx headers).
    static let u0 = DebugUnit(
        idcode: 0x4001_5800,
        whileDebugging: [
            RegisterBits(0x4002_1050, 1), RegisterBits(0x4001_5804, 0b110),
            RegisterBits(0x4001_5808, 0b11 << 11),
        ])

    /// RM0434 41.8, RM0453 38.12: the freeze register of CPU1 is at 0x3C.
    static let wb = DebugUnit(
        idcode: 0xE004_2000,
        whileDebugging: [
            RegisterBits(0xE004_2004, 0b111), RegisterBits(0xE004_203C, 0b11 << 11),
        ],
        traceEnable: [RegisterBits(0xE004_2004, 1 << 5)])

    /// RM0438 52.11, RM0456 75.12: CR (STOP, STANDBY), APB1(L)FZR. U3 and WBA too.
    static let l5 = DebugUnit(
        idcode: 0xE004_4000,
        whileDebugging: [
            RegisterBits(0xE004_4004, 0b110), RegisterBits(0xE004_4008, 0b11 << 11),
        ],
        traceEnable: [RegisterBits(0xE004_4004, 0b11 << 4)])

    /// RM0481 59.12: as L5, at the address the core uses.
    static let h5 = DebugUnit(
        idcode: 0x4402_4000,
        whileDebugging: [
            RegisterBits(0x4402_4004, 0b110), RegisterBits(0x4402_4008, 0b11 << 11),
        ],
        traceEnable: [RegisterBits(0x4402_4004, 0b11 << 4)])

    /// RM0433 60.5.8: CR (clocks of D1 and D3; SLEEP, STOP, STANDBY of D1), APB3FZ1 (WWDG1),
    /// APB4FZ1 (IWDG1). SWO and its funnel are beside it.
    static let h7: DebugUnit = {
        var unit = h7rs
        unit.whileDebugging[1] = RegisterBits(0x5C00_1034, 1 << 6)
        unit.traceOutput = .output(0x5C00_3000, funnel: 0x5C00_4000)
        return unit
    }()

    /// RM0477 65.12: as H7, but APB1FZR for the window watchdog.
    static let h7rs = DebugUnit(
        idcode: 0x5C00_1000,
        whileDebugging: [
            RegisterBits(0x5C00_1004, 0b11 << 21 | 0b111), RegisterBits(0x5C00_103C, 1 << 11),
            RegisterBits(0x5C00_1054, 1 << 18),
        ],
        traceEnable: [RegisterBits(0x5C00_1004, 1 << 20)])

    /// RM0530: SYSCFG's JTAG_ID; PWRC_DBGR.DEEPSTOP2 keeps the debug port in deep stop.
    static let wb0 = DebugUnit(
        idcode: 0x4000_0004, whileDebugging: [RegisterBits(0x4850_0084, 1)])
}
