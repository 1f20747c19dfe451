import STLink
import TargetMemory

/// What the connect ladder needs of a probe, so that it can be tried without one.
protocol LadderProbe: CoreAccess {
    var voltage: VoltageReading? { get }
    var clockKHz: Int? { get }
    var health: LinkHealth { get }
    /// In kHz, the fastest first; empty where the clock is fixed.
    func clockRates(_ wire: WireProtocol) throws(TargetFault) -> [Int]
    func attempt(_ attempt: EntryAttempt) throws(TargetFault) -> EntryResult
    /// Uses the first core that answers behind another access port than AP 0.
    func findCore(identifiedBy register: Address) throws(TargetFault) -> CoreSearch
    /// Sets the fastest clock that reads back.
    func raiseClock(notAbove limitKHz: Int?) throws(TargetFault) -> ClockSurvey
}

extension Link: LadderProbe {}
