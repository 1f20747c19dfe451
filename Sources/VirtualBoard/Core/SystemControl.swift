/// The registers of the System Control Block, MPU and floating-point context, as far as they hold
/// values of their own (DDI 0403E, B3.2, B3.5 and B1.5.7). Effects are the core's.
struct SystemControl {
    private let configuration: CoreConfiguration
    private let priorityMask: UInt32

    var vectorTable: UInt32 = 0
    var auxiliaryControl: UInt32 = 0
    private(set) var sleepControl: UInt32 = 0
    private(set) var configurationControl: UInt32 = 0
    private(set) var handlerEnables: UInt32 = 0
    var faultStatus: UInt32 = 0
    var hardFaultStatus: UInt32 = 0
    var memoryFaultAddress: UInt32 = 0
    var busFaultAddress: UInt32 = 0
    private(set) var coprocessorAccess: UInt32 = 0
    private(set) var floatingPointControl: UInt32 = 0
    private(set) var floatingPointAddress: UInt32 = 0
    private var floatingPointDefault: UInt32 = 0
    private var cacheSelection: UInt32 = 0
    private var mpu = ProtectionRegisters()
    private var cacheControls: [UInt32: UInt32] = [:]

    private enum Bits {
        static let nonBaseThread: UInt32 = 1 << 0
        static let userSetPending: UInt32 = 1 << 1
        static let unalignedTrap: UInt32 = 1 << 3
        static let divisionTrap: UInt32 = 1 << 4
        static let stackAlign: UInt32 = 1 << 9
        static let configurationWritable: UInt32 = 0x7_011B
        static let sleepOnExit: UInt32 = 1 << 1
        static let sendEventOnPending: UInt32 = 1 << 4
        static let sleepWritable: UInt32 = 0x16
        static let handlerEnables: UInt32 = 7 << 16
        static let lazyActive: UInt32 = 1 << 0
        static let lazyUser: UInt32 = 1 << 1
        static let lazyThread: UInt32 = 1 << 3
        static let lazyEnable: UInt32 = 1 << 30
        static let automaticEnable: UInt32 = 1 << 31
        static let lazyState: UInt32 = 0x17B
    }

    init(configuration: CoreConfiguration) {
        self.configuration = configuration
        priorityMask = UInt32(UInt8(truncatingIfNeeded: ~(0xFF >> configuration.priorityBits)))
        reset(vectorTable: 0)
    }

    /// A system reset; `vectorTable` is what the part's boot pins and options say.
    mutating func reset(vectorTable: UInt32) {
        self.vectorTable = vectorTable & ~0x7F
        (auxiliaryControl, sleepControl, handlerEnables) = (0, 0, 0)
        // Cortex-M7: STKALIGN reads as one (CCR of the TRM, 3.2).
        configurationControl = Bits.stackAlign | fixedConfiguration
        (faultStatus, hardFaultStatus) = (0, 0)
        (memoryFaultAddress, busFaultAddress) = (0, 0)
        coprocessorAccess = 0
        floatingPointControl = Bits.lazyEnable | Bits.automaticEnable
        (floatingPointAddress, floatingPointDefault, cacheSelection) = (0, 0, 0)
        mpu = ProtectionRegisters()
        cacheControls = [:]
    }

    private var isBaseline: Bool { configuration.architecture == .v6M }

    /// Armv6-M traps unaligned accesses and has no choice (DDI 0419, B3.2.8).
    private var fixedConfiguration: UInt32 { isBaseline ? Bits.unalignedTrap : 0 }

    // MARK: Meaning

    /// CCR.UNALIGN_TRP; Armv6-M has no choice.
    var trapsUnaligned: Bool { configurationControl & Bits.unalignedTrap != 0 || isBaseline }
    var trapsDivisionByZero: Bool { configurationControl & Bits.divisionTrap != 0 }
    var permitsThreadWithActiveExceptions: Bool {
        configurationControl & Bits.nonBaseThread != 0
    }
    var permitsUserPending: Bool { configurationControl & Bits.userSetPending != 0 }
    var sleepsOnExit: Bool { sleepControl & Bits.sleepOnExit != 0 }
    var sendsEventOnPending: Bool { sleepControl & Bits.sendEventOnPending != 0 }
    var isLazyStackingActive: Bool { floatingPointControl & Bits.lazyActive != 0 }
    var usesLazyStacking: Bool { floatingPointControl & Bits.lazyEnable != 0 }
    var isFloatingContextAutomatic: Bool { floatingPointControl & Bits.automaticEnable != 0 }

