import TargetMemory

/// What one comparator of the DWT is programmed with.
struct WatchValue: Hashable {
    /// COMP
    var address: UInt32
    /// MASK: so many low bits of the address are ignored; Armv8-M has no such register.
    var mask: UInt32 = 0
    /// FUNCTION
    var function: UInt32
}

/// How an architecture's DWT is told to watch data.
protocol WatchEncoding {
    /// Some watches take two comparators, of which the second is the upper limit.
    static var hasPairs: Bool { get }
    static func pieces(of address: Address, byteCount: Int) -> [(address: Address, byteCount: Int)]
    static func values(of watch: WatchpointBank.Watch) -> [WatchValue]
    /// Writes one comparator; `false` where it does not take it.
    static func write(
        _ value: WatchValue, to number: Int, _ access: any CoreAccess
    ) throws(TargetFault) -> Bool
    /// Whether the comparator's four words are as written.
    static func matches(_ value: WatchValue, _ words: [UInt32]) -> Bool
}

extension WatchEncoding {
    static func comparatorCount(of watch: WatchpointBank.Watch) -> Int { values(of: watch).count }
}

/// Armv6-M and Armv7-M: COMP, MASK, FUNCTION (Armv7-M ARM, C1.8.15 to C1.8.17; Armv6-M ARM, C1.8).
enum MaskedWatchEncoding: WatchEncoding {
    static let hasPairs = false

    /// The naturally aligned power-of-two pieces that cover the bytes exactly.
    static func pieces(
        of address: Address, byteCount: Int
    ) -> [(address: Address, byteCount: Int)] {
        var pieces: [(Address, Int)] = []
        var place = address
        var left = byteCount
        while left > 0 {
            // DWT_MASK goes up to 31 in the encoding; real ones ignore at most 15 bits or so.
            var size = 1 << 15
            while size > left || !place.isAligned(to: size) { size >>= 1 }
            pieces.append((place, size))
            place = place + size
            left -= size
        }
        return pieces
    }

    static func values(of watch: WatchpointBank.Watch) -> [WatchValue] {
        [
            WatchValue(
                address: watch.address.rawValue,
                mask: UInt32(watch.byteCount.trailingZeroBitCount),
                function: watch.access.rawValue)
        ]
    }

    static func write(
        _ value: WatchValue, to number: Int, _ access: any CoreAccess
    ) throws(TargetFault) -> Bool {
        let address = DWTComparator.address(of: number)
        let words = [value.address, value.mask, value.function]
        try access.write(words.flatMap(\.littleEndianBytes), to: address)
        return try access.readWord(address + DWTComparator.maskOffset) == value.mask
    }

    static func matches(_ value: WatchValue, _ words: [UInt32]) -> Bool {
        words[0] == value.address && words[1] == value.mask && words[2] & 0xF == value.function
    }
}

/// Armv8-M (DDI 0553, DWT_COMPn and DWT_FUNCTIONn): an access of 1, 2 or 4 bytes by one comparator,
/// any other area by two, of which the second holds its last byte.
enum ModernWatchEncoding: WatchEncoding {
    static let hasPairs = true

    /// FUNCTION.ACTION 01: debug event.
    private static let debugEvent: UInt32 = 1 << 4
    /// FUNCTION.MATCH 0111: data address limit.
    private static let limit: UInt32 = 7
    /// MATCH, ACTION and DATAVSIZE; MATCHED and ID are not ours.
    private static let writable: UInt32 = 0xC3F

    static func pieces(
        of address: Address, byteCount: Int
    ) -> [(address: Address, byteCount: Int)] { [(address, byteCount)] }

    static func values(of watch: WatchpointBank.Watch) -> [WatchValue] {
        let start = watch.address.rawValue
        let function = match(watch.access) | debugEvent
        let isOneAccess =
            [1, 2, 4].contains(watch.byteCount) && watch.address.isAligned(to: watch.byteCount)
        if isOneAccess {
            let size = UInt32(watch.byteCount.trailingZeroBitCount)
            return [WatchValue(address: start, function: function | size << 10)]
        }
        return [
            WatchValue(address: start, function: function),
            WatchValue(address: start + UInt32(watch.byteCount - 1), function: limit),
        ]
    }

    /// MATCH: 0100 any access, 0101 writes, 0110 reads.
    private static func match(_ access: WatchAccess) -> UInt32 {
        switch access {
        case .access: 4
        case .write: 5
        case .read: 6
        }
    }

    static func write(
        _ value: WatchValue, to number: Int, _ access: any CoreAccess
    ) throws(TargetFault) -> Bool {
        let address = DWTComparator.address(of: number)
        try access.writeWord(value.address, to: address)
        try access.writeWord(value.function, to: address + DWTComparator.functionOffset)
        let taken = try access.readWord(address + DWTComparator.functionOffset)
        return taken & writable == value.function
    }

    static func matches(_ value: WatchValue, _ words: [UInt32]) -> Bool {
        words[0] == value.address && words[2] & writable == value.function
    }
}
