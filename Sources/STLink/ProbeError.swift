public import TargetMemory

/// Why there is no working connection from here to the target: one sentence for the person at the
/// bench with the next step, and the exit status that goes with it.
public struct ProbeError: Error, Hashable, Sendable {
    public var status: ExitStatus
    public var message: String

    public init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension ProbeError: CustomStringConvertible {
    public var description: String { message }
}

extension ProbeError {
    /// A fault of the connected target as the tools end with it.
    public init(_ fault: TargetFault) {
        self.init(ExitStatus(fault.cause), fault.message)
    }
}

extension ExitStatus {
    /// The exit status for a fault that ended a tool.
    public init(_ cause: TargetFault.Cause) {
        switch cause {
        case .access: self = .accessRefused
        case .timeout: self = .targetTimeout
        case .link: self = .linkFailed
        case .probeLost: self = .probeLost
        case .flash: self = .flashFailed
        case .state, .unsupported: self = .failure
        }
    }
}
