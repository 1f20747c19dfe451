public import TargetMemory

/// The main flash memory of a die.
public struct Flash: Hashable, Sendable {
    /// Which driver it takes.
    public var controller: FlashController
    public var registers: Address
    public var base: Address
    /// Other addresses at which the same cells can be read.
    public var aliases: [Address]
    /// The biggest variant's size; a bigger reading of the size register is not believed.
    public var byteCountMax: Int
    public var sectors: SectorLayout
    public var bankMode: BankMode
    public var sizeRegister: Address
    public var sizeEncoding: SizeEncoding
    public var timing: FlashTiming

    public init(
        controller: FlashController, registers: Address, base: Address, aliases: [Address] = [],
        byteCountMax: Int, sectors: SectorLayout, bankMode: BankMode = .single,
        sizeRegister: Address, sizeEncoding: SizeEncoding = .kibibytes, timing: FlashTiming
    ) {
        self.controller = controller
        self.registers = registers
        self.base = base
        self.aliases = aliases
        self.byteCountMax = byteCountMax
        self.sectors = sectors
        self.bankMode = bankMode
        self.sizeRegister = sizeRegister
        self.sizeEncoding = sizeEncoding
        self.timing = timing
    }
}

/// The flash interfaces of the families, one driver each.
public enum FlashController: Hashable, Sendable, CaseIterable {
    /// Sectors of growing size, programmed by bytes to words as the supply allows: F2, F4, F7.
    case f4
}

/// How a bank is divided into what can be erased at once.
public enum SectorLayout: Hashable, Sendable {
    case uniform(Int)
    /// So many sectors of so many bytes each, from the base up.
    case runs([Run])

    public struct Run: Hashable, Sendable {
        public var count: Int
        public var byteCount: Int

        public init(_ count: Int, of byteCount: Int) {
            self.count = count
            self.byteCount = byteCount
        }
    }
}

/// Whether the flash is one bank or two.
public enum BankMode: Hashable, Sendable {
    case single
    /// Two banks of half the size while the bit is clear, with `layout` in each; the second's
    /// sectors have erase codes from `secondBankCode` on.
    case dualWhenClear(RegisterBits, layout: SectorLayout, secondBankCode: Int)
}

/// How the size register tells the size.
public enum SizeEncoding: Hashable, Sendable {
    /// 16 bits, in KiB.
    case kibibytes
    /// Only the low 8 bits count, in KiB (STM32L1 category 2).
    case lowByteKibibytes
    /// A code for each size in KiB (STM32L1 categories 4 and up).
    case codes([UInt16: Int])

    /// The flash size in bytes; `nil` for a value that cannot be a size.
    public func byteCount(of value: UInt16) -> Int? {
        switch self {
        case .kibibytes: value == 0 || value == 0xFFFF ? nil : Int(value) << 10
        case .lowByteKibibytes: value & 0xFF == 0 ? nil : Int(value & 0xFF) << 10
        case .codes(let sizes): sizes[value].map { $0 << 10 }
        }
    }
}

/// Durations by the data sheet at the widest parallelism; narrower ones take longer by at most
/// the given factor.
public struct FlashTiming: Hashable, Sendable {
    /// One programming operation, typical and at most.
    public var programMicroseconds: Int
    public var programMicrosecondsMax: Int
    public var erases: [Erase]
    public var massEraseMilliseconds: Int
    public var massEraseMillisecondsMax: Int
    /// Erase at byte parallelism against word parallelism.
    public var narrowFactor: Int

    public struct Erase: Hashable, Sendable {
        public var sectorByteCount: Int
        public var milliseconds: Int
        public var millisecondsMax: Int

        public init(_ sectorByteCount: Int, milliseconds: Int, millisecondsMax: Int) {
            self.sectorByteCount = sectorByteCount
            self.milliseconds = milliseconds
            self.millisecondsMax = millisecondsMax
        }
    }

    public init(
        programMicroseconds: Int, programMicrosecondsMax: Int, erases: [Erase],
        massEraseMilliseconds: Int, massEraseMillisecondsMax: Int, narrowFactor: Int
    ) {
        self.programMicroseconds = programMicroseconds
        self.programMicrosecondsMax = programMicrosecondsMax
        self.erases = erases
        self.massEraseMilliseconds = massEraseMilliseconds
        self.massEraseMillisecondsMax = massEraseMillisecondsMax
        self.narrowFactor = narrowFactor
    }

    /// The entry for sectors of this size, or for the next bigger one.
    public func erase(sectorByteCount: Int) -> Erase {
        let sorted = erases.sorted { $0.sectorByteCount < $1.sectorByteCount }
        return sorted.first { $0.sectorByteCount >= sectorByteCount }
            ?? Erase(
                sectorByteCount, milliseconds: massEraseMilliseconds,
                millisecondsMax: massEraseMillisecondsMax)
    }
}

/// One erasable sector.
public struct Sector: Hashable, Sendable {
    /// Counted through all banks from 0, as the manuals name it.
    public var number: Int
    /// What the controller's sector field takes for it.
    public var code: Int
    public var region: Region

    public init(number: Int, code: Int, region: Region) {
        self.number = number
        self.code = code
        self.region = region
    }
}

extension Flash {
    /// The sectors of a chip with `byteCount` bytes of flash in one or two banks.
    public func sectors(byteCount: Int, isDualBank: Bool = false) -> [Sector] {
        guard isDualBank, case .dualWhenClear(_, let layout, let secondBankCode) = bankMode else {
            return sectors.cut(base, byteCount: byteCount, firstNumber: 0, firstCode: 0)
        }
        let half = byteCount / 2
        let first = layout.cut(base, byteCount: half, firstNumber: 0, firstCode: 0)
        return first
            + layout.cut(
                base + half, byteCount: half, firstNumber: layout.sectorCountMax ?? first.count,
                firstCode: secondBankCode)
    }
}

extension SectorLayout {
    var sectorCountMax: Int? {
        switch self {
        case .uniform: nil
        case .runs(let runs): runs.reduce(0) { $0 + $1.count }
        }
    }

    func cut(
        _ base: Address, byteCount: Int, firstNumber: Int, firstCode: Int
    ) -> [Sector] {
        let sizes: [Int] =
            switch self {
            case .uniform(let size): Array(repeating: size, count: byteCount / size)
            case .runs(let runs): runs.flatMap { Array(repeating: $0.byteCount, count: $0.count) }
            }
        var sectors: [Sector] = []
        var offset = 0
        for (index, size) in sizes.enumerated() where offset + size <= byteCount {
            sectors.append(
                Sector(
                    number: firstNumber + index, code: firstCode + index,
                    region: Region(base: base + offset, byteCount: size)))
            offset += size
        }
        return sectors
    }
}
