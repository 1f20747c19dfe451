public import TargetMemory

// What some targets can do besides being debugged: each is `nil` where they cannot, so that a
// command can say so.

/// A sector of the flash.
public struct FlashSector: Hashable, Sendable {
    public var region: Region
    /// The bank it is in, from 0 on.
    public var bank: Int
    /// `nil` where it cannot be told.
    public var isProtected: Bool?

    public init(region: Region, bank: Int, isProtected: Bool?) {
        self.region = region
        self.bank = bank
        self.isProtected = isProtected
    }
}

/// A field of the option bytes.
public struct OptionFact: Hashable, Sendable {
    public var register: String
    public var name: String
    public var value: UInt32
    /// What the value stands for, where that is known.
    public var meaning: String?

    public init(register: String, name: String, value: UInt32, meaning: String? = nil) {
        self.register = register
        self.name = name
        self.value = value
        self.meaning = meaning
    }
}

/// What is done to a chip and not to a program: erasing, option bytes, protection.
public protocol ChipControl: AnyObject {
    /// What is being told while something long goes on.
    typealias Progress = (String) -> Void

    /// The sectors in the order of their addresses.
    func sectors() throws(TargetFault) -> [FlashSector]
    /// Erases the sectors that the regions touch. The text says what was done.
    func erase(_ regions: [Region], progress: @escaping Progress) throws(TargetFault) -> String
    /// Erases all of the main flash.
    func eraseAll(progress: @escaping Progress) throws(TargetFault) -> String
    /// Erases what must change, programs and verifies; `preserving` keeps what shares a sector.
    func program(
        _ segments: [Segment], preserving: Bool, progress: @escaping Progress
    ) throws(TargetFault) -> String

    func optionBytes() throws(TargetFault) -> [OptionFact]
    /// Writes fields by name; the chip is reset by that. The text says what has changed.
    func writeOptionBytes(
        _ changes: [(name: String, value: UInt32)], allowingErase: Bool, allowingPermanent: Bool
    ) throws(TargetFault) -> String
    /// Takes protection away, with the flash's content where there is no other way.
    func unlock(allowingErase: Bool) throws(TargetFault) -> String

    /// What is the matter with probe, wires and chip, a line each, as far as it can be told in the
    /// middle of a session.
    func diagnosis() throws(TargetFault) -> [String]
}

/// The probe behind the target.
public protocol ProbeControl: AnyObject {
    /// The present clock.
    var clockKHz: Int? { get }
    /// The fastest clock that is not above the wish is used from now on, and returned; `nil` finds
    /// the fastest that proves reliable.
    func setClock(kHz: Int?) throws(TargetFault) -> Int
    /// Register numbers are byte addresses as in ADIv5.2, B2.2.
    func readDebugPort(_ register: UInt8) throws(TargetFault) -> UInt32
    func writeDebugPort(_ register: UInt8, _ value: UInt32) throws(TargetFault)
    func readAccessPort(_ port: UInt8, _ register: UInt8) throws(TargetFault) -> UInt32
    func writeAccessPort(_ port: UInt8, _ register: UInt8, _ value: UInt32) throws(TargetFault)
    /// The target's supply; `nil` where the probe cannot measure.
    func millivolts() throws(TargetFault) -> Int?
    /// The fastest SWO in Hz; `nil` where the probe cannot receive any.
    var traceLimitHz: Int? { get }
    func startTrace(hz: Int) throws(TargetFault)
    /// What has arrived since; the probe must be asked every few milliseconds.
    func readTrace() throws(TargetFault) -> [UInt8]
    func stopTrace() throws(TargetFault)
}

/// The units of the chip that send through SWO.
public protocol TraceControl: AnyObject {
    /// The core's clock as measured; `nil` where it cannot be.
    func measureCoreClock() throws(TargetFault) -> Int?
    /// Sets pins, TPIU and ITM up, a bit of `ports` for each stimulus port.
    func startSending(divisor: Int, ports: UInt32) throws(TargetFault)
    /// Sets up again what a reset took away; whether it had to.
    func rearmSending() throws(TargetFault) -> Bool
    /// Puts everything back.
    func stopSending() throws(TargetFault)
}

extension DebugTarget {
    public var chip: (any ChipControl)? { nil }
    public var probeControl: (any ProbeControl)? { nil }
    public var traceControl: (any TraceControl)? { nil }
}
