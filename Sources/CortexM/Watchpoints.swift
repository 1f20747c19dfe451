public import TargetMemory

/// The data comparators of the DWT: what is wanted, and what is in the hardware at present.
struct WatchpointBank {
    /// Bytes that one comparator of Armv7-M, or one or two neighbours of Armv8-M, can watch.
    struct Watch: Hashable {
        var access: WatchAccess
        var address: Address
        var byteCount: Int
        /// The address the debugger named; a watch over several pieces has only one.
        var requested: Address
    }

    private var wanted: [Watch] = []
    /// By comparator; the second of a pair holds the same as the first.
    private var armed: [Watch?] = []
    /// Comparators that do not hold any more what `attach` found in them.
    private(set) var used: Set<Int> = []
    private let encoding: any WatchEncoding.Type
    /// The hardware may have lost something since it was written.
    private var isDoubtful = false

    init(count: Int = 0, architecture: CoreArchitecture = .v7M) {
        armed = Array(repeating: nil, count: count)
        encoding =
            architecture.hasModernDWT ? ModernWatchEncoding.self : MaskedWatchEncoding.self
    }

    var capacity: Int { armed.count }
    var hasArmed: Bool { armed.contains { $0 != nil } }
    var wantedAddresses: [Address] { Array(Set(wanted.map(\.requested))).sorted() }

    /// What covers the bytes exactly.
    func pieces(_ access: WatchAccess, _ address: Address, byteCount: Int) -> [Watch] {
        encoding.pieces(of: address, byteCount: byteCount).map { piece in
            Watch(
                access: access, address: piece.address, byteCount: piece.byteCount,
                requested: address)
        }
    }

    /// How many comparators these take.
    func comparatorCount(of watches: [Watch]) -> Int {
        watches.reduce(0) { $0 + encoding.comparatorCount(of: $1) }
    }

    /// `false` when there are not enough comparators.
    mutating func want(_ watches: [Watch]) -> Bool {
        let all = wanted + watches.filter { !wanted.contains($0) }
        guard comparatorCount(of: all) <= capacity else { return false }
        wanted = all
        return true
    }

    mutating func unwant(_ watches: [Watch]) { wanted.removeAll { watches.contains($0) } }

    /// Writes what differs between wish and hardware.
    ///
    /// `keepingUnwanted`: leaves those in place that a debugger has taken out only for a moment.
    mutating func synchronize(
        _ access: any CoreAccess, keepingUnwanted: Bool = false
    ) throws(TargetFault) {
        try verify(access)
        var missing = wanted.filter { !armed.contains($0) }
        if missing.isEmpty, keepingUnwanted { return }
        for number in armed.indices {
            guard let watch = armed[number], !wanted.contains(watch) else { continue }
            try disarm(number, access)
        }
        // Pairs first: they need two comparators side by side.
        missing.sort { encoding.comparatorCount(of: $0) > encoding.comparatorCount(of: $1) }
        for watch in missing {
            guard let number = place(for: watch) else {
                // Room is there, but scattered.
                try suspend(access)
                return try synchronize(access)
            }
            try arm(watch, number, access)
        }
    }

    /// Single ones from the end, so that pairs stay free.
    private func place(for watch: Watch) -> Int? {
        guard encoding.comparatorCount(of: watch) == 2 else {
            return armed.indices.last { armed[$0] == nil && isFreeOfHalves($0) }
                ?? armed.indices.first { armed[$0] == nil }
        }
        return stride(from: 0, to: armed.count - 1, by: 2).first {
            armed[$0] == nil && armed[$0 + 1] == nil
        }
    }

    /// Whether using this one spoils no pair; without pairs any will do.
    private func isFreeOfHalves(_ number: Int) -> Bool {
        guard encoding.hasPairs else { return false }
        let neighbour = number ^ 1
        return armed.indices.contains(neighbour) && armed[neighbour] != nil
    }

    private mutating func arm(
        _ watch: Watch, _ number: Int, _ access: any CoreAccess
    ) throws(TargetFault) {
        let values = encoding.values(of: watch)
        for index in values.indices {
            used.insert(number + index)
            armed[number + index] = watch
        }
        // A pair's limit before its start: what matches is complete then.
        for (index, value) in values.enumerated().reversed() {
            guard try encoding.write(value, to: number + index, access) else {
                try disarm(number, access)
                throw TargetFault(
                    .unsupported, at: watch.requested,
                    "This core's DWT cannot watch \(watch.byteCount) bytes at once; watch fewer.")
            }
        }
    }

    /// Takes out what the comparator belongs to.
    private mutating func disarm(
        _ number: Int, _ access: any CoreAccess
    ) throws(TargetFault) {
        guard let watch = armed[number] else { return }
        for place in armed.indices where armed[place] == watch {
            let function = DWTComparator.address(of: place) + DWTComparator.functionOffset
            try access.writeWord(0, to: function)
            armed[place] = nil
        }
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

    /// There was a reset: before the core runs, what is armed is compared with what is there.
    mutating func doubt() { isDoubtful = hasArmed }

    private mutating func verify(_ access: any CoreAccess) throws(TargetFault) {
        guard isDoubtful else { return }
        isDoubtful = false
        let words = try access.read(
            DWTComparator.base, count: DWTComparator.byteCount * armed.count
        ).littleEndianWords
        for number in armed.indices {
            guard let watch = armed[number] else { continue }
            let isSecond = number > 0 && armed[number - 1] == watch
            let values = encoding.values(of: watch)
            let value = values[isSecond ? min(1, values.count - 1) : 0]
            if !encoding.matches(value, Array(words[4 * number..<4 * number + 4])) {
                return forgetArmed()
            }
        }
    }

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
        let pieces = watchpoints.pieces(kind, address, byteCount: byteCount)
        guard watchpoints.want(pieces) else {
            let list = watchpoints.wantedAddresses.map(\.description).joined(separator: ", ")
            let used = list.isEmpty ? "none in use" : "in use: \(list)"
            throw TargetFault(
                .unsupported, at: address,
                "Watching \(byteCount) bytes at \(address) takes "
                    + "\(watchpoints.comparatorCount(of: pieces)) of the "
                    + "\(watchpoints.capacity) data comparators (\(used)). Watch fewer bytes or "
                    + "delete a watchpoint.")
        }
    }

    public func removeWatchpoint(_ kind: WatchAccess, at address: Address, byteCount: Int) {
        watchpoints.unwant(watchpoints.pieces(kind, address, byteCount: byteCount))
    }
}
