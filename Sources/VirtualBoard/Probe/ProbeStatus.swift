/// Status byte of a reply (names as in OpenOCD's and pyOCD's ST-Link drivers).
struct ProbeStatus: RawRepresentable, Error, Hashable {
    var rawValue: UInt8

    static let ok = ProbeStatus(rawValue: 0x80)
    static let fault = ProbeStatus(rawValue: 0x81)
    static let unknownError = ProbeStatus(rawValue: 0x01)
    static let commandError = ProbeStatus(rawValue: 0x08)
    static let idcodeError = ProbeStatus(rawValue: 0x09)
    static let alignmentError = ProbeStatus(rawValue: 0x0A)
    static let powerError = ProbeStatus(rawValue: 0x0B)
    static let otherMode = ProbeStatus(rawValue: 0x0E)
    static let apWait = ProbeStatus(rawValue: 0x10)
    static let apFault = ProbeStatus(rawValue: 0x11)
    static let apError = ProbeStatus(rawValue: 0x12)
    static let parityError = ProbeStatus(rawValue: 0x13)
    static let writeDataError = ProbeStatus(rawValue: 0x18)
    static let dpFault = ProbeStatus(rawValue: 0x15)
    static let badAP = ProbeStatus(rawValue: 0x1D)
    static let configurationChanged = ProbeStatus(rawValue: 0x40)
    static let unknownCommand = ProbeStatus(rawValue: 0x42)
    static let frequencyNotSupported = ProbeStatus(rawValue: 0x41)
}
