import TargetMemory

@testable import STM32

/// The words of a chip that identification looks at; every other address refuses.
final class FakeChip: MemoryAccess {
    var words: [Address: UInt32]
    var reads: [Address] = []
    var failure: TargetFault.Cause?
    var mayWrite = false
    var written: [Address] = []

    init(_ facts: ManualFacts, sizeKiB: UInt16) {
        // The size is in the upper half of its word, beside the package code.
        words = [
            0xE004_2000: 0x1001_6000 | UInt32(facts.id),
            facts.sizeRegister.alignedDown(to: 4): UInt32(sizeKiB) << 16 | 0x0100,
            0x4002_3C14: 0xFFFF_AAED,
        ]
    }

    /// A chip of the table, with all option bits clear.
    init(_ device: Device, byteCount: Int) {
        let flash = device.flash
        let idcode = device.debugUnit.idcode
        let id = UInt32(device.id)
        words = [idcode: idcode == 0x4000_0004 ? 0x1200_0041 | id << 12 : 0x1001_0000 | id]
        for rule in flash.bankRules {
            for condition in rule.conditions { words[condition.address] = 0 }
        }
        if let swap = flash.bankSwap?.condition {
            if case .clear(let register) = swap { words[swap.address, default: 0] |= register.bits }
            words[swap.address, default: 0] |= 0
        }
        let kibibytes = UInt32(byteCount >> 10)
        var value = kibibytes
        switch flash.sizeEncoding {
        case .kibibytes, .fixed: break
        case .lowByteKibibytes: value |= 0xA500
        case .codes(let codes):
            value = UInt32(codes.first { $0.value == byteCount >> 10 }?.key ?? 9)
        case .wordsLessOne: value = 0x0006_0000 | (UInt32(byteCount) / 4 - 1)
        }
        let place = flash.sizeRegister
        words[place.alignedDown(to: 4)] = place.isAligned(to: 4) ? value : value << 16
    }

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        reads.append(address)
        if let failure { throw TargetFault(failure, "gone") }
        guard let word = words[address] else { throw TargetFault(.access, "refused") }
        return word
    }

    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        throw TargetFault(.access, "refused")
    }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        throw TargetFault(.access, "identification writes words only")
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        guard mayWrite else { throw TargetFault(.access, "identification writes nothing") }
        written.append(address)
        words[address] = value
    }
}
