public import TargetMemory

/// How a flash lies in banks, for the chips to which the conditions apply.
///
/// A die has a list of these; the first that applies holds, and one bank with `Flash.sectors`
/// where none does.
public struct BankRule: Hashable, Sendable {
    /// Flash sizes that it is about, in bytes.
    public var byteCounts: ClosedRange<Int>
    /// Option bits, all of which must hold.
    public var conditions: [RegisterCondition]
    public var arrangement: BankArrangement

    /// Every size, or only those of so many KiB.
    public init(
        kibibytes: ClosedRange<Int>? = nil, when conditions: [RegisterCondition] = [],
        _ arrangement: BankArrangement
    ) {
        byteCounts = kibibytes.map { $0.lowerBound << 10...$0.upperBound << 10 } ?? 0...Int.max
        self.conditions = conditions
        self.arrangement = arrangement
    }
}

/// One bank or two, and how they are cut up.
public struct BankArrangement: Hashable, Sendable {
    /// 1 or 2.
    public var bankCount: Int
    /// The sectors in each bank.
    public var sectors: SectorLayout
    /// Bytes in the first bank; half of the flash where `nil`.
    public var firstBankByteCount: Int?
    /// Where the second bank begins; right after the first where `nil`.
    public var secondBankBase: Address?
    /// What the controller takes for the second bank's first sector: 0 where a bit chooses the
    /// bank, `nil` where it goes on counting.
    public var secondBankCode: Int?
    /// The manual's number of the second bank's first sector; it goes on counting where `nil`.
    public var secondBankNumber: Int?

    public init(
        bankCount: Int, sectors: SectorLayout, firstBankByteCount: Int? = nil,
        secondBankBase: Address? = nil, secondBankCode: Int? = nil, secondBankNumber: Int? = nil
    ) {
        self.bankCount = bankCount
        self.sectors = sectors
        self.firstBankByteCount = firstBankByteCount
        self.secondBankBase = secondBankBase
        self.secondBankCode = secondBankCode
        self.secondBankNumber = secondBankNumber
    }

    public static func single(_ sectors: SectorLayout) -> BankArrangement {
        BankArrangement(bankCount: 1, sectors: sectors)
    }

    /// Two banks; `code` is what the controller takes for the second's first sector, 0 for one
    /// that has a bank bit or a register set for each bank.
    public static func dual(
        _ sectors: SectorLayout, first: Int? = nil, second: Address? = nil, code: Int? = 0,
        number: Int? = nil
    ) -> BankArrangement {
        BankArrangement(
            bankCount: 2, sectors: sectors, firstBankByteCount: first, secondBankBase: second,
            secondBankCode: code, secondBankNumber: number)
    }
}

/// How two banks change places in the address space of chips whose controller does not follow: its
/// bank bit and sector numbers stay with the cells (RM0444 3.3.8, RM0456 7.5.8, RM0481 7.3.11; of
/// H7 and L5 the registers and pages follow the addresses: RM0433 4.3.13, RM0438 6.3.7).
public struct BankSwap: Hashable, Sendable {
    /// Holds while they have changed places.
    public var condition: RegisterCondition
    /// The clock without which that register reads as zero; `nil` where it needs none.
    public var clock: RegisterBits?

    public init(_ condition: RegisterCondition, clock: RegisterBits? = nil) {
        self.condition = condition
        self.clock = clock
    }

    /// FB_MODE or UFB_MODE of SYSCFG_MEMRMP, which ST's boot loader sets for BFB2 (RM0090 9.2.1,
    /// RM0351 9.2.1, RM0440 10.2.1).
    static func memoryRemap(_ register: Address, clock: RegisterBits) -> BankSwap {
        BankSwap(.set(RegisterBits(register, 1 << 8)), clock: clock)
    }

