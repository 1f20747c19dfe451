/// A peripheral that keeps what is written to it and starts from its reset values. It does
/// nothing else; a peripheral whose bits have a life of their own overrides the two hooks.
class RegisterBank: Peripheral {
    let name: String
    let base: UInt32
    let byteCount: Int
    private let resetValues: [UInt32: UInt32]
    /// Bits that start something which is done at once: they never read as one.
    private let momentary: [UInt32: UInt32]
    private var words: [UInt32]

    /// `resetValues`: by byte offset; the others are zero. `momentary`: masks by byte offset.
    init(
        name: String, base: UInt32, byteCount: Int, resetValues: [UInt32: UInt32] = [:],
        momentary: [UInt32: UInt32] = [:]
    ) {
        self.name = name
        self.base = base
        self.byteCount = byteCount
        self.resetValues = resetValues
        self.momentary = momentary
        words = Array(repeating: 0, count: byteCount / 4)
        loadResetValues()
    }

    /// The stored word; `offset` is a multiple of 4.
    final subscript(offset: UInt32) -> UInt32 {
        get { words[Int(offset / 4)] }
        set { words[Int(offset / 4)] = newValue }
    }

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        guard Int(offset) + width <= byteCount else { throw BusFault(address: base + offset) }
        let word = try load(offset & ~3, by: master)
        return word >> (8 * (offset & 3)) & Self.mask(width)
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        guard Int(offset) + width <= byteCount else { throw BusFault(address: base + offset) }
        let shift = 8 * (offset & 3)
        let mask = Self.mask(width) << shift
        let merged = self[offset & ~3] & ~mask | value << shift & mask
        try store(merged, at: offset & ~3, by: master)
    }

    func reset() { loadResetValues() }

    /// What a read of the word at `offset` gives.
    func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 { self[offset] }

    /// A write to the word at `offset`; narrow writes come merged with the stored word.
    func store(_ value: UInt32, at offset: UInt32, by master: BusMaster) throws(BusFault) {
        self[offset] = value & ~(momentary[offset] ?? 0)
    }

    private func loadResetValues() {
        for index in words.indices { words[index] = resetValues[UInt32(index) * 4] ?? 0 }
    }

    private static func mask(_ width: Int) -> UInt32 {
        width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1
    }
}

extension UInt32 {
    /// Whether bit `number` is set.
    func has(_ number: UInt32) -> Bool { self >> number & 1 != 0 }

    /// The value with bit `number` as given.
    func setting(_ number: UInt32, _ isSet: Bool) -> UInt32 {
        isSet ? self | 1 << number : self & ~(1 << number)
    }

    /// The field of `width` bits from bit `low` on.
    func field(_ low: UInt32, _ width: UInt32) -> UInt32 { self >> low & ((1 << width) - 1) }
}
