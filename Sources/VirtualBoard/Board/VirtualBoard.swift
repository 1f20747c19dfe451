/// A whole board on the bus: a probe, the chip behind it and one clock. What `VirtualBus` drives.
public protocol PluggedBoard: AnyObject {
    var clock: BoardClock { get }
    var device: any VirtualUSBDevice { get }
    /// Whether the device node may be opened (`--fault denied`).
    var isOpenDenied: Bool { get }

    /// Whether the board does anything while no transfer comes: the core runs, a timer is armed.
    var needsTime: Bool { get }
    /// Lets the board live for so long; its clock has moved by just that afterwards.
    func live(nanoseconds: UInt64)
    /// Counts for `--stats`, as JSON text; `wallNanoseconds` is the bus's measure.
    func statistics(wallNanoseconds: UInt64) -> String
}
