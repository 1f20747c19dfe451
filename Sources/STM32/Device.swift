public import TargetMemory

/// One STM32 die: where its memories are, how its flash is cut up and which controller drives it.
///
/// Data only. What a package or a flash size variant changes is read from the chip.
public struct Device: Hashable, Sendable {
    /// The names it is sold under: `STM32F74x/F75x`.
    public var name: String
    /// DBGMCU_IDCODE.DEV_ID, 12 bits.
    public var id: UInt16
    /// CPUID part number of its core: it separates dies that share a DEV_ID.
    public var corePart: UInt16
    public var flash: Flash
    /// All RAM the debugger may use as such, with the names of the manual.
    public var ram: [NamedRegion]
    /// RAM that no cache lies in front of, for loaders and their buffers.
    public var workArea: Region
    /// Read-only areas: boot loader, factory data.
    public var systemMemory: [NamedRegion]
    /// Cells that can be programmed once.
    public var oneTime: NamedRegion?
    public var optionBytes: NamedRegion?
    /// 96 bits.
    public var uniqueIDRegister: Address
    public var debugUnit: DebugUnit
    /// Manuals and sections these values come from.
    public var source: String

    public init(
        name: String, id: UInt16, corePart: UInt16, flash: Flash, ram: [NamedRegion],
        workArea: Region, systemMemory: [NamedRegion], oneTime: NamedRegion? = nil,
        optionBytes: NamedRegion? = nil, uniqueIDRegister: Address, debugUnit: DebugUnit,
        source: String
    ) {
        self.name = name
        self.id = id
        self.corePart = corePart
        self.flash = flash
        self.ram = ram
        self.workArea = workArea
        self.systemMemory = systemMemory
        self.oneTime = oneTime
        self.optionBytes = optionBytes
        self.uniqueIDRegister = uniqueIDRegister
        self.debugUnit = debugUnit
        self.source = source
    }
}

/// A region with the manual's name for it.
public struct NamedRegion: Hashable, Sendable {
    public var name: String
    public var region: Region

    public init(_ name: String, _ base: Address, _ byteCount: Int) {
        self.name = name
        region = Region(base: base, byteCount: byteCount)
    }
}

/// DBGMCU: the registers that tell the die and freeze it while halted.
public struct DebugUnit: Hashable, Sendable {
    public var idcode: Address
    /// Bits to set while a debugger is there: clocks in sleep modes, watchdogs frozen on halt.
    public var whileDebugging: [RegisterBits]

    public init(idcode: Address, whileDebugging: [RegisterBits]) {
        self.idcode = idcode
        self.whileDebugging = whileDebugging
    }
}

/// Bits of a register that belong together.
public struct RegisterBits: Hashable, Sendable {
    public var address: Address
    public var bits: UInt32

    public init(_ address: Address, _ bits: UInt32) {
        self.address = address
        self.bits = bits
    }
}

extension Device {
    /// Every die we know, by family.
    public static let all: [Device] = f7

    public static func find(id: UInt16, corePart: UInt16) -> Device? {
        all.first { $0.id == id && $0.corePart == corePart }
    }
}
