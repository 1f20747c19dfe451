/// Every size, count and time of the probe's side, each with its unit.
enum Limits {
    /// A command is always this long, padded with zeros.
    static let commandByteCount = 16
    /// A reply of a status alone.
    static let statusByteCount = 2
    /// The probe's data buffer: the longest 16- and 32-bit memory command (pyOCD
    /// `MAXIMUM_TRANSFER_SIZE`, OpenOCD `STLINK_DATA_SIZE`).
    static let memoryCommandByteCount = 6144
    /// The longest 8-bit memory command: one full-speed packet, or one high-speed packet from
    /// V3J6 on (OpenOCD, `stlink_usb.c`).
    static let byteCommandByteCount = 64
    static let wideByteCommandByteCount = 512
    /// Replies are asked for in whole packets of the slower speed, so that a reply that is longer
    /// than it should be is seen as such instead of as an overflow.
    static let packetByteCount = 64

    /// Commands that are on the bus together at most.
    static let queuedCommandCount = 32
    /// Queued commands that went wrong so often are sent one by one from then on.
    static let queueMishapCount = 2
    /// Without any transfer completing for so long, the probe is taken to be stuck.
    static let transferMilliseconds = 1000
    /// The same while it is only asked who it is.
    static let greetingMilliseconds = 300
    /// SWD clocks per 32-bit word: 46 for the transfer, some for idling, twice for safety.
    static let clocksPerWord = 100

    /// WAIT is asked again so often, after 1, 2, 4... ms: a quarter of a second in all.
    static let waitRetryCount = 8
    static let firstWaitMilliseconds = 1
    /// A command that the wire garbled is sent again so often at each clock.
    static let wireRetryCount = 2
    /// So many times the clock is lowered by one step before the wire is given up.
    static let slowerClockStepCount = 4
    /// So many wire errors, each forgiven after so many good commands, make a clock too fast.
    static let marginalErrorCount = 4
    static let forgivingCommandCount = 500

    /// A probe that has nothing more to say is silent for this long.
    static let drainMilliseconds = 20
    /// Late replies that are thrown away at most while finding the way back into step.
    static let drainedReplyCount = 16
    /// A probe that left the bus on its own is looked for so often, at this distance.
    static let comeBackCount = 30
    static let comeBackMilliseconds = 100
    /// A mode is left so often, with this long in between, before the probe is said to be stuck.
    static let leaveCount = 5
    static let leaveMilliseconds = 20

    /// Below this there is nothing at the VTref pin.
    static let absentTargetMillivolts = 100
    /// Where the target's pins work (ST-LINK/V2 data brief: 1.65 V to 5.5 V).
    static let lowestTargetMillivolts = 1650
    static let highestTargetMillivolts = 5500

    /// Access ports that are looked at for the core where AP 0 does not lead to it.
    static let otherCorePorts: ClosedRange<UInt8> = 1...2

    /// The probe's buffer for SWO (OpenOCD `STLINK_TRACE_SIZE`).
    static let traceBufferByteCount = 4096
}
