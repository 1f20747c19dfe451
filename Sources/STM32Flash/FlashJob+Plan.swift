import TargetMemory

extension FlashJob {
    /// What is going to be done, for a recording: the sectors that change, the bytes that go into
    /// them.
    func tellPlan(_ changed: [FlashPlan.SectorPlan], wholeBankCount: Int) {
        let places = changed.prefix(Limits.toldSectorCount).map { "\($0.sector.region.base)" }
        let more = changed.count > places.count ? " and more" : ""
        let list = places.isEmpty ? "" : " (\(places.joined(separator: ", "))\(more))"
        let banks = wholeBankCount > 0 ? ", \(wholeBankCount) of the banks as a whole" : ""
        core.notices.tell(
            .fact(
                "flash plan",
                "\(plan.sectors.count) sectors, \(changed.count) of them to change\(list)\(banks); "
                    + "\(plan.byteCount) bytes of image"))
    }
}
