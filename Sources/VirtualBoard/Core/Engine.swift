internal import CUnicorn

/// What of Unicorn the core model uses: registers, mapped memory, runs that end for a reason.
/// It knows how Unicorn keeps an Armv7-M core, and nothing of exceptions or debug.
final class Engine {
    /// A register by Unicorn's number.
    struct Register: Hashable {
        let number: Int32

        init(_ register: uc_arm_reg) { number = Int32(register.rawValue) }
        private init(number: Int32) { self.number = number }

        static func general(_ index: Int) -> Register {
            Register(number: Int32(UC_ARM_REG_R0.rawValue) + Int32(index))
        }
        static func single(_ index: Int) -> Register {
            Register(number: Int32(UC_ARM_REG_S0.rawValue) + Int32(index))
        }

        static let stackPointer = Register(UC_ARM_REG_SP)
        static let link = Register(UC_ARM_REG_LR)
        static let programCounter = Register(UC_ARM_REG_PC)
        static let mainStack = Register(UC_ARM_REG_MSP)
        static let processStack = Register(UC_ARM_REG_PSP)
        static let priorityMask = Register(UC_ARM_REG_PRIMASK)
        static let basePriority = Register(UC_ARM_REG_BASEPRI)
        static let faultMask = Register(UC_ARM_REG_FAULTMASK)
        static let control = Register(UC_ARM_REG_CONTROL)
        static let floatingStatus = Register(UC_ARM_REG_FPSCR)
    }

    /// Why a run ended.
    struct Stops: OptionSet {
        let rawValue: UInt32

        static let limit = Stops(rawValue: UInt32(CU_STOP_LIMIT))
        static let request = Stops(rawValue: UInt32(CU_STOP_REQUEST))
        static let breakpoint = Stops(rawValue: UInt32(CU_STOP_BREAKPOINT))
        static let itAhead = Stops(rawValue: UInt32(CU_STOP_IT_AHEAD))
        static let unmasked = Stops(rawValue: UInt32(CU_STOP_UNMASKED))
        static let coprocessor = Stops(rawValue: UInt32(CU_STOP_COPROCESSOR))
        static let division = Stops(rawValue: UInt32(CU_STOP_DIVISION))
        static let interrupt = Stops(rawValue: UInt32(CU_STOP_INTERRUPT))
        static let watchpoint = Stops(rawValue: UInt32(CU_STOP_WATCHPOINT))
        static let fault = Stops(rawValue: UInt32(CU_STOP_FAULT))
        static let unaligned = Stops(rawValue: UInt32(CU_STOP_UNALIGNED))
    }

    /// What to look at before each instruction.
    struct Examine: OptionSet {
        let rawValue: UInt32

        static let masks = Examine(rawValue: UInt32(CU_EXAMINE_MASKS))
        static let floatingPointDisabled = Examine(rawValue: UInt32(CU_EXAMINE_FP_DISABLED))
        static let lazyFloatingPoint = Examine(rawValue: UInt32(CU_EXAMINE_FP_LAZY))
        static let division = Examine(rawValue: UInt32(CU_EXAMINE_DIVISION))
        static let breakpoints = Examine(rawValue: UInt32(CU_EXAMINE_BREAKPOINTS))
        static let alignment = Examine(rawValue: UInt32(CU_EXAMINE_ALIGNMENT))
    }

    let state: UnsafeMutablePointer<cu_engine>
    private let handle: OpaquePointer

    init(model: uc_cpu_arm) throws(CoreModelError) {
        var error = UC_ERR_OK
        guard let state = cu_open(Int32(model.rawValue), &error), let handle = state.pointee.uc
        else { throw CoreModelError(action: "open Unicorn", status: error) }
        self.state = state
        self.handle = handle
    }

    deinit { cu_close(state) }

    // MARK: Registers

    func read(_ register: Register) -> UInt32 {
        var value: UInt32 = 0
        uc_reg_read(handle, register.number, &value)
        return value
    }

    func write(_ value: UInt32, to register: Register) {
        var value = value
        uc_reg_write(handle, register.number, &value)
    }

    var programStatus: UInt32 {
        get { read(Register(UC_ARM_REG_XPSR)) }
        set {
            write(newValue, to: Register(UC_ARM_REG_XPSR_NZCVQG))
            // Only this write makes Unicorn rebuild the flags its translation depends on,
            // Handler mode and privilege among them.
            write(newValue, to: Register(UC_ARM_REG_APSR_NZCV))
        }
    }

    /// Negative, zero, carry, overflow and so on stay; IPSR changes, and with it the mode.
    var exceptionNumber: UInt32 {
        get { programStatus & ProgramStatus.exceptionMask }
        set {
            programStatus = programStatus & ~ProgramStatus.exceptionMask | newValue
        }
    }

    /// CONTROL as Armv7-M has it: Unicorn keeps an Armv8-M bit above.
    var control: UInt32 {
        get { read(.control) & (Control.unprivileged | Control.processStack | Control.floating) }
        set { setControl(newValue) }
    }

    /// The Thumb bit stays as it is; Unicorn would take it from the address.
    func setProgramCounter(_ address: UInt32) {
        let thumb: UInt32 = programStatus & ProgramStatus.thumb != 0 ? 1 : 0
        write(address & ~1 | thumb, to: .programCounter)
    }

    var isUnprivilegedThread: Bool {
        read(.control) & Control.unprivileged != 0 && exceptionNumber == 0
    }

