import TargetMemory

/// What the reference manuals say, typed in a second time and in another shape than the tables.
struct ManualFacts: Sendable {
    var id: UInt16
    var sizeRegister: Address
    var uniqueID: Address
    /// Sizes in KiB of the biggest variant's sectors in one-bank mode.
    var sectorKiB: [Int]
    /// First and last address of everything called RAM, in order.
    var ram: [ClosedRange<UInt32>]
    /// Addresses of the one-time programmable area with its lock bytes.
    var oneTime: ClosedRange<UInt32>
    /// The flash sizes that are sold, in KiB.
    var sizesKiB: [Int]

    static let all = [
        // RM0385: table 3 (sectors), table 1 and 2.2.1 (memory map), 40.6.1, 41.1, 41.2.
        ManualFacts(
            id: 0x449, sizeRegister: 0x1FF0_F442, uniqueID: 0x1FF0_F420,
            sectorKiB: [32, 32, 32, 32, 128, 256, 256, 256],
            ram: [
                0...0x3FFF, 0x2000_0000...0x2000_FFFF, 0x2001_0000...0x2004_BFFF,
                0x2004_C000...0x2004_FFFF,
            ],
            oneTime: 0x1FF0_F000...0x1FF0_F41F, sizesKiB: [64, 512, 1024]),
        // RM0410: tables 3 and 4, 44.6.1, 45.1, 45.2.
        ManualFacts(
            id: 0x451, sizeRegister: 0x1FF0_F442, uniqueID: 0x1FF0_F420,
            sectorKiB: [32, 32, 32, 32, 128, 256, 256, 256, 256, 256, 256, 256],
            ram: [
                0...0x3FFF, 0x2000_0000...0x2001_FFFF, 0x2002_0000...0x2007_BFFF,
                0x2007_C000...0x2007_FFFF,
            ],
            oneTime: 0x1FF0_F000...0x1FF0_F41F, sizesKiB: [1024, 2048]),
        // RM0431: table 3, 40.6.1, 41.1, 41.2.
        ManualFacts(
            id: 0x452, sizeRegister: 0x1FF0_7A22, uniqueID: 0x1FF0_7A10,
            sectorKiB: [16, 16, 16, 16, 64, 128, 128, 128],
            ram: [
                0...0x3FFF, 0x2000_0000...0x2000_FFFF, 0x2001_0000...0x2003_BFFF,
                0x2003_C000...0x2003_FFFF,
            ],
            oneTime: 0x1FF0_7800...0x1FF0_7A0F, sizesKiB: [64, 256, 512]),
    ]
}
