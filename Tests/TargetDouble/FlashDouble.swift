import DebugSession
import TargetMemory

/// Flash that is an array, with the erase-then-program rule of the real thing.
final class FlashDouble: FlashProgramming {
    private(set) var cells = [UInt8](repeating: 0xFF, count: 1 << 20)
    var fault: TargetFault?
    private var erases: [Region] = []
    private var writes: [(Address, [UInt8])] = []

    func erase(_ region: Region) throws(TargetFault) { erases.append(region) }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        writes.append((address, bytes))
    }

    func commit() throws(TargetFault) -> String {
        if let fault { throw fault }
        for region in erases {
            let start = region.base - TargetDouble.flashBase
            for index in start..<start + region.byteCount { cells[index] = 0xFF }
        }
        for (address, bytes) in writes {
            let start = address - TargetDouble.flashBase
            for (index, byte) in bytes.enumerated() {
                guard cells[start + index] == 0xFF else {
                    throw TargetFault(.flash, at: address + index, "not erased")
                }
                cells[start + index] = byte
            }
        }
        let byteCount = writes.reduce(0) { $0 + $1.1.count }
        defer { abandon() }
        return "programmed \(byteCount) bytes"
    }

    func abandon() {
        erases = []
        writes = []
    }
}
