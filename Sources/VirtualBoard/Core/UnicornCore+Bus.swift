internal import CUnicorn

/// A range that Unicorn hands over access by access.
final class PeripheralWindow {
    let base: UInt32
    let byteCount: Int
    private unowned let core: UnicornCore

    init(base: UInt32, byteCount: Int, core: UnicornCore) {
        self.base = base
        self.byteCount = byteCount
        self.core = core
    }

    func read(_ offset: UInt32, width: Int) -> UInt32 {
        core.coreRead(base + offset, width: width)
    }

    func write(_ value: UInt32, _ offset: UInt32, width: Int) {
        core.coreWrite(value, to: base + offset, width: width)
    }
}

// The bus matrix as the core and the debugger see it.
extension UnicornCore {
    static let privateBus: ClosedRange<UInt32> = 0xE000_0000...0xE00F_FFFF

    // MARK: Debugger

    public func debugRead(_ address: UInt32, width: Int) throws(BusFault) -> UInt32 {
        if Self.privateBus.contains(address) {
            return try privateRead(address, width: width, by: .debugger)
        }
        return try read(address, width: width, by: .debugger)
    }

    public func debugWrite(_ value: UInt32, to address: UInt32, width: Int) throws(BusFault) {
        if Self.privateBus.contains(address) {
            return try privateWrite(value, to: address, width: width, by: .debugger)
        }
        try write(value, to: address, width: width, by: .debugger)
    }

    // MARK: Core

    /// A load outside plain memory. A bus fault is recorded and the instruction gets zero, which
    /// the fault's handling takes back.
    func coreRead(_ address: UInt32, width: Int) -> UInt32 {
        windowAccesses += 1
        synchronise()
        do throws(BusFault) {
            if Self.privateBus.contains(address) {
                return try privateRead(address, width: width, by: .core)
            }
            return try read(address, width: width, by: .core)
        } catch {
            cu_fault(engine.state, UInt32(CU_FAULT_READ), error.address)
            return 0
        }
    }

    func coreWrite(_ value: UInt32, to address: UInt32, width: Int) {
        synchronise()
        do throws(BusFault) {
            if Self.privateBus.contains(address) {
                // Nearly every register there may change what runs next.
                engine.stop()
                return try privateWrite(value, to: address, width: width, by: .core)
            }
            try write(value, to: address, width: width, by: .core)
            if time.hertz != max(1, environment.coreClockHertz) { engine.stop() }
        } catch {
            cu_fault(engine.state, UInt32(CU_FAULT_WRITE), error.address)
        }
    }

    /// A store into mapped cells: Unicorn discards it, their owner decides.
    func storeCells(_ value: UInt64, to address: UInt32, width: Int) {
        synchronise()
        guard let block = map.block(at: address, width: width), let cells = block.cells else {
            // Read-only memory without a controller takes no notice.
            return
        }
        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        do throws(BusFault) {
            try cells.write(bytes, to: address, by: .core)
        } catch {
            cu_fault(engine.state, UInt32(CU_FAULT_WRITE), error.address)
        }
        codeChanged(address: address, count: width)
    }

    /// A load from where cells may be damaged; `true`: the bus refuses it.
    func readDamaged(_ address: UInt32) -> Bool {
        synchronise()
        switch environment.readCells(at: address) {
        case .sound: return false
        case .refused: return true
        case .reported:
            reportDamage()
            engine.stop()
            return false
        }
    }

    /// The flash interface asks for the non-maskable interrupt.
    public func reportDamage() { exceptions.setPending(.nonMaskable) }

    /// Words of exception frames and vectors.
    func load(_ address: UInt32) throws(BusFault) -> UInt32 {
        try read(address, width: 4, by: .core)
    }

    func store(_ value: UInt32, _ address: UInt32) throws(BusFault) {
        try write(value, to: address, width: 4, by: .core)
    }

    // MARK: Both

    private func read(_ address: UInt32, width: Int, by master: BusMaster) throws(BusFault)
        -> UInt32
    {
        if let peripheral = peripheral(at: address) {
            return try peripheral.read(address - peripheral.base, width: width, by: master)
        }
        guard let block = map.block(at: address, width: width) else {
            throw BusFault(address: address)
        }
        let bytes = block.storage + Int(address - block.base)
        switch width {
        case 1: return UInt32(bytes.loadUnaligned(as: UInt8.self))
        case 2: return UInt32(UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self)))
        default: return UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
        }
    }

    private func write(
        _ value: UInt32, to address: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        if let peripheral = peripheral(at: address) {
            return try peripheral.write(
                value, to: address - peripheral.base, width: width, by: master)
        }
        guard let block = map.block(at: address, width: width) else {
            throw BusFault(address: address)
        }
        if let cells = block.cells {
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
            try cells.write(bytes, to: address, by: master)
        } else if block.isWritable {
            let bytes = block.storage + Int(address - block.base)
            switch width {
            case 1: bytes.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
            case 2: bytes.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
            default: bytes.storeBytes(of: value, as: UInt32.self)
            }
        }
        codeChanged(address: address, count: width)
    }

    private func peripheral(at address: UInt32) -> (any Peripheral)? {
        if let last = lastPeripheral, address >= last.base,
            Int(address - last.base) < last.byteCount
        {
            return last
        }
        guard let found = map.peripheral(at: address) else { return nil }
        lastPeripheral = found
        return found
    }

    // MARK: Mapping

    func mapMemory() throws(CoreModelError) {
        let page = Limits.pageByteCount
        var mapped: [Range<UInt64>] = []
        var windowed: [Range<UInt64>] = [0xE000_0000..<0xE010_0000]
        for block in map.blocks {
            let range = UInt64(block.base)..<UInt64(block.base) + UInt64(block.byteCount)
            if range.lowerBound % page == 0, range.upperBound % page == 0 {
                try engine.map(block)
                mapped.append(range)
            } else {
                windowed.append(range)
            }
        }
        for peripheral in map.peripherals {
            windowed.append(
                UInt64(peripheral.base)..<UInt64(peripheral.base) + UInt64(peripheral.byteCount))
        }
        for range in Self.pages(of: windowed, without: mapped) {
            let window = PeripheralWindow(
                base: UInt32(range.lowerBound), byteCount: range.count, core: self)
            try engine.mapWindow(window)
            windows.append(window)
        }
    }

    /// The pages that the ranges touch, joined where they meet, without those mapped already.
    private static func pages(
        of ranges: [Range<UInt64>], without mapped: [Range<UInt64>]
    ) -> [Range<UInt64>] {
        let page = Limits.pageByteCount
        var joined: [Range<UInt64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let lower = range.lowerBound / page * page
            let upper = (range.upperBound + page - 1) / page * page
            if let last = joined.last, lower <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, upper)
            } else {
                joined.append(lower..<upper)
            }
        }
        for taken in mapped {
            joined = joined.flatMap { range -> [Range<UInt64>] in
                guard range.overlaps(taken) else { return [range] }
                let below = range.lowerBound..<max(range.lowerBound, taken.lowerBound)
                let above = min(range.upperBound, taken.upperBound)..<range.upperBound
                return [below, above].filter { !$0.isEmpty }
            }
        }
        return joined
    }
}
