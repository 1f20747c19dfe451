public import CortexM
public import STLink
import TargetMemory

/// How the connection to the target was made, or why there is none: every rung of the ladder that
/// was tried, and what was measured.
public struct ConnectReport: Hashable, Sendable {
    /// One try, and what came of it.
    public struct Rung: Hashable, Sendable {
        public enum Outcome: Hashable, Sendable {
            /// Debug port and core answer.
            case connected(CPUID)
            /// The core slept; it was halted in a moment in which it was awake.
            case caughtAwake(CPUID)
            /// The core is out of reach while the reset line is low, as on some chips; it is to be
            /// halted after. What its access port said, and whether that was WAIT.
            case coreInReset(String, isWaiting: Bool)
            /// The debug port does not answer; why, in a few words.
            case noAnswer(String)
            /// The debug port answers, and the core's access port says WAIT for ever.
            case asleep(String)
            /// The debug port answers, and the core's access port refuses.
            case refused(String)
            /// Something answers, but not twice the same, or nothing that could be.
            case unreliable(String)
            /// The access port answers, and what it reads as CPUID is no Arm core's.
            case notArm(UInt32)
        }

        public var wire: WireProtocol
        /// The clock that was set, in kHz; `nil` where the firmware has one fixed clock.
        public var clockKHz: Int?
        public var isUnderReset: Bool
        /// How the probe took the command to pull NRST low; `nil` where that was not asked for, or
        /// the command was refused as such.
        public var resetDrive: LinkStatus?
        /// The debug port's IDCODE; `nil` where it did not answer.
        public var idCode: UInt32?
        public var outcome: Outcome
    }

    /// What is known of the reset line.
    public enum ResetLine: Hashable, Sendable {
        /// Nothing made it necessary to pull it.
        case notTried
        /// It was seen to reset the core.
        case works
        /// It was pulled, the core was looked at before and after, and noticed nothing.
        case unconnected
        /// It was pulled, or was to be, and nothing can be said; why.
        case unknown(String)
    }

    public var mode: ConnectOptions.Mode
    /// The first clock that was to be tried, in kHz, where the user asked for one.
    public var askedClockKHz: Int?
    public var probeName: String
    public var voltage: VoltageReading?
    public var rungs: [Rung] = []
    public var resetLine = ResetLine.notTried
    /// Faster clocks that were tried after connecting and did not read back, in kHz.
    public var clocksTooFastKHz: [Int] = []
    /// What was found behind other access ports than AP 0, where that one led to no core.
    public var otherPorts: CoreSearch?
    /// The clock in the end, in kHz.
    public var clockKHz: Int?

    /// The rung that led to the core; `nil` where none did.
    public var connectedRung: Rung? {
        guard let last = rungs.last else { return nil }
        switch last.outcome {
        case .connected, .caughtAwake, .coreInReset: return last
        case .noAnswer, .asleep, .refused, .unreliable, .notArm: return nil
        }
    }

    public var isConnected: Bool { connectedRung != nil }

    /// The core as it was read while connecting.
    public var cpuid: CPUID? {
        switch connectedRung?.outcome {
        case .connected(let cpuid), .caughtAwake(let cpuid): cpuid
        default: nil
        }
    }
}

extension ConnectReport.Rung {
    /// `480 kHz under reset`
    public var name: String {
        let clock = clockKHz.map { "\($0) kHz" } ?? "the probe's own clock"
        return isUnderReset ? "under reset at \(clock)" : clock
    }

    /// What came of it, in words.
    public var words: String {
        switch outcome {
        case .connected(let cpuid): "\(cpuid.name)"
        case .caughtAwake(let cpuid): "\(cpuid.name), caught while it was awake"
        case .coreInReset: "the debug port answers; the core is still in reset"
        case .noAnswer(let words), .asleep(let words), .refused(let words), .unreliable(let words):
            words
        case .notArm(let value): "CPUID reads \(value.hex), which is no Arm core"
        }
    }

    /// The wire is to blame, so that a slower clock may help.
    var isWireTrouble: Bool {
        switch outcome {
        case .noAnswer, .unreliable, .notArm: true
        case .connected, .caughtAwake, .coreInReset, .asleep, .refused: false
        }
    }
}
