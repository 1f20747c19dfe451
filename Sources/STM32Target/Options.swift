public import STM32Flash
public import TargetMemory

/// How a debug session treats the target.
public struct TargetOptions: Sendable {
    /// What happens when a debugger arrives.
    public enum Arrival: Sendable {
        /// Halt where the program is.
        case halt
        /// Reset and halt at the first instruction.
        case reset
        /// Leave it running; the debugger halts it when it wants to.
        case keepRunning
    }

    public var arrival: Arrival
    /// Halt at the entry of HardFault.
    public var catchesHardFault: Bool
    /// Supply of the target to assume where the probe cannot measure it, in mV.
    public var assumedMillivolts: Int?
    /// How gdb's `load` goes about it.
    public var loading: FlashOptions

    public init(
        arrival: Arrival = .halt, catchesHardFault: Bool = true, assumedMillivolts: Int? = nil,
        loading: FlashOptions = FlashOptions()
    ) {
        self.arrival = arrival
        self.catchesHardFault = catchesHardFault
        self.assumedMillivolts = assumedMillivolts
        self.loading = loading
    }
}

/// What the probe knows that is not the target's memory; asked when needed.
public struct ProbeFacts {
    /// The target's supply in mV as the probe measures it; `nil` where it cannot.
    public var millivolts: () throws(TargetFault) -> Int?
    /// Probe, firmware, serial, clock: a line each.
    public var lines: () -> [String]

    public init(
        millivolts: @escaping () throws(TargetFault) -> Int?, lines: @escaping () -> [String]
    ) {
        self.millivolts = millivolts
        self.lines = lines
    }

    public static var none: ProbeFacts {
        ProbeFacts(millivolts: { () throws(TargetFault) in nil }, lines: { [] })
    }
}
