import STM32
import TargetMemory

/// Drives one flash interface: its registers, no plan.
///
/// Every call names what failed in the interface's own words. The core is halted, or runs a loader
/// of ours.
protocol ControllerDriver {
    var access: any CoreAccess { get }
    var flash: Flash { get }
    /// What the loader for this interface needs to know.
    var loader: ControllerLoader { get }
    /// Bytes that one programming operation takes, for the time it lasts.
    var operationByteCount: Int { get }
    /// Whether there is an erase for all of a bank at once.
    var hasMassErase: Bool { get }

    /// Waits for what is under way, clears flags left by others and unlocks. Keeps what it found.
    mutating func open() throws(TargetFault)
    /// Empties what the interface has cached, and locks again unless it was found open.
    mutating func close() throws(TargetFault)

    /// Whether it is unlocked, as after `open`; a reset locks it. `true` where there is no lock.
    func isOpen() throws(TargetFault) -> Bool
    /// Erases one sector from outside.
    func erase(_ sector: Sector) throws(TargetFault)
    /// Erases all of the main flash, which has these sectors, from outside.
    func eraseAll(_ sectors: [Sector]) throws(TargetFault)
    /// Programs without a loader, unit by unit; address and length are multiples of the unit.
    func program(_ bytes: [UInt8], at address: Address) throws(TargetFault)

    /// Names of the error flags that are set in a status value, and what to do about them; `nil`
    /// for none.
    func errors(in status: UInt32) -> String?
    /// Whether cells were read whose error correction failed, since power failed while they were
    /// changed; clears the note.
    func takeDoubleError() throws(TargetFault) -> Bool
    /// What the interface's registers read, for a report of a failure.
    func state() throws(TargetFault) -> String
    /// Longest time of one sector's erase, in ms.
    func eraseMillisecondsMax(_ sector: Sector) -> Int
}

extension ControllerDriver {
    var timing: FlashTiming { flash.timing }
    var operationByteCount: Int { flash.programByteCount }
    var hasMassErase: Bool { true }

    func isOpen() throws(TargetFault) -> Bool {
        let layout = flash.layout
        guard layout.lock != 0 else { return true }
        let lock = flash.controller == .l0 ? PECRController.Control.lock : layout.lock
        return try access.readWord(register(layout.control)) & lock == 0
    }

    func takeDoubleError() throws(TargetFault) -> Bool {
        var isSet = false
        for flag in flash.layout.doubleErrors {
            guard try access.readWord(register(flag.status)) & flag.bits != 0 else { continue }
            isSet = true
            try access.writeWord(flag.bits, to: register(flag.clear))
        }
        return isSet
    }

    func eraseMillisecondsMax(_ sector: Sector) -> Int {
        timing.erase(sectorByteCount: sector.region.byteCount).millisecondsMax
    }

    func register(_ offset: Int) -> Address { flash.registers + offset }

    func state() throws(TargetFault) -> String {
        let status = try access.readWord(register(flash.layout.status))
        let control = try access.readWord(register(flash.layout.control))
        let flags = errors(in: status).map { " (\($0))" } ?? ""
        return "flash status \(status.hex)\(flags), control \(control.hex)"
    }
}

/// A loader for one interface: its code, and how the interface is to be treated.
struct ControllerLoader {
    /// Machine code, see `Loaders`.
    var code: [UInt32]
    /// Words of the control block that only this loader knows.
    var parameters: [UInt32]
    /// What an erase command's argument grows by from one sector to the next.
    var eraseStep: UInt32 = 0
    /// What an erase command's argument is for a sector.
    var eraseArgument: (Sector) -> UInt32 = { _ in 0 }
    /// The argument that erases all of a bank, and how many banks it erases; `nil` where there is
    /// none.
    var bankEraseArgument: ((_ bank: Int) -> UInt32)?
    /// From the interface's address to the registers of a bank, in bytes.
    var bankRegisters: (_ bank: Int) -> Int = { _ in 0 }
}

/// Looks at a status until it is idle or the data sheet's time is over.
struct StatusWait {
    let what: String
    let limitMilliseconds: Int
    private let limit: Duration
    private var time = WakingTime()
    private var pause = 0

    init(_ what: String, limitMilliseconds: Int) {
        self.what = what
        self.limitMilliseconds = limitMilliseconds
        limit = .milliseconds(limitMilliseconds + Limits.slackMilliseconds)
    }

    /// To be called after each look that found it busy.
    mutating func again(_ access: any CoreAccess, status: UInt32) throws(TargetFault) {
        guard time.look() < limit else {
            throw TargetFault(
                .timeout,
                "\(what) takes longer than the data sheet's \(limitMilliseconds) ms (the flash's "
                    + "status register reads \(status.hex)). Is the supply stable?")
        }
        if pause > 0 { access.pause(milliseconds: pause) }
        pause = min(pause + 1, Limits.pollMillisecondsMax)
    }
}

extension TargetFault {
    /// The interface does not open.
    static func staysLocked(_ register: Address) -> TargetFault {
        TargetFault(
            .flash, at: register,
            "The flash stays locked although both keys were written. A wrong key since the "
                + "last reset does that: reset the chip and try again.")
    }
}

extension Array where Element == UInt8 {
    /// Whether programming these bytes would change nothing in erased cells.
    func isBlank(_ erased: UInt8) -> Bool { allSatisfy { $0 == erased } }
}
