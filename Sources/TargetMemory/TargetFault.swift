/// Why an operation on the target failed, in words for the person at the bench.
///
/// `cause` is for decisions, `message` for people: what was tried, what came back, what to do.
public struct TargetFault: Error, Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// The bus refused the access: nothing is mapped there, or it is protected.
        case access
        /// The target or the probe kept answering "wait" beyond the limit.
        case timeout
        /// The debug link is down or unreliable; the probe itself still answers.
        case link
        /// The probe is gone from the bus.
        case probeLost
        /// A flash operation was refused or did not take.
        case flash
        /// The operation needs another state (a halted core, an unlocked part).
        case state
        /// Neither this probe nor this chip can do it.
        case unsupported
    }

    public var cause: Cause
    /// The first address that is known to be concerned.
    public var address: Address?
    public var message: String
    /// The exchange broke down under way: whether the last command was done is not known. Whoever
    /// gave it may find out and give it again; nobody has done so yet.
    public var isInterrupted = false

    public init(_ cause: Cause, at address: Address? = nil, _ message: String) {
        self.cause = cause
        self.address = address
        self.message = message
    }
}

extension TargetFault: CustomStringConvertible {
    public var description: String { message }
}