    func isEnabled(_ fault: Exception) -> Bool {
        switch fault {
        case .memoryManagement: handlerEnables & 1 << 16 != 0
        case .busFault: handlerEnables & 1 << 17 != 0
        case .usageFault: handlerEnables & 1 << 18 != 0
        default: true
        }
    }

    /// CPACR, CP10: 0b11 is full access, 0b01 privileged only.
    func isFloatingPointEnabled(isUnprivileged: Bool) -> Bool {
        let access = coprocessorAccess >> 20 & 3
        return access == 3 || access == 1 && !isUnprivileged
    }

    mutating func deferFloatingPoint(to address: UInt32, isThread: Bool, isUnprivileged: Bool) {
        floatingPointAddress = address & ~7
        floatingPointControl &= ~Bits.lazyState
        floatingPointControl |= Bits.lazyActive
        if isThread { floatingPointControl |= Bits.lazyThread }
        if isUnprivileged { floatingPointControl |= Bits.lazyUser }
    }

    mutating func endLazyStacking() { floatingPointControl &= ~Bits.lazyActive }

    // MARK: Registers

    /// Offset from 0xE000E000; nil: not one of these.
    func read(_ offset: UInt32) -> UInt32? {
        if isBaseline { return readBaseline(offset) }
        return switch offset {
        case 0x008: auxiliaryControl
        case 0xD00: configuration.cpuid
        case 0xD08: vectorTable
        case 0xD10: sleepControl
        case 0xD14: configurationControl
        case 0xD28: faultStatus
        case 0xD2C: hardFaultStatus
        case 0xD34: memoryFaultAddress
        case 0xD38: busFaultAddress
        case 0xD3C: 0
        case 0xD40...0xD84: identification(offset)
        case 0xD88: coprocessorAccess
        case 0xD90...0xDB8: mpu.read(offset)
        case 0xF34: floatingPointControl
        case 0xF38: floatingPointAddress
        case 0xF3C: floatingPointDefault
        case 0xF40...0xF48: floatingPointFeature(offset)
        case 0xF90...0xFA8: cacheControls[offset] ?? 0
        default: nil
        }
    }

    /// What Armv6-M has of them (DDI 0419, B3.2.2): no fault registers, no CPUID scheme; VTOR
    /// in Cortex-M0+ only.
    private func readBaseline(_ offset: UInt32) -> UInt32? {
        switch offset {
        case 0xD00: configuration.cpuid
        case 0xD08: configuration.hasVectorTable ? vectorTable : 0
        case 0xD10: sleepControl
        case 0xD14: configurationControl
        case 0xD90...0xDA0 where configuration.hasVectorTable: mpu.read(offset)
        default: nil
        }
    }

    /// False: not one of these.
    mutating func write(_ value: UInt32, to offset: UInt32) -> Bool {
        switch offset {
        case 0x008: auxiliaryControl = value
        case 0xD08: if configuration.hasVectorTable { vectorTable = value & ~0x7F }
        case 0xD10: sleepControl = value & Bits.sleepWritable
        case 0xD14:
            guard !isBaseline else { break }
            configurationControl = value & Bits.configurationWritable | Bits.stackAlign
        case 0xD24: handlerEnables = isBaseline ? 0 : value & Bits.handlerEnables
        case 0xD28: faultStatus &= ~value
        case 0xD2C: hardFaultStatus &= ~value
        case 0xD34: memoryFaultAddress = value
        case 0xD38: busFaultAddress = value
        case 0xD84: cacheSelection = value & 1
        case 0xD88: coprocessorAccess = configuration.hasFPU ? value & 0x00F0_0000 : 0
        case 0xD94...0xDB8: mpu.write(value, to: offset)
        case 0xF34: floatingPointControl = value
        case 0xF38: floatingPointAddress = value & ~7
        case 0xF3C: floatingPointDefault = value & 0x07C0_0000
        // Cache maintenance (M7 TRM, 3.2): there is no cache to maintain.
        case 0xF50...0xF78: break
        case 0xF90...0xFA8: cacheControls[offset] = value
        case 0xD00, 0xD3C...0xD80, 0xD90, 0xF40...0xF48: break
        default: return false
        }
        return true
    }

