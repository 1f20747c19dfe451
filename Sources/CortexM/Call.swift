public import TargetMemory

/// A function in the target's RAM, called by the debugger (AAPCS32, 6.4: arguments in R0 to R3, the
/// result in R0).
public struct FunctionCall: Hashable, Sendable {
    public var entry: Address
    /// At most four.
    public var arguments: [UInt32]
    /// R9: where a position-independent function finds its data.
    public var staticBase: Address
    /// Top of a stack in RAM, a multiple of eight.
    public var stack: Address
    /// Where a BKPT instruction lies, to which the function returns.
    public var returnAddress: Address

    public init(
        entry: Address, arguments: [UInt32], staticBase: Address, stack: Address,
        returnAddress: Address
    ) {
        precondition(arguments.count <= 4)
        self.entry = entry
        self.arguments = arguments
        self.staticBase = staticBase
        self.stack = stack
        self.returnAddress = returnAddress
    }
}

extension Core {
    /// Calls a function, between `enterRoutine` and `leaveRoutine`, and waits for its result.
    ///
    /// Throws `.state` where it faults or stops elsewhere, and `.timeout`, with the core halted,
    /// where it does not return in time.
    public func call(
        _ call: FunctionCall, limitMilliseconds: Int, what: String
    ) throws(TargetFault) -> UInt32 {
        for (number, argument) in call.arguments.enumerated().dropFirst() {
            try setRegister(UInt8(number), argument)
        }
        try setRegister(RegisterSelector.staticBase, call.staticBase.rawValue)
        try setRegister(RegisterSelector.linkRegister, call.returnAddress.rawValue | 1)
        try startRoutine(
            at: call.entry, stack: call.stack, argument: call.arguments.first ?? 0)
        var time = WakingTime()
        while true {
            if let stop = try routineFailure() {
                // The one stop that is meant: at the return address.
                guard isHalted,
                    try register(RegisterSelector.programCounter) == call.returnAddress.rawValue
                else {
                    try haltNow()
                    throw TargetFault(.state, "\(what) did not return: \(stop).")
                }
                return try register(0)
            }
            guard time.look() < .milliseconds(limitMilliseconds) else {
                try haltNow()
                let place = Address(try register(RegisterSelector.programCounter))
                throw TargetFault(
                    .timeout,
                    "\(what) has not returned after \(limitMilliseconds) ms (PC \(place)).")
            }
            access.pause(milliseconds: Limits.pollMilliseconds)
        }
    }
}
