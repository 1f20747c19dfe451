internal import CUnicorn

/// What an instruction can do wrong: exception, status bit and vector catch of each
/// (DDI 0403E, B1.5.14, B3.2.15 and C1.6.5).
struct Fault {
    var exception: Exception
    var status: UInt32
    var vectorCatch: UInt32
    /// BFAR or MMFAR.
    var address: UInt32?

    private init(_ exception: Exception, _ status: UInt32, _ vectorCatch: UInt32) {
        self.exception = exception
        self.status = status
        self.vectorCatch = vectorCatch
    }

    static let undefined = Fault(.usageFault, 1 << 16, VectorCatch.stateError)
    static let invalidState = Fault(.usageFault, 1 << 17, VectorCatch.stateError)
    static let invalidReturn = Fault(.usageFault, 1 << 18, VectorCatch.stateError)
    static let noCoprocessor = Fault(.usageFault, 1 << 19, VectorCatch.noCoprocessor)
    static let unaligned = Fault(.usageFault, 1 << 24, VectorCatch.checkError)
    static let divisionByZero = Fault(.usageFault, 1 << 25, VectorCatch.checkError)
    static let instructionBus = Fault(.busFault, 1 << 8, VectorCatch.busError)
    static let unstacking = Fault(.busFault, 1 << 11, VectorCatch.interruptError)
    static let stacking = Fault(.busFault, 1 << 12, VectorCatch.interruptError)
    static let executeNever = Fault(.memoryManagement, 1 << 0, VectorCatch.memoryError)

    static func preciseBus(_ address: UInt32) -> Fault {
        var fault = Fault(.busFault, FaultStatus.preciseBus, VectorCatch.busError)
        fault.address = address
        return fault
    }
}

enum FaultStatus {
    static let preciseBus: UInt32 = 1 << 9
    static let lazyStackingBus: UInt32 = 1 << 13
    static let busAddressValid: UInt32 = 1 << 15
    // HFSR
    static let vectorTable: UInt32 = 1 << 1
    static let forced: UInt32 = 1 << 30
    static let debugEvent: UInt32 = 1 << 31
}

/// DEMCR's vector catch bits.
enum VectorCatch {
    static let coreReset: UInt32 = 1 << 0
    static let memoryError: UInt32 = 1 << 4
    static let noCoprocessor: UInt32 = 1 << 5
    static let checkError: UInt32 = 1 << 6
    static let stateError: UInt32 = 1 << 7
    static let busError: UInt32 = 1 << 8
    static let interruptError: UInt32 = 1 << 9
    static let hardError: UInt32 = 1 << 10
}

extension UnicornCore {
    /// A synchronous fault of the instruction at `address`; it is entered or escalated at once.
    func raise(_ fault: Fault, at address: UInt32) {
        record(fault)
        takeSynchronous(
            fault.exception, at: address, isEnabled: system.isEnabled(fault.exception),
            vectorCatch: fault.vectorCatch)
    }

    private func record(_ fault: Fault) {
        system.faultStatus |= fault.status
        guard let address = fault.address else { return }
        system.busFaultAddress = address
        system.faultStatus |= FaultStatus.busAddressValid
    }

    /// SVC and faults: what cannot be taken now becomes a HardFault, and that lockup.
    func takeSynchronous(
        _ exception: Exception, at address: UInt32, isEnabled: Bool, vectorCatch: UInt32 = 0,
        escalatedStatus: UInt32 = FaultStatus.forced
    ) {
        let priority = executionPriority
        if isEnabled, exceptions.groupPriority(exception) < priority {
            caughtVectors = vectorCatch
            return enter(exception, returningTo: address)
        }
        system.hardFaultStatus |= escalatedStatus
        guard priority > -1 else { return lockUp(at: address) }
        caughtVectors = VectorCatch.hardError
        enter(.hardFault, returningTo: address)
    }

    /// The frame of an exception could not be stored: the derived fault comes first.
    func stackingFailed(_ exception: Exception) {
        record(.stacking)
        caughtVectors = VectorCatch.interruptError
        takeDerived(from: exception, status: FaultStatus.forced, isBusFault: true)
    }

    func vectorFailed(_ exception: Exception) {
        caughtVectors = VectorCatch.interruptError
        takeDerived(from: exception, status: FaultStatus.vectorTable, isBusFault: false)
    }

    /// The frame is already there, so that the derived exception only takes the vector. The
    /// first exception stays active below it if it was more urgent, else becomes pending again.
    private func takeDerived(from exception: Exception, status: UInt32, isBusFault: Bool) {
        let canTakeBusFault =
            isBusFault && exception != .busFault && system.isEnabled(.busFault)
            && exceptions.groupPriority(.busFault) < exceptions.groupPriority(exception)
        let derived: Exception = canTakeBusFault ? .busFault : .hardFault
        if derived == .hardFault { system.hardFaultStatus |= status }
        guard exception > .hardFault else { return lockUp(at: programCounter) }
        exceptions.deactivate(exception)
        exceptions.setPending(exception)
        exceptions.activate(derived)
        engine.exceptionNumber = derived.number
        do throws(BusFault) {
            let vector = try load(system.vectorTable &+ 4 * derived.number)
            let thumb = vector & 1 != 0 ? ProgramStatus.thumb : 0
            engine.programStatus = engine.programStatus & ~ProgramStatus.thumb | thumb
            programCounter = vector & ~1
            catchVector(of: derived)
        } catch {
            lockUp(at: programCounter)
        }
    }

    /// Lockup (B1.5.15): the core fetches from one address for ever, until reset or halt.
    func lockUp(at address: UInt32) {
        isLockedUp = true
        programCounter = 0xFFFF_FFFE
        debug.isLockupSeen = true
        if debug.vectorCatch & caughtVectors != 0 { halt(because: .vectorCatch) }
        caughtVectors = 0
    }

    /// DEMCR: halt on the first instruction of the handler.
    func catchVector(of exception: Exception) {
        let wanted = caughtVectors
        caughtVectors = 0
        guard debug.isEnabled, debug.vectorCatch & wanted != 0 else { return }
        halt(because: .vectorCatch)
    }

    /// ITSTATE of an instruction that the engine left without writing it back: the IT that
    /// covers it is among the last instructions, or the run began inside its block.
    func itState(at address: UInt32) -> UInt8 {
        for candidate in engine.recentAddresses.prefix(Limits.ifThenInstructions + 1) {
            guard let opcode = engine.halfword(at: candidate), Thumb.isIfThen(opcode) else {
                continue
            }
            return walk(from: candidate &+ 2, itState: UInt8(opcode & 0xFF), to: address)
        }
        return walk(from: runStart.address, itState: runStart.itState, to: address)
    }

    private func walk(from start: UInt32, itState: UInt8, to address: UInt32) -> UInt8 {
        var (at, state) = (start, itState)
        while state != 0 {
            if at == address { return state }
            guard let first = engine.halfword(at: at) else { return 0 }
            at &+= Thumb.isWide(first) ? 4 : 2
            state = Thumb.advance(itState: state)
        }
        return 0
    }
}
