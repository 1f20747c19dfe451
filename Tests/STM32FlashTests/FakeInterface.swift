import STM32
import TargetMemory

/// Memory behind a flash interface that is told by its register layout: locks, keys, erases by
/// bits, units. What is not a register or a cell is RAM.
final class FakeInterface: CoreAccess {
    let flash: Flash
    let sectors: [Sector]
    var cells: [Address: UInt8] = [:]
    var words: [Address: UInt32] = [:]
    /// Every write to a register, in order.
    var writes: [(address: Address, value: UInt32)] = []
    /// Keys that came since the interface was locked, by register set.
    var keys: [Address: [UInt32]] = [:]
    var erased: [Int] = []
    var massErases: [UInt32] = []
    /// Status bits to be raised by the next operation.
    var nextErrors: UInt32 = 0
    /// Looks at the status for which an operation stays busy.
    var busyReads = 0
    private var busyReadsLeft = 0
    /// Writes while an operation was under way.
    var writesWhileBusy = 0
    /// Accesses until one fails.
    var accessesUntilFailure = Int.max

    init(_ flash: Flash, _ sectors: [Sector]) {
        self.flash = flash
        self.sectors = sectors
        for set in sets { words[set + layout.control] = layout.lock | layout.keptControl }
    }

    private var layout: FlashRegisterLayout { flash.layout }
    private var sets: [Address] { [flash.registers, flash.secondBankRegisters].compactMap(\.self) }
    private var whole: Region {
        let first = sectors[0].region.base
        return Region(base: first, byteCount: (sectors.last?.region.last ?? first) - first + 1)
    }

    func isLocked(_ set: Address) -> Bool {
        words[set + layout.control, default: 0] & layout.lock != 0
    }

    private func count() throws(TargetFault) {
        accessesUntilFailure -= 1
        guard accessesUntilFailure != 0 else { throw TargetFault(.link, "lost") }
    }

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        try count()
        if sets.contains(where: { address == $0 + layout.status }), busyReadsLeft > 0 {
            busyReadsLeft -= 1
            return words[address, default: 0] | (layout.busy & (~layout.busy &+ 1))
        }
        return words[address, default: 0]
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        try count()
        guard let set = sets.last(where: { address >= $0 && address - $0 < 0x100 }) else {
            words[address] = value
            return
        }
        writes.append((address, value))
        if busyReadsLeft > 0 { writesWhileBusy += 1 }
        switch address - set {
        case layout.key: takeKey(value, set)
        case layout.statusClear: words[set + layout.flags, default: 0] &= ~value
        case layout.control where !isLocked(set): control(value, set)
        case layout.control: break
        default: words[address] = value
        }
    }

    private func takeKey(_ value: UInt32, _ set: Address) {
        keys[set, default: []].append(value)
        guard keys[set] == [0x4567_0123, 0xCDEF_89AB] else { return }
        words[set + layout.control, default: 0] &= ~layout.lock
    }

    private func control(_ value: UInt32, _ set: Address) {
        words[set + layout.control] = value & ~layout.start
        if value & layout.lock != 0 { keys[set] = [] }
        guard value & layout.start != 0 else { return }
        begin(set)
        if value & layout.pageErase != 0 {
            for sector in sectors where isMeant(sector, value, set) {
                erased.append(sector.number)
                for offset in 0..<sector.region.byteCount {
                    cells[sector.region.base + offset] = nil
                }
            }
        } else {
            massErases.append(value & ~layout.start & ~layout.keptControl)
            cells = [:]
        }
    }

    private func isMeant(_ sector: Sector, _ value: UInt32, _ set: Address) -> Bool {
        if flash.controller == .f1 {
            return words[set + 0x14].map { Address($0) } == sector.region.base
        }
        let isSecond = set != flash.registers || value & layout.bankSelect != 0
        guard (sector.bank == 1) == (layout.bankSelect != 0 || sets.count > 1 ? isSecond : false)
        else { return false }
        let page = value & ~(layout.start | layout.pageErase | layout.bankSelect)
        return (page & ~layout.keptControl) >> UInt32(layout.pageShift) == UInt32(sector.code)
    }

    private func begin(_ set: Address) {
        busyReadsLeft = busyReads
        words[set + layout.flags, default: 0] |= nextErrors
        nextErrors = 0
    }

    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try self.count()
        return (0..<count).map { cells[address + $0] ?? flash.erasedByte }
    }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        if !whole.contains(address) {
            for (index, word) in bytes.littleEndianWords.enumerated() {
                try writeWord(word, to: address + 4 * index)
            }
            return
        }
        try count()
        let set =
            sets.count > 1 && sectors.contains { $0.bank == 1 && address >= $0.region.base }
            ? sets[1] : sets[0]
        if busyReadsLeft > 0 { writesWhileBusy += 1 }
        guard words[set + layout.control, default: 0] & layout.program != 0,
            bytes.count == flash.programByteCount, address.isAligned(to: bytes.count)
        else { return words[set + layout.flags, default: 0] |= layout.errors }
        for (offset, byte) in bytes.enumerated() { cells[address + offset] = byte }
        begin(set)
    }

    func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        for (address, bytes) in writes { try write(bytes, to: address) }
    }

    func readCoreRegisters() throws(TargetFault) -> [UInt32] { Array(repeating: 0, count: 19) }
    func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32 { 0 }
    func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {}
    func driveReset(_ asserted: Bool) throws(TargetFault) {}
    func pause(milliseconds: Int) {}
}
