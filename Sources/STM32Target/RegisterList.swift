import CortexM
import DebugSession
import TargetMemory

/// A register as gdb numbers it and as the core holds it.
struct TargetRegister {
    /// Where the value is.
    enum Place {
        /// One DCRSR selector.
        case selector(UInt8)
        /// A byte of CONTROL/FAULTMASK/BASEPRI/PRIMASK, by its shift.
        case special(shift: UInt32)
        /// Two single-precision registers, the lower first.
        case pair(UInt8)
    }

    var description: RegisterDescription
    var place: Place

    /// R0 to R12, SP, LR, PC, xPSR: what a `g` packet holds.
    static let generalCount = 17

    /// gdb's features for M-profile, in the order of the register numbers ("Debugging with GDB",
    /// G.5.4 ARM Features).
    static func list(hasFPU: Bool) -> [TargetRegister] {
        general + system + (hasFPU ? floating : [])
    }

    private static func word(
        _ name: String, _ type: String, _ feature: String, _ place: Place, group: String? = nil
    ) -> TargetRegister {
        TargetRegister(
            description: RegisterDescription(
                name: name, bitCount: 32, type: type, feature: feature, group: group),
            place: place)
    }

    private static var general: [TargetRegister] {
        let feature = "org.gnu.gdb.arm.m-profile"
        let named: [(String, String)] =
            (0...12).map { ("r\($0)", "int") }
            + [("sp", "data_ptr"), ("lr", "int"), ("pc", "code_ptr"), ("xpsr", "int")]
        return named.enumerated().map { number, register in
            word(register.0, register.1, feature, .selector(UInt8(number)), group: "general")
        }
    }

    private static var system: [TargetRegister] {
        let feature = "org.gnu.gdb.arm.m-system"
        let stacks: [(String, UInt8)] = [
            ("msp", RegisterSelector.mainStackPointer),
            ("psp", RegisterSelector.processStackPointer),
        ]
        let masks: [(String, UInt32)] = [
            ("primask", 0), ("basepri", 8), ("faultmask", 16), ("control", 24),
        ]
        return stacks.map { word($0.0, "data_ptr", feature, .selector($0.1), group: "system") }
            + masks.map { word($0.0, "int", feature, .special(shift: $0.1), group: "system") }
    }

    private static var floating: [TargetRegister] {
        let feature = "org.gnu.gdb.arm.vfp"
        let doubles = (0..<16).map { number in
            TargetRegister(
                description: RegisterDescription(
                    name: "d\(number)", bitCount: 64, type: "ieee_double", feature: feature,
                    group: "float"),
                place: .pair(RegisterSelector.firstSingle + UInt8(2 * number)))
        }
        return doubles + [
            word(
                "fpscr", "int", feature, .selector(RegisterSelector.floatingStatus),
                group: "float")
        ]
    }
}

extension Core {
    /// A register's bytes, least significant first.
    func read(_ place: TargetRegister.Place) throws(TargetFault) -> [UInt8] {
        switch place {
        case .selector(let selector):
            return try register(selector).bytes
        case .special(let shift):
            return try (register(RegisterSelector.special) >> shift & 0xFF).bytes
        case .pair(let first):
            return try register(first).bytes + register(first + 1).bytes
        }
    }

    func write(_ value: [UInt8], to place: TargetRegister.Place) throws(TargetFault) {
        switch place {
        case .selector(let selector):
            try setRegister(selector, UInt32(bytes: value.prefix(4)))
        case .special(let shift):
            var word = try register(RegisterSelector.special)
            word = word & ~(0xFF << shift) | (UInt32(bytes: value.prefix(4)) & 0xFF) << shift
            try setRegister(RegisterSelector.special, word)
        case .pair(let first):
            try setRegister(first, UInt32(bytes: value.prefix(4)))
            try setRegister(first + 1, UInt32(bytes: value.dropFirst(4).prefix(4)))
        }
    }
}

extension UInt32 {
    /// Four bytes, least significant first.
    var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(8 * $0)) } }

    /// Up to four bytes, least significant first.
    init(bytes: some Sequence<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
