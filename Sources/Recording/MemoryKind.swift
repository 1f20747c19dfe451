import TargetMemory

/// What lies at an address, as far as it matters to what is private (Armv7-M ARM, B3.1; the chips'
/// memory maps).
enum MemoryKind {
    /// The program: flash at every alias of it, memory of the tightly coupled kind.
    case program
    /// The program's data, on the chip and beside it.
    case data
    /// Peripherals, option bytes and what ST has written.
    case registers
    /// The core's own registers.
    case core

    init(_ address: Address) {
        switch address.rawValue {
        case 0..<0x1FF0_0000, 0x6000_0000..<0xA000_0000: self = .program
        case 0x1FF0_0000..<0x2000_0000, 0x4000_0000..<0x6000_0000, 0xA000_0000..<0xC000_0000:
            self = .registers
        case 0xE000_0000...: self = .core
        default: self = .data
        }
    }

    /// What a debugger or this program has read: a word may be a flag that decides what comes
    /// next.
    func read(_ bytes: [UInt8]) -> Payload {
        let limit =
            switch self {
            case .program, .data: Limits.keptByteCount - 1
            case .registers: Limits.keptRegisterByteCount
            case .core: Limits.keptCoreByteCount
            }
        return bytes.count <= limit ? .kept(bytes) : .named(bytes)
    }

    /// What was written. Nothing of a program is kept, however small the piece: a short one has no
    /// name either, as its contents could be found by trying.
    func written(_ bytes: [UInt8]) -> Payload {
        if self == .program, bytes.count < Limits.keptByteCount {
            return .hidden(count: bytes.count)
        }
        return read(bytes)
    }
}
