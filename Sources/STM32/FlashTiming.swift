/// Durations by the data sheet at the widest parallelism; narrower ones take longer by at most
/// the given factor.
public struct FlashTiming: Hashable, Sendable {
    /// One programming operation of `Flash.programByteCount` bytes, typical and at most.
    public var programMicroseconds: Int
    public var programMicrosecondsMax: Int
    public var erases: [Erase]
    public var massEraseMilliseconds: Int
    public var massEraseMillisecondsMax: Int
    /// Erase at byte parallelism against word parallelism; 1 where there is but one.
    public var narrowFactor: Int

    public struct Erase: Hashable, Sendable {
        public var sectorByteCount: Int
        public var milliseconds: Int
        public var millisecondsMax: Int

        public init(_ sectorByteCount: Int, milliseconds: Int, millisecondsMax: Int) {
            self.sectorByteCount = sectorByteCount
            self.milliseconds = milliseconds
            self.millisecondsMax = millisecondsMax
        }
    }

    public init(
        programMicroseconds: Int, programMicrosecondsMax: Int, erases: [Erase],
        massEraseMilliseconds: Int, massEraseMillisecondsMax: Int, narrowFactor: Int = 1
    ) {
        self.programMicroseconds = programMicroseconds
        self.programMicrosecondsMax = programMicrosecondsMax
        self.erases = erases
        self.massEraseMilliseconds = massEraseMilliseconds
        self.massEraseMillisecondsMax = massEraseMillisecondsMax
        self.narrowFactor = narrowFactor
    }

    /// The entry for sectors of this size, or for the next bigger one.
    public func erase(sectorByteCount: Int) -> Erase {
        let sorted = erases.sorted { $0.sectorByteCount < $1.sectorByteCount }
        return sorted.first { $0.sectorByteCount >= sectorByteCount }
            ?? Erase(
                sectorByteCount, milliseconds: massEraseMilliseconds,
                millisecondsMax: massEraseMillisecondsMax)
    }
}
