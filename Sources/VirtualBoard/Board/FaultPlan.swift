/// What shall go wrong, from `--fault SPEC`. `FaultPlan+Parsing.swift` has the vocabulary.
struct FaultPlan {
    /// Which occurrences of a command are meant, counted from 1.
    struct Occurrences: Hashable {
        var first = 1
        /// `Int.max`: all from the first on.
        var count = 1

        func contains(_ number: Int) -> Bool { number >= first && number - first < count }
    }

    enum Action: Hashable {
        case status(UInt8)
        case stall
        case mute(commands: Int)
        case gone
    }

    struct Rule: Hashable {
        let command: String
        /// Only at this address of a memory command.
        var address: UInt32?
        let action: Action
        var occurrences = Occurrences()
        var seen = 0
    }

    struct Effect: Hashable {
        var status: UInt8?
        var isStall = false
        var heldFor = 0
    }

    /// When a probe that was unplugged comes back, and where.
    struct Replug: Hashable {
        var afterNanoseconds: UInt64
        var isNewAddress: Bool
    }

    /// A core that is not the one of the data sheet.
    struct OtherCore: Hashable {
        var cpuid: UInt32
        var breakpointRevision: UInt8?
        var comparators: Int?
    }

    /// How the firmware sleeps, from which `SLEEPDEEP` and what DBGMCU has to say follow.
    enum SleepMode: String, Hashable { case wfi = "WFI", stop = "STOP", standby = "STANDBY" }

    // Between host and probe.
    var rules: [Rule] = []
    var delay: TransferDelay?
    var goneAtTransfer: Int?
    var replug: Replug?
    /// "V2J46S7"; and the product number that goes with it.
    var firmware: String?
    var productID: UInt16?
    var isBusy = false
    var isOpenDenied = false
    var staleMode: STLinkFirmware.Mode?
    var hasStaleReply = false
    var isPipeHalted = false
    var isSessionDead = false
    var isWedged = false

    // Between probe and chip.
    var voltage: (factor: UInt32, reading: UInt32)?
    var isResetOpen = false
    /// At which transfer the chip's supply fails, and for how long.
    var powerLoss: (transfer: Int, nanoseconds: UInt64)?
    var resetStretchNanoseconds: UInt64?
    var isTargetMissing = false
    var noise: WireNoise?
    var debugPortIdentity: UInt32?

    // The chip.
    var resident = ResidentProgram.Duties()
    var isWatchdogHardware = false
    var isWindowWatchdogHardware = false
    var deviceIdentity: UInt32?
    var isCoreAccessClosed = false
    var core: OtherCore?
    var sizeRegister: UInt16?
    /// The board whose option bytes are set so: what its name ends in, `tz`, `dual`, `single`.
    var boardVariant: String?
    var eraseNanoseconds: UInt64?
    var protection: ReadProtection?
    /// PCROP.
    var executeOnly: Range<UInt32>?
    /// RDP level 0.5.
    var isSecureDebugClosed = false
    /// Sectors that are write protected, one bit each.
    var writeProtected: UInt32 = 0
    var weakAddresses: Set<UInt32> = []
    var isFlashUnread = false
    /// What shall fail by number of the erase or program operation.
    var flashErrors: [Int: InjectedFlashError] = [:]

    /// Counts an occurrence of a command and says what becomes of it.
    mutating func effect(on command: String, address: UInt32) -> Effect {
        var effect = Effect()
        for index in rules.indices where rules[index].command == command {
            guard rules[index].address == nil || rules[index].address == address else { continue }
            if rules[index].action == .gone { continue }
            rules[index].seen += 1
            guard rules[index].occurrences.contains(rules[index].seen) else { continue }
            switch rules[index].action {
            case .status(let code): effect.status = code
            case .stall: effect.isStall = true
            case .mute(let commands): effect.heldFor = commands
            case .gone: break
            }
        }
        return effect
    }

    /// Whether the probe disappears at this command.
    mutating func isGone(at command: String, address: UInt32) -> Bool {
        var isGone = false
        for index in rules.indices
        where rules[index].command == command && rules[index].action == .gone {
            guard rules[index].address == nil || rules[index].address == address else { continue }
            rules[index].seen += 1
            if rules[index].occurrences.contains(rules[index].seen) { isGone = true }
        }
        return isGone
    }

    func isGone(atTransfer number: Int) -> Bool { goneAtTransfer == number }
}
