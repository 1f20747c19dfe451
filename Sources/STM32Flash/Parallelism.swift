/// How many bits the flash programs at once; the supply decides (RM0385 table 7).
public enum Parallelism: Int, Sendable, CaseIterable {
    case byte = 8
    case halfword = 16
    case word = 32

    /// FLASH_CR.PSIZE
    var code: UInt32 {
        switch self {
        case .byte: 0
        case .halfword: 1
        case .word: 2
        }
    }

    var byteCount: Int { rawValue / 8 }

    /// The widest that a supply of so many mV allows.
    init(millivolts: Int) {
        switch millivolts {
        case 2700...: self = .word
        case 2100...: self = .halfword
        default: self = .byte
        }
    }
}
