import Testing
import Trace

/// Whatever comes in, the decoder goes on, and finds back.
@Suite struct HostileInputTests {
    /// A new seed each time; a failure names it, and it can be put here to see it again.
    private let seed = UInt64.random(in: .min ... .max)

    /// SplitMix64: small, and the same everywhere.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// One packet as the manual encodes it, and what it says.
    private func example(_ generator: inout Generator) -> (bytes: [UInt8], packet: TracePacket) {
        let word = UInt32.random(in: .min ... .max, using: &generator)
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        let port = Int.random(in: 0..<32, using: &generator)
        let comparator = port & 3
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            return (
                [UInt8(port << 3 | 1), bytes[0]], .instrumentation(port: port, bytes: [bytes[0]])
            )
        case 1: return ([UInt8(port << 3 | 3)] + bytes, .instrumentation(port: port, bytes: bytes))
        case 2: return ([0x17] + bytes, .programCounter(.at(word)))
        case 3:
            let number = word & 0x1FF
            return (
                [0x0E, UInt8(number & 0xFF), UInt8(0x10 | number >> 8)],
                .exception(number: Int(number), action: .entered)
            )
        case 4:
            return (
                [UInt8(0x8F | comparator << 4)] + bytes,
                .dataTraceValue(comparator: comparator, value: word, byteCount: 4, isWrite: true)
            )
        case 5:
            let ticks = word & 0x1F_FFFF | 1 << 20
            let digits = (0..<3).map { UInt8(ticks >> (7 * $0) & 0x7F) }
            return (
                [0xC0, digits[0] | 0x80, digits[1] | 0x80, digits[2]],
                .localTimestamp(ticks: ticks, relation: .synchronous)
            )
        case 6: return ([0x70], .overflow)
        default: return ([0, 0, 0, 0, 0, 0x80], .synchronization)
        }
    }

    @Test func whatIsWellFormedComesOutAsItWentIn() {
        var generator = Generator(state: seed)
        for _ in 0..<300 {
            let examples = (0..<40).map { _ in example(&generator) }
            let bytes = examples.flatMap(\.bytes)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            var decoder = TraceDecoder()
            let packets = decoder.consume(bytes[..<cut]) + decoder.consume(bytes[cut...])
            #expect(packets == examples.map(\.packet), "seed \(seed)")
        }
    }

    /// No input stops it, and after one synchronisation packet all is well again.
    @Test func noiseIsSurvived() {
        var generator = Generator(state: seed)
        for _ in 0..<500 {
            let noise = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                // Zeros and headers more often than chance has them.
                [0, 0x80, 0x03, 0xC0, 0xB4, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            let examples = (0..<20).map { _ in example(&generator) }
            var decoder = TraceDecoder()
            let before = decoder.consume(noise)
            #expect(before.count <= 2 * noise.count)
            let after = decoder.consume([0, 0, 0, 0, 0, 0x80] + examples.flatMap(\.bytes))
            let tail = after.suffix(examples.count + 1)
            #expect(tail.first == .synchronization, "seed \(seed)")
            #expect(Array(tail.dropFirst()) == examples.map(\.packet), "seed \(seed)")
            // Words for everything, and nothing that a terminal would obey.
            var text = TraceText()
            let words = (before + after).map { text.text(for: $0) }.joined() + text.flush()
            let isHarmless = words.unicodeScalars.allSatisfy { scalar in
                scalar == "\n" || scalar == "\t"
                    || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            }
            #expect(isHarmless, "seed \(seed)")
        }
    }

    /// A stream that lost bytes anywhere is in step again at the next synchronisation.
    @Test func lostBytesCostNoMoreThanUpToTheNextSynchronisation() {
        var generator = Generator(state: seed)
        for _ in 0..<300 {
            let lost = (0..<10).map { _ in example(&generator) }.flatMap(\.bytes)
            let kept = (0..<10).map { _ in example(&generator) }
            var damaged = lost
            damaged.remove(at: Int.random(in: damaged.indices, using: &generator))
            var decoder = TraceDecoder()
            let packets = decoder.consume(
                damaged + [0, 0, 0, 0, 0, 0x80] + kept.flatMap(\.bytes))
            #expect(Array(packets.suffix(10)) == kept.map(\.packet), "seed \(seed)")
        }
    }
}
