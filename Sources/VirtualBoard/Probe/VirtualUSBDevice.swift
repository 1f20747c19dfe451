/// The eight bytes of a control transfer's setup stage.
public struct SetupPacket: Hashable, Sendable {
    public var requestType: UInt8
    public var request: UInt8
    public var value: UInt16
    public var index: UInt16
    public var length: UInt16

    public init(
        requestType: UInt8, request: UInt8, value: UInt16, index: UInt16, length: UInt16
    ) {
        self.requestType = requestType
        self.request = request
        self.value = value
        self.index = index
        self.length = length
    }
}

/// What became of one transfer at the device's side.
public enum TransferOutcome: Hashable, Sendable {
    /// IN: the bytes; OUT: empty, all was taken.
    case complete([UInt8])
    case stall
    /// NAK: the device has nothing to send. Ask again after it has been given something or time.
    case pending
    /// The device has left the bus.
    case gone
}

/// A USB device in software, at the level of descriptors and transfers. It has no threads and no
/// clock of its own: it moves the board's clock by what its work costs.
public protocol VirtualUSBDevice: AnyObject {
    /// 18 bytes (USB 2.0, 9.6.1).
    var deviceDescriptor: [UInt8] { get }
    /// Configuration, interface and endpoint descriptors in one (9.6.3).
    var configurationDescriptor: [UInt8] { get }
    /// Bits per second in millions as sysfs writes it: "12" or "480".
    var speed: String { get }

    /// Standard requests on endpoint 0, string descriptors among them.
    func control(_ setup: SetupPacket, data: [UInt8]) -> TransferOutcome
    func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> TransferOutcome
    func bulkIn(_ endpoint: UInt8, maximumByteCount: Int) -> TransferOutcome
    func clearHalt(_ endpoint: UInt8)
    /// Port reset: endpoints empty, toggles zero; the probe's debug state as the real one's.
    func reset()
    /// Another process opened or lost the device; `false`: refuse the claim with EBUSY.
    func claimInterface() -> Bool
    /// The host took back a transfer that had not been answered; so many more wait there.
    func cancelled(_ endpoint: UInt8, remainingCount: Int)
    /// Nanoseconds by the wall clock after which the host learns of a bulk transfer just done.
    func transferDelay() -> UInt64
}

extension VirtualUSBDevice {
    public func transferDelay() -> UInt64 { 0 }
    public func cancelled(_ endpoint: UInt8, remainingCount: Int) {}
}
