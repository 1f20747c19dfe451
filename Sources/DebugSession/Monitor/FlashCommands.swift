import TargetMemory

/// `flash ...` in OpenOCD's words, and what erases.
enum FlashCommands {
    static let table: [MonitorCommand] =
        [
            MonitorCommand(
                "flash banks", "", "List the flash banks.", .flash, .reading, banks),
            MonitorCommand(
                "flash list", "", "List the flash banks as Tcl has lists.", .flash, .reading,
                of: "OpenOCD", list),
            MonitorCommand(
                "flash probe", "BANK", "Tell where a flash bank is.", .flash, .reading, probe),
            MonitorCommand(
                "flash info", "BANK", "List a bank's sectors and their protection.", .flash,
                .reading,
                info),
            MonitorCommand(
                "flash erase_sector", "BANK FIRST LAST|last", "Erase sectors by number.", .flash,
                eraseSector),
            MonitorCommand(
                "flash erase_address", "[pad] [unlock] ADDRESS LENGTH",
                "Erase the sectors of a range, which must be whole ones without `pad`.", .flash,
                eraseAddress),
            MonitorCommand(
                "flash mass_erase", "[BANK]", "Erase all of the flash.", .flash, of: "ST-LINK",
                massErase),
            MonitorCommand(
                "flash protect", "BANK FIRST LAST|last on|off",
                "Nothing: protection is in option bytes, see `option`.", .flash, .reading,
                of: "OpenOCD", protect),
            MonitorCommand(
                "erase", "[ADDRESS [LENGTH]] | [--chip|--mass]",
                "Erase all of the flash, or the sectors of a range.", .flash, erase),
            MonitorCommand(
                "erase_mass", "", "Erase all of the flash.", .flash, of: "Black Magic",
                massErase),
            MonitorCommand(
                "erase_range", "ADDRESS LENGTH", "Erase the sectors of a range.", .flash,
                of: "Black Magic", eraseRange),
        ]
        + ["b", "h", "w"].enumerated().map { index, letter in
            MonitorCommand(
                "flash fill\(letter)", "ADDRESS VALUE COUNT",
                "Program a value of \(8 << index) bits so many times; the rest of the sectors "
                    + "is kept.", .flash, of: "OpenOCD"
            ) { (session: inout Session, arguments: inout MonitorArguments) throws(TargetFault) in
                try fill(&session, &arguments, width: 1 << index)
            }
        }
        + families.map { family in
            MonitorCommand(
                "\(family) mass_erase", "BANK", "Erase all of the flash.", .flash, of: "OpenOCD",
                massErase)
        }
        + families.map { family in
            MonitorCommand(
                "\(family) unlock", "BANK",
                "Take read protection away, which erases the chip.", .chip, of: "OpenOCD",
                ChipCommands.unlockErasing)
        }
        + ["stm32f1x", "stm32f2x"].map { family in
            MonitorCommand(
                "\(family) options_read", "BANK", "Show the option bytes, as `option` does.", .chip,
                .reading, of: "OpenOCD", ChipCommands.readOptions)
        }

    /// OpenOCD's drivers by their command's name.
    private static let families = [
        "stm32f1x", "stm32f2x", "stm32f4x", "stm32lx", "stm32l4x", "stm32h7x",
    ]

    /// The sectors bank by bank. Where a chip's banks follow each other, OpenOCD has one bank for
    /// most families; ours are the chip's.
    private static func banks(_ session: Session) throws(TargetFault) -> [[FlashSector]] {
        let sectors = try session.chip().sectors()
        return Set(sectors.map(\.bank)).sorted().map { bank in
            sectors.filter { $0.bank == bank }
        }
    }

