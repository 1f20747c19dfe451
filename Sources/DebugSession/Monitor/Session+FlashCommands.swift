import TargetMemory

// What the commands about flash do to the session besides.
extension Session {
    func chip() throws(TargetFault) -> any ChipControl {
        guard let chip = target.chip else {
            throw TargetFault(.unsupported, "the flash of this target cannot be changed from here")
        }
        return chip
    }

    /// Text for the user at once.
    func progress() -> ChipControl.Progress {
        guard let host = monitoring.host else { return { _ in } }
        return { host.show($0 + "\n") }
    }

    mutating func prepareForFlash() throws(TargetFault) {
        if target.isRunning { _ = try haltAndWait() }
        lastStop = nil
        snapshot = [:]
    }

    mutating func erase(_ regions: [Region]) throws(TargetFault) -> String {
        try prepareForFlash()
        return try chip().erase(regions, progress: progress())
    }

    mutating func eraseAll() throws(TargetFault) -> String {
        try prepareForFlash()
        return try chip().eraseAll(progress: progress())
    }

    mutating func program(
        _ segments: [Segment], preserving: Bool = false
    ) throws(TargetFault) -> String {
        for segment in segments where Int(segment.address.rawValue) + segment.bytes.count > 1 << 32
        {
            throw TargetFault(
                .unsupported, at: segment.address,
                "\(segment.bytes.count) bytes at \(segment.address) go past the end of memory")
        }
        try prepareForFlash()
        let report = try chip().program(
            segments, preserving: preserving, progress: progress())
        lastFlashReport = report
        return report
    }
}
