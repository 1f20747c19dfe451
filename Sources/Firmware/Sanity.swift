public import TargetMemory

extension FirmwareImage {
    /// The parts of the image that lie in one of the regions.
    public func segments(in regions: [Region]) -> [Segment] {
        segments.filter { segment in
            segment.region.map { piece in regions.contains { $0.contains(piece) } } ?? false
        }
    }

    /// Throws unless this can be a program for a chip with that flash and that RAM.
    ///
    /// `flash` is the flash itself first, then its aliases. All bytes must lie in flash or RAM, and
    /// a vector table at the start of flash must point into them (Armv7-M ARM, B1.5.3). `chip` is
    /// its name, for files that say which family they are for.
    /// `other` is memory that may hold bytes and has no vector table of its own: external flash.
    /// With `force` only bytes that have no place at all are refused.
    public func check(
        flash: [Region], ram: [Region], other: [Region] = [], chip: String? = nil,
        force: Bool = false
    ) throws(FirmwareError) {
        if !force, let family, let chip, !chip.hasPrefix(family) {
            throw FirmwareError(
                .doesNotFit, "The file is for \(family), and this chip is an \(chip).")
        }
        for segment in segments {
            guard let piece = segment.region else { continue }
            guard (flash + ram + other).contains(where: { $0.contains(piece) }) else {
                let list = (flash + ram + other).map(\.description).joined(separator: ", ")
                throw FirmwareError(
                    .doesNotFit,
                    "\(piece.byteCount) bytes at \(piece) are neither in this chip's flash nor in "
                        + "its RAM (\(list)). Is the program linked for this chip?")
            }
        }
        for start in flash.map(\.base) where !force {
            try checkVectors(at: start, code: flash + ram + other, ram: ram)
        }
    }

    private func checkVectors(
        at start: Address, code: [Region], ram: [Region]
    ) throws(FirmwareError) {
        guard let segment = segments.first(where: { $0.region?.contains(start) == true }) else {
            return
        }
        let bytes = segment.bytes.dropFirst(start - segment.address).prefix(8)
        guard bytes.count == 8 else {
            throw FirmwareError(
                .notFirmware, "Only \(bytes.count) bytes at \(start): no vector table, no program.")
        }
        let words = Array(bytes)
        let stack = words.word(at: 0)
        let isStack =
            stack.isMultiple(of: 4) && stack > 0
            && ram.contains { $0.contains(Address(stack &- 4)) || $0.base == Address(stack) }
        guard isStack else {
            throw FirmwareError(
                .notFirmware,
                "The first word at \(start) is \(stack.hex), which is no stack in this chip's RAM: "
                    + "this is no program, or one for another chip. --force writes it anyway.",
                contents: stack.hex)
        }
        let reset = words.word(at: 4)
        guard reset & 1 == 1, code.contains(where: { $0.contains(Address(reset & ~1)) }) else {
            throw FirmwareError(
                .notFirmware,
                "The reset vector at \(start + 4) is \(reset.hex), which is no Thumb code in this "
                    + "chip's flash: this is no program, or one for another chip. --force "
                    + "writes it anyway.", contents: reset.hex)
        }
    }
}
