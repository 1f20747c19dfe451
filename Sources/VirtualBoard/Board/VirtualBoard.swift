/// A probe that is not on the bus.
public struct Absence: Hashable, Sendable {
    /// Wall time until somebody plugs it in again; `nil`: nobody does.
    public var nanoseconds: UInt64?
    /// The system gives it the next free address then, not the one that it had.
    public var isBackAtNewAddress: Bool

    public init(nanoseconds: UInt64?, isBackAtNewAddress: Bool = true) {
        self.nanoseconds = nanoseconds
        self.isBackAtNewAddress = isBackAtNewAddress
    }
}

/// A whole board on the bus: a probe, the chip behind it and one clock. What `VirtualBus` drives.
public protocol PluggedBoard: AnyObject {
    var clock: BoardClock { get }
    var device: any VirtualUSBDevice { get }
    /// `nil` while the probe is plugged in. The bus looks after each transfer and whenever time has
    /// passed; it calls `plugIn()` when the absence is over and asks for the descriptors anew.
    var absence: Absence? { get }
    /// Somebody pulls the probe's plug; the chip lives on.
    func unplug()
    /// It is back: the probe starts as after power-on.
    func plugIn()
    /// The chip's supply fails, now, and is back after so long, `.max` when it is restored; the
    /// probe lives on.
    func cutPower(nanoseconds: UInt64)
    func restorePower()
    /// The board's reset button goes down or up.
    func pressReset(down: Bool)
    /// What memory holds, as no debugger sees it; `nil` where there is none.
    func memory(at address: UInt32, byteCount: Int) -> [UInt8]?
    /// The command that the probe has just taken is not done and answered with this status.
    func refuseCommand(status: UInt8)
    /// Whether the device node may be opened (`--fault denied`).
    var isOpenDenied: Bool { get }

    /// Whether the board does anything while no transfer comes: the core runs, a timer is armed.
    var needsTime: Bool { get }
    /// Whether it merely waits while it needs time: a sleeping core with a timer armed, say. The
    /// bus then lets time pass by the wall clock instead of as fast as the host can.
    var isIdle: Bool { get }
    /// Lets the board live for so long; its clock has moved by just that afterwards.
    func live(nanoseconds: UInt64)
    /// Counts for `--stats`, as JSON text; `wallNanoseconds` is the bus's measure.
    func statistics(wallNanoseconds: UInt64) -> String
}

extension PluggedBoard {
    public var isIdle: Bool { false }
    public var absence: Absence? { nil }
    public func unplug() {}
    public func plugIn() {}
    public func cutPower(nanoseconds: UInt64) {}
    public func restorePower() {}
    public func pressReset(down: Bool) {}
    public func memory(at address: UInt32, byteCount: Int) -> [UInt8]? { nil }
    public func refuseCommand(status: UInt8) {}
}
