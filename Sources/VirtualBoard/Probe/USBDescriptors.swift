/// Descriptors of a probe (USB 2.0, 9.6), made from its model.
struct USBDescriptors {
    static let vendor: UInt16 = 0x0483
    private static let languageEnglishUS: UInt16 = 0x0409

    /// Class, subclass and protocol codes (usb.org, "Defined class codes").
    private enum ClassCode {
        static let vendorSpecific: [UInt8] = [0xFF, 0xFF, 0xFF]
        /// SCSI commands over Bulk-Only transport.
        static let massStorage: [UInt8] = [0x08, 0x06, 0x50]
        static let communicationsControl: [UInt8] = [0x02, 0x02, 0x01]
        static let communicationsData: [UInt8] = [0x0A, 0x00, 0x00]
        /// The device as a whole, where functions of several interfaces are in it.
        static let associated: [UInt8] = [0xEF, 0x02, 0x01]
    }

    let device: [UInt8]
    let configuration: [UInt8]
    private let strings: [[UInt16]]

    /// `product` takes the place of the model's own number (`--fault fw`).
    init(_ model: ProbeModel, serial: [UInt16], product: UInt16) {
        strings = [
            Array("STMicroelectronics".utf16), Array(model.title.utf16), serial,
            Array("ST-Link Debug".utf16),
        ]
        let deviceClass: [UInt8] = model.interfaces.count > 1 ? ClassCode.associated : [0, 0, 0]
        var device: [UInt8] = [18, 1, 0x00, 0x02] + deviceClass + [64]
        device.append(half: Self.vendor)
        device.append(half: product)
        device += [0x00, 0x01, 1, 2, 3, 1]
        self.device = device

        var body: [UInt8] = []
        var interfaceCount: UInt8 = 0
        // IN and OUT numbers of what is not the debug interface.
        var spare: UInt8 = 3
        for interface in model.interfaces {
            body += Self.interface(interface, of: model, number: &interfaceCount, spare: &spare)
        }
        var configuration: [UInt8] = [9, 2]
        configuration.append(half: UInt16(9 + body.count))
        // Bus powered, in units of 2 mA.
        configuration += [interfaceCount, 1, 0, 0x80, UInt8(model.milliamperes / 2)]
        self.configuration = configuration + body
    }

    private static func interface(
        _ kind: ProbeModel.Interface, of model: ProbeModel, number: inout UInt8,
        spare: inout UInt8
    ) -> [UInt8] {
        let packet = UInt16(model.bus.packetByteCount)
        func bulk(_ address: UInt8) -> [UInt8] { endpoint(address, 2, packet, 0) }
        func header(_ endpoints: Int, _ classes: [UInt8], _ name: UInt8 = 0) -> [UInt8] {
            defer { number += 1 }
            return [9, 4, number, 0, UInt8(endpoints)] + classes + [name]
        }
        func pair() -> [UInt8] {
            defer { spare += 1 }
            return bulk(0x80 | spare) + bulk(spare)
        }
        switch kind {
        case .debug:
            let trace = model.traceEndpoint.map(bulk) ?? []
            return header(trace.isEmpty ? 2 : 3, ClassCode.vendorSpecific, 4)
                + bulk(model.replyEndpoint) + bulk(model.commandEndpoint) + trace
        case .wrappedDebug:
            return header(2, ClassCode.massStorage, 4) + bulk(model.replyEndpoint)
                + bulk(model.commandEndpoint)
        case .massStorage: return header(2, ClassCode.massStorage) + pair()
        case .bridge: return header(2, ClassCode.vendorSpecific) + pair()
        case .serialPort:
            // Interface association (USB 2.0 ECN) and the functional descriptors of an ACM
            // function (USB CDC 1.2, 5.2.3; PSTN 1.2, 5.3).
            let association: [UInt8] = [8, 11, number, 2] + ClassCode.communicationsControl + [0]
            let functions: [UInt8] =
                [5, 0x24, 0x00, 0x10, 0x01] + [5, 0x24, 0x01, 0, number + 1]
                + [4, 0x24, 0x02, 0x02] + [5, 0x24, 0x06, number, number + 1]
            defer { spare += 1 }
            let control =
                header(1, ClassCode.communicationsControl) + functions
                + endpoint(0x80 | spare, 3, 10, 255)
            spare += 1
            return association + control + header(2, ClassCode.communicationsData)
                + bulk(0x80 | spare) + bulk(spare)
        }
    }

    private static func endpoint(
        _ address: UInt8, _ type: UInt8, _ packet: UInt16, _ interval: UInt8
    ) -> [UInt8] {
        var bytes: [UInt8] = [7, 5, address, type]
        bytes.append(half: packet)
        return bytes + [interval]
    }

    /// String descriptor `index`; `nil`: there is none.
    func string(_ index: UInt8) -> [UInt8]? {
        guard index <= strings.count else { return nil }
        let units = index == 0 ? [Self.languageEnglishUS] : strings[Int(index) - 1]
        var body: [UInt8] = []
        for unit in units { body.append(half: unit) }
        return [UInt8(body.count + 2), 3] + body
    }
}

/// A serial number as the string descriptor holds it.
public struct SerialNumber: Hashable, Sendable {
    /// UTF-16 code units; empty: the descriptor is there and holds nothing.
    public let units: [UInt16]

    /// As many characters as fit a descriptor.
    private static let unitLimit = 126
    private static let binaryByteCount = 12

    /// `TEXT` as it is, or `binary:` and 24 hexadecimal digits: twelve bytes, each in a unit of
    /// its own, as early V2 firmware has them (descriptor of 26 bytes; pyOCD, OpenOCD).
    public init(_ text: String) throws(BoardError) {
        guard text.hasPrefix("binary:") else {
            units = Array(text.utf16)
            guard units.count <= Self.unitLimit else {
                throw BoardError("serial number '\(text)' is longer than \(Self.unitLimit)")
            }
            return
        }
        let digits = text.dropFirst("binary:".count)
        var bytes: [UInt16] = []
        var rest = digits
        while rest.count >= 2, let byte = UInt16(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty, bytes.count == Self.binaryByteCount else {
            throw BoardError(
                "serial number '\(text)': after binary: come \(2 * Self.binaryByteCount) "
                    + "hexadecimal digits")
        }
        units = bytes
    }
}
