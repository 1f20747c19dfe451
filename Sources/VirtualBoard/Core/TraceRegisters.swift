/// ITM, TPIU and ETM as far as debuggers set them up: writes are kept (DDI 0403E, C1.7 and C1.10;
/// CoreSight TPIU-Lite TRM). What the ITM sends is `TraceStream`'s.
struct TraceRegisters {
    private var values: [UInt32: UInt32] = [:]

    static let instrumentation: UInt32 = 0xE000_0000
    static let portInterface: UInt32 = 0xE004_0000
    static let embeddedTrace: UInt32 = 0xE004_1000

    func read(_ address: UInt32) -> UInt32 {
        switch address {
        // Supported port sizes 1, 2 and 4; FFSR says non-stop formatter; FFCR after reset.
        case Self.portInterface: return 0xB
        case Self.portInterface + 0x300: return 0x8
        case Self.portInterface + 0x304: return values[address] ?? 0x102
        case Self.portInterface + 0x4: return values[address] ?? 0x1
        case Self.portInterface + 0xFC8: return 0xCA1
        case Self.portInterface + 0xFCC: return 0x11
        case Self.embeddedTrace + 0xFCC: return 0x13
        default: return values[address] ?? 0
        }
    }

    mutating func write(_ value: UInt32, to address: UInt32) {
        // Lock access registers unlock nothing here.
        guard address & 0xFFF != 0xFB0 else { return }
        values[address] = value
    }

    /// The number of the stimulus port whose register is there (C1.7.2).
    static func stimulusPort(_ address: UInt32) -> UInt32? {
        (instrumentation..<instrumentation + 0x80).contains(address)
            ? (address - instrumentation) / 4 : nil
    }

    /// What is set, with the bits of DEMCR and DWT_CTRL that belong to it.
    func configuration(
        isTraceEnabled: Bool, watchControl: UInt32
    ) -> TraceStream.Configuration {
        let control = values[Self.instrumentation + 0xE80, default: 0]
        let tap = watchControl >> 10 & 3
        let isSynchronized = control & 1 << 2 != 0 && watchControl & 1 != 0 && tap != 0
        let prescaler = values[Self.portInterface + 0x10, default: 0] & 0x1FFF
        return TraceStream.Configuration(
            isOn: isTraceEnabled && control & 1 != 0,
            ports: values[Self.instrumentation + 0xE00, default: 0],
            hasTimestamps: control & 1 << 1 != 0,
            synchronizationTap: isSynchronized ? 22 + 2 * UInt64(tap) : nil,
            forwardsDWT: control & 1 << 3 != 0, divisor: UInt64(prescaler) + 1)
    }

    /// SPPR says NRZ, and FFCR that the stream comes without frames around it.
    var isSerial: Bool {
        values[Self.portInterface + 0xF0, default: 1] & 3 == 2
            && read(Self.portInterface + 0x304) & 1 << 1 == 0
    }

    mutating func powerOnReset() { values = [:] }
}

/// What the ROM tables and the components say they are (ADIv5.2, IHI 0031C, chapter 14; CoreSight
/// IHI 0029E, B2; the part numbers are those of the Cortex-M3, M4 and M7 TRMs).
struct ComponentIdentification {
    private struct Component {
        var base: UInt32
        var part: UInt32
        /// JEP106 code and number of continuation codes.
        var designer: (code: UInt32, continuation: UInt32) = ComponentIdentification.arm
        /// CIDR1's class: 1 ROM table, 9 CoreSight, 14 generic IP.
        var kind: UInt32
        var entries: [UInt32] = []
    }

    private static let arm: (code: UInt32, continuation: UInt32) = (0x3B, 4)
    private static let st: (code: UInt32, continuation: UInt32) = (0x20, 0)

    private var components: [UInt32: Component] = [:]

