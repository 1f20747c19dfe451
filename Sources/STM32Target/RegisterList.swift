import CortexM
import DebugSession

/// A register as gdb numbers it and as the core holds it.
struct TargetRegister {
    /// Where the value is.
    enum Place: Hashable {
        /// One DCRSR selector.
        case selector(UInt8)
        /// A byte of CONTROL/FAULTMASK/BASEPRI/PRIMASK, by its shift, under one of the selectors.
        case special(UInt8, shift: UInt32)
        /// Two single-precision registers, the lower first.
        case pair(UInt8)
    }

    var description: RegisterDescription
    var place: Place

    /// The registers a core has, in the order of their numbers: by gdb's features for M-profile
    /// ("Debugging with GDB", G.5.4 ARM Features; gdb 13 to 18).
    ///
    /// gdb itself knows two stack pointers of `m-system` and four of `secext`, and lets others
    /// stand beside them; with `secext` it unwinds by the four, so these are named only where the
    /// debugger may read all of them.
    static func list(_ features: CoreFeatures) -> [TargetRegister] {
        Row.all.filter { $0.exists(features) }.flatMap(\.registers)
    }

    fileprivate static func word(
        _ name: String, _ type: String, _ feature: String, _ place: Place, group: String
    ) -> TargetRegister {
        TargetRegister(
            description: RegisterDescription(
                name: name, bitCount: 32, type: type, feature: "org.gnu.gdb.arm." + feature,
                group: group),
            place: place)
    }
}

/// Registers that a core has all of or none.
private struct Row {
    var exists: @Sendable (CoreFeatures) -> Bool
    var registers: [TargetRegister]

    static let all = general + system + secure + floating

    /// DCRSR's selectors of these are their numbers.
    private static let general = [
        Row(
            exists: { _ in true },
            registers: generalNames.enumerated().map { number, register in
                .word(
                    register.0, register.1, "m-profile", .selector(UInt8(number)),
                    group: "general")
            })
    ]

    private static let generalNames =
        (0...12).map { ("r\($0)", "int") }
        + [("sp", "data_ptr"), ("lr", "int"), ("pc", "code_ptr"), ("xpsr", "int")]

    /// Of the state that the core is in.
    private static let system = [
        Row(
            exists: { _ in true },
            registers: [
                stack("msp", RegisterSelector.mainStackPointer),
                stack("psp", RegisterSelector.processStackPointer),
            ]),
        Row(exists: { _ in true }, registers: [mask("primask", RegisterSelector.special, 0)]),
        Row(
            exists: { $0.architecture.hasPriorityMasks },
            registers: [
                mask("basepri", RegisterSelector.special, 8),
                mask("faultmask", RegisterSelector.special, 16),
            ]),
        Row(exists: { _ in true }, registers: [mask("control", RegisterSelector.special, 24)]),
        // With two states each limit has a name of its own below.
        Row(
            exists: { $0.architecture.hasStackLimits && !$0.isSecureDebugAllowed },
            registers: [
                stack("msplim", RegisterSelector.mainStackLimitNonSecure),
                stack("psplim", RegisterSelector.processStackLimitNonSecure),
            ]),
    ]

    /// Of each state, of a core with the Security Extension (DDI 0553, DCRSR).
    private static let secure = [
        Row(
            exists: \.isSecureDebugAllowed,
            registers: [
                stack("msp_ns", RegisterSelector.mainStackPointerNonSecure, "secext"),
                stack("psp_ns", RegisterSelector.processStackPointerNonSecure, "secext"),
                stack("msp_s", RegisterSelector.mainStackPointerSecure, "secext"),
                stack("psp_s", RegisterSelector.processStackPointerSecure, "secext"),
                stack("msplim_s", RegisterSelector.mainStackLimitSecure, "secext"),
                stack("psplim_s", RegisterSelector.processStackLimitSecure, "secext"),
            ]),
        Row(
            exists: { $0.isSecureDebugAllowed && $0.architecture.hasStackLimits },
            registers: [
                stack("msplim_ns", RegisterSelector.mainStackLimitNonSecure, "secext"),
                stack("psplim_ns", RegisterSelector.processStackLimitNonSecure, "secext"),
            ]),
        states("primask", 0) { _ in true },
        states("basepri", 8) { $0.architecture.hasPriorityMasks },
        states("faultmask", 16) { $0.architecture.hasPriorityMasks },
        states("control", 24) { _ in true },
    ]

    private static let floating = [
        Row(
            exists: \.hasFPU,
            registers: (0..<16).map { number in
                TargetRegister(
                    description: RegisterDescription(
                        name: "d\(number)", bitCount: 64, type: "ieee_double",
                        feature: "org.gnu.gdb.arm.vfp", group: "float"),
                    place: .pair(RegisterSelector.firstSingle + UInt8(2 * number)))
            } + [
                .word(
                    "fpscr", "int", "vfp", .selector(RegisterSelector.floatingStatus),
                    group: "float")
            ]),
        // With it gdb makes q0 to q7 and p0 by itself.
        Row(
            exists: \.hasVectors,
            registers: [
                .word(
                    "vpr", "int", "m-profile-mve", .selector(RegisterSelector.vectorPredicate),
                    group: "vector")
            ]),
    ]

    private static func stack(
        _ name: String, _ selector: UInt8, _ feature: String = "m-system"
    ) -> TargetRegister {
        .word(name, "data_ptr", feature, .selector(selector), group: "system")
    }

    private static func mask(
        _ name: String, _ selector: UInt8, _ shift: UInt32, _ feature: String = "m-system"
    ) -> TargetRegister {
        .word(name, "int", feature, .special(selector, shift: shift), group: "system")
    }

    /// One of the masks, of both states.
    private static func states(
        _ name: String, _ shift: UInt32, _ exists: @escaping @Sendable (CoreFeatures) -> Bool
    ) -> Row {
        Row(
            exists: { $0.isSecureDebugAllowed && exists($0) },
            registers: [
                mask(name + "_s", RegisterSelector.specialSecure, shift, "secext"),
                mask(name + "_ns", RegisterSelector.specialNonSecure, shift, "secext"),
            ])
    }
}
