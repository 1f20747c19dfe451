import TargetMemory
import Testing

@testable import Firmware

/// Whatever the bytes of a file are: an image or an error, never a trap.
@Suite struct MutationTests {
    static let samples: [[UInt8]] = [
        ELFSample.usual.file, Array(TextSample.hexFile.utf8), Array(TextSample.sRecordFile.utf8),
        UF2Tests.twoBlocks,
    ]

    @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2])
    func randomDamageNeverTraps(seed: UInt64) {
        var random = SplitMix(state: seed)
        var takenCount = 0
        for round in 0..<1500 {
            var file = Self.samples[round % Self.samples.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&file, &random) }
            guard let image = try? FirmwareImage.parse(file, base: 0x0800_0000) else { continue }
            takenCount += 1
            try? image.check(flash: SanityTests.flash, ram: SanityTests.ram)
            let isSorted = zip(image.segments, image.segments.dropFirst()).allSatisfy {
                Int($0.address.rawValue) + $0.bytes.count < Int($1.address.rawValue)
            }
            #expect(isSorted, "seed \(seed), round \(round)")
            #expect(image.byteCount > 0, "seed \(seed), round \(round)")
        }
        // Else the damage is so great that nothing behind the first check was reached.
        #expect(takenCount > 20, "seed \(seed)")
    }

    private func damage(_ file: inout [UInt8], _ random: inout SplitMix) {
        guard !file.isEmpty else { return }
        let place = Int.random(in: file.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: file[place] = [0, 0xFF, 0x7F, 0x80, 1].randomElement(using: &random) ?? 0
        case 2: file.remove(at: place)
        case 3: file.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
        default:
            for index in place..<min(place + 4, file.count) { file[index] = 0xFF }
        }
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers from the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
