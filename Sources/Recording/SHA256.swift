/// SHA-256 (FIPS 180-4), for contents that are named and not kept.
struct SHA256 {
    /// The first 128 bits in hexadecimal: enough to tell contents apart, too few to be shorter.
    static func name(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        return hash.digest(bytes).prefix(4).map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private var state = SHA256.initial

    mutating func digest(_ bytes: [UInt8]) -> [UInt32] {
        var padded = bytes + [0x80]
        padded.reserveCapacity(bytes.count + 128)
        while padded.count % 64 != 56 { padded.append(0) }
        let bitCount = UInt64(bytes.count) * 8
        for shift in stride(from: 56, through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
        }
        var schedule = [UInt32](repeating: 0, count: 64)
        padded.withUnsafeBufferPointer { buffer in
            for start in stride(from: 0, to: buffer.count, by: 64) {
                compress(buffer, at: start, &schedule)
            }
        }
        return state
    }

    private mutating func compress(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ words: inout [UInt32]
    ) {
        func turned(_ value: UInt32, _ count: UInt32) -> UInt32 {
            value >> count | value << (32 - count)
        }
        for index in 0..<16 {
            let at = start + 4 * index
            words[index] =
                UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16
                | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = turned(early, 7) ^ turned(early, 18) ^ early >> 3
            let second = turned(late, 17) ^ turned(late, 19) ^ late >> 10
            words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
            let choice = e & f ^ ~e & g
            let one = h &+ mixed &+ choice &+ Self.constants[index] &+ words[index]
            let other = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
            let majority = a & b ^ a & c ^ b & c
            let two = other &+ majority
            (h, g, f, e) = (g, f, e, d &+ one)
            (d, c, b, a) = (c, b, a, one &+ two)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() {
            state[index] = state[index] &+ word
        }
    }

    private static let initial = Array(roots(of: 2).prefix(8))
    private static let constants = roots(of: 3)

    /// The standard defines its words as the first 32 bits of the fractions of the square or cube
    /// roots of the first primes (4.2.2 and 5.3.3): worked out here, in whole numbers.
    private static func roots(of degree: Int) -> [UInt32] {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The largest r with r^degree <= prime * 2^(32 * degree); its low half is the fraction.
            var root: UInt64 = 0
            for bit in stride(from: UInt64(36), through: 0, by: -1) {
                let trial = root | 1 << bit
                if power(trial, degree, isAtMost: prime) { root = trial }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }

    /// Whether base^degree <= prime * 2^(32 * degree), with as many words as that takes.
    private static func power(_ base: UInt64, _ degree: Int, isAtMost prime: UInt64) -> Bool {
        var product: [UInt64] = [1]
        for _ in 0..<degree { product = times(product, base) }
        var limit = [UInt64](repeating: 0, count: degree) + [prime]
        while limit.count < product.count { limit.append(0) }
        while product.count < limit.count { product.append(0) }
        for index in limit.indices.reversed() where product[index] != limit[index] {
            return product[index] < limit[index]
        }
        return true
    }

    /// In words of 32 bits, the least significant first.
    private static func times(_ words: [UInt64], _ factor: UInt64) -> [UInt64] {
        let (low, high) = (factor & 0xFFFF_FFFF, factor >> 32)
        var result = [UInt64](repeating: 0, count: words.count + 3)
        for (index, word) in words.enumerated() {
            for (offset, part) in [low, high].enumerated() {
                var carry = word * part
                var place = index + offset
                while carry > 0 {
                    let sum = result[place] + (carry & 0xFFFF_FFFF)
                    result[place] = sum & 0xFFFF_FFFF
                    carry = (carry >> 32) + (sum >> 32)
                    place += 1
                }
            }
        }
        return result
    }
}
