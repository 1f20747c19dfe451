/// Which exceptions are pending, active and enabled, and at what priority: the NVIC and the
/// system handlers in one table (DDI 0403E, B1.5 and B3.4).
struct ExceptionState {
    /// Above every priority there is: nothing is active.
    static let threadPriority = 256

    private(set) var pending: [Bool]
    private(set) var active: [Bool]
    private(set) var enabled: [Bool]
    private(set) var lines: [Bool]
    private var priorities: [UInt8]
    private var pendingCount = 0
    private let priorityMask: UInt8
    /// AIRCR.PRIGROUP.
    var priorityGrouping: UInt32 = 0

    init(configuration: CoreConfiguration) {
        let count = 16 + configuration.interruptCount
        pending = Array(repeating: false, count: count)
        active = pending
        lines = pending
        // The system handlers have no enable bit here; the faults have theirs in SHCSR.
        enabled = (0..<count).map { $0 < 16 }
        priorities = Array(repeating: 0, count: count)
        priorityMask = ~(0xFF >> UInt8(configuration.priorityBits))
    }

    var count: Int { pending.count }
    var hasPending: Bool { pendingCount != 0 }
    var isAnyActive: Bool { active.contains(true) }
    var activeCount: Int { active.count { $0 } }

    mutating func setPending(_ exception: Exception, _ isPending: Bool = true) {
        guard exception.index < count, pending[exception.index] != isPending else { return }
        pending[exception.index] = isPending
        pendingCount += isPending ? 1 : -1
    }

    mutating func setEnabled(_ exception: Exception, _ isEnabled: Bool) {
        guard exception.index < count else { return }
        enabled[exception.index] = isEnabled
    }

    mutating func setLine(_ number: Int, _ isHigh: Bool) {
        let exception = Exception(16 + number)
        guard number >= 0, exception.index < count else { return }
        if isHigh && !lines[exception.index] && !active[exception.index] { setPending(exception) }
        lines[exception.index] = isHigh
    }

    mutating func activate(_ exception: Exception) {
        setPending(exception, false)
        setActive(exception, true)
    }

    /// A broken stack or a debugger may have put any number into IPSR.
    mutating func deactivate(_ exception: Exception) {
        guard exception.index < count else { return }
        active[exception.index] = false
        // A line that is still high asks again.
        if lines[exception.index] { setPending(exception) }
    }

    mutating func setActive(_ exception: Exception, _ isActive: Bool) {
        guard exception.index < count else { return }
        active[exception.index] = isActive
    }

    func rawPriority(_ exception: Exception) -> UInt8 {
        exception.index < count ? priorities[exception.index] : 0
    }

    mutating func setRawPriority(_ value: UInt8, _ exception: Exception) {
        guard exception.index < count else { return }
        priorities[exception.index] = value & priorityMask
    }

    func priority(_ exception: Exception) -> Int {
        switch exception {
        case .reset: -3
        case .nonMaskable: -2
        case .hardFault: -1
        default: Int(rawPriority(exception))
        }
    }

    /// The part of a priority that decides pre-emption.
    func group(_ priority: Int) -> Int {
        guard priority > 0 else { return priority }
        let subBits = priorityGrouping + 1
        return priority & (-1 << Int(subBits))
    }

    func groupPriority(_ exception: Exception) -> Int { group(priority(exception)) }

    /// The bits of a priority that the core has, and those that are not of a sub-priority.
    var masks: (priority: UInt32, group: UInt32) {
        (UInt32(priorityMask), UInt32(group(Int(priorityMask))))
    }

    /// What BASEPRI holds back (DDI 0403E, B1.5.4); `nil`: nothing, for of the bits that the core
    /// has none is set.
    func group(basePriority: UInt32) -> Int? {
        let implemented = Int(UInt8(truncatingIfNeeded: basePriority) & priorityMask)
        return implemented == 0 ? nil : group(implemented)
    }

    /// By what is active alone, without PRIMASK, FAULTMASK and BASEPRI.
    var activePriority: Int {
        var best = Self.threadPriority
        for index in active.indices where active[index] {
            best = min(best, groupPriority(Exception(index)))
        }
        return best
    }

    /// The pending and enabled exception that comes first; the lower number wins a tie.
    func firstPending(where isAllowed: (Exception) -> Bool = { _ in true }) -> Exception? {
        guard hasPending else { return nil }
        var best: Exception?
        for index in pending.indices where pending[index] && enabled[index] {
            let exception = Exception(index)
            guard isAllowed(exception) else { continue }
            guard let first = best else {
                best = exception
                continue
            }
            if priority(exception) < priority(first) { best = exception }
        }
        return best
    }

    mutating func reset() {
        for index in pending.indices {
            pending[index] = false
            active[index] = false
            lines[index] = false
            enabled[index] = index < 16
            priorities[index] = 0
        }
        pendingCount = 0
        priorityGrouping = 0
    }

    mutating func clearActive() {
        for index in active.indices { active[index] = false }
    }
}
