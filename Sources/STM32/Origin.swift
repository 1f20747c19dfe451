import TargetMemory

/// What ST ships a die with, as far as a debugger can tell it from a copy of another maker.
///
/// Copies take the device id over, and mostly have another core revision or debug port. They are
/// served all the same; their flash may differ in size and timing.
public struct Origin: Hashable, Sendable {
    public var ids: Set<UInt16>
    /// The debug port's IDCODE over SWD.
    public var debugPortID: UInt32
    /// CPUID of every revision that was sold.
    public var cpuids: Set<UInt32>
    /// Who is known to make copies.
    public var copies: String
    public var source: String

    /// One entry for each series that has copies.
    public static let all = [
        Origin(
            ids: [0x410, 0x412, 0x414, 0x418, 0x420, 0x428, 0x430], debugPortID: 0x1BA0_1477,
            cpuids: [0x411F_C231], copies: "GD32F1, CKS32F1, CS32F1, APM32F1",
            source: "RM0008 31.6.2, 31.8.3 (Cortex-M3 r1p1)"),
        Origin(
            ids: [0x440, 0x442, 0x444, 0x445, 0x448], debugPortID: 0x0BB1_1477,
            cpuids: [0x410C_C200], copies: "GD32F1x0, GD32F3x0, APM32F0",
            source: "RM0091 32.5.3 (Cortex-M0 r0p0)"),
    ]

    /// Why the chip is not taken for ST's, a sentence each; empty where nothing speaks against it.
    ///
    /// - Parameters:
    ///   - debugPortID: as read over SWD; `nil` where it is not known or was read over JTAG.
    public static func doubts(
        of identity: Identity, cpuid: UInt32, debugPortID: UInt32?
    ) -> [String] {
        if identity.id == 0 {
            return [
                "DBGMCU_IDCODE reads 0, which no STM32 says of itself: likely another maker's chip "
                    + "(GD32, CKS32, APM32), or debugging is restricted; continuing"
            ]
        }
        guard let origin = all.first(where: { $0.ids.contains(identity.id) }) else { return [] }
        var doubts: [String] = []
        if let debugPortID, debugPortID != origin.debugPortID {
            doubts.append(
                "IDCODE \(debugPortID.hex) is not what ST ships on this part "
                    + "(\(origin.debugPortID.hex)): likely a clone (\(origin.copies)); continuing")
        }
        if !origin.cpuids.contains(cpuid) {
            doubts.append(
                "CPUID \(cpuid.hex) is another core than ST ships on this part: likely a clone "
                    + "(\(origin.copies)); continuing")
        }
        return doubts
    }
}
