public import TargetMemory

/// A load-exclusive with the store-exclusive that belongs to it.
///
/// Halting between the two loses the reservation, so that a loop of them never ends when it is
/// stepped through one instruction after the other: such a sequence is run as a whole.
public enum ExclusiveSequence {
    /// So much code is looked at; compilers keep the two within a few instructions.
    public static let byteCountMax = 64

    /// Whether the instruction is LDREX, LDREXB, LDREXH, LDAEX, LDAEXB or LDAEXH (Armv7-M ARM,
    /// A7.7.52 to A7.7.54; Armv8-M ARM, C2.4).
    public static func isLoad(_ code: [UInt8]) -> Bool {
        guard code.count >= 4 else { return false }
        return isExclusive(code.halfword(at: 0), code.halfword(at: 2), isLoad: true)
    }

    private static func isExclusive(_ first: UInt16, _ second: UInt16, isLoad: Bool) -> Bool {
        if first & 0xFFF0 == (isLoad ? 0xE850 : 0xE840) { return true }
        guard first & 0xFFF0 == (isLoad ? 0xE8D0 : 0xE8C0) else { return false }
        // Bits 7:4: 4 and 5 exclusive byte and halfword, 12 to 14 the same and word with order.
        return [0x4, 0x5, 0xC, 0xD, 0xE].contains(second >> 4 & 0xF)
    }

    /// Where the sequence that begins at `start` can be left: behind the store, and wherever a
    /// branch before it leads outside. `nil` where no store follows, or where a call or a computed
    /// jump comes first.
    public static func exits(of code: [UInt8], at start: Address) -> [Address]? {
        guard isLoad(code) else { return nil }
        var exits: [Address] = []
        var offset = 4
        while offset + 2 <= code.count {
            let first = code.halfword(at: offset)
            let isWide = first >= 0xE800
            guard !isWide || offset + 4 <= code.count else { return nil }
            let second = isWide ? code.halfword(at: offset + 2) : 0
            let next = offset + (isWide ? 4 : 2)
            if isWide, isExclusive(first, second, isLoad: false) {
                let inside = start.rawValue..<(start + next).rawValue
                let outside = exits.filter { !inside.contains($0.rawValue) }
                return Array(Set(outside + [start + next])).sorted()
            }
            switch Branch(first, second, at: start + offset) {
            case .none: break
            case .to(let target): exits.append(target)
            case .unknown: return nil
            }
            offset = next
        }
        return nil
    }

    /// Where an instruction may lead besides to the next one.
    private enum Branch {
        case none
        case to(Address)
        case unknown

        init(_ first: UInt16, _ second: UInt16, at place: Address) {
            let counter = Int64(place.rawValue) + 4
            func target(_ offset: Int64) -> Self {
                .to(Address(UInt32(truncatingIfNeeded: counter + offset)))
            }
            switch first {
            // B<c>, encoding T1; conditions 14 and 15 are UDF and SVC.
            case 0xD000...0xDDFF: self = target(Int64(Int8(truncatingIfNeeded: first)) * 2)
            // B, encoding T2.
            case 0xE000...0xE7FF: self = target(Int64(Int16(bitPattern: first << 5) >> 4))
            // CBZ, CBNZ.
            case _ where first & 0xF500 == 0xB100:
                self = target(Int64(first >> 3 & 0x40 | first >> 2 & 0x3E))
            // BX, BLX, POP with PC.
            case 0x4700...0x47FF, 0xBD00...0xBDFF: self = .unknown
            // Branches and calls with 32 bits.
            case 0xF000...0xF7FF where second & 0x8000 != 0:
                self = Self.wide(first, second, counter)
            default: self = .none
            }
        }

        /// B<c>.W (T3) and B.W (T4); anything else, as BL, is not followed. MSR, MRS and barriers
        /// are here, too, and go on to the next instruction.
        private static func wide(_ first: UInt16, _ second: UInt16, _ counter: Int64) -> Self {
            let sign = Int64(first >> 10 & 1)
            let one = Int64(second >> 13 & 1)
            let two = Int64(second >> 11 & 1)
            let low = Int64(second & 0x7FF) << 1
            if second & 0xD000 == 0x8000 {
                guard first >> 6 & 0xE != 0xE else { return .none }
                let offset =
                    -(sign << 20) | two << 19 | one << 18 | Int64(first & 0x3F) << 12 | low
                return .to(Address(UInt32(truncatingIfNeeded: counter + offset)))
            }
            guard second & 0xD000 == 0x9000 else { return .unknown }
            let offset =
                -(sign << 24) | (1 - (one ^ sign)) << 23 | (1 - (two ^ sign)) << 22
                | Int64(first & 0x3FF) << 12 | low
            return .to(Address(UInt32(truncatingIfNeeded: counter + offset)))
        }
    }
}
