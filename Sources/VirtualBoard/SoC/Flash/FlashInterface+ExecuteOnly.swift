// PCROP (RM0351, 3.5.2; RM0368, 3.6.5; RM0433, 4.5.4): data reads of such an area get nothing.

extension FlashInterface {
    /// What nobody can read any more reads as zero. Execution from there is left out: the core of
    /// this board fetches what a data read would get.
    func hideExecuteOnly() {
        for range in executeOnly {
            cells.clear(range)
            onCodeChange?(range.lowerBound, range.count)
        }
    }

    func isExecuteOnly(_ base: UInt32, _ byteCount: Int) -> Bool {
        // The last word of the address space has no end in 32 bits.
        let end = Int(base) + byteCount
        return executeOnly.contains { Int($0.lowerBound) < end && base < $0.upperBound }
    }

    /// The step to level 0 that leaves PCROP areas alone: it erases every other sector.
    func eraseMainBesideExecuteOnly() {
        statistics.massErases += 1
        for bank in banks {
            var base = bank.base
            for byteCount in bank.sectors {
                if !isExecuteOnly(base, byteCount) { cells.erase(base, count: byteCount) }
                base += UInt32(byteCount)
            }
            onCodeChange?(bank.base, bank.byteCount)
        }
    }

    /// First and last step of a range counted from the base of its bank.
    func steps(
        of range: Range<UInt32>, in bank: FlashBank, _ stepByteCount: UInt32
    ) -> (first: UInt32, last: UInt32) {
        (
            (range.lowerBound - bank.base) / stepByteCount,
            (range.upperBound - 1 - bank.base) / stepByteCount
        )
    }
}
