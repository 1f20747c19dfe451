import STM32
import TargetMemory

/// What is to become of each sector. Pure: made from the table and the image alone.
struct FlashPlan {
    /// One sector and the image's bytes in it: sorted, apart from each other, in whole program
    /// units, padded with what erased cells read. No pieces: it is to be blank.
    struct SectorPlan: Hashable {
        var sector: Sector
        var pieces: [Segment]

        var byteCount: Int { pieces.reduce(0) { $0 + $1.bytes.count } }

        /// Bytes of the image, `offset` of them into the sector's pieces, from one piece, in whole
        /// words.
        func bytes(at offset: Int, maximumByteCount: Int) -> Segment {
            var rest = offset - offset % FlashPlan.wordByteCount
            for piece in pieces {
                if rest < piece.bytes.count {
                    let bytes = piece.bytes[rest...].prefix(maximumByteCount)
                    return Segment(address: piece.address + rest, bytes: Array(bytes))
                }
                rest -= piece.bytes.count
            }
            preconditionFailure("offset \(offset) of \(byteCount) bytes")
        }
    }

    private static let wordByteCount = 4

    private(set) var sectors: [SectorPlan]
    /// The image at its place in flash, sorted: what the pieces are without their padding.
    let image: [Segment]
    /// What is programmed at once, in bytes, at least a word. Segments that share a unit become one
    /// piece: cells with an error code are programmed only once.
    let unit: Int
    let erased: UInt8

    var byteCount: Int { sectors.reduce(0) { $0 + $1.byteCount } }

    /// What of that fills program units up.
    var paddingByteCount: Int { max(byteCount - image.reduce(0) { $0 + $1.bytes.count }, 0) }

    /// Sorts the image into the sectors; `erasing` adds those that must end up blank where no
    /// image byte lies. Aliases of the flash are taken for the flash itself.
    init(
        _ image: [Segment], erasing: [Region] = [], flash: Flash, sectors all: [Sector]
    ) throws(TargetFault) {
        guard !all.isEmpty else {
            throw TargetFault(.unsupported, "The size of this chip's flash is not known.")
        }
        var segments: [Segment] = []
        for segment in image where !segment.bytes.isEmpty {
            segments.append(try Self.translated(segment, flash: flash, sectors: all))
        }
        segments.sort { $0.address < $1.address }
        self.image = segments
        unit = max(flash.programByteCount, Self.wordByteCount)
        erased = flash.erasedByte
        let cutter = Cutter(unit: unit, erased: erased)
        var plans: [SectorPlan] = []
        var next = 0
        for sector in all {
            // Both are sorted; what ends before this sector does not come again.
            while next < segments.count,
                segments[next].address + (segments[next].bytes.count - 1) < sector.region.base
            {
                next += 1
            }
            let pieces = try cutter.pieces(of: segments[next...], within: sector.region)
            let isErased = erasing.contains { $0.overlaps(sector.region) }
            if isErased || !pieces.isEmpty {
                plans.append(SectorPlan(sector: sector, pieces: pieces))
            }
        }
        sectors = plans
    }

    /// The same with these sectors as they are here.
    func replacing(_ kept: [SectorPlan]) -> FlashPlan {
        var plan = self
        plan.sectors = sectors.map { old in kept.first { $0.sector == old.sector } ?? old }
        return plan
    }

    /// The segment at its place in the flash's own range, if all of it lies in flash.
    private static func translated(
        _ segment: Segment, flash: Flash, sectors: [Sector]
    ) throws(TargetFault) -> Segment {
        let whole = Region(base: sectors[0].region.base, byteCount: Self.span(sectors))
        for base in [flash.base] + flash.aliases {
            let offset = segment.address - base
            guard offset >= 0, offset + segment.bytes.count <= whole.byteCount else { continue }
            let place = Segment(address: flash.base + offset, bytes: segment.bytes)
            // Between two banks there may be a gap.
            let covered = sectors.reduce(0) { $0 + Self.common(place, $1.region) }
            if covered == segment.bytes.count { return place }
        }
        let end = segment.address + (segment.bytes.count - 1)
        let size = sectors.reduce(0) { $0 + $1.region.byteCount }
        throw TargetFault(
            .flash, at: segment.address,
            "\(segment.bytes.count) bytes at \(segment.address)...\(end) do not fit the flash, "
                + "which is \(size >> 10) KiB at \(whole). Is the image for this chip?")
    }

