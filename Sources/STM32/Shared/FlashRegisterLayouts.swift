/// Register layouts that several dies share, as in the CMSIS device headers.
extension FlashRegisterLayout {
    /// RM0091 3.5, RM0316 4.5. SR: PGERR, WRPERR. Pages are named by address, in AR.
    static let f0 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x0C, control: 0x10, busy: 1, errors: 0x14,
        endOfOperation: 1 << 5, program: 1, pageErase: 1 << 1, massErase: 1 << 2, start: 1 << 6,
        pageShift: 0, optionStart: 1 << 6, optionLaunch: 1 << 13, lock: 1 << 7
    )
    .with(OptionTraits(loaded: .f0))

    /// PM0075 3: as F0, but only a reset loads the option bytes.
    static let f1 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x0C, control: 0x10, busy: 1, errors: 0x14,
        endOfOperation: 1 << 5, program: 1, pageErase: 1 << 1, massErase: 1 << 2, start: 1 << 6,
        pageShift: 0, optionStart: 1 << 6, lock: 1 << 7
    )
    .with(OptionTraits(loaded: .f1))

    /// RM0385 3.7. SR: OPERR, WRPERR, PGAERR, PGPERR, ERSERR/PGSERR, RDERR.
    static let f4 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x0C, control: 0x10, optionControl: 0x14,
        busy: 1 << 16, errors: 0x1F2, program: 1 << 0, pageErase: 1 << 1, massErase: 1 << 2,
        massEraseSecondBank: 1 << 15, start: 1 << 16, pageShift: 3, optionStart: 1 << 1,
        optionLock: 1 << 0, lock: 1 << 31)

    /// RM0377 3.7, RM0038 3.9: PEKEYR and PECR. SR: WRPERR, PGAERR, SIZERR, OPTVERR, RDERR,
    /// NOTZEROERR, FWWERR. The program memory has a lock of its own, PRGLOCK.
    static let l0 = FlashRegisterLayout(
        key: 0x0C, optionKey: 0x14, status: 0x18, control: 0x04, busy: 1, errors: 0x3_2F00,
        endOfOperation: 1 << 1, program: 1 << 3, fastProgram: 1 << 10, pageErase: 1 << 9,
        massErase: 0, start: 0, pageShift: 0, optionLaunch: 1 << 18, optionLock: 1 << 2,
        lock: 1 << 1)

    /// RM0351 3.7, RM0440 3.7. SR: OPERR, PROGERR, WRPERR, PGAERR, SIZERR, PGSERR, MISERR, FASTERR,
    /// RDERR, OPTVERR.
    static let l4 = FlashRegisterLayout(
        key: 0x08, optionKey: 0x0C, status: 0x10, control: 0x14, busy: 1 << 16, errors: 0xC3FA,
        program: 1, fastProgram: 1 << 18, pageErase: 1 << 1, massErase: 1 << 2,
        massEraseSecondBank: 1 << 15, start: 1 << 16, pageShift: 3, bankSelect: 1 << 11,
        optionStart: 1 << 17, optionLaunch: 1 << 27, optionLock: 1 << 30, lock: 1 << 31,
        doubleErrors: [DoubleErrorFlag(0x18, 0b101 << 29)])

    /// RM0444 3.7: as L4, with BSY2 and CFGBSY and a longer page number. C0 and U0 too.
    static let g0 = FlashRegisterLayout(
        key: 0x08, optionKey: 0x0C, status: 0x10, control: 0x14, busy: 0b111 << 16,
        errors: 0xC3FA, program: 1, fastProgram: 1 << 18, pageErase: 1 << 1, massErase: 1 << 2,
        massEraseSecondBank: 1 << 15, start: 1 << 16, pageShift: 3, bankSelect: 1 << 13,
        optionStart: 1 << 17, optionLaunch: 1 << 27, optionLock: 1 << 30, lock: 1 << 31,
        doubleErrors: [DoubleErrorFlag(0x18, 1 << 31), DoubleErrorFlag(0x1C, 1 << 31)])

    /// RM0434 3.10, RM0453 4.10: as L4, with CFGBSY and one bank. PESD: the second core has asked
    /// for programming and erasing to wait.
    static let wb = FlashRegisterLayout(
        key: 0x08, optionKey: 0x0C, status: 0x10, control: 0x14, busy: 0b1101 << 16,
        errors: 0xC3FA, program: 1, fastProgram: 1 << 18, pageErase: 1 << 1, massErase: 1 << 2,
        start: 1 << 16, pageShift: 3, optionStart: 1 << 17, optionLaunch: 1 << 27,
        optionLock: 1 << 30, lock: 1 << 31,
        doubleErrors: [DoubleErrorFlag(0x18, 1 << 31)])

    /// RM0438 6.9. SR: OPERR, PROGERR, WRPERR, PGAERR, SIZERR, PGSERR, OPTWERR.
    static let l5 = FlashRegisterLayout(
        key: 0x08, optionKey: 0x10, status: 0x20, control: 0x28, secureKey: 0x0C,
        secureStatus: 0x24, secureControl: 0x2C, busy: 1 << 16, errors: 0x20FA, program: 1,
        pageErase: 1 << 1, massErase: 1 << 2, massEraseSecondBank: 1 << 15, start: 1 << 16,
        pageShift: 3, bankSelect: 1 << 11, optionStart: 1 << 17, optionLaunch: 1 << 27,
        optionLock: 1 << 30, lock: 1 << 31,
        doubleErrors: [DoubleErrorFlag(0x30, 0b101 << 29)]
    )
    .with(OptionTraits(blockSecurity: [0x80, 0xA0]))

    /// RM0456 7.9: as L5, with WDW and the burst BWR. U3 and WBA too.
    static let u5 = FlashRegisterLayout(
        key: 0x08, optionKey: 0x10, status: 0x20, control: 0x28, secureKey: 0x0C,
        secureStatus: 0x24, secureControl: 0x2C, busy: 0b11 << 16, errors: 0x20FA, program: 1,
        fastProgram: 1 << 14, pageErase: 1 << 1, massErase: 1 << 2,
        massEraseSecondBank: 1 << 15, start: 1 << 16, pageShift: 3, bankSelect: 1 << 11,
        optionStart: 1 << 17, optionLaunch: 1 << 27, optionLock: 1 << 30, lock: 1 << 31,
        doubleErrors: [DoubleErrorFlag(0x30, 1 << 31)]
    )
    .with(OptionTraits(passwordLock: 1 << 18, blockSecurity: [0x80, 0xA0]))

    /// RM0481 7.11. BSY, WBNE, DBNE; SR: WRPERR, PGSERR, STRBERR, INCERR, OBKERR, OBKWERR,
    /// OPTCHANGEERR. MER erases both banks.
    static let h5 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x0C, status: 0x20, statusClear: 0x30, control: 0x28,
        optionControl: 0x1C, secureKey: 0x08, secureStatus: 0x24, secureControl: 0x2C,
        busy: 0b1011, errors: 0xFE_0000, endOfOperation: 1 << 16, program: 1 << 1,
        fastProgram: 1 << 4, pageErase: 1 << 2, massErase: 1 << 15, start: 1 << 5, pageShift: 6,
        bankSelect: 1 << 31, optionStart: 1 << 1, optionLock: 1, lock: 1,
        doubleErrors: [DoubleErrorFlag(0x104, 1 << 31)]
    )
    .with(
        OptionTraits(
            oneTimeByteCount: 2, secureStatusClear: 0x34, blockSecurity: [0xA0, 0x1A0]))

    /// RM0433 4.9. BSY, QW; SR: WRPERR, PGSERR, STRBERR, INCERR, OPERR, RDPERR, RDSERR,
    /// DBECCERR. Each bank has a set; BER erases its bank. FW writes a word that is not full.
    static let h7 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x10, statusClear: 0x14, control: 0x0C,
        optionControl: 0x18, busy: 0b101, errors: 0x05EE_0000, endOfOperation: 1 << 16,
        program: 1 << 1, fastProgram: 1 << 6, pageErase: 1 << 2, massErase: 1 << 3,
        start: 1 << 7, pageShift: 8, optionStart: 1 << 1, optionLock: 1, lock: 1,
        doubleErrors: [
            DoubleErrorFlag(0x10, 1 << 26, clear: 0x14),
            DoubleErrorFlag(0x110, 1 << 26, clear: 0x114),
        ],
        keptControl: 0b11 << 4
    )
    .with(
        OptionTraits(
            busyRegister: 0x1C, busy: 1, errorRegister: 0x1C, errorClear: 0x24, error: 1 << 30))

    /// RM0455 4.9: as H7 with FW, START and the sector number two bits lower.
    static let h7ab = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x10, statusClear: 0x14, control: 0x0C,
        optionControl: 0x18, busy: 0b101, errors: 0x05EE_0000, endOfOperation: 1 << 16,
        program: 1 << 1, fastProgram: 1 << 4, pageErase: 1 << 2, massErase: 1 << 3,
        start: 1 << 5, pageShift: 6, optionStart: 1 << 1, optionLock: 1, lock: 1,
        doubleErrors: [
            DoubleErrorFlag(0x10, 1 << 26, clear: 0x14),
            DoubleErrorFlag(0x110, 1 << 26, clear: 0x114),
        ]
    )
    .with(
        OptionTraits(
            busyRegister: 0x1C, busy: 1, errorRegister: 0x1C, errorClear: 0x24, error: 1 << 30,
            oneTimeProgram: 1 << 5, oneTimeByteCount: 2))

    /// RM0477 5.9. Errors are in ISR and cleared in ICR: WRPERR, PGSERR, STRBERR, OBLERR, INCERR,
    /// RDSERR, DBECCERR. PG_OPT takes the place of a start bit for options.
    static let h7rs = FlashRegisterLayout(
        key: 0x04, optionKey: 0x100, status: 0x14, statusClear: 0x28, flags: 0x24,
        control: 0x10, optionControl: 0x104, busy: 0b101, errors: 0x053E_0000,
        endOfOperation: 1 << 16, program: 1 << 1, fastProgram: 1 << 4, pageErase: 1 << 2,
        massErase: 1 << 3, start: 1 << 5, pageShift: 6, optionStart: 1 << 1, optionLock: 1,
        lock: 1,
        doubleErrors: [DoubleErrorFlag(0x24, 1 << 26, clear: 0x28)]
    )
    .with(
        OptionTraits(
            errorRegister: 0x108, errorClear: 0x10C, error: 1 << 30, oneTimeProgram: 1 << 5,
            oneTimeByteCount: 2))

    /// RM0530 6.5: COMMAND takes codes, IRQSTAT tells CMDDONE, CMDERR and ILLCMD. There is no lock.
    static let wb0 = FlashRegisterLayout(
        key: 0x00, optionKey: 0x00, status: 0x08, control: 0x00, busy: 0, errors: 0b1100,
        program: 0, pageErase: 0, massErase: 0, start: 0, pageShift: 0, lock: 0)
}
