import Firmware
import TargetMemory

/// Which sectors of an external memory an image touches, and with what.
struct ExternalPlan {
    struct SectorPlan {
        var sector: Region
        /// The image's bytes in it.
        var pieces: [Segment]

        func isHeld(by present: [UInt8]) -> Bool {
            pieces.allSatisfy { piece in
                let offset = piece.address - sector.base
                return present[offset..<offset + piece.bytes.count].elementsEqual(piece.bytes)
            }
        }

        /// The whole sector as it is to be; `over` is what was there.
        func contents(erasedValue: UInt8, over present: [UInt8]?) -> [UInt8] {
            var bytes = present ?? Array(repeating: erasedValue, count: sector.byteCount)
            for piece in pieces {
                let offset = piece.address - sector.base
                bytes.replaceSubrange(offset..<offset + piece.bytes.count, with: piece.bytes)
            }
            return bytes
        }
    }

    let sectors: [SectorPlan]

    init(_ image: [Segment], _ algorithm: FlashAlgorithm) throws(TargetFault) {
        for segment in image {
            guard let region = segment.region else { continue }
            guard algorithm.region.contains(region) else {
                throw TargetFault(
                    .flash, at: region.base,
                    "\(region.byteCount) bytes at \(region) do not fit the memory of "
                        + "'\(algorithm.name)', which is at \(algorithm.region).")
            }
        }
        sectors = algorithm.sectors.compactMap { sector in
            let pieces = image.compactMap { $0.part(in: sector) }
            return pieces.isEmpty ? nil : SectorPlan(sector: sector, pieces: pieces)
        }
    }
}

extension Segment {
    /// The bytes that lie in `region`; `nil` for none.
    func part(in region: Region) -> Segment? {
        guard let own = self.region, own.overlaps(region) else { return nil }
        let low = max(own.base, region.base)
        let high = min(own.last, region.last)
        return Segment(
            address: low, bytes: Array(bytes[(low - own.base)...(high - own.base)]))
    }
}
