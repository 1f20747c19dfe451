// NVIC, ICSR, AIRCR and SHCSR: the registers through which software sees the exception state
// (DDI 0403E, B3.2 and B3.4).
extension UnicornCore {
    /// ISER, ICER, ISPR, ICPR and IABR: one bit for each interrupt.
    func interruptBits(_ offset: UInt32) -> UInt32 {
        let first = 16 + Int(offset & 0x7F) * 8
        let states: [Bool]
        switch offset & ~0x7F {
        case 0x100, 0x180: states = exceptions.enabled
        case 0x200, 0x280: states = exceptions.pending
        case 0x300: states = exceptions.active
        default: return 0
        }
        var word: UInt32 = 0
        for bit in 0..<32 where first + bit < states.count && states[first + bit] {
            word |= 1 << UInt32(bit)
        }
        return word
    }

    func writeInterruptBits(_ value: UInt32, to offset: UInt32) {
        let first = 16 + Int(offset & 0x7F) * 8
        for bit in 0..<32 where value >> UInt32(bit) & 1 != 0 {
            let exception = Exception(first + bit)
            switch offset & ~0x7F {
            case 0x100: exceptions.setEnabled(exception, true)
            case 0x180: exceptions.setEnabled(exception, false)
            case 0x200: exceptions.setPending(exception)
            case 0x280:
                // A line that is still high pends it again at once.
                let isHigh =
                    exception.index < exceptions.count && exceptions.lines[exception.index]
                if !isHigh { exceptions.setPending(exception, false) }
            default: break
            }
        }
    }

    /// Four priorities from the exception on.
    func priorityWord(_ first: Int) -> UInt32 {
        (0..<4).reduce(0) { word, index in
            word | UInt32(exceptions.rawPriority(Exception(first + index))) << UInt32(8 * index)
        }
    }

    func setPriorityWord(_ value: UInt32, _ first: Int) {
        for index in 0..<4 {
            let byte = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
            exceptions.setRawPriority(byte, Exception(first + index))
        }
    }

    var interruptControlState: UInt32 {
        countSysTick()
        var word = engine.exceptionNumber
        if exceptions.activeCount <= 1 { word |= 1 << 11 }
        if let first = exceptions.firstPending() { word |= first.number << 12 }
        if exceptions.pending.dropFirst(16).contains(true) { word |= 1 << 22 }
        if exceptions.pending[Exception.systemTick.index] { word |= 1 << 26 }
        if exceptions.pending[Exception.pendingService.index] { word |= 1 << 28 }
        if exceptions.pending[Exception.nonMaskable.index] { word |= 1 << 31 }
        return word
    }

    func writeInterruptControlState(_ value: UInt32) {
        countSysTick()
        if value & 1 << 25 != 0 { exceptions.setPending(.systemTick, false) }
        if value & 1 << 26 != 0 { exceptions.setPending(.systemTick) }
        if value & 1 << 27 != 0 { exceptions.setPending(.pendingService, false) }
        if value & 1 << 28 != 0 { exceptions.setPending(.pendingService) }
        if value & 1 << 31 != 0 { exceptions.setPending(.nonMaskable) }
    }

    /// AIRCR: without VECTKEY nothing happens.
    func writeApplicationInterrupt(_ value: UInt32, by master: BusMaster) {
        guard value >> 16 == 0x05FA else { return }
        exceptions.priorityGrouping = value >> 8 & 7
        if value & 1 << 1 != 0, isHalted { exceptions.clearActive() }
        if value & 1 << 2 != 0 {
            request(.systemReset)
        } else if value & 1 << 0 != 0, isHalted {
            // VECTRESET is for a halted core only.
            request(.coreReset)
        }
    }

    public func requestSystemReset() {
        request(.systemReset)
        if isInSlice { engine.stop() }
    }

    /// What software asks of its own core waits for the end of the instruction.
    private func request(_ wanted: Deferred) {
        guard !isInSlice else {
            deferred.insert(wanted)
            return
        }
        wanted == .systemReset ? systemReset() : resetCore()
    }

    private static let handlerStateBits: [(bit: UInt32, exception: Exception, isPending: Bool)] = [
        (0, .memoryManagement, false), (1, .busFault, false), (3, .usageFault, false),
        (7, .supervisorCall, false), (8, .debugMonitor, false), (10, .pendingService, false),
        (11, .systemTick, false), (12, .usageFault, true), (13, .memoryManagement, true),
        (14, .busFault, true), (15, .supervisorCall, true),
    ]

    var handlerState: UInt32 {
        Self.handlerStateBits.reduce(system.handlerEnables) { word, row in
            let states = row.isPending ? exceptions.pending : exceptions.active
            return states[row.exception.index] ? word | 1 << row.bit : word
        }
    }

    /// Software may set and clear the active bits: operating systems do when they kill a thread
    /// in its fault handler.
    func writeHandlerState(_ value: UInt32) {
        for row in Self.handlerStateBits {
            let isSet = value & 1 << row.bit != 0
            if row.isPending {
                exceptions.setPending(row.exception, isSet)
            } else {
                exceptions.setActive(row.exception, isSet)
            }
        }
    }
}
