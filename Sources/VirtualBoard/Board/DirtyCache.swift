/// Lines of SRAM that the core has changed in its data cache only: the access port, which goes
/// past the cache unless its transfers are marked cacheable, finds what was there before
/// (Cortex-M7 TRM, 5.8; `--fault cache`).
///
/// The core's bytes are those of the memory block, as it runs from there; what lies in RAM below
/// the cache is kept here.
final class DirtyCache {
    static let lineByteCount: UInt32 = 32

    private let block: MemoryBlock
    private let range: Range<UInt32>
    /// RAM below the cache; `nil`: every line is clean.
    private var below: [UInt8]?
    /// Lines that are clean although others are dirty.
    private var clean: Set<UInt32> = []

    init(block: MemoryBlock, base: UInt32, lineCount: Int) {
        self.block = block
        let room = min(lineCount, block.byteCount / Int(Self.lineByteCount))
        range = base..<base + UInt32(room) * Self.lineByteCount
    }

    private var cells: UnsafeMutableRawPointer {
        block.storage + Int(range.lowerBound - block.base)
    }

    /// A reset: what the cache held is lost to nobody here, as RAM is what the core sees.
    func forget() { below = nil }

    /// The core runs: from now on it writes to the cache.
    func run(isRunning: Bool) {
        guard isRunning, below == nil || !clean.isEmpty else { return }
        var bytes = [UInt8](UnsafeRawBufferPointer(start: cells, count: range.count))
        if let below {
            for offset in 0..<range.count
            where !clean.contains(UInt32(offset) / Self.lineByteCount) {
                bytes[offset] = below[offset]
            }
        }
        below = bytes
        clean = []
    }

    private func offset(of address: UInt32) -> Int? {
        guard below != nil, range.contains(address) else { return nil }
        let offset = address - range.lowerBound
        return clean.contains(offset / Self.lineByteCount) ? nil : Int(offset)
    }

    /// What RAM holds where the core sees something else; `nil`: both see the same.
    func read(_ address: UInt32, width: Int) -> UInt32? {
        guard let offset = offset(of: address), let below, offset + width <= below.count else {
            return nil
        }
        return (0..<width).reduce(0) { $0 | UInt32(below[offset + $1]) << UInt32(8 * $1) }
    }

    /// `true`: the write went to RAM below the cache, unseen by the core.
    func write(_ value: UInt32, to address: UInt32, width: Int) -> Bool {
        guard let offset = offset(of: address), var bytes = below,
            offset + width <= bytes.count
        else { return false }
        for index in 0..<width {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
        }
        below = bytes
        return true
    }

    /// Cache maintenance by the offset of its register in the system control space (DDI 0403E,
    /// B3.2; Cortex-M7 TRM, 5.8.3). By set and way counts as for all lines.
    func maintain(_ register: UInt32, _ value: UInt32) {
        switch register {
        // DCCMVAU, DCCMVAC, DCCIMVAC.
        case 0xF64, 0xF68, 0xF70: cleanLine(value)
        // DCIMVAC.
        case 0xF5C: invalidateLine(value)
        // DCCSW, DCCISW.
        case 0xF6C, 0xF74: below = nil
        // DCISW.
        case 0xF60:
            for line in 0..<UInt32(range.count) / Self.lineByteCount {
                invalidateLine(range.lowerBound + line * Self.lineByteCount)
            }
        default: break
        }
    }

    private func cleanLine(_ address: UInt32) {
        guard let offset = offset(of: address) else { return }
        clean.insert(UInt32(offset) / Self.lineByteCount)
    }

    /// The core's bytes are lost, RAM's come in.
    private func invalidateLine(_ address: UInt32) {
        guard let offset = offset(of: address), let below else { return }
        let line = offset & ~Int(Self.lineByteCount - 1)
        for index in line..<line + Int(Self.lineByteCount) {
            cells.storeBytes(of: below[index], toByteOffset: index, as: UInt8.self)
        }
        clean.insert(UInt32(offset) / Self.lineByteCount)
    }
}
