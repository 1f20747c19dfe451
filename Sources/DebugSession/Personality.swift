/// Whose manners a server has where the servers that people come from disagree.
///
/// Everything else is the same for all: every command of every one of them is understood.
public struct Personality: Hashable, Sendable {
    /// In which words a halt, a reset or a step is told.
    public enum Telling: Hashable, Sendable {
        /// Our own sentences.
        case sentences
        /// As OpenOCD's log has it (`armv7m_arch_state`): scripts look for "halted due to".
        case openOCD
        /// As pyOCD's commands print it.
        case pyOCD
    }

    /// As `--personality` takes it.
    public var name: String
    /// What `monitor reset` leaves behind without a word that says it.
    public var plainReset: ResetKind
    public var telling: Telling

    /// st-util resets with VC_CORERESET whatever word follows (stlink-org/stlink, `gdb-server.c`).
    public static let stUtil = Personality(
        name: "st-util", plainReset: .halt, telling: .sentences)
    /// OpenOCD's `reset` runs (its manual, "General Commands").
    public static let openOCD = Personality(
        name: "openocd", plainReset: .run, telling: .openOCD)
    /// So does pyOCD's (`pyocd/commands/commands.py`).
    public static let pyOCD = Personality(name: "pyocd", plainReset: .run, telling: .pyOCD)
    /// ST-LINK_gdbserver's does unless it was started with `--halt`.
    public static let stLink = Personality(
        name: "st-link", plainReset: .run, telling: .sentences)

    public static let all = [stUtil, openOCD, pyOCD, stLink]

    public static func named(_ name: String) -> Personality? { all.first { $0.name == name } }
}