    private var isM7: Bool { configuration.isM7 }

    /// The CPUID scheme and the cache registers (M7 TRM, table 3-2; M4 TRM, table 4-1).
    private func identification(_ offset: UInt32) -> UInt32 {
        let values: [UInt32: UInt32] =
            isM7
            ? [
                0xD40: 0x30, 0xD44: 0x200, 0xD48: 0x0010_0000, 0xD50: 0x0010_0030,
                0xD58: 0x0100_0000, 0xD60: 0x0110_1110, 0xD64: 0x0211_2000, 0xD68: 0x2023_2231,
                0xD6C: 0x0111_1131, 0xD70: 0x0131_0132, 0xD78: 0x0900_0003, 0xD7C: 0x8303_C003,
                // 4 KiB each: data with four ways, instructions with two.
                0xD80: cacheSelection == 0 ? 0xF003_E019 : 0xF007_E009, 0xD84: cacheSelection,
            ]
            : configuration.architecture == .v8M
                ? [
                    // Cortex-M33 TRM, table 5-1; PFR1 says that there is a security extension.
                    0xD40: 0x30, 0xD44: 0x210, 0xD48: 0x0020_0000, 0xD50: 0x0010_1F40,
                    0xD58: 0x0100_0000, 0xD60: 0x0110_1110, 0xD64: 0x0221_2000, 0xD68: 0x2023_2232,
                    0xD6C: 0x0111_1131, 0xD70: 0x0131_0132,
                ]
                : [
                    0xD40: 0x30, 0xD44: 0x200, 0xD48: 0x0010_0000, 0xD50: 0x0010_0030,
                    0xD58: 0x0100_0000, 0xD60: 0x0114_1110, 0xD64: 0x0211_2000, 0xD68: 0x2123_2231,
                    0xD6C: 0x0111_1131, 0xD70: 0x0131_0102,
                ]
        return values[offset] ?? 0
    }

    /// MVFR0...2 (M7 TRM, 8.3; M4 TRM, 7.2).
    private func floatingPointFeature(_ offset: UInt32) -> UInt32 {
        guard configuration.hasFPU else { return 0 }
        let isDouble = configuration.hasDoublePrecision
        switch offset {
        case 0xF40: return isDouble ? 0x1011_0221 : 0x1011_0021
        case 0xF44: return isDouble ? 0x1200_0011 : 0x1100_0011
        case 0xF48: return isM7 || configuration.architecture == .v8M ? 0x40 : 0
        default: return 0
        }
    }
}

/// MPU registers (DDI 0403E, B3.5): they hold what is written; nothing is enforced.
struct ProtectionRegisters {
    /// Regions of the Cortex-M7 in STM32F7 and of the Cortex-M4 (M7 has 8 or 16).
    private static let regionCount = 8
    private var control: UInt32 = 0
    private var region = 0
    private var bases = [UInt32](repeating: 0, count: regionCount)
    private var attributes = [UInt32](repeating: 0, count: regionCount)

    func read(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0xD90: UInt32(Self.regionCount) << 8
        case 0xD94: control
        case 0xD98: UInt32(region)
        // RBAR and RASR, then their three aliases.
        case 0xD9C, 0xDA4, 0xDAC, 0xDB4: bases[region] & ~0x1F | UInt32(region)
        default: attributes[region]
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case 0xD94: control = value & 7
        case 0xD98: region = Int(value) & (Self.regionCount - 1)
        case 0xD9C, 0xDA4, 0xDAC, 0xDB4:
            // VALID: the region number comes along.
            if value & 0x10 != 0 { region = Int(value & 0xF) & (Self.regionCount - 1) }
            bases[region] = value & ~0x1F
        default: attributes[region] = value
        }
    }
}
