public import TargetMemory

/// What keeps a debugger or a program from reading and changing the flash, and where it is read.
public struct Protection: Hashable, Sendable {
    public var readout: ReadoutProtection?
    public var write: [WriteProtection]
    /// Holds while TrustZone is enabled.
    public var trustZone: RegisterCondition?
    /// Holds while the second bank lies at the base of the flash.
    public var bankSwap: RegisterCondition?
    /// PCROP, secure and hide-protected areas: a range that is not empty protects.
    public var areas: [ProtectedArea]
    /// Pages of the secure world, by watermarks; they mean something with TrustZone only.
    public var secureAreas: [ProtectedArea] = []
    /// Bits that make single sectors PCROP.
    public var pcropSectors: WriteProtection.Bits?

    public init(
        readout: ReadoutProtection? = nil, write: [WriteProtection] = [],
        trustZone: RegisterCondition? = nil, bankSwap: RegisterCondition? = nil,
        areas: [ProtectedArea] = []
    ) {
        self.readout = readout
        self.write = write
        self.trustZone = trustZone
        self.bankSwap = bankSwap
        self.areas = areas
    }

    public static let none = Protection()
}

/// RDP, product state or NVSTATE: one field whose value says who may read.
public struct ReadoutProtection: Hashable, Sendable {
    public var field: RegisterField
    public var states: [UInt32: State]
    /// What every value that is not listed means.
    public var otherwise: State
    /// The open state can be written back, which erases the chip; else only ST's debug
    /// authentication leads there.
    public var isOpenedByOptions: Bool

    public struct State: Hashable, Sendable {
        /// As the manual says it: `RDP level 1`.
        public var name: String
        public var kind: Kind

        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    public enum Kind: Hashable, Sendable {
        case open
        /// A debugger reaches the non-secure world only.
        case nonSecureOnly
        /// A debugger reaches no flash; undoing it erases everything.
        case closed
        /// For good.
        case permanent
    }

    public init(
        _ field: RegisterField, _ states: [UInt32: State], otherwise: State,
        isOpenedByOptions: Bool = true
    ) {
        self.field = field
        self.states = states
        self.otherwise = otherwise
        self.isOpenedByOptions = isOpenedByOptions
    }

    public func state(in word: UInt32) -> State { states[field.value(in: word)] ?? otherwise }
}

/// Write protection as one register has it.
public enum WriteProtection: Hashable, Sendable {
    /// One bit for a group of sectors; the register's other bits mean something else.
    case bits(Bits)
    /// Sectors from the first field's value to the second's are protected, unless that is none.
    case range(ProtectedArea)

    public struct Bits: Hashable, Sendable {
        public var field: RegisterField
        /// The bank whose sectors it counts, 0 or 1; `nil`: `Sector.number` is counted.
        public var bank: Int?
        /// Sector that the field's lowest bit stands for.
        public var firstSector: Int
        public var sectorsPerBit: Int
        /// The same in two-bank mode, where that has smaller sectors.
        public var sectorsPerBitDualBank: Int
        /// A clear bit protects.
        public var isActiveLow: Bool
        /// The highest bit stands for all sectors from its first on.
        public var lastBitCoversRest: Bool
        /// While these are set the bits mean PCROP, with the opposite polarity (SPRMOD, WPRMOD).
        public var pcropMode: RegisterBits?

        public init(
            _ field: RegisterField, bank: Int? = nil, firstSector: Int = 0, sectorsPerBit: Int,
            sectorsPerBitDualBank: Int? = nil, isActiveLow: Bool = true,
            lastBitCoversRest: Bool = false, pcropMode: RegisterBits? = nil
        ) {
            self.field = field
            self.bank = bank
            self.firstSector = firstSector
            self.sectorsPerBit = sectorsPerBit
            self.sectorsPerBitDualBank = sectorsPerBitDualBank ?? sectorsPerBit
            self.isActiveLow = isActiveLow
            self.lastBitCoversRest = lastBitCoversRest
            self.pcropMode = pcropMode
        }
    }
}

/// A range of sectors of one bank, given by two fields that both belong to it.
public struct ProtectedArea: Hashable, Sendable {
    /// As the manual names it: `WRP1A`.
    public var name: String
    /// 0 or 1, in two-bank mode.
    public var bank: Int
    /// It counts in one-bank mode too, even if `bank` is 1.
    public var isUsedInOneBank: Bool
    public var first: RegisterField
    public var last: RegisterField
    /// Bytes for one step of the fields; 0: sectors of the bank mode in use.
    public var stepByteCount: Int

    public init(
        _ name: String, bank: Int, isUsedInOneBank: Bool? = nil, first: RegisterField,
        last: RegisterField, stepByteCount: Int = 0
    ) {
        self.name = name
        self.bank = bank
        self.isUsedInOneBank = isUsedInOneBank ?? (bank == 0)
        self.first = first
        self.last = last
        self.stepByteCount = stepByteCount
    }
}

/// One word of option bytes, by field names.
public struct OptionRegister: Hashable, Sendable {
    public var name: String
    /// Where the value in force is read.
    public var address: Address
    /// Where a new one is written: the register itself, its `_PRG` twin, or option memory.
    public var programAddress: Address
    public var fields: [OptionField]

    public init(
        _ name: String, _ address: Address, programAddress: Address? = nil,
        fields: [OptionField]
    ) {
        self.name = name
        self.address = address
        self.programAddress = programAddress ?? address
        self.fields = fields
    }
}

/// A field of an option register.
public struct OptionField: Hashable, Sendable {
    public var name: String
    public var mask: UInt32

    public init(_ name: String, _ mask: UInt32) {
        self.name = name
        self.mask = mask
    }
}
