public import TargetMemory

/// The instruction comparators of the FPB: which addresses are wanted, and which are in the
/// hardware at present.
struct ComparatorBank {
    enum Owner: Hashable { case debugger, temporary }

    private var wanted: [Address: Set<Owner>] = [:]
    /// By comparator number; `nil` is free.
    private var armed: [Address?] = []
    private var reserved: Set<Int> = []
    private var revision = 0
    /// FP_CTRL.ENABLE is set, as far as we know.
    private(set) var isEnabled = false
    /// The hardware may have lost something since it was written.
    private var isDoubtful = false

    init() {}

    init(control: FPControl, reserved: Set<Int>) {
        armed = Array(repeating: nil, count: control.codeComparatorCount)
        revision = control.revision
        isEnabled = control.isEnabled
        self.reserved = reserved
    }

    var capacity: Int { armed.count - reserved.count }
    var hasArmed: Bool { armed.contains { $0 != nil } }
    var wantedAddresses: [Address] { wanted.keys.sorted() }

    func isArmed(at address: Address) -> Bool { armed.contains(address) }

    /// Whether this unit can break at the address at all.
    func reaches(_ address: Address) -> Bool {
        FPComparator.value(breakingAt: address, revision: revision) != nil
    }

    /// `false` when every comparator is taken or none reaches there.
    mutating func want(_ address: Address, as owner: Owner) -> Bool {
        if wanted[address] == nil {
            guard wanted.count < capacity, reaches(address) else { return false }
        }
        wanted[address, default: []].insert(owner)
        return true
    }

    mutating func unwant(_ address: Address, as owner: Owner) {
        wanted[address]?.remove(owner)
        if wanted[address]?.isEmpty == true { wanted[address] = nil }
    }

    /// Writes what differs between wish and hardware.
    mutating func synchronize(_ access: any CoreAccess) throws(TargetFault) {
        try verify(access)
        let missing = wantedAddresses.filter { !isArmed(at: $0) }
        var unused = armed.indices.filter { number in
            !reserved.contains(number) && armed[number].map { wanted[$0] == nil } ?? true
        }
        // Free comparators last: what is no longer wanted is overwritten rather than cleared.
        unused.sort { armed[$0] != nil && armed[$1] == nil }
        for address in missing {
            guard !unused.isEmpty,
                let value = FPComparator.value(breakingAt: address, revision: revision)
            else { break }
            let number = unused.removeFirst()
            try access.writeWord(value, to: FPComparator.address(of: number))
            armed[number] = address
        }
        for number in unused where armed[number] != nil {
            try access.writeWord(0, to: FPComparator.address(of: number))
            armed[number] = nil
        }
        if !isEnabled, hasArmed {
            try access.store(FPControl.enable)
            isEnabled = true
        }
    }

    /// Takes one comparator out of the hardware; the next `synchronize` puts it back if wanted.
    mutating func disarm(at address: Address, _ access: any CoreAccess) throws(TargetFault) {
        for number in armed.indices where armed[number] == address {
            try access.writeWord(0, to: FPComparator.address(of: number))
            armed[number] = nil
        }
    }

    mutating func disarmAll(_ access: any CoreAccess) throws(TargetFault) {
        wanted.removeAll()
        try suspend(access)
    }

    /// Out of the hardware, but still wanted: back with the next `synchronize`.
    mutating func suspend(_ access: any CoreAccess) throws(TargetFault) {
        for number in armed.indices where armed[number] != nil {
            try access.writeWord(0, to: FPComparator.address(of: number))
            armed[number] = nil
        }
    }

    /// There was a reset: before the core runs, what is armed is compared with what is there. Most
    /// chips keep the unit over a reset; some lose it with the pin, and firmware may write to it.
    mutating func doubt() { isDoubtful = hasArmed }

    private mutating func verify(_ access: any CoreAccess) throws(TargetFault) {
        guard isDoubtful else { return }
        isDoubtful = false
        let words = try access.read(FPControl.address, count: 8 + 4 * armed.count)
            .littleEndianWords
        isEnabled = FPControl(rawValue: words[0]).isEnabled
        for (number, address) in armed.enumerated() {
            guard let address else { continue }
            let value = FPComparator.value(breakingAt: address, revision: revision)
            if words[2 + number] != value { armed[number] = nil }
        }
    }

    /// The hardware has lost everything.
    mutating func forgetArmed() {
        for number in armed.indices { armed[number] = nil }
        isEnabled = false
    }
}

extension Core {
    /// How many instruction addresses can be watched at once.
    public var hardwareBreakpointCapacity: Int { comparators.capacity }

    /// Asks for a breakpoint in an FPB comparator. Setting it twice is setting it once.
    public func insertHardwareBreakpoint(at address: Address) throws(TargetFault) {
        guard comparators.reaches(address) else {
            throw TargetFault(
                .unsupported, at: address,
                "No hardware breakpoint at \(address): this core's breakpoint unit reaches only "
                    + "addresses below 0x20000000. In RAM use an ordinary breakpoint.")
        }
        guard comparators.want(address, as: .debugger) else {
            let list = comparators.wantedAddresses.map(\.description).joined(separator: ", ")
            throw TargetFault(
                .unsupported, at: address,
                "\(comparators.wantedAddresses.count) of \(comparators.capacity) hardware "
                    + "breakpoints used at \(list): there is none left for \(address). Delete "
                    + "one of them; in RAM any number of `break` fits.")
        }
    }

    public func removeHardwareBreakpoint(at address: Address) {
        comparators.unwant(address, as: .debugger)
    }
}
