public import DebugSession
public import Firmware
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
    /// The size of the flash, where the chip's own word for it is not to be believed.
    public var flashByteCount: Int?
    /// Memories beside the chip's own flash that gdb's `load` is to program, by flash loaders.
    public var loaders: [FlashAlgorithm]

    public init(
        arrival: Arrival = .halt, catchesHardFault: Bool = true, assumedMillivolts: Int? = nil,
        loading: FlashOptions = FlashOptions(), flashByteCount: Int? = nil,
        loaders: [FlashAlgorithm] = []
    ) {
        self.arrival = arrival
        self.catchesHardFault = catchesHardFault
        self.assumedMillivolts = assumedMillivolts
        self.loading = loading
        self.flashByteCount = flashByteCount
        self.loaders = loaders
    }
}

/// What the probe knows that is not the target's memory; asked when needed.
public struct ProbeFacts {
    /// The target's supply in mV as the probe measures it; `nil` where it cannot.
    public var millivolts: () throws(TargetFault) -> Int?
    /// Probe, firmware, serial, clock: a line each.
    public var lines: () -> [String]
    /// The debug port's IDCODE over SWD; `nil` where it is not known.
    public var debugPortID: UInt32?
    /// The probe itself, for commands that are about it.
    public var control: (any ProbeControl)?

    public init(
        millivolts: @escaping () throws(TargetFault) -> Int?, lines: @escaping () -> [String],
        debugPortID: UInt32? = nil, control: (any ProbeControl)? = nil
    ) {
        self.millivolts = millivolts
        self.lines = lines
        self.debugPortID = debugPortID
        self.control = control
    }

    public static var none: ProbeFacts {
        ProbeFacts(millivolts: { () throws(TargetFault) in nil }, lines: { [] })
    }
}