    /// Unicorn hides stack pointers and masks from unprivileged code, and takes this caller for
    /// such; an exception number makes it privileged for as long as it takes.
    func privileged<Result>(_ body: () -> Result) -> Result {
        guard isUnprivilegedThread else { return body() }
        exceptionNumber = Exception.hardFault.number
        defer { exceptionNumber = 0 }
        return body()
    }

    /// SPSEL can change in privileged Thread mode only, so that is where this goes and back.
    private func setControl(_ value: UInt32) {
        let exception = exceptionNumber
        if exception == 0 { exceptionNumber = Exception.hardFault.number }
        write(0, to: .control)
        exceptionNumber = 0
        write(value, to: .control)
        exceptionNumber = exception
    }

    /// As TakeReset() leaves them; the general registers are unknown and read as zero.
    func resetRegisters() {
        for index in 0...12 { write(0, to: .general(index)) }
        exceptionNumber = Exception.hardFault.number
        write(0, to: .priorityMask)
        write(0, to: .basePriority)
        write(0, to: .faultMask)
        control = 0
        programStatus = ProgramStatus.thumb
        write(UInt32.max, to: .link)
        write(0, to: .floatingStatus)
    }

    func setWatchpoints(_ watchpoints: [DataWatch.Watchpoint]) {
        if !watchpoints.isEmpty { cu_watch_memory(state) }
        withUnsafeMutableBytes(of: &state.pointee.watchpoints) { bytes in
            let slots = bytes.bindMemory(to: cu_watchpoint.self)
            for (slot, watchpoint) in zip(slots.indices, watchpoints) {
                slots[slot] = cu_watchpoint(
                    first: watchpoint.first, last: watchpoint.last,
                    on_read: watchpoint.onRead, on_write: watchpoint.onWrite,
                    compares: watchpoint.value != nil, size: watchpoint.value?.size ?? 0,
                    value: watchpoint.value?.value ?? 0)
            }
            state.pointee.watchpoint_count = UInt32(min(slots.count, watchpoints.count))
        }
    }

    func setDamage(_ cells: ClosedRange<UInt32>?) {
        state.pointee.damage_first = cells?.lowerBound ?? UInt32.max
        state.pointee.damage_last = cells?.upperBound ?? 0
        if cells != nil { cu_watch_memory(state) }
    }

    // MARK: Memory

    func map(_ block: MemoryBlock) throws(CoreModelError) {
        let isRAM = block.isWritable && block.cells == nil
        let status = cu_map(
            state, block.base, UInt32(block.byteCount), block.storage, isRAM)
        guard status == UC_ERR_OK else {
            throw CoreModelError(action: "map \(block.name)", status: status)
        }
    }

    func mapWindow(_ window: PeripheralWindow) throws(CoreModelError) {
        let opaque = Unmanaged.passUnretained(window).toOpaque()
        let status = uc_mmio_map(
            handle, UInt64(window.base), window.byteCount,
            { _, offset, width, opaque in
                guard let opaque else { return 0 }
                let window = Unmanaged<PeripheralWindow>.fromOpaque(opaque).takeUnretainedValue()
                return UInt64(window.read(UInt32(offset), width: Int(width)))
            }, opaque,
            { _, offset, width, value, opaque in
                guard let opaque else { return }
                let window = Unmanaged<PeripheralWindow>.fromOpaque(opaque).takeUnretainedValue()
                window.write(UInt32(truncatingIfNeeded: value), UInt32(offset), width: Int(width))
            }, opaque)
        guard status == UC_ERR_OK else {
            throw CoreModelError(action: "map peripherals", status: status)
        }
    }

    func halfword(at address: UInt32) -> UInt16? {
        var value: UInt16 = 0
        return cu_halfword(state, address, &value) ? value : nil
    }

    func invalidate(_ address: UInt32, count: Int) {
        cu_invalidate(state, address, UInt32(count))
    }

    // MARK: Running

    /// Whether the instruction's encoding is unknown to the core, or Unicorn hands WFE and YIELD
    /// over as such.
    typealias Outcome = (stops: Stops, isInvalidInstruction: Bool)

    func run(from address: UInt32, instructions: UInt64, exitAt: UInt32 = 0) -> Outcome {
        state.pointee.limit = state.pointee.retired + instructions
        let thumb = programStatus & ProgramStatus.thumb != 0 ? UInt32(1) : 0
        let status = cu_run(state, address | thumb, exitAt)
        return (Stops(rawValue: state.pointee.stops), status == UC_ERR_INSN_INVALID)
    }

    func setBreakpoints(_ addresses: [UInt32]) {
        withUnsafeMutableBytes(of: &state.pointee.breakpoints) { bytes in
            let slots = bytes.bindMemory(to: UInt32.self)
            for (slot, address) in zip(slots.indices, addresses) { slots[slot] = address }
            state.pointee.breakpoint_count = UInt32(min(slots.count, addresses.count))
        }
    }

    /// The instructions executed last in this run, the newest first.
    var recentAddresses: [UInt32] {
        let total = Int(state.pointee.recent_count)
        let ring = withUnsafeBytes(of: state.pointee.recent) {
            Array($0.bindMemory(to: UInt32.self))
        }
        return (0..<min(total, ring.count)).map { ring[(total - 1 - $0) % ring.count] }
    }

    func stop() { cu_stop(state, UInt32(CU_STOP_REQUEST)) }
}

/// The emulator below the core model refused something; the board cannot be built.
public struct CoreModelError: Error, CustomStringConvertible {
    public var description: String

    init(action: String, status: uc_err) {
        let reason = uc_strerror(status).map { String(cString: $0) } ?? "code \(status.rawValue)"
        description = "cannot \(action): Unicorn says \(reason)"
    }
}
