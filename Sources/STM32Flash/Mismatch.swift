import STM32
import TargetMemory

/// Says in words how flash and image differ, and what that points to.
struct Mismatch {
    let flash: Flash
    let sectors: [Sector]
    let access: any MemoryAccess

    /// Reads the piece back and judges the differences, the first of which is named.
    func explain(
        _ piece: Segment, _ notices: NoticeSink
    ) throws(TargetFault) -> TargetFault {
        let found = try read(piece.address, piece.bytes.count)
        let differing = found.indices.filter { found[$0] != piece.bytes[$0] }
        guard let first = differing.first else {
            return TargetFault(
                .link, at: piece.address,
                "Verify failed at \(piece.address) on the target, but reading it back shows the "
                    + "right bytes: a stale cache, or supply or debug link are marginal. Lower the "
                    + "SWD clock.")
        }
        let place = piece.address + first
        let bytes = "\(Self.hex(found[first])) instead of \(Self.hex(piece.bytes[first]))"
        notices.tell(.contents(bytes))
        let elsewhere = try whereabouts(of: piece.bytes, insteadOf: piece.address)
        let cause =
            elsewhere
            ?? Self.cause(found, piece.bytes, differing, erased: flash.erasedByte)
        return TargetFault(
            .flash, at: place,
            "Verify failed at \(place): reads \(bytes), \(differing.count) of "
                + "\(piece.bytes.count) bytes differ; \(cause).")
    }

    private func read(_ address: Address, _ byteCount: Int) throws(TargetFault) -> [UInt8] {
        let step = Limits.readBackChunkBytes
        var found: [UInt8] = []
        for offset in stride(from: 0, to: byteCount, by: step) {
            found += try access.read(address + offset, count: min(step, byteCount - offset))
        }
        return found
    }

    /// Whether the image's bytes are at another place where such a mistake puts them: the other
    /// bank, or half of the flash away where it is smaller than it says.
    private func whereabouts(
        of bytes: [UInt8], insteadOf address: Address
    ) throws(TargetFault) -> String? {
        let sample = Array(bytes.prefix(Limits.sampleBytes))
        guard !sample.isBlank(flash.erasedByte) else { return nil }
        let second = sectors.first { $0.bank != sectors[0].bank }?.region.base
        let total = sectors.reduce(0) { $0 + $1.region.byteCount }
        let distance = second.map { $0 - flash.base } ?? total / 2
        let whole = sectors.first.map { first in
            Region(base: first.region.base, byteCount: total)
        }
        for other in [address + distance, address + -distance] {
            let place = Region(base: other, byteCount: sample.count)
            guard let whole, whole.contains(place),
                try access.read(other, count: sample.count) == sample
            else { continue }
            return second != nil
                ? "the bytes are at \(other), in the other bank: the banks are swapped "
                    + "(SWAP_BANK or BFB2 in the option bytes)"
                : "the bytes are at \(other): the flash is smaller than its size register says, "
                    + "and addresses beyond its end wrap round"
        }
        return nil
    }

    static func cause(
        _ found: [UInt8], _ wanted: [UInt8], _ differing: [Int], erased: UInt8 = 0xFF
    ) -> String {
        if found.allSatisfy({ $0 == 0 }) {
            return erased == 0
                ? "all of it is still erased: programming did not take"
                : "all of it reads as zero, as protected or unpowered flash does"
        }
        if differing.allSatisfy({ found[$0] == erased }) {
            return found.isBlank(erased)
                ? "all of it is still erased: programming did not take (wrong bank, or supply too "
                    + "low?)"
                : "those cells are still erased: programming did not take (supply too low for "
                    + "this parallelism?)"
        }
        if let width = swappedWidth(found, wanted) {
            return "the bytes of each \(width == 2 ? "half-word" : "word") are "
                + (width == 2 ? "swapped" : "there with its halves swapped")
                + ": the data came in a wrong byte order"
        }
        // Programming takes cells away from what erased ones read.
        let isLost = differing.allSatisfy { (found[$0] ^ erased) & ~(wanted[$0] ^ erased) == 0 }
        if isLost { return "some bits were not programmed: the supply may be too low" }
        let isLeft = differing.allSatisfy { (wanted[$0] ^ erased) & ~(found[$0] ^ erased) == 0 }
        if isLeft {
            let bit = erased == 0 ? "1" : "0"
            return "some bits were \(bit) already: the sector was not erased, or cells are worn out"
        }
        return "other data is there: something else writes to flash, or the image was garbled on "
            + "its way"
    }

    /// 2: bytes within half-words, 4: half-words within words; `nil`: neither.
    private static func swappedWidth(_ found: [UInt8], _ wanted: [UInt8]) -> Int? {
        guard found.count >= 8, found.count.isMultiple(of: 4) else { return nil }
        if found.indices.allSatisfy({ found[$0] == wanted[$0 ^ 1] }) { return 2 }
        return found.indices.allSatisfy { found[$0] == wanted[$0 ^ 2] } ? 4 : nil
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "0x" + (digits.count < 2 ? "0" : "") + digits
    }
}
