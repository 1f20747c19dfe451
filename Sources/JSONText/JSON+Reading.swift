extension JSON {
    /// Reads one value and nothing behind it.
    public init(_ bytes: ArraySlice<UInt8>) throws(Failure) {
        var reader = Reader(bytes)
        self = try reader.value(depth: 0)
        try reader.expectEnd()
    }

    private struct Reader {
        private let bytes: ArraySlice<UInt8>
        private var index: Int

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            index = bytes.startIndex
        }

        private func failure(_ reason: String) -> Failure {
            Failure(reason: reason, offset: index - bytes.startIndex)
        }

        private mutating func skipSpace() {
            while let byte = peek, [0x20, 0x09, 0x0D, 0x0A].contains(byte) { index += 1 }
        }

        private var peek: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

        private mutating func take(_ character: Character) -> Bool {
            skipSpace()
            guard peek == character.asciiValue else { return false }
            index += 1
            return true
        }

        mutating func expectEnd() throws(Failure) {
            skipSpace()
            if peek != nil { throw failure("there is something behind the line's value") }
        }

        mutating func value(depth: Int) throws(Failure) -> JSON {
            guard depth < Limits.nestingDepth else { throw failure("it is nested too deeply") }
            if take("{") { return try object(depth) }
            if take("[") { return try array(depth) }
            if take("\"") { return .string(try string()) }
            for (word, value) in [
                ("true", JSON.bool(true)), ("false", .bool(false)), ("null", .null),
            ] where bytes[index...].starts(with: word.utf8) {
                index += word.utf8.count
                return value
            }
            return try number()
        }

        private mutating func object(_ depth: Int) throws(Failure) -> JSON {
            var members: [Member] = []
            if take("}") { return .object(members) }
            repeat {
                guard take("\"") else { throw failure("a name is missing") }
                let name = try string()
                guard take(":") else { throw failure("a colon is missing") }
                members.append(Member(name: name, value: try value(depth: depth + 1)))
            } while take(",")
            guard take("}") else { throw failure("a } is missing") }
            return .object(members)
        }

        private mutating func array(_ depth: Int) throws(Failure) -> JSON {
            var items: [JSON] = []
            if take("]") { return .array(items) }
            repeat { items.append(try value(depth: depth + 1)) } while take(",")
            guard take("]") else { throw failure("a ] is missing") }
            return .array(items)
        }

        private mutating func number() throws(Failure) -> JSON {
            let start = index
            while let byte = peek, byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) {
                index += 1
            }
            let digits = String(decoding: bytes[start..<index], as: UTF8.self)
            guard let value = Int(digits) else {
                index = start
                throw failure("this is no value")
            }
            return .number(value)
        }

        /// Behind the opening quote.
        private mutating func string() throws(Failure) -> String {
            var text: [UInt8] = []
            while let byte = peek {
                index += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
                case 0..<0x20: throw failure("a control character stands in a text")
                default: text.append(byte)
                }
            }
            throw failure("a text does not end")
        }

        private mutating func escaped() throws(Failure) -> Character {
            guard let byte = peek else { throw failure("a text does not end") }
            index += 1
            switch byte {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                return Character(UnicodeScalar(byte))
            case UInt8(ascii: "u"):
                let digits = String(decoding: bytes[index...].prefix(4), as: UTF8.self)
                guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16),
                    let scalar = UnicodeScalar(value)
                else { throw failure("\\u\(digits) is no character") }
                index += 4
                return Character(scalar)
            default: throw failure("an unknown escape stands in a text")
            }
        }
    }
}
