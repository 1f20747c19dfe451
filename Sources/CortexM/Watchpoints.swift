public import TargetMemory

/// The data comparators of the Armv7-M DWT.
struct WatchpointBank {
    /// One comparator's worth: naturally aligned, a power of two long.
    struct Watch: Hashable {
        var access: WatchAccess
        var address: Address
        var byteCount: Int
        /// The address the debugger named; a watch over several pieces has only one.
        var requested: Address
    }

    private var wanted: [Watch] = []
    private var armed: [Watch?] = []
    /// Comparators that do not hold any more what `attach` found in them.
    private(set) var used: Set<Int> = []

    init() {}

    init(count: Int) { armed = Array(repeating: nil, count: count) }

    var capacity: Int { armed.count }
    var hasArmed: Bool { armed.contains { $0 != nil } }
    var wantedAddresses: [Address] { Array(Set(wanted.map(\.requested))).sorted() }

    /// The naturally aligned power-of-two pieces that cover the bytes exactly.
    static func pieces(_ access: WatchAccess, _ address: Address, byteCount: Int) -> [Watch] {
        var pieces: [Watch] = []
        var place = address
        var left = byteCount
        while left > 0 {
            // DWT_MASK goes up to 31 in the encoding; real ones ignore at most 15 bits or so.
            var size = 1 << 15
            while size > left || !place.isAligned(to: size) { size >>= 1 }
            pieces.append(
                Watch(access: access, address: place, byteCount: size, requested: address))
            place = place + size
            left -= size
        }
        return pieces
    }

    /// `false` when there are not enough comparators.
    mutating func want(_ watches: [Watch]) -> Bool {
        let new = watches.filter { !wanted.contains($0) }
        guard wanted.count + new.count <= capacity else { return false }
        wanted += new
        return true
    }

    mutating func unwant(_ watches: [Watch]) { wanted.removeAll { watches.contains($0) } }

    /// `keepingUnwanted`: leaves those in place that a debugger has taken out only for a moment.
    mutating func synchronize(
        _ access: any CoreAccess, keepingUnwanted: Bool = false
    ) throws(TargetFault) {
        var missing = wanted.filter { !armed.contains($0) }
        for number in armed.indices {
            if let watch = armed[number], wanted.contains(watch) { continue }
            if let watch = missing.first {
                try arm(watch, number, access)
                missing.removeFirst()
            } else if armed[number] != nil, !keepingUnwanted {
                try disarm(number, access)
            }
        }
    }

    private mutating func arm(
        _ watch: Watch, _ number: Int, _ access: any CoreAccess
    ) throws(TargetFault) {
        let address = DWTComparator.address(of: number)
        let mask = UInt32(watch.byteCount.trailingZeroBitCount)
        let words = [watch.address.rawValue, mask, watch.access.rawValue]
        if armed[number] != nil { try disarm(number, access) }
        used.insert(number)
        try access.write(words.flatMap(\.littleEndianBytes), to: address)
        let accepted = try access.readWord(address + DWTComparator.maskOffset)
        guard accepted == mask else {
            try disarm(number, access)
            throw TargetFault(
                .unsupported, at: watch.requested,
                "This core's DWT cannot watch \(watch.byteCount) bytes at once; watch fewer.")
        }
        armed[number] = watch
    }

    private mutating func disarm(
        _ number: Int, _ access: any CoreAccess
    ) throws(TargetFault) {
        let function = DWTComparator.address(of: number) + DWTComparator.functionOffset
        try access.writeWord(0, to: function)
        armed[number] = nil
    }

    mutating func disarmAll(_ access: any CoreAccess) throws(TargetFault) {
        wanted.removeAll()
        try suspend(access)
    }

    /// Out of the hardware, but still wanted: back with the next `synchronize`.
    mutating func suspend(_ access: any CoreAccess) throws(TargetFault) {
        for number in armed.indices where armed[number] != nil { try disarm(number, access) }
    }

    mutating func forgetArmed() { for number in armed.indices { armed[number] = nil } }

    /// Which wanted watchpoint has matched; reading FUNCTION clears its MATCHED bit.
    func takeMatch(_ access: any CoreAccess) throws(TargetFault) -> HaltReason? {
        var hit: HaltReason?
        for (number, watch) in armed.enumerated() {
            guard let watch else { continue }
            let function = DWTComparator.address(of: number) + DWTComparator.functionOffset
            let value = try access.readWord(function)
            if hit == nil, value & DWTComparator.matched != 0, wanted.contains(watch) {
                hit = .watchpoint(watch.access, watch.requested)
            }
        }
        return hit
    }
}

extension Core {
    public var watchpointCapacity: Int { watchpoints.capacity }

    /// Watches `byteCount` bytes for data accesses of one kind.
    public func insertWatchpoint(
        _ kind: WatchAccess, at address: Address, byteCount: Int
    ) throws(TargetFault) {
        let pieces = WatchpointBank.pieces(kind, address, byteCount: byteCount)
        guard watchpoints.want(pieces) else {
            let list = watchpoints.wantedAddresses.map(\.description).joined(separator: ", ")
            let used = list.isEmpty ? "none in use" : "in use: \(list)"
            throw TargetFault(
                .unsupported, at: address,
                "Watching \(byteCount) bytes at \(address) takes \(pieces.count) of the "
                    + "\(watchpoints.capacity) data comparators (\(used)). Watch fewer bytes or "
                    + "delete a watchpoint.")
        }
    }

    public func removeWatchpoint(_ kind: WatchAccess, at address: Address, byteCount: Int) {
        watchpoints.unwant(WatchpointBank.pieces(kind, address, byteCount: byteCount))
    }
}
