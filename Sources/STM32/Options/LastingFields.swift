/// What it takes to undo a value of an option field.
public enum OptionLasting: Hashable, Sendable {
    /// Writing the old value.
    case nothing
    /// A change of the read protection that erases the chip.
    case erase(String)
    /// It cannot be undone, or by ST's debug authentication only.
    case forGood(String)
}

extension OptionField {
    /// What it would take to undo a change of this field, read protection aside: that is the
    /// affair of `ReadoutProtection`.
    public func lasting(from old: UInt32, to new: UInt32) -> OptionLasting {
        guard old != new else { return .nothing }
        return Self.rules.first { $0.names.contains(name) && $0.applies(old, new) }?.lasting
            ?? .nothing
    }

    private struct Rule {
        var names: Set<String>
        var applies: @Sendable (_ old: UInt32, _ new: UInt32) -> Bool
        var lasting: OptionLasting
    }

    private static let rules = [
        // RM0440 3.5.4, RM0444 3.5.6, RM0490 4.5: with level 1 the debugger stays out.
        Rule(
            names: ["BOOT_LOCK"], applies: { $1 == 1 },
            lasting: .forGood(
                "BOOT_LOCK forces every start into flash and, with read protection, switches the "
                    + "debugger off for good")),
        // RM0481 7.4.9.
        Rule(
            names: ["NSBOOT_LOCK", "SECBOOT_LOCK"], applies: { $1 == 0xB4 },
            lasting: .forGood("A locked boot address goes with ST's regression only")),
        // RM0481 7.3.9, RM0477 5.3.10: a bit for each block of OTP.
        Rule(
            names: ["LOCKBL", "OTPL"], applies: { $0 & $1 != $1 },
            lasting: .forGood("A locked block of OTP cells is never writable again")),
        // RM0477 5.9.25: a monotonic counter.
        Rule(
            names: ["EPOCH"], applies: { $1 > $0 },
            lasting: .forGood("The security counter EPOCH never goes back")),
        // RM0477 5.9.22.
        Rule(
            names: ["OEM_PROVD", "DBG_AUTH", "IROT_SELECT"], applies: { _, _ in true },
            lasting: .forGood("The root-of-trust state goes back by ST's regression only")),
        // RM0368 3.6.5, RM0038 3.7.4, RM0367 3.4.3: only in the step from level 1 to 0.
        Rule(
            names: ["SPRMOD", "WPRMOD"], applies: { $1 == 1 },
            lasting: .erase("PCROP mode ends only with a step from RDP level 1 to 0")),
        // RM0351 3.5.2, RM0444 3.5.4.
        Rule(
            names: ["PCROP_RDP"], applies: { $1 == 1 },
            lasting: .erase("PCROP_RDP ends only with a step from RDP level 1 to 0")),
        // RM0433 4.5.4: SECURITY goes with the last secure area.
        Rule(
            names: ["SECURITY"], applies: { $1 == 1 },
            lasting: .erase("SECURITY ends only with a step from RDP level 1 to 0")),
        // RM0438 6.4.3, RM0456 7.4.3, RM0481 7.4.4.
        Rule(
            names: ["TZEN"], applies: { $1 == 1 || $1 == 0xB4 },
            lasting: .erase("TrustZone ends only with a regression to the open state")),
    ]
}
