import STM32

/// One bit of a status register and what it means.
struct StatusFlag {
    var bit: UInt32
    var meaning: String

    /// What the person at the bench can do about it; `nil`: what is usual.
    var remedy: Remedy?

    init(_ bit: Int, _ meaning: String, _ remedy: Remedy? = nil) {
        self.bit = 1 << UInt32(bit)
        self.meaning = meaning
        self.remedy = remedy
    }

    enum Remedy: String {
        case unprotect =
            "take the protection away (`stlink unlock`) or keep the image out of there"
        case unlock = "`stlink unlock` takes the protection away, and erases the chip"
        case openArea = "only the firmware in the secure area can open it"
        case erase =
            "erase the chip (`stlink erase`) and try again; the same place again has worn-out cells"
        case supply = "the supply may differ from what the probe measures: check VTref"
        case usual = "reset the chip and try again; if it comes back, look at the supply"
    }
}

extension [StatusFlag] {
    var mask: UInt32 { reduce(0) { $0 | $1.bit } }

    /// Names of the flags that are set; `nil` for none.
    func names(in status: UInt32) -> String? {
        let names = filter { status & $0.bit != 0 }.map(\.meaning)
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// The names, and what to do about the first of them.
    func verdict(in status: UInt32) -> String? {
        let set = filter { status & $0.bit != 0 }
        guard !set.isEmpty else { return nil }
        let remedy = set.lazy.compactMap(\.remedy).first ?? .usual
        return set.map(\.meaning).joined(separator: ", ") + "; " + remedy.rawValue
    }
}

extension StatusFlag {
    /// The error flags of an interface, by the manuals' names.
    static func list(_ controller: FlashController) -> [StatusFlag] {
        switch controller {
        case .f1: f1
        case .f4: f4
        case .l0: l0
        case .l4, .l5: l4
        case .h5: h5
        case .h7, .h7rs: h7
        case .wb0: wb0
        }
    }

    /// FLASH_SR of F0, F1 and F3 (PM0075 3.4).
    private static let f1 = [
        StatusFlag(2, "PGERR (the cells were not erased)", .erase),
        StatusFlag(4, "WRPRTERR (page is write protected)", .unprotect),
    ]

    /// FLASH_SR of F2, F4 and F7 (RM0385 3.7.4); RDERR is the F4's.
    private static let f4 = [
        StatusFlag(1, "OPERR (operation not accepted)"),
        StatusFlag(4, "WRPERR (sector is write protected)", .unprotect),
        StatusFlag(5, "PGAERR (crosses a 128-bit row)"),
        StatusFlag(6, "PGPERR (parallelism does not fit the access)", .supply),
        StatusFlag(7, "ERSERR/PGSERR (control register was not set up)"),
        StatusFlag(8, "RDERR (read protection)", .unlock),
    ]

    /// FLASH_SR of L0 (RM0367 3.7.7) and L1 (RM0038 3.9.7).
    private static let l0 = [
        StatusFlag(8, "WRPERR (page is write protected)", .unprotect),
        StatusFlag(9, "PGAERR (half page not aligned)"),
        StatusFlag(10, "SIZERR (access of a wrong width)"),
        StatusFlag(11, "OPTVERR (option bytes not valid)"),
        StatusFlag(13, "RDERR (read protection)", .unlock),
        StatusFlag(16, "NOTZEROERR (the cells were not erased)", .erase),
        StatusFlag(17, "FWWERR (interrupted by a fetch)"),
    ]

    /// FLASH_SR of L4, G0, G4, WB, WL, C0, U0 (RM0351 3.7.5); NSSR of L5, U5, WBA (RM0456 7.9.6).
    private static let l4 = [
        StatusFlag(1, "OPERR (operation not accepted)"),
        StatusFlag(3, "PROGERR (the cells were not erased)", .erase),
        StatusFlag(4, "WRPERR (page is write protected)", .unprotect),
        StatusFlag(5, "PGAERR (unit not aligned)"),
        StatusFlag(6, "SIZERR (access of a wrong width)"),
        StatusFlag(7, "PGSERR (wrong sequence, or flags of an earlier failure)"),
        StatusFlag(8, "MISSERR (fast row not completed in time)"),
        StatusFlag(9, "FASTERR (fast row interrupted)"),
        StatusFlag(13, "OPTWERR (option write refused)"),
        StatusFlag(14, "RDERR (read protection, PCROP)", .unlock),
        StatusFlag(15, "OPTVERR (option bytes not valid)"),
    ]

    /// FLASH_NSSR of H5 (RM0481 7.11.9).
    private static let h5 = [
        StatusFlag(17, "WRPERR (sector is write protected)", .unprotect),
        StatusFlag(18, "PGSERR (wrong sequence)"),
        StatusFlag(19, "STRBERR (cells written twice in one unit)"),
        StatusFlag(20, "INCERR (unit written in parts of two)"),
        StatusFlag(21, "OBKERR (option key storage)"),
        StatusFlag(22, "OBKWERR (option key storage, write)"),
        StatusFlag(23, "OPTCHANGEERR (option change refused)"),
    ]

    /// FLASH_SR of H7 (RM0433 4.9.5), FLASH_ISR of H7RS (RM0477 5.9.7).
    private static let h7 = [
        StatusFlag(17, "WRPERR (sector is write protected)", .unprotect),
        StatusFlag(18, "PGSERR (wrong sequence)"),
        StatusFlag(19, "STRBERR (cells written twice in one unit)"),
        StatusFlag(20, "OBLERR (option bytes did not load)"),
        StatusFlag(21, "INCERR (unit written in parts of two)"),
        StatusFlag(22, "OPERR (operation did not end)"),
        StatusFlag(23, "RDPERR (read protection, PCROP)", .unlock),
        StatusFlag(24, "RDSERR (secure area)", .openArea),
        StatusFlag(25, "SNECCERR (a bit was corrected)"),
        StatusFlag(26, "DBECCERR (two bits are wrong)", .erase),
    ]

    /// IRQRAW of WB0 (RM0530 6.4).
    private static let wb0 = [
        StatusFlag(2, "CMDERR (command while another was at work)"),
        StatusFlag(3, "ILLCMD (command not known, or page protected)"),
    ]
}