    private static func span(_ sectors: [Sector]) -> Int {
        guard let first = sectors.first, let last = sectors.last else { return 0 }
        return last.region.last - first.region.base + 1
    }

    private static func common(_ segment: Segment, _ region: Region) -> Int {
        let low = max(segment.address, region.base)
        let high = min(segment.address + (segment.bytes.count - 1), region.last)
        return max(high - low + 1, 0)
    }
}

/// Cuts an image into the pieces of a sector.
private struct Cutter {
    let unit: Int
    let erased: UInt8

    /// The parts of sorted segments in a sector, joined where they share a unit or touch.
    func pieces(
        of segments: ArraySlice<Segment>, within region: Region
    ) throws(TargetFault) -> [Segment] {
        var pieces: [Segment] = []
        for segment in segments {
            if segment.address > region.last { break }
            let low = max(segment.address, region.base)
            let high = min(segment.address + (segment.bytes.count - 1), region.last)
            guard low <= high else { continue }
            let bytes = segment.bytes[(low - segment.address)...(high - segment.address)]
            let start = low.alignedDown(to: unit)
            // As long as its last unit, padded, reaches this one.
            if var last = pieces.last,
                start - last.address <= (last.bytes.count + unit - 1) / unit * unit
            {
                try append(bytes, at: low, to: &last)
                pieces[pieces.count - 1] = last
            } else {
                let lead = Array(repeating: erased, count: low - start)
                pieces.append(Segment(address: start, bytes: lead + bytes))
            }
        }
        return pieces.map { piece in
            let tail = (unit - piece.bytes.count % unit) % unit
            return Segment(
                address: piece.address,
                bytes: piece.bytes + Array(repeating: erased, count: tail))
        }
    }

    /// Two segments may overlap only where they agree.
    private func append(
        _ bytes: ArraySlice<UInt8>, at address: Address, to piece: inout Segment
    ) throws(TargetFault) {
        let end = piece.address + piece.bytes.count
        if address >= end {
            piece.bytes += Array(repeating: erased, count: address - end)
            piece.bytes += bytes
            return
        }
        let offset = address - piece.address
        let common = min(piece.bytes.count - offset, bytes.count)
        guard piece.bytes[offset..<offset + common].elementsEqual(bytes.prefix(common)) else {
            throw TargetFault(
                .flash, at: address,
                "The image has two different contents for \(address); its sections overlap.")
        }
        piece.bytes += bytes.dropFirst(common)
    }
}

extension FlashPlan {
    /// The sector's contents with the image laid over what was there, and how many bytes of the old
    /// ones stay; bytes that are there only as padding stay too.
    func overlaid(_ work: SectorPlan, on old: [UInt8]) -> (piece: Segment, keptByteCount: Int) {
        let region = work.sector.region
        var bytes = old
        var isNew = [Bool](repeating: false, count: old.count)
        for segment in image {
            let low = max(segment.address, region.base)
            let high = min(segment.address + (segment.bytes.count - 1), region.last)
            guard low <= high else { continue }
            let range = low - region.base...high - region.base
            bytes.replaceSubrange(
                range, with: segment.bytes[(low - segment.address)...(high - segment.address)])
            for index in range { isNew[index] = true }
        }
        let kept = old.indices.count { !isNew[$0] && old[$0] != erased }
        return (Segment(address: region.base, bytes: bytes), kept)
    }
}
