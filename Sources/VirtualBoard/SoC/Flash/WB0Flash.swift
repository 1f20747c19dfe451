/// The flash interface of WB0 (RM0529, chapter 5): commands by number, addresses in words, four
/// data registers, raw interrupt flags. There are no keys and no option bytes.
final class WB0Flash: FlashInterface {
    enum Offset {
        static let command: UInt32 = 0x00
        static let configuration: UInt32 = 0x04
        static let status: UInt32 = 0x08
        static let mask: UInt32 = 0x0C
        static let raw: UInt32 = 0x10
        static let size: UInt32 = 0x14
        static let address: UInt32 = 0x18
        static let data: ClosedRange<UInt32> = 0x40...0x4C
    }

    enum Command {
        static let erase: UInt32 = 0x11
        static let massErase: UInt32 = 0x22
        static let write: UInt32 = 0x33
        static let massRead: UInt32 = 0x55
        static let burstWrite: UInt32 = 0xCC
        static let oneTimeWrite: UInt32 = 0xEE
    }

    /// IRQRAW: flags are cleared by writing ones.
    enum Flag {
        static let done: UInt32 = 1 << 0
        static let started: UInt32 = 1 << 1
        static let error: UInt32 = 1 << 2
        static let illegal: UInt32 = 1 << 3
        static let readOK: UInt32 = 1 << 4
    }

    private var words: [UInt32: UInt32] = [:]
    private var raw: UInt32 = 0

    init(description: FlashDescription, clock: BoardClock, statistics: BoardStatistics) {
        super.init(
            description: description, byteCount: 0x1000, clock: clock, statistics: statistics)
        timer.onEnd = { [unowned self] in raw |= Flag.done }
    }

    override func reset() {
        timer.cancel()
        words = [:]
        raw = 0
    }

    override var bootAddress: UInt32 { description.bootAddress }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        switch offset {
        case Offset.raw, Offset.status:
            let before = raw
            let isBusy = timer.poll(master)
            let flags = isBusy ? before : raw
            // What the mask hides is not seen as an interrupt.
            return offset == Offset.raw ? flags : flags & ~words[Offset.mask, default: 0x3F]
        // Words of main flash less one, and the RAM's size above (RM0529, 5.6.6).
        case Offset.size: return UInt32(description.byteCount / 4 - 1) | 3 << 17
        default: return words[offset, default: 0]
        }
    }

    override func retained(_ offset: UInt32) -> UInt32 {
        offset == Offset.command ? 0 : words[offset, default: 0]
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.command: perform(word & 0xFF)
        case Offset.raw, Offset.status: raw &= ~word
        case Offset.size: break
        default:
            if timer.isBusy { illegal(.flashControlBusy) }
            words[offset] = word
        }
    }

    /// ADDRESS counts words from the start of main flash.
    private var target: UInt32 {
        description.base + 4 * (words[Offset.address, default: 0] & 0x1FFFF)
    }

    private func perform(_ command: UInt32) {
        guard !timer.isBusy else {
            illegal(.flashControlBusy)
            return raw |= Flag.error
        }
        raw |= Flag.started
        switch command {
        case Command.erase:
            guard let page = sector(at: target) else { return refuse(.sectorNumber) }
            guard beginCounted() == nil else { return raw |= Flag.error }
            eraseSector(page.base, page.byteCount)
            timer.begin(eraseNanoseconds ?? description.timing.erase)
        case Command.massErase:
            guard beginCounted() == nil else { return raw |= Flag.error }
            eraseMain()
            timer.begin(eraseNanoseconds ?? description.timing.massErase)
        case Command.write: write(count: 1)
        case Command.burstWrite: write(count: 4)
        case Command.oneTimeWrite: writeOneTime()
        default: refuse(.eraseSequence)
        }
    }

    private func write(count: Int) {
        guard cells.isMain(target), count == 1 || target & 15 == 0 else {
            return refuse(.alignment)
        }
        guard beginCounted() == nil else { return raw |= Flag.error }
        for index in 0..<UInt32(count) {
            let word = words[Offset.data.lowerBound + 4 * index, default: 0]
            // A burst of fewer words than four has ones in the others, which stay as they are
            // (RM0530 6.3, burst write).
            if count > 1, word == .max { continue }
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
            if !program(bytes, at: target + 4 * index) { illegal(.zeroToOne) }
        }
        timer.begin(description.timing.program * UInt64(count))
    }

    /// ADDRESS counts words from the start of the one-time cells.
    private func writeOneTime() {
        guard let range = description.oneTime else { return refuse(.eraseSequence) }
        let address = range.lowerBound + 4 * (words[Offset.address, default: 0] & 0xFF)
        guard range.contains(address), isErased(address, count: 4) else {
            return refuse(.programmedTwice)
        }
        guard beginCounted() == nil else { return raw |= Flag.error }
        let word = words[Offset.data.lowerBound, default: 0]
        program((0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }, at: address)
        timer.begin(description.timing.program)
    }

    private func refuse(_ kind: IllegalOperation) {
        illegal(kind)
        raw |= Flag.illegal
    }

    /// Cells do not take stores.
    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) { illegal(.writeOutside) }
}
