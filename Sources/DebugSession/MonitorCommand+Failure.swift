import TargetMemory

extension MonitorCommand {
    /// gdb has no room for the reason of a failed `load`, `x` or `p`: here it is.
    static let failures = [
        MonitorCommand(
            name: "last-error", summary: "Tell again what failed last, and why.",
            needsTarget: false
        ) { (session: inout Session, _: [String]) throws(TargetFault) in reason(session) },
        MonitorCommand(
            name: "why", summary: "The same.", needsTarget: false, isAlias: true
        ) { (session: inout Session, _: [String]) throws(TargetFault) in reason(session) },
    ]

    private static func reason(_ session: Session) -> String {
        session.lastFailure ?? "nothing has failed since the server started to debug this target"
    }
}
