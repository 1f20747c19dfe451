import STM32

extension StatusFlag {
    /// The error flags of an interface, by the manuals' names.
    static func list(_ controller: FlashController) -> [StatusFlag] {
        switch controller {
        case .f1: f1
        case .f4: []
        case .l0: l0
        case .l4, .l5: l4
        case .h5: h5
        case .h7, .h7rs: h7
        case .wb0: wb0
        }
    }

    /// FLASH_SR of F0, F1 and F3 (PM0075 3.4).
    private static let f1 = [
        StatusFlag(2, "PGERR (the cells were not erased)"),
        StatusFlag(4, "WRPRTERR (page is write protected)"),
    ]

    /// FLASH_SR of L0 (RM0367 3.7.7) and L1 (RM0038 3.9.7).
    private static let l0 = [
        StatusFlag(8, "WRPERR (page is write protected)"),
        StatusFlag(9, "PGAERR (half page not aligned)"),
        StatusFlag(10, "SIZERR (access of a wrong width)"),
        StatusFlag(11, "OPTVERR (option bytes not valid)"),
        StatusFlag(13, "RDERR (read protection)"),
        StatusFlag(16, "NOTZEROERR (the cells were not erased)"),
        StatusFlag(17, "FWWERR (interrupted by a fetch)"),
    ]

    /// FLASH_SR of L4, G0, G4, WB, WL, C0, U0 (RM0351 3.7.5); NSSR of L5, U5, WBA (RM0456 7.9.6).
    private static let l4 = [
        StatusFlag(1, "OPERR (operation not accepted)"),
        StatusFlag(3, "PROGERR (the cells were not erased)"),
        StatusFlag(4, "WRPERR (page is write protected)"),
        StatusFlag(5, "PGAERR (unit not aligned)"),
        StatusFlag(6, "SIZERR (access of a wrong width)"),
        StatusFlag(7, "PGSERR (wrong sequence, or flags of an earlier failure)"),
        StatusFlag(8, "MISSERR (fast row not completed in time)"),
        StatusFlag(9, "FASTERR (fast row interrupted)"),
        StatusFlag(13, "OPTWERR (option write refused)"),
        StatusFlag(14, "RDERR (read protection, PCROP)"),
        StatusFlag(15, "OPTVERR (option bytes not valid)"),
    ]

    /// FLASH_NSSR of H5 (RM0481 7.11.9).
    private static let h5 = [
        StatusFlag(17, "WRPERR (sector is write protected)"),
        StatusFlag(18, "PGSERR (wrong sequence)"),
        StatusFlag(19, "STRBERR (cells written twice in one unit)"),
        StatusFlag(20, "INCERR (unit written in parts of two)"),
        StatusFlag(21, "OBKERR (option key storage)"),
        StatusFlag(22, "OBKWERR (option key storage, write)"),
        StatusFlag(23, "OPTCHANGEERR (option change refused)"),
    ]

    /// FLASH_SR of H7 (RM0433 4.9.5), FLASH_ISR of H7RS (RM0477 5.9.7).
    private static let h7 = [
        StatusFlag(17, "WRPERR (sector is write protected)"),
        StatusFlag(18, "PGSERR (wrong sequence)"),
        StatusFlag(19, "STRBERR (cells written twice in one unit)"),
        StatusFlag(20, "OBLERR (option bytes did not load)"),
        StatusFlag(21, "INCERR (unit written in parts of two)"),
        StatusFlag(22, "OPERR (operation did not end)"),
        StatusFlag(23, "RDPERR (read protection, PCROP)"),
        StatusFlag(24, "RDSERR (secure area)"),
        StatusFlag(25, "SNECCERR (a bit was corrected)"),
        StatusFlag(26, "DBECCERR (two bits are wrong)"),
    ]

    /// IRQRAW of WB0 (RM0530 6.4).
    private static let wb0 = [
        StatusFlag(2, "CMDERR (command while another was at work)"),
        StatusFlag(3, "ILLCMD (command not known, or page protected)"),
    ]
}
