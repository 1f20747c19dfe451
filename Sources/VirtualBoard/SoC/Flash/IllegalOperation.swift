/// What the manuals forbid and the board saw; the raw value is the kind in `--stats`. The core
/// model adds kinds of its own.
enum IllegalOperation: String {
    /// Wrong key or wrong order; the register stays locked until a reset (RM0385, 3.3.5).
    case flashKeySequence = "flash-key-sequence"
    case optionKeySequence = "option-key-sequence"
    case flashControlLocked = "flash-control-written-while-locked"
    case optionControlLocked = "option-control-written-while-locked"
    case flashControlBusy = "flash-control-written-while-busy"
    case optionControlBusy = "option-control-written-while-busy"
    /// STRT without SER or MER, or with both (RM0385, 3.7.5).
    case eraseSequence = "flash-erase-sequence"
    case sectorNumber = "flash-sector-number"
    case writeLocked = "flash-write-while-locked"
    case writeWithoutPG = "flash-write-without-pg"
    case writeBusy = "flash-write-while-busy"
    case writeOutside = "flash-write-outside-cells"
    case massEraseWithPG = "flash-write-with-mer"
    case parallelism = "flash-parallelism"
    case alignment = "flash-alignment"
    case writeProtected = "flash-write-protected"
    /// PSIZE larger than the supply allows (RM0385, table 6).
    case supplyVoltage = "flash-psize-against-supply"
    /// A cell goes from 1 to 0 by programming, back only by an erase.
    case zeroToOne = "flash-program-0-to-1"
    /// A unit with error correction is programmed although it is not erased.
    case programmedTwice = "flash-program-not-erased"
    /// Something is started while error flags of the last operation are set.
    case staleFlags = "flash-error-flags-not-cleared"
    /// PG is cleared in the middle of a double or quad word.
    case incompleteUnit = "flash-unit-not-complete"
    /// A byte of the write buffer is written again before the word is programmed.
    case bytesWrittenTwice = "flash-bytes-written-twice"
    /// The non-secure registers act on Secure cells.
    case secureCells = "flash-nonsecure-on-secure"
    case usbDataOverrun = "usb-data-longer-than-announced"
    case usbReplyOverflow = "usb-read-shorter-than-packet"
    case memoryAlignment = "memory-command-alignment"
    case byteCommandLength = "memory-command-8bit-over-64"
    case mixedCommandLength = "mixed-command-over-limit"
    case commandWrapper = "usb-command-wrapper"
    case unknownCommand = "probe-unknown-command"
}

/// What the manuals do not grant but real parts are known to take; counted apart.
enum ToleratedOperation: String {
    /// st-flash leaves SER set while it programs. RM0385 forbids SER with MER, says nothing of
    /// SER with PG, and parts program.
    case programWithSER = "flash-program-with-ser"
    /// 16- and 32-bit memory commands beyond the 6144 bytes that OpenOCD and pyOCD keep to.
    case longMemoryCommand = "memory-command-over-6144"
    /// A command that needs the debug mode was sent outside it; the probe stalls.
    case outsideDebugMode = "probe-command-outside-debug-mode"
}
