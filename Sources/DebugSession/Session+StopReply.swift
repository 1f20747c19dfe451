import RemoteProtocol
import TargetMemory

extension Session {
    mutating func remembered(_ stop: StopReply) -> StopReply {
        lastStop = stop
        return stop
    }

    /// Signal, exact reason, and all registers that a client asks for after a stop.
    func stopReply(for reason: StopReason) throws(TargetFault) -> StopReply {
        var registers: [StopReply.ExpeditedRegister] = []
        for (number, register) in target.registers.enumerated() {
            // gdb unwinds every frame with both stack pointers; they came with the others.
            let isStackPointer = register.name == "msp" || register.name == "psp"
            let isTold = number < Limits.basicRegisterCount || isStackPointer
            guard isTold, number < Limits.commonRegisterCount || client.knowsRegisters,
                let bytes = try target.readRegister(number)
            else { continue }
            registers.append(.init(number: number, bytes: bytes))
        }
        return StopReply(
            signal: signal(of: reason), reason: try announced(reason), registers: registers,
            programCounter: client.threadsInStops ? try programCounter() : nil)
    }

    /// A stop that `vCont;t` asked for has none.
    private func signal(of reason: StopReason) -> UInt8 {
        reason == .interrupted && nonStop.isStopRequested ? 0 : reason.signal
    }

    /// The reason as far as this client understands it and it is true for this client.
    ///
    /// gdb 13 resumes without a word when it is told of a breakpoint where it has none, forever.
    private func announced(_ reason: StopReason) throws(TargetFault) -> StopReply.Reason? {
        switch reason {
        case .hardwareBreakpoint, .softwareBreakpoint:
            guard let counter = try programCounter() else { return nil }
            // By the client's own list: what it asked for as `Z0` may be a comparator here.
            if client.hardwareBreakpointReasons, hasPoint(.hardware, at: counter) {
                return .hardwareBreakpoint
            }
            if client.softwareBreakpointReasons, hasPoint(.software, at: counter) {
                return .softwareBreakpoint
            }
            return nil
        case .watchpoint(let kind, let address):
            return .watchpoint(kind.point, address)
        case .trap, .interrupted, .fault:
            return nil
        }
    }

    func hasPoint(_ kind: PointKind, at address: Address) -> Bool {
        points.contains(Point(kind: kind, address: address))
    }

    /// The program counter of a halted core.
    func programCounter() throws(TargetFault) -> Address? {
        guard let number = target.registers.firstIndex(where: { $0.name == "pc" }),
            let bytes = try target.readRegister(number), bytes.count == 4
        else { return nil }
        return Address(bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
}

extension StopReason {
    /// gdb's number for the signal.
    fileprivate var signal: UInt8 {
        switch self {
        case .interrupted: 2
        case .fault(let signal): signal
        case .hardwareBreakpoint, .softwareBreakpoint, .watchpoint, .trap: 5
        }
    }
}

extension WatchKind {
    fileprivate var point: PointKind {
        switch self {
        case .write: .writeWatch
        case .read: .readWatch
        case .access: .accessWatch
        }
    }
}
