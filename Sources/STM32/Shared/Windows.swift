/// Windows to external memory, and the registers of those that lie beside them
/// (reference manuals, memory map).
extension [NamedRegion] {
    private static let fmcBanks = NamedRegion("FMC", 0x6000_0000, 0x3000_0000)
    private static let octo1 = NamedRegion("OCTOSPI1", 0x9000_0000, 0x1000_0000)
    private static let fmcRegisters = NamedRegion("FMC and SPI registers", 0xA000_0000, 0x2000)
    private static let sdram = NamedRegion("SDRAM", 0xC000_0000, 0x2000_0000)

    static let fsmc = [NamedRegion("FSMC", 0x6000_0000, 0x4000_0000), fmcRegisters]
    static let fmc = [NamedRegion("FMC", 0x6000_0000, 0x4000_0000), fmcRegisters, sdram]
    static let fmcQuadspi = [
        fmcBanks, NamedRegion("QUADSPI", 0x9000_0000, 0x1000_0000), fmcRegisters, sdram,
    ]
    static let quadspi = [
        fmcBanks, NamedRegion("QUADSPI", 0x9000_0000, 0x1000_0000), fmcRegisters,
    ]
    static let quadspiOnly = [
        NamedRegion("QUADSPI", 0x9000_0000, 0x1000_0000), fmcRegisters,
    ]
    static let octospi = [
        NamedRegion("FMC bank 1", 0x6000_0000, 0x1000_0000),
        NamedRegion("OCTOSPI2", 0x7000_0000, 0x1000_0000),
        NamedRegion("FMC bank 3", 0x8000_0000, 0x1000_0000), octo1, fmcRegisters,
    ]
    static let octospi1 = [octo1]
    static let octospiFMC = [fmcBanks, octo1, sdram]
    static let octospi2FMC = [
        NamedRegion("FMC bank 1", 0x6000_0000, 0x1000_0000),
        NamedRegion("OCTOSPI2", 0x7000_0000, 0x1000_0000),
        NamedRegion("FMC bank 3", 0x8000_0000, 0x1000_0000), octo1,
    ]
    static let octospi2HSPI =
        octospi2FMC + [NamedRegion("HSPI1", 0xA000_0000, 0x1000_0000)]
    /// FMC's banks can be mapped to the places of one another.
    static let h7 = [
        NamedRegion("FMC", 0x6000_0000, 0x1000_0000),
        NamedRegion("FMC or OCTOSPI2", 0x7000_0000, 0x1000_0000),
        NamedRegion("FMC bank 3", 0x8000_0000, 0x1000_0000),
        NamedRegion("QUADSPI or OCTOSPI1", 0x9000_0000, 0x1000_0000), sdram,
    ]
    static let h7rs = [
        NamedRegion("FMC", 0x6000_0000, 0x1000_0000),
        NamedRegion("XSPI2", 0x7000_0000, 0x1000_0000),
        NamedRegion("FMC bank 3", 0x8000_0000, 0x1000_0000),
        NamedRegion("XSPI1", 0x9000_0000, 0x1000_0000), sdram,
    ]
}
