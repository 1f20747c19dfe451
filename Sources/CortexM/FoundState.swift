import TargetMemory

/// The debug registers as they were before we came.
struct FoundState {
    var dhcsr: DHCSR
    var demcr: DEMCR
    var fpControl: FPControl
    /// FP_COMP0 and following.
    var codeComparators: [UInt32]
    /// COMP, MASK, FUNCTION of each DWT comparator in turn.
    var watchComparators: [UInt32]

    /// Comparators that the program itself uses: enabled while no debugger was there. Those of a
    /// debugger that died are nobody's, nor are breakpoints for which there is no debug monitor:
    /// without halting debug they would end in a HardFault.
    var programComparators: Set<Int> {
        guard !dhcsr.isDebugEnabled, fpControl.isEnabled else { return [] }
        return Set(
            codeComparators.indices.filter { number in
                let value = codeComparators[number]
                // REPLACE 00 of revision 1 patches code instead of breaking (C1.11.5).
                let isPatch = fpControl.revision == 0 && value >> 30 == 0
                return value & 1 != 0 && (isPatch || demcr.isMonitorEnabled)
            })
    }

    /// Whether FP_CTRL.ENABLE is the program's.
    var isProgramUsingComparators: Bool { !programComparators.isEmpty }

    /// Whether a program counts or traces by the DWT: then TRCENA is its own.
    var isProgramTracing: Bool

    /// DEMCR as it is to be left: without the catches of a debugger that died, and without the
    /// TRCENA that it needed.
    var demcrToLeave: DEMCR {
        guard dhcsr.isDebugEnabled else { return demcr }
        let kept = demcr.rawValue & ~DEMCR.Catch.all.rawValue
        return DEMCR(rawValue: isProgramTracing ? kept : kept & ~DEMCR.traceEnable)
    }

    /// DWT_CTRL from CYCEVTENA down to CYCCNTENA: the counters and traces that are on (C1.8.7).
    private static let counterEnables: UInt32 = 0x007F_1001

    /// Reads all of it; leaves TRCENA set, as the DWT answers only then, and `catching` armed.
    static func take(
        from access: any CoreAccess, catching: DEMCR.Catch
    ) throws(TargetFault) -> FoundState {
        let dhcsr = try access.fetch(DHCSR.self)
        let demcr = try access.fetch(DEMCR.self)
        try access.store(DEMCR.enabled(catching: catching))
        let patch = try block(access, FPControl.address, ahead: 2) {
            FPControl(rawValue: $0).codeComparatorCount
        }
        let data = try block(access, DWTControl.address, ahead: 8) {
            DWTControl(rawValue: $0).comparatorCount * DWTComparator.byteCount / 4
        }
        let watch = data[8...].enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
        return FoundState(
            dhcsr: dhcsr, demcr: demcr, fpControl: FPControl(rawValue: patch[0]),
            codeComparators: Array(patch[2...]), watchComparators: watch,
            isProgramTracing: data[0] & Self.counterEnables != 0)
    }

    /// A unit's registers from its control register on: `ahead` words, then as many as `count`
    /// finds in the first. The usual number is fetched in one piece.
    private static func block(
        _ access: any CoreAccess, _ base: Address, ahead: Int, count: (UInt32) -> Int
    ) throws(TargetFault) -> [UInt32] {
        let usual = ahead + (base == FPControl.address ? 8 : 16)
        var words = try access.read(base, count: 4 * usual).littleEndianWords
        let needed = ahead + count(words[0])
        if needed > usual {
            let more = try access.read(base + 4 * usual, count: 4 * (needed - usual))
            words += more.littleEndianWords
        }
        return Array(words[..<needed])
    }
}

extension Core {
    /// Silences comparators that another debugger left behind.
    func clearStaleComparators(_ state: FoundState) throws(TargetFault) {
        let reserved = state.programComparators
        for (number, value) in state.codeComparators.enumerated()
        where value & 1 != 0 && !reserved.contains(number) {
            try access.writeWord(0, to: FPComparator.address(of: number))
        }
        for number in 0..<state.watchComparators.count / 3
        where state.watchComparators[3 * number + 2] & 0xF != 0 {
            let function = DWTComparator.address(of: number) + DWTComparator.functionOffset
            try access.writeWord(0, to: function)
        }
    }

    /// Puts FPB and DWT back. What a dead debugger had left there is not put back: without
    /// halting debug its breakpoints would end in a HardFault.
    func restoreComparators(_ state: FoundState) throws(TargetFault) {
        try comparators.disarmAll(access)
        try watchpoints.disarmAll(access)
        if comparators.isEnabled && !state.isProgramUsingComparators {
            try access.store(FPControl.disable)
        }
        guard !state.dhcsr.isDebugEnabled else { return }
        for number in 0..<state.watchComparators.count / 3 {
            let values = state.watchComparators[3 * number..<3 * number + 3]
            guard watchpoints.used.contains(number) || values.contains(where: { $0 != 0 })
            else { continue }
            try access.write(
                values.flatMap(\.littleEndianBytes), to: DWTComparator.address(of: number))
        }
    }
}
