extension ChipDescription {
    /// Every chip there is a board for.
    static let all: [ChipDescription] = [
        [f756], f0, f1, f2f4, f3, f7, g0c0u0, g4, h5, h7, l0, l1, l4, l5, u5, wb, wb0, wba,
    ].flatMap { $0 }
}

/// What is the same in the rows of all families.
enum ST {
    /// Ninety-six bits of identity, the same on every board (the manuals' chapter on the device
    /// electronic signature).
    static func identity(at address: UInt32) -> [UInt32: UInt32] {
        [address: 0x0038_0025, address + 4: 0x3137_510B, address + 8: 0x3538_3533]
    }
}

extension DebugDescription {
    /// SW-DPs as Arm numbers them: Cortex-M0, M0+, M3 and M4, M7, M33 (TRMs; ST's manuals).
    enum SerialWire {
        static let m0: UInt32 = 0x0BB1_1477
        static let m0Plus: UInt32 = 0x0BC1_1477
        static let m3: UInt32 = 0x1BA0_1477
        static let m4: UInt32 = 0x2BA0_1477
        static let m7: UInt32 = 0x5BA0_2477
    }

    /// AHB-APs: IDR of each core's.
    enum BusPort {
        static let m0: UInt32 = 0x0477_0021
        static let m0Plus: UInt32 = 0x0477_0031
        static let m3: UInt32 = 0x1477_0011
        static let m4: UInt32 = 0x2477_0011
        static let m7: UInt32 = 0x7477_0001
        static let m33: UInt32 = 0x1477_0015
    }

    private static func port(_ identity: UInt32, _ base: UInt32) -> [AccessPortDescription] {
        [AccessPortDescription(number: 0, identity: identity, base: base)]
    }

    /// DBGMCU of Cortex-M0 parts is on the APB (RM0091, 32.4.1).
    static func m0(identity: UInt32) -> DebugDescription {
        DebugDescription(
            serialWire: SerialWire.m0, ports: port(BusPort.m0, 0xE00F_F003),
            controlBase: 0x4001_5800, identity: identity)
    }

    static func m0Plus(identity: UInt32) -> DebugDescription {
        DebugDescription(
            serialWire: SerialWire.m0Plus, ports: port(BusPort.m0Plus, 0xE00F_F003),
            controlBase: 0x4001_5800, identity: identity)
    }

    /// Revision 2 of the Cortex-M3, in F2 and L1, has the debug port of the M4 (RM0033, 32.6.3).
    static func m3(
        identity: UInt32, boundaryScan: UInt32 = 0, isLate: Bool = false
    ) -> DebugDescription {
        DebugDescription(
            serialWire: isLate ? SerialWire.m4 : SerialWire.m3,
            jtag: isLate ? 0x4BA0_0477 : 0x3BA0_0477, boundaryScan: boundaryScan,
            ports: port(BusPort.m3, 0xE00F_F003), controlBase: 0xE004_2000, identity: identity)
    }

    static func m7(identity: UInt32, boundaryScan: UInt32 = 0) -> DebugDescription {
        DebugDescription(
            serialWire: SerialWire.m7, jtag: 0x5BA0_0477, boundaryScan: boundaryScan,
            ports: port(BusPort.m7, 0xE00F_D003), controlBase: 0xE004_2000, identity: identity)
    }

    static func m4(identity: UInt32, boundaryScan: UInt32 = 0) -> DebugDescription {
        DebugDescription(
            serialWire: SerialWire.m4, jtag: 0x4BA0_0477, boundaryScan: boundaryScan,
            ports: port(BusPort.m4, 0xE00F_F003), controlBase: 0xE004_2000, identity: identity)
    }
}
