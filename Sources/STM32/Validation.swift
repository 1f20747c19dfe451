import TargetMemory

extension Device {
    /// What is wrong with this entry; empty for a sound one.
    public var problems: [String] {
        layoutProblems + regionProblems + (source.isEmpty ? ["no source is cited"] : [])
    }

    private var layoutProblems: [String] {
        flash.byteCounts.flatMap { byteCount in
            flash.arrangements(byteCount: byteCount).flatMap {
                problems(of: flash.sectors(byteCount: byteCount, arrangement: $0), byteCount)
            }
        }
    }

    private func problems(of sectors: [Sector], _ byteCount: Int) -> [String] {
        var found: [String] = []
        var next = flash.base
        for sector in sectors {
            // Two banks may lie apart.
            if sector.region.base < next || sector.bank == 0 && sector.region.base != next {
                found.append("gap or overlap before \(sector.region)")
            }
            if sector.region.byteCount.nonzeroBitCount != 1 {
                found.append("sector size \(sector.region.byteCount) is no power of two")
            }
            next = sector.region.base + sector.region.byteCount
        }
        let covered = sectors.reduce(0) { $0 + $1.region.byteCount }
        if covered != byteCount { found.append("sectors cover \(covered) of \(byteCount) bytes") }
        let hasBanksApart = flash.layout.bankSelect != 0 || flash.secondBankRegisters != nil
        if Set(sectors.map { [hasBanksApart ? $0.bank : 0, $0.code] }).count != sectors.count {
            found.append("two sectors share an erase code")
        }
        if Set(sectors.map(\.number)).count != sectors.count {
            found.append("two sectors share a number")
        }
        return found
    }

    private var regionProblems: [String] {
        var found: [String] = []
        let named =
            ram + ramAliases + systemMemory + [oneTime, eeprom].compactMap(\.self)
            + optionBytes + [NamedRegion("flash", flash.base, flash.byteCountMax)]
            + flash.aliases.map { NamedRegion("flash alias", $0, flash.byteCountMax) }
        for (index, one) in named.enumerated() {
            if !one.region.base.isAligned(to: 4) { found.append("\(one.name) is not aligned") }
            for other in named[(index + 1)...] where one.region.overlaps(other.region) {
                found.append("\(one.name) overlaps \(other.name)")
            }
        }
        if !ram.contains(where: { $0.region.contains(workArea) }) {
            found.append("the work area is not in RAM")
        }
        let factory = systemMemory.map(\.region)
        // WB0's size is in a register of the interface; H7R's size is the same for all.
        let registers =
            [uniqueIDRegister]
            + (flash.controller == .wb0 ? [] : [flash.sizeRegister])
        for register in registers where !factory.contains(where: { $0.contains(register) }) {
            found.append("\(register) is not in system memory")
        }
        for place in optionBytes where place.region.base < 0x1FF0_0000 {
            found.append("option bytes at \(place.region) are not in the system area")
        }
        if id > 0xFFF { found.append("DEV_ID has 12 bits") }
        if flash.timing.erases.isEmpty { found.append("no erase times") }
        if flash.byteCounts.isEmpty || flash.byteCounts != flash.byteCounts.sorted() {
            found.append("flash sizes are not listed from the smallest up")
        }
        return found
    }
}
