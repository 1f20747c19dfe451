public import TargetMemory

/// How an image is brought into flash.
public struct FlashOptions: Hashable, Sendable {
    /// Reset and halt first, so that nothing of the old program is at work, and again afterwards,
    /// so that the core stands at the new program's first instruction.
    public var resets: Bool
    /// Sectors whose bytes already match are left alone.
    public var skipsUnchanged: Bool
    /// Compare all of the image with the flash afterwards.
    public var verifies: Bool
    /// Run a loader in the target's RAM; without it every word goes through the debug port.
    public var usesLoader: Bool
    /// Put back what was in the RAM that the loader uses. Always so where there is no reset: the
    /// program goes on with it. With a reset it costs time for bytes that mean nothing to the new
    /// program, unless a debugger has just put them there.
    public var keepsRAM: Bool
    /// Bytes outside the image that share a sector with it are read first and programmed again.
    /// Otherwise they end up blank.
    public var preserves: Bool

    public init(
        resets: Bool = true, skipsUnchanged: Bool = true, verifies: Bool = true,
        usesLoader: Bool = true, keepsRAM: Bool = false, preserves: Bool = false
    ) {
        self.resets = resets
        self.skipsUnchanged = skipsUnchanged
        self.verifies = verifies
        self.usesLoader = usesLoader
        self.keepsRAM = keepsRAM
        self.preserves = preserves
    }
}

/// How far a flash operation has come.
public struct FlashProgress: Hashable, Sendable {
    public enum Phase: Hashable, Sendable { case comparing, erasing, programming, verifying }

    public var phase: Phase
    public var doneByteCount: Int
    public var totalByteCount: Int
}

/// Told how far a flash operation has come. What it throws ends the operation at a point where
/// everything can be left tidy, and is thrown on.
public typealias FlashObserver = (FlashProgress) throws(TargetFault) -> Void

/// What a flash operation has done.
public struct FlashReport: Hashable, Sendable {
    /// Bytes of the image, padding to program units included.
    public var byteCount = 0
    public var programmedByteCount = 0
    public var sectorsErased = 0
    /// Sectors that had to change but were blank already.
    public var sectorsBlank = 0
    /// Sectors that held the right bytes already.
    public var sectorsUnchanged = 0
    /// Banks that were erased as a whole, since that took less time than their sectors.
    public var banksErased = 0
    /// Bytes outside the image that were read first and programmed again.
    public var preservedByteCount = 0
    /// What of `byteCount` fills program units up, and reads as erased cells do.
    public var paddingByteCount = 0
    /// How many bytes a program unit has.
    public var unitByteCount = 0
    /// Where bytes lay that are in no image, shared a sector with one, and were erased with it.
    public var lostRegions: [Region] = []
    public var isVerified = false
    public var usedLoader = false
    public var duration: Duration = .zero

    public init() {}

    /// Counts what was done elsewhere, too.
    public mutating func add(_ other: FlashReport) {
        byteCount += other.byteCount
        programmedByteCount += other.programmedByteCount
        sectorsErased += other.sectorsErased
        sectorsBlank += other.sectorsBlank
        sectorsUnchanged += other.sectorsUnchanged
        banksErased += other.banksErased
        preservedByteCount += other.preservedByteCount
        paddingByteCount += other.paddingByteCount
        lostRegions += other.lostRegions
        isVerified = isVerified || other.isVerified
        usedLoader = usedLoader || other.usedLoader
        duration += other.duration
    }

    /// One line for people: what was done, how fast.
    public var summary: String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        var parts: [String] = []
        if programmedByteCount > 0 {
            let padding =
                paddingByteCount > 0
                ? " (\(paddingByteCount) of padding to units of \(unitByteCount))" : ""
            parts.append("programmed \(programmedByteCount) bytes" + padding)
        }
        if sectorsErased > 0 { parts.append("erased \(count(sectorsErased))") }
        if preservedByteCount > 0 { parts.append("kept \(preservedByteCount) bytes") }
        if banksErased > 0 {
            parts.append("as \(banksErased) whole bank" + (banksErased == 1 ? "" : "s"))
        }
        if sectorsBlank > 0 { parts.append("\(count(sectorsBlank)) blank already") }
        if sectorsUnchanged > 0 { parts.append("\(count(sectorsUnchanged)) unchanged") }
        if isVerified { parts.append("verified") }
        if !lostRegions.isEmpty {
            let places = lostRegions.map(\.description).joined(separator: ", ")
            parts.append("what lay outside the image at \(places) is erased")
        }
        if parts.isEmpty { parts.append("nothing to do") }
        let rate = milliseconds > 0 ? byteCount * 1000 / milliseconds / 1024 : 0
        return parts.joined(separator: ", ") + " in \(milliseconds) ms"
            + (programmedByteCount > 0 ? " (\(rate) KiB/s)" : "")
    }

    private func count(_ sectors: Int) -> String { "\(sectors) sector" + (sectors == 1 ? "" : "s") }
}
