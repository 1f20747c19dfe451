import STM32
import TargetMemory

/// What is to become of each sector. Pure: made from the table and the image alone.
struct FlashPlan {
    /// One sector and the image's bytes in it: sorted, apart from each other, word aligned,
    /// padded with 0xFF. No pieces: it is to be blank.
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

    let sectors: [SectorPlan]

    var byteCount: Int { sectors.reduce(0) { $0 + $1.byteCount } }

    /// Sorts the image into the sectors; `erasing` adds those that must end up blank where no
    /// image byte lies. Aliases of the flash are taken for the flash itself.
    init(
        _ image: [Segment], erasing: [Region] = [], flash: Flash, sectors all: [Sector]
    ) throws(TargetFault) {
        guard let last = all.last?.region.last else {
            throw TargetFault(.unsupported, "The size of this chip's flash is not known.")
        }
        let whole = Region(base: flash.base, byteCount: last - flash.base + 1)
        var segments: [Segment] = []
        for segment in image where !segment.bytes.isEmpty {
            segments.append(try Self.translated(segment, flash: flash, whole: whole))
        }
        segments.sort { $0.address < $1.address }
        var plans: [SectorPlan] = []
        for sector in all {
            let pieces = try Self.pieces(of: segments, within: sector.region)
            let isErased = erasing.contains { $0.overlaps(sector.region) }
            if isErased || !pieces.isEmpty {
                plans.append(SectorPlan(sector: sector, pieces: pieces))
            }
        }
        sectors = plans
    }

    /// The segment at its place in the flash's own range, if all of it lies in flash.
    private static func translated(
        _ segment: Segment, flash: Flash, whole: Region
    ) throws(TargetFault) -> Segment {
        for base in [flash.base] + flash.aliases {
            let offset = segment.address - base
            if offset >= 0, offset + segment.bytes.count <= whole.byteCount {
                return Segment(address: flash.base + offset, bytes: segment.bytes)
            }
        }
        let end = segment.address + (segment.bytes.count - 1)
        throw TargetFault(
            .flash, at: segment.address,
            "\(segment.bytes.count) bytes at \(segment.address)...\(end) do not fit the flash, "
                + "which is \(whole.byteCount >> 10) KiB at \(whole). Is the image for this chip?")
    }

    /// The parts of sorted segments in a sector, joined where they touch.
    private static func pieces(
        of segments: [Segment], within region: Region
    ) throws(TargetFault) -> [Segment] {
        var pieces: [Segment] = []
        for segment in segments {
            let low = max(segment.address, region.base)
            let high = min(segment.address + (segment.bytes.count - 1), region.last)
            guard low <= high else { continue }
            let bytes = segment.bytes[(low - segment.address)...(high - segment.address)]
            // As long as its last word, padded, reaches this one.
            if var last = pieces.last,
                low.alignedDown(to: wordByteCount) - last.address
                    <= (last.bytes.count + wordByteCount - 1) / wordByteCount * wordByteCount
            {
                try append(bytes, at: low, to: &last)
                pieces[pieces.count - 1] = last
            } else {
                let start = low.alignedDown(to: wordByteCount)
                let lead = Array(repeating: UInt8(0xFF), count: low - start)
                pieces.append(Segment(address: start, bytes: lead + bytes))
            }
        }
        return pieces.map { piece in
            let tail = (wordByteCount - piece.bytes.count % wordByteCount) % wordByteCount
            return Segment(
                address: piece.address,
                bytes: piece.bytes + Array(repeating: 0xFF, count: tail))
        }
    }

    /// Two segments may overlap only where they agree.
    private static func append(
        _ bytes: ArraySlice<UInt8>, at address: Address, to piece: inout Segment
    ) throws(TargetFault) {
        let end = piece.address + piece.bytes.count
        if address >= end {
            piece.bytes += Array(repeating: 0xFF, count: address - end)
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
