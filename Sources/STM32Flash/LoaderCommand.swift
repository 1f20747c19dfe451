import TargetMemory

/// One command for the loader, as `Loaders/loader.h` lays it out.
struct LoaderCommand {
    enum Operation: UInt32 {
        case program = 1
        case erase = 2
        case checksum = 4
        case sum = 5
        case invalidate = 6
    }

    var operation: Operation
    var address: Address
    var byteCount: Int
    var argument: UInt32 = 0
    /// From the interface's address to the registers of the bank, in bytes.
    var registers = 0
    /// Of an erase.
    var sectorByteCount = 0
    /// Of an erase: sectors that it is about.
    var sectorCount = 0
    /// Lies right before the command; a multiple of four bytes.
    var data: [UInt8] = []
    /// By the data sheet, for the pauses between polls.
    var expectedMicroseconds: Int
    /// By the data sheet's worst case, for giving up.
    var microsecondsMax: Int

    static let byteCount = 32
    /// Where in a command the loader puts its answer.
    static let resultOffset = 16
    /// Bytes of one row of a checksum command.
    static let rowByteCount = 12
    static let rowResultOffset = 8

    /// Data and command as they lie in memory, the sequence number last.
    func encoded(sequence: UInt32) -> [UInt8] {
        let words = [
            operation.rawValue, address.rawValue, UInt32(byteCount), argument, 0,
            UInt32(registers), UInt32(sectorByteCount), sequence,
        ]
        return data + words.flatMap(\.littleEndianBytes)
    }

    /// The rows of a checksum or sum command.
    static func rows(_ regions: [Region]) -> [UInt8] {
        regions.flatMap { [$0.base.rawValue, UInt32($0.byteCount), 0] }
            .flatMap(\.littleEndianBytes)
    }
}
