extension FlashRegisterLayout {
    /// RM0385 3.7. SR: OPERR, WRPERR, PGAERR, PGPERR, ERSERR/PGSERR, RDERR.
    static let f4 = FlashRegisterLayout(
        key: 0x04, optionKey: 0x08, status: 0x0C, control: 0x10, busy: 1 << 16, errors: 0x1F2,
        program: 1 << 0, pageErase: 1 << 1, massErase: 1 << 2, massEraseSecondBank: 1 << 15,
        start: 1 << 16, pageShift: 3, lock: 1 << 31)
}
