/// The width of one bus access, in bytes.
public enum AccessWidth: Int, Sendable, CaseIterable {
    case byte = 1
    case halfword = 2
    case word = 4
}

/// Access to the target's memory as a debugger has it (the AHB-AP's view), running or halted.
///
/// All values are little-endian. Every call either does the whole of what was asked or throws;
/// data of a failed read is never returned.
public protocol MemoryAccess: AnyObject {
    /// Reads `count` bytes from any address and of any length.
    ///
    /// A naturally aligned request of 2 or 4 bytes is one access of just that width; otherwise
    /// bytes to the first word border, words, bytes. No byte outside the request is touched.
    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8]

    /// Writes `bytes` to any address; widths are chosen as for `read`.
    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault)

    /// One 32-bit access to a word-aligned address: a core or peripheral register.
    func readWord(_ address: Address) throws(TargetFault) -> UInt32

    /// One 32-bit write to a word-aligned address: a core or peripheral register.
    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault)
}

extension MemoryAccess {
    /// `writeWord` to a register that merely holds what is written: a second time does no harm, and
    /// so it is written again where nobody knows whether the first arrived.
    public func holdWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        do throws(TargetFault) {
            try writeWord(value, to: address)
        } catch  where error.isInterrupted {
            try writeWord(value, to: address)
        }
    }

    /// Read, change and write back one register.
    public func modifyWord(
        at address: Address, _ change: (inout UInt32) -> Void
    ) throws(TargetFault) {
        var value = try readWord(address)
        change(&value)
        try writeWord(value, to: address)
    }
}

/// What else a debug probe offers; every one of these may be a single command on the wire.
public protocol CoreAccess: MemoryAccess {
    /// R0-R15, xPSR, MSP and PSP of a halted core in that order: 19 values.
    func readCoreRegisters() throws(TargetFault) -> [UInt32]

    /// One register by its DCRSR.REGSEL number (Armv7-M ARM C1.6.3): 0-15 R0-R15, 16 xPSR, 17 MSP,
    /// 18 PSP, 20 CONTROL/FAULTMASK/BASEPRI/PRIMASK, 33 FPSCR, 64-95 S0-S31.
    func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32

    func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault)

    /// Drives the reset line low (`true`) or lets it go.
    func driveReset(_ asserted: Bool) throws(TargetFault)

    /// Writes that may be sent without waiting for each one's answer; a failure of any of them is
    /// thrown before this returns.
    func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault)

    /// Sleeps without holding the processor; between polls of something slow.
    func pause(milliseconds: Int)
}

/// Somebody who wants to know what the lower layers notice: a retry, a slower clock, a doubt.
public struct NoticeSink {
    public enum Level: Sendable { case debug, info, warning }

    /// What a recording of the session has use for, and no log.
    public enum Event: Hashable, Sendable {
        /// Something found out or decided, by its name: `chip`, `clock`.
        case fact(String, String)
        /// What stands there tells one chip from all others.
        case identity(Region)
        /// The next read there decides what is done: words of this program's own, or registers that
        /// the core has stacked.
        case controlWords(Region)
        /// What is read or written there next is text of the program's: its console, a file's name.
        case programText(Region)
        /// These words, wherever they come in a sentence from now on, show contents of memory.
        case contents(String)
    }

    private let receive: (Level, String) -> Void
    private let events: (Event) -> Void

    public init(
        _ receive: @escaping (Level, String) -> Void,
        events: @escaping (Event) -> Void = { _ in }
    ) {
        self.receive = receive
        self.events = events
    }

    /// A sink that forgets everything.
    public static var none: NoticeSink { NoticeSink({ _, _ in }) }

    public func callAsFunction(_ level: Level, _ text: String) { receive(level, text) }

    public func tell(_ event: Event) { events(event) }
}
