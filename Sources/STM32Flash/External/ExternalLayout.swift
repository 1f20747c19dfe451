import Firmware
import TargetMemory

/// Where the parts of an external algorithm lie in RAM: the BKPT that its functions return to,
/// the code, the stack, the buffer for pages.
struct ExternalLayout {
    let code: Region
    let returnAddress: Address
    let stackTop: Address
    let buffer: Region

    /// BKPT 0, twice (Armv6-M ARM, A6.7.12).
    static let stop: [UInt8] = [0x00, 0xBE, 0x00, 0xBE]

    /// `nil` where the RAM has no room for it.
    init?(_ algorithm: FlashAlgorithm, workArea: Region, ram: [Region]) {
        let base = algorithm.fixedAddress ?? (workArea.base + 8)
        let code = Region(base: base, byteCount: algorithm.code.count)
        guard let home = ram.first(where: { $0.contains(code) }) else { return nil }
        self.code = code
        // Behind the code: stop, stack, and the pages up to the end of that RAM.
        returnAddress = (base + (algorithm.code.count + 7)).alignedDown(to: 8)
        stackTop = returnAddress + (8 + Limits.externalStackBytes)
        let page = algorithm.pageByteCount
        let room = home.base + home.byteCount - stackTop
        let pages = min(room, Limits.externalBufferBytesMax) / page
        guard pages >= 1 else { return nil }
        buffer = Region(base: stackTop, byteCount: pages * page)
    }

    /// All of the RAM that is written to.
    var region: Region {
        Region(base: code.base, byteCount: buffer.base + buffer.byteCount - code.base)
    }
}
