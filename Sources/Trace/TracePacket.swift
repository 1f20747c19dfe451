/// One packet of the instrumentation trace that ITM and DWT send (Armv7-M ARM DDI 0403E,
/// appendix D4; Armv8-M ARM DDI 0553B, chapter F).
public enum TracePacket: Hashable, Sendable {
    /// The stream is in step from here on.
    case synchronization
    /// The ITM's buffer was full: packets before this one are missing.
    case overflow
    /// So many ticks of the timestamp clock since the last one.
    case localTimestamp(ticks: UInt32, relation: TimestampRelation)
    /// Bits 25:0 of the global timestamp, or as many of the low ones as have changed.
    case globalTimestampLow(value: UInt32, bitCount: Int, clockChanged: Bool, wrapped: Bool)
    /// The global timestamp's bits from 26 on.
    case globalTimestampHigh(UInt64)
    /// What the program wrote to a stimulus port, 1, 2 or 4 bytes as they lie in memory.
    case instrumentation(port: Int, bytes: [UInt8])
    /// Counters of the DWT that went through zero.
    case eventCounters(EventCounters)
    case exception(number: Int, action: ExceptionAction)
    /// Where the core was at the sampling instant.
    case programCounter(ProgramCounterSample)
    /// A data comparator matched: the instruction that did it.
    case dataTraceInstruction(comparator: Int, address: UInt32)
    /// A data comparator matched: bits 15:0 of the address that was accessed.
    case dataTraceAddress(comparator: Int, low: UInt16)
    /// A data comparator matched: the value that was read or written, 1, 2 or 4 bytes wide.
    case dataTraceValue(comparator: Int, value: UInt32, byteCount: Int, isWrite: Bool)
    /// A data comparator matched, no more is told (Armv8-M).
    case dataTraceMatch(comparator: Int)
    /// Information beside the protocol, of no known meaning.
    case extended(isHardware: Bool, value: UInt32)
    /// A hardware source packet of a kind that is in neither manual.
    case unknownHardware(source: Int, bytes: [UInt8])
    /// Bytes that are no packet: something was lost on the way.
    case damaged([UInt8])
}

/// How a local timestamp stands to the packets before it (TC, DDI 0403E, table D4-4).
public enum TimestampRelation: UInt8, Hashable, Sendable {
    /// Taken when the packet was.
    case synchronous = 0
    /// The timestamp was late.
    case timestampDelayed = 1
    /// The packet was late.
    case packetDelayed = 2
    case bothDelayed = 3
}

public enum ExceptionAction: UInt8, Hashable, Sendable {
    case entered = 1
    case exited = 2
    case returned = 3
}

public enum ProgramCounterSample: Hashable, Sendable {
    case at(UInt32)
    /// WFI or WFE.
    case sleeping
    /// In Secure state or otherwise not to be told (Armv8-M).
    case prohibited
}

/// The event counter packet's payload (DDI 0403E, D4.3.1).
public struct EventCounters: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Extra cycles per instruction.
    public static let cyclesPerInstruction = EventCounters(rawValue: 1 << 0)
    public static let exceptionOverhead = EventCounters(rawValue: 1 << 1)
    public static let sleep = EventCounters(rawValue: 1 << 2)
    public static let loadStore = EventCounters(rawValue: 1 << 3)
    public static let foldedInstructions = EventCounters(rawValue: 1 << 4)
    /// POSTCNT: the periodic cycle event.
    public static let cycles = EventCounters(rawValue: 1 << 5)

    static let names: [(EventCounters, String)] = [
        (.cyclesPerInstruction, "cpi"), (.exceptionOverhead, "exc"), (.sleep, "sleep"),
        (.loadStore, "lsu"), (.foldedInstructions, "fold"), (.cycles, "cyc"),
    ]
}