    /// L4, L4+ and G4: SYSCFGEN is bit 0 of RCC_APB2ENR.
    static let syscfgOfL4 = memoryRemap(0x4001_0000, clock: RegisterBits(0x4002_1060, 1))
    /// F4 and F7: SYSCFGEN is bit 14 of RCC_APB2ENR.
    static let syscfgOfF4 = memoryRemap(0x4001_3800, clock: RegisterBits(0x4002_3844, 1 << 14))
    /// U5, U3 and WBA: SWAP_BANK in FLASH_OPTR.
    static let optionOfU5 = BankSwap(.set(RegisterBits(0x4002_2040, 1 << 20)))
    /// H5: SWAP_BANK in FLASH_OPTCR, as it is in force since the last reset.
    static let optionOfH5 = BankSwap(.set(RegisterBits(0x4002_201C, 1 << 31)))
    /// G0Bx and G0Cx: nSWAP_BANK in FLASH_OPTR.
    static let optionOfG0 = BankSwap(.clear(RegisterBits(0x4002_2020, 1 << 20)))
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

    /// Sizes of the sectors in so many bytes, from the base up; whole sectors only.
    func sizes(byteCount: Int) -> [Int] {
        switch self {
        case .uniform(let size): return Array(repeating: size, count: byteCount / size)
        case .runs(let runs):
            var rest = byteCount
            return runs.flatMap { Array(repeating: $0.byteCount, count: $0.count) }
                .prefix { size in
                    rest -= size
                    return rest >= 0
                }
        }
    }
}

/// One erasable sector, or page, as some manuals say.
public struct Sector: Hashable, Sendable {
    /// Counted as the manuals name it.
    public var number: Int
    /// 0 or 1.
    public var bank: Int
    /// What the controller's sector or page field takes for it; see `bank` for the bank bit.
    public var code: Int
    public var region: Region

    public init(number: Int, bank: Int = 0, code: Int, region: Region) {
        self.number = number
        self.bank = bank
        self.code = code
        self.region = region
    }
}

extension Flash {
    /// The arrangement without any option bit set.
    public var plainArrangement: BankArrangement { .single(sectors) }

    /// All arrangements that a chip of this size can have, by its option bits.
    public func arrangements(byteCount: Int) -> [BankArrangement] {
        let rules = bankRules.filter { $0.byteCounts.contains(byteCount) }
        let isSettled = rules.contains { $0.conditions.isEmpty }
        return rules.map(\.arrangement) + (isSettled ? [] : [plainArrangement])
    }

    /// The sectors of a chip with `byteCount` bytes of flash; in one bank where nothing is said.
    ///
    /// `isSwapped`: the second bank is where the first was, and keeps its numbers.
    public func sectors(
        byteCount: Int, arrangement: BankArrangement? = nil, isSwapped: Bool = false
    ) -> [Sector] {
        let plain = sectorsInPlace(byteCount: byteCount, arrangement: arrangement)
        guard isSwapped, let second = plain.first(where: { $0.bank == 1 })?.region.base else {
            return plain
        }
        return [1, 0].flatMap { bank in
            plain.filter { $0.bank == bank }.map { sector in
                var moved = sector
                let distance = second - base
                moved.region.base = moved.region.base + (bank == 1 ? -distance : distance)
                return moved
            }
        }
    }

    private func sectorsInPlace(
        byteCount: Int, arrangement: BankArrangement?
    ) -> [Sector] {
        let arrangement = arrangement ?? plainArrangement
        guard arrangement.bankCount == 2 else {
            return cut(arrangement.sectors, at: base, byteCount: byteCount)
        }
        let firstByteCount = min(arrangement.firstBankByteCount ?? byteCount / 2, byteCount)
        let first = cut(arrangement.sectors, at: base, byteCount: firstByteCount)
        return first
            + cut(
                arrangement.sectors, at: arrangement.secondBankBase ?? base + firstByteCount,
                byteCount: byteCount - firstByteCount, bank: 1,
                number: arrangement.secondBankNumber ?? first.count,
                code: arrangement.secondBankCode ?? first.count)
    }

    private func cut(
        _ layout: SectorLayout, at start: Address, byteCount: Int, bank: Int = 0,
        number: Int = 0, code: Int = 0
    ) -> [Sector] {
        var sectors: [Sector] = []
        var next = start
        for (index, size) in layout.sizes(byteCount: byteCount).enumerated() {
            sectors.append(
                Sector(
                    number: number + index, bank: bank, code: code + index,
                    region: Region(base: next, byteCount: size)))
            next = next + size
        }
        return sectors
    }
}
