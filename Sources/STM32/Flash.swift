public import TargetMemory

/// The main flash memory of a die.
public struct Flash: Hashable, Sendable {
    /// Which driver it takes.
    public var controller: FlashController
    /// First register of the interface; the non-secure view where there are two.
    public var registers: Address
    /// The second bank's own register set.
    public var secondBankRegisters: Address?
    /// The secure view of `registers`, to be used while TrustZone is enabled.
    public var secureRegisters: Address?
    public var layout: FlashRegisterLayout
    public var base: Address
    /// Other addresses at which the same cells can be read, whatever the chip is set to.
    public var aliases: [Address]
    /// Sizes that are sold, in bytes, from the smallest up; a bigger reading of the size register
    /// than the last is not believed.
    public var byteCounts: [Int]
    /// In one bank.
    public var sectors: SectorLayout
    public var bankRules: [BankRule]
    /// `nil`: the banks never change places, or the controller follows where they can be read.
    public var bankSwap: BankSwap?
    /// Bytes that are programmed in one operation and, where cells carry an ECC, only once.
    public var programByteCount: Int
    /// Bytes of a fast row, burst or half-page; `nil` where there is none.
    public var rowByteCount: Int?
    /// What an erased byte reads.
    public var erasedByte: UInt8
    public var sizeRegister: Address
    public var sizeEncoding: SizeEncoding
    public var timing: FlashTiming
    /// `nil`: an empty chip is no special case.
    public var emptyFlag: EmptyFlag?

    public init(
        controller: FlashController, registers: Address, secondBankRegisters: Address? = nil,
        secureRegisters: Address? = nil, layout: FlashRegisterLayout,
        base: Address = 0x0800_0000, aliases: [Address] = [], kibibytes: [Int],
        sectors: SectorLayout, bankRules: [BankRule] = [],
        bankSwap: BankSwap? = nil, programByteCount: Int,
        rowByteCount: Int? = nil, erasedByte: UInt8 = 0xFF, sizeRegister: Address,
        sizeEncoding: SizeEncoding = .kibibytes, timing: FlashTiming,
        emptyFlag: EmptyFlag? = nil
    ) {
        self.controller = controller
        self.registers = registers
        self.secondBankRegisters = secondBankRegisters
        self.secureRegisters = secureRegisters
        self.layout = layout
        self.base = base
        self.aliases = aliases
        byteCounts = kibibytes.map { $0 << 10 }
        self.sectors = sectors
        self.bankRules = bankRules
        self.bankSwap = bankSwap
        self.programByteCount = programByteCount
        self.rowByteCount = rowByteCount
        self.erasedByte = erasedByte
        self.sizeRegister = sizeRegister
        self.sizeEncoding = sizeEncoding
        self.timing = timing
        self.emptyFlag = emptyFlag
    }

    /// The biggest variant's size.
    public var byteCountMax: Int { byteCounts.last ?? 0 }

    /// The smallest variant's size.
    public var byteCountMin: Int { byteCounts.first ?? 0 }

    /// Whether a variant may have that size: not more than the biggest, in whole sectors.
    func canHold(byteCount: Int) -> Bool {
        byteCount <= byteCountMax
            && arrangements(byteCount: byteCount).contains { arrangement in
                sectors(byteCount: byteCount, arrangement: arrangement)
                    .reduce(0) { $0 + $1.region.byteCount } == byteCount
            }
    }

    /// Bits that are set while no program can change a cell, one entry for each register set; none
    /// where that cannot be seen, as the secure world has registers of its own.
    public var locks: [RegisterBits] {
        guard layout.lock != 0, secureRegisters == nil else { return [] }
        return [registers, secondBankRegisters].compactMap(\.self).map {
            RegisterBits($0 + layout.control, layout.lock)
        }
    }
}

/// How the size register tells the size.
public enum SizeEncoding: Hashable, Sendable {
    /// 16 bits, in KiB.
    case kibibytes
    /// Only the low 8 bits count, in KiB (STM32L1 category 2).
    case lowByteKibibytes
    /// 16 bits: a code for some sizes, in KiB; others as they are (STM32L1 category 4).
    case codes([UInt16: Int])
    /// A field of 32 bits: the number of words less one (STM32WB0).
    case wordsLessOne(mask: UInt32)
    /// There is no such register: all dies have the same size.
    case fixed

    /// The flash size in bytes by what stands at the register's address, its other bytes above;
    /// `nil` for a value that cannot be a size.
    public func byteCount(of value: UInt32) -> Int? {
        let half = UInt16(truncatingIfNeeded: value)
        switch self {
        case .kibibytes: return half == 0 || half == 0xFFFF ? nil : Int(half) << 10
        case .lowByteKibibytes: return half & 0xFF == 0 ? nil : Int(half & 0xFF) << 10
        case .codes(let sizes):
            return sizes[half].map { $0 << 10 } ?? Self.kibibytes.byteCount(of: value)
        case .wordsLessOne(let mask): return Int(value & mask) * 4 + 4
        case .fixed: return nil
        }
    }
}
