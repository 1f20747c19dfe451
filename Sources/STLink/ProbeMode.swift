/// What the probe is doing, as GET_CURRENT_MODE tells (OpenOCD `STLINK_DEV_*`).
public enum ProbeMode: Hashable, Sendable {
    /// Waiting for an update of its firmware, or just plugged in.
    case deviceUpdate
    /// Idle.
    case massStorage
    case debug
    /// Talking to an STM8.
    case swim
    case bootloader
    case unknown(UInt8)

    init(_ number: UInt8) {
        switch number {
        case 0: self = .deviceUpdate
        case 1: self = .massStorage
        case 2: self = .debug
        case 3: self = .swim
        case 4: self = .bootloader
        default: self = .unknown(number)
        }
    }

    /// What makes the probe idle; `nil` where it is, or where nothing helps.
    var leaving: Command? {
        switch self {
        case .deviceUpdate: .leaveDFU
        case .debug: .leaveDebug
        case .swim: .leaveSWIM
        case .massStorage, .bootloader, .unknown: nil
        }
    }
}

extension ProbeMode: CustomStringConvertible {
    public var description: String {
        switch self {
        case .deviceUpdate: "DFU mode"
        case .massStorage: "mass-storage mode"
        case .debug: "debug mode"
        case .swim: "SWIM mode"
        case .bootloader: "its bootloader"
        case .unknown(let number): "mode \(number)"
        }
    }
}
