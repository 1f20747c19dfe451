/// One device as seen on the bus, before it is opened.
public struct USBDeviceDescription: Hashable, Sendable {
    public var vendorID: UInt16
    public var productID: UInt16
    public var bus: Int
    public var address: Int
    /// Port numbers from the root hub down: `1.4.2`; empty where the system does not tell.
    public var portPath: [Int]
    /// The serial string descriptor's UTF-16 code units, undecoded: old ST-Links put raw bytes
    /// there. `nil` where it could not be read (no permission).
    public var serial: [UInt16]?
    /// The product string; `nil` where it was not asked for, as the product ID says enough.
    public var product: String?

    public init(
        vendorID: UInt16, productID: UInt16, bus: Int, address: Int, portPath: [Int] = [],
        serial: [UInt16]? = nil, product: String? = nil
    ) {
        self.vendorID = vendorID
        self.productID = productID
        self.bus = bus
        self.address = address
        self.portPath = portPath
        self.serial = serial
        self.product = product
    }
}

/// One transfer of a batch on the bulk endpoints.
public enum BulkTransfer: Hashable, Sendable {
    case out(endpoint: UInt8, [UInt8])
    /// Up to `byteCount` bytes; a shorter packet ends the transfer.
    case `in`(endpoint: UInt8, byteCount: Int)
}

/// An opened device with its interface claimed. The only seam between the probe library and USB.
public protocol USBDevice: AnyObject {
    var description: USBDeviceDescription { get }

    /// Submits all transfers at once, in order, and waits until every one has completed.
    ///
    /// Returns the bytes of the `in` transfers, in order. At the first failure the transfers
    /// behind it are cancelled and the failure is thrown. The time limit starts again with each
    /// transfer that completes.
    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]]

    /// Clears the halt condition that a STALL left on an endpoint.
    func clearHalt(endpoint: UInt8) throws(TransportError)

    /// Resets the device's port; it stays claimed.
    func reset() throws(TransportError)

    /// Sleeps: the time between two tries at something that the other end was too busy for.
    func pause(milliseconds: Int)

    /// Releases the interface and closes the device. Safe to call twice.
    func close()
}

/// The bus itself: what is there, and opening one of them.
public protocol USBBus: AnyObject {
    func devices() throws(TransportError) -> [USBDeviceDescription]
    func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice
    /// Other programs that have the device open, by name; empty where the system does not tell.
    func users(of device: USBDeviceDescription) -> [String]
}
