public import TargetMemory

/// One STM32 die: where its memories are, how its flash is cut up and which controller drives it.
///
/// Data only. What a package or a flash size variant changes is read from the chip.
public struct Device: Hashable, Sendable {
    /// The names it is sold under: `STM32F74x/F75x`.
    public var name: String
    /// `F7`, `L4+`.
    public var series: String
    /// DBGMCU_IDCODE.DEV_ID, 12 bits.
    public var id: UInt16
    /// Ids that early revisions of it show by mistake (errata sheets).
    public var mistakenIDs: [UInt16]
    /// CPUID part number of its core: it separates dies that share a DEV_ID.
    public var corePart: UInt16
    /// The same for the second core of those that have one.
    public var secondCorePart: UInt16?
    /// The manuals' letters for DBGMCU_IDCODE.REV_ID.
    public var revisions: [UInt16: String]
    public var flash: Flash
    /// All RAM the debugger may use as such, with the names of the manual.
    public var ram: [NamedRegion]
    /// Other addresses of the same RAM.
    public var ramAliases: [NamedRegion]
    /// RAM that no cache lies in front of, for loaders and their buffers.
    public var workArea: Region
    /// Address 0 shows flash, system memory or RAM, as boot pins and options have it.
    public var bootAlias: NamedRegion?
    /// Read-only areas: boot loader, factory data.
    public var systemMemory: [NamedRegion]
    /// Cells that can be programmed once.
    public var oneTime: NamedRegion?
    /// Option bytes that can be read as memory.
    public var optionBytes: [NamedRegion]
    public var optionRegisters: [OptionRegister]
    /// Data EEPROM, or flash that is set apart for data.
    public var eeprom: NamedRegion?
    /// Windows to memory outside of the chip.
    public var external: [NamedRegion]
    public var protection: Protection
    /// 96 bits.
    public var uniqueIDRegister: Address
    public var debugUnit: DebugUnit
    /// IWDG_KR of each independent watchdog: 0xAAAA written there feeds it.
    public var watchdogKeys: [Address]
    /// WWDG_CR of the first core's window watchdog; WWDG_CFR is behind it.
    public var windowWatchdog: Address?
    /// Manuals and sections these values come from.
    public var source: String

    public init(
        name: String, series: String, id: UInt16, mistakenIDs: [UInt16] = [], corePart: UInt16,
        secondCorePart: UInt16? = nil,
        revisions: [UInt16: String] = [:], flash: Flash, ram: [NamedRegion],
        ramAliases: [NamedRegion] = [], workArea: Region, bootAlias: NamedRegion? = nil,
        systemMemory: [NamedRegion], oneTime: NamedRegion? = nil,
        optionBytes: [NamedRegion] = [], optionRegisters: [OptionRegister] = [],
        eeprom: NamedRegion? = nil, external: [NamedRegion] = [],
        protection: Protection = .none, uniqueIDRegister: Address, debugUnit: DebugUnit,
        watchdogKeys: [Address] = [0x4000_3000], windowWatchdog: Address? = 0x4000_2C00,
        source: String
    ) {
        self.name = name
        self.series = series
        self.id = id
        self.mistakenIDs = mistakenIDs
        self.corePart = corePart
        self.secondCorePart = secondCorePart
        self.revisions = revisions
        self.flash = flash
        self.ram = ram
        self.ramAliases = ramAliases
        self.workArea = workArea
        self.bootAlias = bootAlias
        self.systemMemory = systemMemory
        self.oneTime = oneTime
        self.optionBytes = optionBytes
        self.optionRegisters = optionRegisters
        self.eeprom = eeprom
        self.external = external
        self.protection = protection
        self.uniqueIDRegister = uniqueIDRegister
        self.debugUnit = debugUnit
        self.watchdogKeys = watchdogKeys
        self.windowWatchdog = windowWatchdog
        self.source = source
    }
}

/// DBGMCU: the registers that tell the die and freeze it while halted.
public struct DebugUnit: Hashable, Sendable {
    public var idcode: Address
    /// Bits to set, in this order, while a debugger is there: the unit's own clock, clocks in sleep
    /// modes, watchdogs frozen on halt. To be taken back in reverse order.
    public var whileDebugging: [RegisterBits]
    /// Bits that give the trace pins to the trace port; empty where there is no trace.
    public var traceEnable: [RegisterBits]
    /// What drives the SWO pin.
    public var traceOutput: TraceOutput

    public init(
        idcode: Address, whileDebugging: [RegisterBits], traceEnable: [RegisterBits] = [],
        traceOutput: TraceOutput = .portInterface
    ) {
        self.idcode = idcode
        self.whileDebugging = whileDebugging
        self.traceEnable = traceEnable
        self.traceOutput = traceOutput
    }
}

/// What drives the SWO pin.
public enum TraceOutput: Hashable, Sendable {
    /// The core's own TPIU.
    case portInterface
    /// An SWO unit behind a trace funnel, by their bases.
    case output(Address, funnel: Address)
}

/// CPUID part numbers of the cores that STM32 have (Arm technical reference manuals, CPUID).
public enum CorePart {
    public static let m0: UInt16 = 0xC20
    public static let m0Plus: UInt16 = 0xC60
    public static let m3: UInt16 = 0xC23
    public static let m4: UInt16 = 0xC24
    public static let m7: UInt16 = 0xC27
    public static let m33: UInt16 = 0xD21
}

extension Device {
    /// Every die we know, by family.
    public static let all: [Device] = [
        c0, f0, f1, f2, f3, f4, f7, g0, g4, h5, h7, h7rs, l0, l1, l4, l4Plus, l5, u0, u3, u5, wb,
        wb0, wba, wl,
    ].flatMap(\.self)

    public static func find(id: UInt16, corePart: UInt16) -> Device? {
        all.first {
            ($0.corePart == corePart || $0.secondCorePart == corePart)
                && ($0.id == id || $0.mistakenIDs.contains(id))
        }
    }
}
