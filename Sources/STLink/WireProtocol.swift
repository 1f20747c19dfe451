/// How the probe talks to the target's debug port.
public enum WireProtocol: String, CaseIterable, Sendable {
    case swd, jtag

    /// `SWD`, `JTAG`
    public var name: String { rawValue.uppercased() }
}

extension WireProtocol: CustomStringConvertible {
    public var description: String { name }
}
