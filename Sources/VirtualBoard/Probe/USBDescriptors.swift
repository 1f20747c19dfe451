/// Descriptors of an ST-Link/V2 (USB 2.0, 9.6): one vendor-specific interface with three bulk
/// endpoints, full speed.
struct USBDescriptors {
    static let vendor: UInt16 = 0x0483
    static let product: UInt16 = 0x3748
    static let commandEndpoint: UInt8 = 0x02
    static let replyEndpoint: UInt8 = 0x81
    static let traceEndpoint: UInt8 = 0x83
    private static let languageEnglishUS: UInt16 = 0x0409
    private static let packetByteCount: UInt8 = 64

    let serial: String

    let device: [UInt8] = [
        18, 1, 0x00, 0x02, 0, 0, 0, packetByteCount,
        UInt8(vendor & 0xFF), UInt8(vendor >> 8), UInt8(product & 0xFF), UInt8(product >> 8),
        0x00, 0x01, 1, 2, 3, 1,
    ]

    let configuration: [UInt8] =
        [9, 2, 39, 0, 1, 1, 0, 0x80, 50] + [9, 4, 0, 0, 3, 0xFF, 0xFF, 0xFF, 4]
        + endpoint(replyEndpoint) + endpoint(commandEndpoint) + endpoint(traceEndpoint)

    private static func endpoint(_ address: UInt8) -> [UInt8] {
        [7, 5, address, 2, packetByteCount, 0, 0]
    }

    /// String descriptor `index`; `nil`: there is none.
    func string(_ index: UInt8) -> [UInt8]? {
        var body: [UInt8] = []
        switch index {
        case 0: body.append(half: Self.languageEnglishUS)
        case 1: for unit in "STMicroelectronics".utf16 { body.append(half: unit) }
        case 2: for unit in "STM32 STLink".utf16 { body.append(half: unit) }
        case 3: for unit in serial.utf16 { body.append(half: unit) }
        case 4: for unit in "ST Link".utf16 { body.append(half: unit) }
        default: return nil
        }
        return [UInt8(body.count + 2), 3] + body
    }
}
