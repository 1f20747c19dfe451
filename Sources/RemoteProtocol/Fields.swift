public import TargetMemory

/// The arguments of a packet are not what its definition says; answered with `E22` (EINVAL).
public struct Malformed: Error, Hashable, Sendable {
    /// What was expected.
    public var expectation: String

    public init(_ expectation: String) { self.expectation = expectation }
}

/// Reads a packet's arguments from left to right.
public struct Fields: Sendable {
    private var rest: ArraySlice<UInt8>

    public init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Whether nothing is left.
    public var isAtEnd: Bool { rest.isEmpty }

    /// The next byte, not taken.
    public var next: UInt8? { rest.first }

    /// Takes the character if it comes next.
    public mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes the character, which must come next.
    public mutating func expect(_ character: Unicode.Scalar) throws(Malformed) {
        guard take(character) else { throw Malformed("'\(character)'") }
    }

    /// Nothing may follow.
    public func expectEnd() throws(Malformed) {
        guard isAtEnd else { throw Malformed("the end of the packet") }
    }

    /// A hexadecimal number of 1 to 8 significant digits.
    public mutating func hex32() throws(Malformed) -> UInt32 {
        var value: UInt64 = 0
        var digitCount = 0
        while let character = rest.first, let digit = Hexadecimal.digit(character) {
            value = value << 4 | UInt64(digit)
            guard value <= UInt64(UInt32.max) else { throw Malformed("a number of 32 bits") }
            digitCount += 1
            rest.removeFirst()
        }
        guard digitCount > 0 else { throw Malformed("a hexadecimal number") }
        return UInt32(value)
    }

    /// A hexadecimal count of bytes or a number of a thing.
    public mutating func count() throws(Malformed) -> Int { Int(try hex32()) }

    /// A decimal number of 1 to 9 digits.
    public mutating func decimal() throws(Malformed) -> Int {
        var value = 0
        var digitCount = 0
        while digitCount < 10, let digit = rest.first,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
        {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            digitCount += 1
            rest.removeFirst()
        }
        guard (1...9).contains(digitCount) else { throw Malformed("a decimal number") }
        return value
    }

    /// A hexadecimal address of the target.
    public mutating func address() throws(Malformed) -> Address { Address(try hex32()) }

    /// `address,length` with nothing past 4 GiB.
    public mutating func span() throws(Malformed) -> (Address, Int) {
        let start = try address()
        try expect(",")
        let length = try count()
        guard Int(start.rawValue) + length <= 1 << 32 else {
            throw Malformed("an area that ends below 4 GiB")
        }
        return (start, length)
    }

    /// A thread: a number, `0` for any, `-1` for all.
    public mutating func thread() throws(Malformed) -> ThreadSelector {
        if take("-") {
            guard try hex32() == 1 else { throw Malformed("-1 for all threads") }
            return .all
        }
        let number = try hex32()
        return number == 0 ? .any : .one(number)
    }

    /// Everything up to the character, which is taken too; `nil` if it does not come.
    public mutating func take(until character: Unicode.Scalar) -> [UInt8]? {
        guard let end = rest.firstIndex(of: UInt8(ascii: character)) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return Array(rest[..<end])
    }

    /// All that is left, as it is.
    public mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    /// Takes the word if it comes next.
    public mutating func take(word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    /// `;thread:number;` at the end of a packet, as LLDB writes it after `QThreadSuffixSupported`;
    /// `any` where nothing follows.
    public mutating func threadSuffix() throws(Malformed) -> ThreadSelector {
        guard !isAtEnd else { return .any }
        guard take(word: ";thread:") else { throw Malformed("';thread:' or the end") }
        let thread = try thread()
        _ = take(";")
        try expectEnd()
        return thread
    }

    /// Pairs of hexadecimal digits, up to a `;` or the end.
    public mutating func hexBytesBeforeSuffix() throws(Malformed) -> [UInt8] {
        let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
        guard let bytes = Hexadecimal.decode(rest[..<end]) else {
            throw Malformed("pairs of hexadecimal digits")
        }
        rest = rest[end...]
        return bytes
    }

    /// All that is left, as text.
    public mutating func text() -> String { String(decoding: remainder(), as: UTF8.self) }

    /// All that is left, as pairs of hexadecimal digits.
    public mutating func hexBytes() throws(Malformed) -> [UInt8] {
        guard let bytes = Hexadecimal.decode(remainder()) else {
            throw Malformed("pairs of hexadecimal digits")
        }
        return bytes
    }
}
