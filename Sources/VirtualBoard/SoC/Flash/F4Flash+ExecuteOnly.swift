// PCROP of F4 and F72x (RM0368, 3.6.5; RM0431, 3.5.3).

extension F4Flash {
    private static let mode: UInt32 = 31

    func isExecuteOnly(sector: Int) -> Bool {
        switch dialect.executeOnly {
        case .none: return false
        case .mode:
            guard options.control.has(Self.mode) else { return false }
            return sector < 12
                ? options.control.has(16 + UInt32(sector))
                : dialect.hasSecondProtection && options.boot.has(16 + UInt32(sector - 12))
        case .register: return sector < 8 && options.third.has(UInt32(sector))
        }
    }

    var executeOnlyRanges: [Range<UInt32>] {
        guard case .none = dialect.executeOnly else {
            return banks.enumerated().flatMap { index, bank -> [Range<UInt32>] in
                var base = bank.base
                return bank.sectors.enumerated().compactMap { number, byteCount in
                    defer { base += UInt32(byteCount) }
                    return isExecuteOnly(sector: 12 * index + number)
                        ? base..<base + UInt32(byteCount) : nil
                }
            }
        }
        return []
    }

    func prepareExecuteOnly(_ range: Range<UInt32>, _ options: inout OptionBytes) {
        var numbers: [UInt32] = []
        for bank in banks.prefix(1) {
            var base = bank.base
            for (number, byteCount) in bank.sectors.enumerated() {
                if base < range.upperBound, range.lowerBound < base + UInt32(byteCount) {
                    numbers.append(UInt32(number))
                }
                base += UInt32(byteCount)
            }
        }
        switch dialect.executeOnly {
        case .none: break
        case .mode:
            options.control = options.control & ~0x0FFF_0000 | 1 << Self.mode
            options.boot &= ~0x0FFF_0000
            for number in numbers { options.control |= 1 << (16 + number) }
        case .register:
            options.third &= ~0xFF
            for number in numbers { options.third |= 1 << number }
        }
    }

    /// Protection only grows, but for the step to level 0.
    func keepExecuteOnly(_ isUnprotecting: Bool) {
        switch dialect.executeOnly {
        case .none: break
        case .mode:
            guard !isUnprotecting, options.control.has(Self.mode) else { return }
            shadow.control |= options.control & 0x8FFF_0000
            shadow.boot |= options.boot & 0x0FFF_0000
        case .register:
            // Out of the factory all bits may be written.
            guard !isUnprotecting || !(options.third | shadow.third).has(31) else { return }
            shadow.third |= options.third & 0xFF
        }
    }
}
