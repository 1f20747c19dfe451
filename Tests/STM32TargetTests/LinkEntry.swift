@testable import ProbeSetup
import STLink

extension Link {
    /// Leads to the core without a reset, as every tool does.
    func enter(wire: WireProtocol = .swd, clockKHz: Int? = nil) throws {
        _ = try Connection.establish(
            through: self,
            ConnectOptions(wire: wire, clockKHz: clockKHz ?? 1800, mode: .hotPlug), .none)
    }
}
