/// A whole board on the bus: a probe, the chip behind it and one clock. What `VirtualBus` drives.
public protocol PluggedBoard: AnyObject {
    var clock: BoardClock { get }
    var device: any VirtualUSBDevice { get }
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
}
