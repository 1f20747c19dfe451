/// Every limit of this module, with its unit.
enum Limits {
    /// Supply below which no STM32 is specified to run.
    static let supplyMillivoltsMin = 1700
    /// How often a work is begun again after a reset that nobody asked for.
    static let restartsMax = 2
    /// From the launch of option bytes until the chip answers again after its reset.
    static let optionLoadMilliseconds = 50
    /// What comes on top of each data sheet maximum: the way there and back, and cells that are
    /// worn, cold or weakly supplied. To give up while an erase is under way helps nobody; a core
    /// that is off its course is noticed much sooner.
    static let slackMilliseconds = 10_000
    /// Compares and checksums on the target: a core at 1 MHz takes about 20 us for a byte.
    static let checkMicrosecondsPerByte = 20
    /// Between two looks at the loader when nothing tells how long it will take.
    static let pollMillisecondsMin = 1
    /// The longest pause: how late an end, or a failure, may be noticed.
    static let pollMillisecondsMax = 40
    /// After so many looks without progress beyond the expected time, the core itself is looked at.
    static let overduePolls = 8
    /// Data bytes of a loader slot for small images and for others. With its command a slot fits
    /// one transfer of the slowest probes, 6144 bytes.
    static let slotDataBytesSmall = 2048
    static let slotDataBytes = 4096
    /// The smallest a slot may become in little RAM, and what it is a multiple of: a half page of
    /// the L1 is the longest piece that must come at once.
    static let slotDataBytesMin = 128
    /// Sectors are erased by one command up to so many bytes; bigger ones go alone.
    static let eraseRunBytesMax = 4096
    /// Smaller sectors are not compared by samples first: the checksum is as quick.
    static let sampledSectorBytesMin = 8 << 10
    /// Images up to this size count as small.
    static let smallImageBytes = 64 << 10
    /// A command is sent to the loader so often where it may not have arrived.
    static let deliveryCount = 8
    /// Slots that are sent to the probe in one go.
    static let slotsPerBatch = 4
    /// What is compared through the debug port before the loader computes a checksum: so many
    /// bytes at so many places of a sector.
    static let sampleBytes = 64
    static let sampleCount = 2
    /// What lies around an image in its sectors is looked at in so many pieces, none smaller.
    static let lostPiecesMax = 16
    static let lostPieceBytesMin = 64
    static let loaderStackBytes = 192
    /// Tables of the loader's fast checksum, which is used for more bytes than the second figure:
    /// below, saving and restoring their place takes longer than they save.
    static let tableBytes = 4096
    static let tablelessChecksumBytesMax = 64 << 10
    /// Regions longer than this are checked by a routine on the target, shorter ones by reading.
    static let readBackBytesMax = 32 << 10
    /// Words written between two looks at the status register when there is no loader.
    static let directWordsPerLook = 16
    /// Bytes read at once where the target cannot check itself.
    static let readBackChunkBytes = 16 << 10
    /// Stack of a flash loader that came from a file.
    static let externalStackBytes = 2048
    /// Pages that are sent to it at once.
    static let externalBufferBytesMax = 32 << 10
    /// Its Init may start an oscillator and ask a serial flash who it is.
    static let externalInitialiseMilliseconds = 5000
    /// The slowest serial NOR flashes take seconds for a block of 256 KiB.
    static let externalEraseMilliseconds = 20_000
    static let externalProgramMilliseconds = 2000

    /// Sectors that a recording names of a plan; the rest is counted.
    static let toldSectorCount = 16
}