    init(configuration: CoreConfiguration) {
        let deviceID = configuration.deviceID
        let isM7 = configuration.isM7
        let isM4 = configuration.part == 0xC24
        switch configuration.architecture {
        case .v6M:
            addBaseline(configuration, deviceID)
            return
        case .v8M: addMainline()
        case .v7M:
            add(0xE000_E000, part: isM7 || isM4 ? 0x00C : 0x000, kind: 14)
            add(0xE000_1000, part: 0x002, kind: 14)
            add(0xE000_2000, part: isM7 ? 0x00E : 0x003, kind: 14)
            add(0xE000_0000, part: 0x001, kind: 14)
            add(0xE004_0000, part: isM7 ? 0x9A9 : isM4 ? 0x9A1 : 0x923, kind: 9)
            add(0xE004_1000, part: isM7 ? 0x975 : isM4 ? 0x925 : 0x924, kind: 9)
        }
        let processor: [UInt32] = [0xE000_E000, 0xE000_1000, 0xE000_2000, 0xE000_0000]
        let top = configuration.romTable & ~0xFFF
        guard top == 0xE00F_D000 else {
            addTable(
                top, part: deviceID, designer: Self.st,
                of: processor + [0xE004_0000, 0xE004_1000])
            return
        }
        addTable(top, part: deviceID, designer: Self.st, of: [0xE00F_E000, 0xE004_0000])
        addTable(0xE00F_E000, part: 0x4C8, of: [0xE00F_F000, 0xE004_1000])
        addTable(0xE00F_F000, part: 0x4C7, of: processor)
    }

    /// Cortex-M0 and M0+: SCS, DWT and BPU behind the core's own table (M0+ TRM, table 9-1).
    private mutating func addBaseline(_ configuration: CoreConfiguration, _ deviceID: UInt32) {
        add(0xE000_E000, part: 0x008, kind: 14)
        add(0xE000_1000, part: 0x00A, kind: 14)
        add(0xE000_2000, part: 0x00B, kind: 14)
        addTable(
            configuration.romTable & ~0xFFF, part: deviceID, designer: Self.st,
            of: [0xE000_E000, 0xE000_1000, 0xE000_2000])
    }

    /// Cortex-M33: one part number for all, told apart by DEVARCH (M33 TRM, table 11-2).
    private mutating func addMainline() {
        for base: UInt32 in [0xE000_E000, 0xE000_1000, 0xE000_2000, 0xE000_0000, 0xE004_1000] {
            add(base, part: 0xD21, kind: 9)
        }
        add(0xE004_0000, part: 0xD21, kind: 9)
    }

    private mutating func add(_ base: UInt32, part: UInt32, kind: UInt32) {
        components[base] = Component(base: base, part: part, kind: kind)
    }

    private mutating func addTable(
        _ base: UInt32, part: UInt32,
        designer: (code: UInt32, continuation: UInt32) = Self.arm, of members: [UInt32]
    ) {
        // Offset to the member, 32-bit format, present.
        let entries = members.map { ($0 &- base) & ~0xFFF | 3 }
        components[base] = Component(
            base: base, part: part, designer: designer, kind: 1, entries: entries)
    }

    /// nil: the address is not one of a ROM table, nor of an ID register.
    func read(_ address: UInt32) -> UInt32? {
        guard let component = components[address & ~0xFFF] else { return nil }
        let offset = address & 0xFFF
        let designer = component.designer
        switch offset {
        case 0xFD0: return designer.continuation
        case 0xFD4, 0xFD8, 0xFDC, 0xFEC: return 0
        case 0xFE0: return component.part & 0xFF
        case 0xFE4: return (designer.code & 0xF) << 4 | component.part >> 8 & 0xF
        case 0xFE8: return 1 << 3 | designer.code >> 4
        case 0xFF0: return 0x0D
        case 0xFF4: return component.kind << 4
        case 0xFF8: return 0x05
        case 0xFFC: return 0xB1
        default: break
        }
        guard component.kind == 1 else { return nil }
        // MEMTYPE: the bus has system memory too.
        if offset == 0xFCC { return 1 }
        let index = Int(offset / 4)
        return component.entries.indices.contains(index) ? component.entries[index] : 0
    }
}
