import DebugSession
import STLink
import TargetMemory

/// The probe as `monitor` commands reach it. The link is not kept alive by that.
final class LinkControl: ProbeControl {
    private weak var link: Link?

    init(_ link: Link) { self.link = link }

    private func open() throws(TargetFault) -> Link {
        guard let link else { throw TargetFault(.probeLost, "the probe has been let go") }
        return link
    }

    var clockKHz: Int? { link?.clockKHz }

    func setClock(kHz: Int?) throws(TargetFault) -> Int {
        let link = try open()
        if let kHz {
            guard let chosen = try link.setClock(notAbove: kHz) else {
                throw TargetFault(.unsupported, "this probe's clock cannot be set")
            }
            return chosen
        }
        try link.raiseClock()
        return link.clockKHz ?? 0
    }

    func readDebugPort(_ register: UInt8) throws(TargetFault) -> UInt32 {
        try open().readDebugPort(register)
    }

    func writeDebugPort(_ register: UInt8, _ value: UInt32) throws(TargetFault) {
        try open().writeDebugPort(register, value)
    }

    func readAccessPort(_ port: UInt8, _ register: UInt8) throws(TargetFault) -> UInt32 {
        try open().readAccessPort(port, register)
    }

    func writeAccessPort(
        _ port: UInt8, _ register: UInt8, _ value: UInt32
    ) throws(TargetFault) {
        try open().writeAccessPort(port, register, value)
    }

    func millivolts() throws(TargetFault) -> Int? { try open().measureTarget() }

    var traceLimitHz: Int? { link?.traceLimitHz }
    func startTrace(hz: Int) throws(TargetFault) { try open().startTrace(hz: hz) }
    func readTrace() throws(TargetFault) -> [UInt8] { try open().readTrace() }
    func stopTrace() throws(TargetFault) { try open().stopTrace() }
}
