/// How an interface tells that more bits of a unit are wrong than it can correct.
struct ErrorCorrection: Sendable, Hashable {
    /// Bytes that share their check bits.
    var unit: UInt32
    /// The bus refuses the read (H7); else data comes with the non-maskable interrupt.
    var refusesReads: Bool
}

/// What is left where power failed: the same noise each time.
struct PowerLoss {
    private var state: UInt32 = 0x2545_F491

    mutating func next() -> UInt32 {
        // Xorshift of Marsaglia.
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return state
    }
}

extension FlashInterface {
    /// Power fails. What is being erased or programmed just then ends up neither the one nor the
    /// other (RM0351, 3.3.5: "the contents are not guaranteed" is the sense of all the manuals);
    /// with error correction most of its units cannot be read any more.
    func losePower() {
        defer { forgetChange() }
        guard timers.contains(where: \.isBusy), let (base, byteCount, isErase) = lastChange else {
            return
        }
        var noise = PowerLoss()
        let unit = Int(errorCorrection?.unit ?? 4)
        for offset in stride(from: 0, to: byteCount, by: unit) {
            let address = base + UInt32(offset)
            let width = min(unit, byteCount - offset)
            // Some units of an erase were quicker than others.
            if isErase, noise.next() % 4 == 0 { continue }
            scramble(address, width, &noise, isErase: isErase)
            if errorCorrection != nil, cells.isMain(address), noise.next() % 4 != 0 || !isErase {
                damaged.insert(address & ~UInt32(unit - 1))
            }
        }
        onCodeChange?(base, byteCount)
    }

    /// Bits that should have become programmed did so or not; those of an erase are anything.
    private func scramble(
        _ address: UInt32, _ byteCount: Int, _ noise: inout PowerLoss, isErase: Bool
    ) {
        guard let cell = cells.pointer(at: address, width: byteCount) else { return }
        let erased = cells.erasedByte(at: address)
        for index in 0..<byteCount {
            let wanted = cell.load(fromByteOffset: index, as: UInt8.self)
            let random = UInt8(truncatingIfNeeded: noise.next() >> 9)
            let mixed = erased == 0 ? wanted & random : wanted | random
            cell.storeBytes(of: isErase ? random : mixed, toByteOffset: index, as: UInt8.self)
        }
    }

    var damagedCells: ClosedRange<UInt32>? {
        guard let first = damaged.min(), let last = damaged.max(), let unit = errorCorrection?.unit
        else { return nil }
        return first...(last + unit - 1)
    }

    /// What a read comes to, and the flags that it leaves.
    func readCells(at address: UInt32) -> CellReading {
        guard !damaged.isEmpty, let correction = errorCorrection,
            damaged.contains(address & ~(correction.unit - 1))
        else { return .sound }
        noteDamage(at: address)
        return correction.refusesReads ? .refused : .reported
    }
}
