import TargetMemory

/// Says in words how flash and image differ, and what that points to.
enum Mismatch {
    /// Reads the piece back and judges the first difference.
    static func explain(
        _ piece: Segment, _ access: any MemoryAccess
    ) throws(TargetFault) -> TargetFault {
        let step = Limits.readBackChunkBytes
        var found: [UInt8] = []
        for offset in stride(from: 0, to: piece.bytes.count, by: step) {
            let count = min(step, piece.bytes.count - offset)
            found += try access.read(piece.address + offset, count: count)
        }
        let differing = found.indices.filter { found[$0] != piece.bytes[$0] }
        guard let first = differing.first else {
            return TargetFault(
                .link, at: piece.address,
                "Verify failed at \(piece.address) on the target, but reading it back shows the "
                    + "right bytes: supply or debug link are marginal. Lower the SWD clock.")
        }
        let place = piece.address + first
        let wrong = hex(found[first])
        let right = hex(piece.bytes[first])
        return TargetFault(
            .flash, at: place,
            "Verify failed at \(place): reads \(wrong) instead of \(right), \(differing.count) of "
                + "\(piece.bytes.count) bytes differ; \(cause(found, piece.bytes, differing)).")
    }

    static func cause(_ found: [UInt8], _ wanted: [UInt8], _ differing: [Int]) -> String {
        if found.allSatisfy({ $0 == 0 }) {
            return "all of it reads as zero, as protected or unpowered flash does"
        }
        if differing.allSatisfy({ found[$0] == 0xFF }) {
            return "those cells are still erased: programming did not take (supply too low for "
                + "this parallelism?)"
        }
        if differing.allSatisfy({ found[$0] & wanted[$0] == wanted[$0] }) {
            return "some bits were not programmed: the supply may be too low"
        }
        if differing.allSatisfy({ found[$0] & wanted[$0] == found[$0] }) {
            return "some bits were 0 already: the sector was not erased, or cells are worn out"
        }
        return "other data is there: something else writes to flash, or the image was garbled on "
            + "its way"
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "0x" + (digits.count < 2 ? "0" : "") + digits
    }
}
