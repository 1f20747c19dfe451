/// What a USB transfer or an attempt to open a device can come to.
public enum TransportError: Error, Hashable, Sendable {
    /// The device answered with STALL; the endpoint is halted until it is cleared.
    case stall(endpoint: UInt8)
    /// Nothing came within the time limit.
    case timeout(endpoint: UInt8)
    /// The device is no longer on the bus.
    case noDevice
    /// The operating system denies access to the device node.
    case accessDenied
    /// Another process has claimed the interface.
    case busy
    /// The device sent more than was asked for.
    case overflow(endpoint: UInt8)
    /// Anything else, by libusb's name for it.
    case other(String)
}
