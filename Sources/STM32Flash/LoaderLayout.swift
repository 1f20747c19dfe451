import CortexM
import STM32
import TargetMemory

/// The watchdogs that a loader has to feed: IWDG_KR and WWDG_CR.
struct Watchdogs: Hashable {
    var independent: Address?
    var window: Address?
}

/// Where in the work area the loader's parts lie, from the bottom up: vectors, code, control block,
/// stack, ring of slots; at the top the checksum tables.
struct LoaderLayout {
    let vectors: Address
    let code: Region
    let control: Address
    let stackTop: Address
    let ring: Address
    let slotByteCount: Int
    let slotCount: Int
    /// `nil` where there is no room for them.
    let tables: Region?

    /// Two slots at the least; slots shrink where the area is small. `nil` where it has no room
    /// for the smallest.
    init?(workArea: Region, codeByteCount: Int, slotDataByteCount: Int) {
        vectors = (workArea.base + (RoutineVectors.alignment - 1))
            .alignedDown(to: RoutineVectors.alignment)
        code = Region(
            base: (vectors + (RoutineVectors.byteCount + 15)).alignedDown(to: 16),
            byteCount: codeByteCount)
        control = (code.base + (codeByteCount + 15)).alignedDown(to: 16)
        stackTop = control + Self.controlByteCount + Limits.loaderStackBytes
        ring = stackTop
        let top = (workArea.base + workArea.byteCount).alignedDown(to: 8)
        let full = slotDataByteCount + LoaderCommand.byteCount
        let room = max(top - ring, 0)
        let hasTables = room - Limits.tableBytes >= 2 * full
        let ringByteCount = hasTables ? room - Limits.tableBytes : room
        let share = ringByteCount / 2 - LoaderCommand.byteCount
        let data = min(slotDataByteCount, share - share % Limits.slotDataBytesMin)
        guard data >= Limits.slotDataBytesMin else { return nil }
        slotByteCount = data + LoaderCommand.byteCount
        slotCount = ringByteCount / slotByteCount
        tables =
            hasTables
            ? Region(base: top + -Limits.tableBytes, byteCount: Limits.tableBytes) : nil
    }

    static let controlByteCount = 96

    /// Data bytes of a slot.
    var slotDataByteCount: Int { slotByteCount - LoaderCommand.byteCount }

    /// Vectors, code, control block and stack: what is in use all the time.
    var fixed: Region { Region(base: vectors, byteCount: ring - vectors) }

    /// What goes into RAM before the start, from `vectors` on: vectors, code, control block.
    func image(code bytes: [UInt8], control block: [UInt8]) -> [UInt8] {
        var image = RoutineVectors.bytes(at: vectors, stack: stackTop)
        image += [UInt8](repeating: 0, count: code.base - vectors - image.count)
        image += bytes
        image += [UInt8](repeating: 0, count: control - vectors - image.count)
        return image + block
    }

    func slotEnd(_ slot: Int) -> Address { ring + (slot + 1) * slotByteCount }

    /// Where the control block has the first sequence number.
    var sequenceCell: Address { control + 28 }

    /// Left-overs of an earlier run must not pass for commands: the number moves on from what the
    /// last run began with, which still lies in its cell, by far more than a run has commands. By
    /// chance it would do as well, but then no session could be played again.
    func firstSequence(after last: UInt32?) -> UInt32 {
        ((last ?? 0) &+ 0x0123_4567) & 0x7FFF_FFFF | 1 << 24
    }

    /// The control block before the start: answer words, then the parameters.
    func controlBlock(
        flash: Flash, loader: ControllerLoader, watchdogs: Watchdogs, firstSequence: UInt32
    ) -> [UInt8] {
        let erased = UInt32(flash.erasedByte) * 0x0101_0101
        let words: [UInt32] =
            [
                0, 0, 0, flash.registers.rawValue, ring.rawValue, UInt32(slotByteCount),
                UInt32(slotCount), firstSequence, watchdogs.independent?.rawValue ?? 0, erased,
                loader.eraseStep, watchdogs.window?.rawValue ?? 0,
            ] + loader.parameters
        let rest = [UInt32](repeating: 0, count: Self.controlByteCount / 4 - words.count)
        return (words + rest).flatMap(\.littleEndianBytes)
    }
}

/// The target's RAM as it was before the loader came, kept piece by piece.
struct MemoryKeeper {
    private var pieces: [(address: Address, bytes: [UInt8])] = []

    /// Reads what is there now.
    mutating func save(_ region: Region, from access: any MemoryAccess) throws(TargetFault) {
        pieces.append((region.base, try access.read(region.base, count: region.byteCount)))
    }

    /// Writes back what was saved inside the region.
    mutating func restore(
        within region: Region, to access: any MemoryAccess
    ) throws(TargetFault) {
        for piece in pieces where region.contains(piece.address) {
            try access.write(piece.bytes, to: piece.address)
        }
        pieces.removeAll { region.contains($0.address) }
    }

    mutating func restoreAll(to access: any CoreAccess) throws(TargetFault) {
        do throws(TargetFault) {
            try access.writeBatch(pieces.map { ($0.address, $0.bytes) })
        } catch  where error.isInterrupted {
            // Nobody looks at it while the core stands: all of it again.
            for piece in pieces { try access.write(piece.bytes, to: piece.address) }
        }
        pieces.removeAll()
    }
}
