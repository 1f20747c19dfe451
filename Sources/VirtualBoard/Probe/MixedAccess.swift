/// RW_MISC: a list of single accesses in one command, fetched with another (OpenOCD,
/// stlink_usb_misc_rw_segment).
enum MixedAccess {
    /// What an item does with its word.
    private enum Item: UInt8 {
        case address = 1
        case write = 2
        case read = 3
        case accessPort = 5
    }

    /// A byte for each item, padded to whole words, then a word for each.
    static func byteCount(items: Int) -> Int { (items + 3) / 4 * 4 + 4 * items }

    /// Items that one command may have: OpenOCD's figures for V2 and V3.
    static func limit(_ version: FirmwareVersion) -> Int { version.hardware < 3 ? 64 : 1227 }

    /// Values of all items, then the status of each: what RW_MISC_IN answers. Behind an item that
    /// fails, none is tried.
    static func perform(_ data: [UInt8], items: Int, on firmware: STLinkFirmware) -> [UInt8] {
        var values: [UInt8] = []
        var statuses: [UInt8] = []
        var status = ProbeStatus.ok
        var address: UInt32 = 0
        var port: UInt8 = 0
        let words = (items + 3) / 4 * 4
        for index in 0..<items {
            let word = data.value(at: words + 4 * index, width: 4)
            var value: UInt32 = 0
            if status == .ok {
                do throws(ProbeStatus) {
                    switch Item(rawValue: data[index]) {
                    case .address: address = word
                    case .write: try firmware.writeMemoryWord(word, to: address, through: port)
                    case .read: value = try firmware.memoryWord(at: word, through: port)
                    case .accessPort: port = UInt8(truncatingIfNeeded: word)
                    case nil: throw .commandError
                    }
                } catch { status = error }
            }
            values.append(word: value)
            statuses.append(word: UInt32(status.rawValue))
        }
        return values + statuses
    }
}