    private static func bank(
        _ session: Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> (number: Int, sectors: [FlashSector]) {
        let banks = try banks(session)
        let word = try arguments.word("bank")
        // A bank by its name: "stm32f7x.flash".
        let number = MonitorArguments.number(word) ?? (word.contains("flash") ? 0 : -1)
        guard banks.indices.contains(number) else {
            throw arguments.failure(
                "there is no flash bank \(word): this chip has 0 to \(banks.count - 1)")
        }
        return (number, banks[number])
    }

    private static func byteCount(_ sectors: [FlashSector]) -> Int {
        sectors.reduce(0) { $0 + $1.region.byteCount }
    }

    private static func base(_ sectors: [FlashSector]) -> Address {
        sectors.first?.region.base ?? 0
    }

    private static func banks(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try banks(session).enumerated().map { number, sectors in
            "#\(number) : \(session.target.flashName).\(number) (\(session.target.flashName)) at "
                + "\(base(sectors)), size \(UInt32(byteCount(sectors)).hex), buswidth 0, "
                + "chipwidth 0"
        }.joined(separator: "\n")
    }

    private static func list(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try banks(session).enumerated().map { number, sectors in
            let size = String(byteCount(sectors), radix: 16)
            return """
                {
                    name       {\(session.target.flashName).\(number)}
                    driver     \(session.target.flashName)
                    base       \(base(sectors))
                    size       0x\(size)
                    bus_width  0
                    chip_width 0
                    target     \(session.target.openOCDName)
                }
                """
        }.joined(separator: "\n")
    }

    private static func probe(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let bank = try bank(session, &arguments)
        try arguments.end()
        return "flash '\(session.target.flashName)' found at \(base(bank.sectors))"
    }

    private static func info(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let bank = try bank(session, &arguments)
        _ = arguments.takes("sectors")
        try arguments.end()
        let start = base(bank.sectors)
        var lines = [
            "#\(bank.number) : \(session.target.flashName) at \(start), size "
                + "\(UInt32(byteCount(bank.sectors)).hex), buswidth 0, chipwidth 0"
        ]
        for (number, sector) in bank.sectors.enumerated() {
            let state =
                sector.isProtected.map { $0 ? "protected" : "not protected" }
                ?? "protection state unknown"
            let column = String(repeating: " ", count: max(0, 3 - "\(number)".count)) + "\(number)"
            let size = sector.region.byteCount
            lines.append(
                "\t#\(column): \(UInt32(sector.region.base - start).hex) "
                    + "(0x\(String(size, radix: 16)) \(size >> 10)kB) \(state)")
        }
        return (lines + [session.target.name]).joined(separator: "\n")
    }

    private static func eraseSector(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let bank = try bank(session, &arguments)
        let most = bank.sectors.count - 1
        let first = try arguments.number("first sector", in: 0...most)
        let last =
            arguments.takes("last") ? most : try arguments.number("last sector", in: first...most)
        try arguments.end()
        let text = try session.erase(bank.sectors[first...last].map(\.region))
        return "erased sectors \(first) through \(last) on flash bank \(bank.number)\n" + text
    }

    private static func eraseAddress(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let pads = arguments.takes("pad")
        _ = arguments.takes("unlock")
        let region = try region(&arguments)
        try arguments.end()
        let sectors = try session.chip().sectors().map(\.region)
        let isWhole =
            sectors.contains { $0.base == region.base }
            && sectors.contains { $0.last == region.last }
        guard pads || isWhole else {
            throw TargetFault(
                .flash, at: region.base,
                "\(region) is not made of whole sectors: say `pad` to erase what they hold besides")
        }
        let text = try session.erase([region])
        return "erased address \(region.base) (length \(region.byteCount))\n" + text
    }

    private static func eraseRange(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let region = try region(&arguments)
        try arguments.end()
        return try session.erase([region])
    }

    private static func region(
        _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> Region {
        let address = try arguments.address()
        let most = (1 << 32) - Int(address.rawValue)
        return Region(base: address, byteCount: try arguments.number("length", in: 1...most))
    }

    private static func massErase(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // The bank's number: it is the whole flash that is meant, as people use it.
        _ = arguments.optionalWord()
        try arguments.end()
        return try session.eraseAll()
    }

    private static func erase(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let isAll = ["--chip", "--mass", "-c", "-m", "chip", "mass", "all"].contains {
            arguments.takes($0)
        }
        if isAll || arguments.isEmpty {
            try arguments.end()
            return try session.eraseAll()
        }
        for word in ["--sector", "-s", "sector"] { _ = arguments.takes(word) }
        let address = try arguments.address()
        let most = (1 << 32) - Int(address.rawValue)
        let byteCount = try arguments.number("length", in: 1...most, standard: 1)
        try arguments.end()
        return try session.erase([Region(base: address, byteCount: byteCount)])
    }

    private static func protect(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        throw TargetFault(
            .unsupported,
            "write protection is in the option bytes, by name: `monitor option` lists them, "
                + "`monitor option NAME VALUE` writes one, `monitor unlock` takes it away")
    }

    private static func fill(
        _ session: inout Session, _ arguments: inout MonitorArguments, width: Int
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let value = try arguments.value()
        let flashByteCount = byteCount(try session.chip().sectors())
        let count = try arguments.number("count", in: 1...max(1, flashByteCount / width))
        try arguments.end()
        let element = value.littleEndianBytes.prefix(width)
        let bytes = (0..<count).flatMap { _ in element }
        let text = try session.program(
            [Segment(address: address, bytes: bytes)], preserving: true)
        return "wrote \(bytes.count) bytes to \(address)\n" + text
    }
}

extension DebugTarget {
    /// As OpenOCD names a flash driver.
    fileprivate var flashName: String {
        (name.split(separator: " ").first.map(String.init) ?? name).lowercased() + ".flash"
    }
}
