/// Request numbers of usbfs, from the definitions in linux/usbdevice_fs.h: direction, size of the
/// argument, the letter U and a running number (asm-generic/ioctl.h), for 64-bit clients.
enum USBFSRequest: UInt32 {
    case control = 0xC018_5500
    case bulk = 0xC018_5502
    case resetEndpoint = 0x8004_5503
    case setInterface = 0x8008_5504
    case setConfiguration = 0x8004_5505
    case getDriver = 0x4104_5508
    case submitURB = 0x8038_550A
    case discardURB = 0x0000_550B
    case reapURB = 0x4008_550C
    case reapURBNoDelay = 0x4008_550D
    case claimInterface = 0x8004_550F
    case releaseInterface = 0x8004_5510
    case connectInformation = 0x4008_5511
    case driverRequest = 0xC010_5512
    case reset = 0x0000_5514
    case clearHalt = 0x8004_5515
    case getCapabilities = 0x8004_551A
    case disconnectAndClaim = 0x8108_551B
    case dropPrivileges = 0x4004_551E
    case getSpeed = 0x0000_551F
}

/// Answers to `getCapabilities`: what libusb may ask for.
struct USBFSCapabilities: OptionSet {
    let rawValue: UInt32

    static let zeroPacket = USBFSCapabilities(rawValue: 0x01)
    /// One URB may carry a transfer of any size.
    static let noPacketSizeLimit = USBFSCapabilities(rawValue: 0x04)
    static let reapAfterDisconnect = USBFSCapabilities(rawValue: 0x10)
}

/// `struct usbdevfs_urb` of a 64-bit client.
enum URBLayout {
    static let byteCount = 56
    static let type = 0
    static let endpoint = 1
    static let status = 4
    static let flags = 8
    static let buffer = 16
    static let bufferLength = 24
    static let actualLength = 28
    /// From `status` to the end of `actualLength`: what a completion rewrites.
    static let result = 4..<32

    static let interrupt: UInt8 = 1
    static let control: UInt8 = 2
    static let bulk: UInt8 = 3
    static let shortNotOK: UInt32 = 0x01
}
