public import USBTransport

/// One line of a recording behind the header: what happened.
public enum Record: Hashable, Sendable {
    /// The bus was looked at.
    case listed([ListedDevice])
    case opened(ListedDevice, TransportError?)
    case closed
    /// Transfers that were submitted together.
    case batch(Batch)
    /// The batch before came so many more times, with the same replies.
    case again(Int)
    case haltCleared(endpoint: UInt8, TransportError?)
    case reset(TransportError?)
    /// A debugger came or left.
    case client(Int, String)
    case packet(Packet)
    /// A decision or an observation, in the words of the log.
    case notice(level: String, String)
    case fact(name: String, String)
    /// How the tool ended: exit status and sentence.
    case ended(status: Int, String)
    /// Nothing more is recorded from here, and why.
    case stopped(String)
}

/// A device on the bus; of its serial number only the length.
public struct ListedDevice: Hashable, Sendable {
    public var vendorID: UInt16
    public var productID: UInt16
    public var bus: Int
    public var address: Int
    public var portPath: [Int]
    /// UTF-16 code units; `nil` where it could not be read.
    public var serialLength: Int?
    public var product: String?

    init(_ device: USBDeviceDescription) {
        vendorID = device.vendorID
        productID = device.productID
        bus = device.bus
        address = device.address
        portPath = device.portPath
        serialLength = device.serial?.count
        product = device.product
    }
}

/// Transfers submitted together and what came of them.
public struct Batch: Hashable, Sendable {
    public struct Transfer: Hashable, Sendable {
        public var endpoint: UInt8
        /// IN: how many bytes were asked for.
        public var byteCount: Int
        /// OUT: what was sent. IN: what came; `nil` where the batch failed.
        public var payload: Payload?

        public var isIn: Bool { endpoint & 0x80 != 0 }
    }

    public var transfers: [Transfer]
    public var timeoutMilliseconds: Int
    public var failure: TransportError?
}

/// A packet of gdb's protocol, between `$` and `#`, with its escapes taken out.
public struct Packet: Hashable, Sendable {
    /// How the end of a packet is kept, where it is not part of `text`.
    public enum Tail: Hashable, Sendable {
        /// Bytes as they are.
        case raw(Payload)
        /// Bytes as pairs of hexadecimal digits.
        case hex(Payload)
        /// Text as pairs of hexadecimal digits.
        case words(String)
    }

    public var client: Int
    /// From the debugger to us.
    public var isRequest: Bool
    public var text: [UInt8]
    public var tail: Tail?
}

/// The first line of a recording.
public struct Header: Hashable, Sendable {
    public static let version = 1

    /// Tool and version.
    public var tool: String
    public var system: String
    /// The command line without what is private in it.
    public var command: String
    /// Contents of memory are in the file.
    public var keepsContents: Bool

    public init(tool: String, system: String, command: String, keepsContents: Bool) {
        self.tool = tool
        self.system = system
        self.command = command
        self.keepsContents = keepsContents
    }
}

extension TransportError {
    var recordText: String {
        switch self {
        case .stall(let endpoint): "stall \(endpoint.recordText)"
        case .timeout(let endpoint): "timeout \(endpoint.recordText)"
        case .overflow(let endpoint): "overflow \(endpoint.recordText)"
        case .noDevice: "gone"
        case .accessDenied: "denied"
        case .busy: "busy"
        case .other(let name): "other \(name)"
        }
    }

    init?(recordText text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let endpoint = parts.count == 2 ? UInt8(parts[1], radix: 16) : nil
        switch (parts.first, endpoint) {
        case ("stall", let endpoint?): self = .stall(endpoint: endpoint)
        case ("timeout", let endpoint?): self = .timeout(endpoint: endpoint)
        case ("overflow", let endpoint?): self = .overflow(endpoint: endpoint)
        case ("gone", nil): self = .noDevice
        case ("denied", nil): self = .accessDenied
        case ("busy", nil): self = .busy
        case ("other", _): self = .other(parts.count == 2 ? parts[1] : "")
        default: return nil
        }
    }

    /// What the person at the bench would see.
    var words: String {
        switch self {
        case .stall: "the probe refuses (STALL)"
        case .timeout: "no answer in time"
        case .overflow: "more bytes than were asked for"
        case .noDevice: "the probe leaves the bus"
        case .accessDenied: "the system denies access"
        case .busy: "another program has the probe"
        case .other(let name): name
        }
    }
}

extension UInt8 {
    /// Two digits: an endpoint's number with its direction.
    var recordText: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}

extension UInt16 {
    var recordText: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
