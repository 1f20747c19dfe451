/// The registers of chips whose peripherals do nothing here: they keep what is written to them.
/// One store serves every view of them.
final class RegisterCells {
    private let description: RegisterDescription
    private var words: [UInt32: UInt32]

    init(_ description: RegisterDescription) {
        self.description = description
        words = description.resetValues
    }

    /// The word at a non-secure address: as written, but for the bits that follow others.
    subscript(address: UInt32) -> UInt32 {
        get {
            var word = words[address, default: 0]
            for row in description.followers where row.address == address {
                let mask: UInt32 = (1 << row.width) - 1
                let value = words[row.source, default: 0] >> row.sourceBit & mask
                word = word & ~(mask << row.bit) | value << row.bit
            }
            return word
        }
        set { words[address] = newValue }
    }

    func reset() { words = description.resetValues }
}

extension RegisterDescription {
    func storage() -> RegisterCells { RegisterCells(self) }
}

/// A stretch of such registers on the bus; `offset` is what a secure view adds to addresses.
final class RegisterSpace: Peripheral {
    let base: UInt32
    let byteCount: Int
    private let offset: UInt32
    private let cells: RegisterCells

    init(base: UInt32, byteCount: Int, offset: UInt32, cells: RegisterCells) {
        self.base = base
        self.byteCount = byteCount
        self.offset = offset
        self.cells = cells
    }

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        let address = base - self.offset + offset
        let mask: UInt32 = width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1
        return cells[address & ~3] >> (8 * (address & 3)) & mask
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        let address = base - self.offset + offset
        let shift = 8 * (address & 3)
        let mask: UInt32 = (width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1) << shift
        cells[address & ~3] = cells[address & ~3] & ~mask | value << shift & mask
    }

    func reset() { cells.reset() }
}

/// The flash interface at its secure address: accesses there are secure.
final class SecureFlashView: Peripheral {
    let base: UInt32
    let byteCount: Int
    private let flash: FlashInterface

    init(_ flash: FlashInterface, offset: UInt32) {
        self.flash = flash
        base = flash.base + offset
        byteCount = flash.byteCount
    }

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        flash.isSecureAccess = true
        defer { flash.isSecureAccess = false }
        return try flash.read(offset, width: width, by: master)
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        flash.isSecureAccess = true
        defer { flash.isSecureAccess = false }
        try flash.write(value, to: offset, width: width, by: master)
    }

    /// The interface itself is reset once.
    func reset() {}
}
