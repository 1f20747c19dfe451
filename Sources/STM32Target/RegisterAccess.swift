import CortexM
import TargetMemory

extension Core {
    /// A register's bytes, least significant first.
    func read(_ place: TargetRegister.Place) throws(TargetFault) -> [UInt8] {
        switch place {
        case .selector(let selector):
            return try register(selector).bytes
        case .special(let selector, let shift):
            return try (register(selector) >> shift & 0xFF).bytes
        case .pair(let first):
            return try register(first).bytes + register(first + 1).bytes
        }
    }

    func write(_ value: [UInt8], to place: TargetRegister.Place) throws(TargetFault) {
        switch place {
        case .selector(let selector):
            try setRegister(selector, UInt32(bytes: value.prefix(4)))
        case .special(let selector, let shift):
            var word = try register(selector)
            word = word & ~(0xFF << shift) | (UInt32(bytes: value.prefix(4)) & 0xFF) << shift
            try setRegister(selector, word)
        case .pair(let first):
            try setRegister(first, UInt32(bytes: value.prefix(4)))
            try setRegister(first + 1, UInt32(bytes: value.dropFirst(4).prefix(4)))
        }
    }
}

extension UInt32 {
    /// Four bytes, least significant first.
    var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(8 * $0)) } }

    /// Up to four bytes, least significant first.
    init(bytes: some Sequence<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
