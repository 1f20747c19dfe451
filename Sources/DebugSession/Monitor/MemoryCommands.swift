import TargetMemory

/// `mdw`, `mww` and the like, in OpenOCD's and pyOCD's words. The accesses have the width that is
/// asked for: peripherals care.
enum MemoryCommands {
    static let table: [MonitorCommand] =
        widths.flatMap { letter, name, width in
            [
                MonitorCommand(
                    "md\(letter)", "[phys] ADDRESS [COUNT]", "Show memory as \(name)s.", .memory,
                    .reading
                ) {
                    (session: inout Session, arguments: inout MonitorArguments)
                        throws(TargetFault) in
                    try show(&session, &arguments, width, isPyOCD: false)
                },
                MonitorCommand(
                    "mw\(letter)", "[phys] ADDRESS VALUE [COUNT]", "Write \(name)s.", .memory,
                    .writing
                ) {
                    (session: inout Session, arguments: inout MonitorArguments)
                        throws(TargetFault) in
                    try fill(&session, &arguments, width)
                },
            ]
        }
        + widths.flatMap { letter, name, width in
            ["read\(width * 8)", "r\(pyOCDLetter(letter))"].map { word in
                MonitorCommand(
                    word, "ADDRESS [BYTECOUNT]", "Show memory as \(name)s with their text.",
                    .memory, .reading, of: "pyOCD"
                ) {
                    (session: inout Session, arguments: inout MonitorArguments)
                        throws(TargetFault) in
                    try show(&session, &arguments, width, isPyOCD: true)
                }
            }
                + ["write\(width * 8)", "w\(pyOCDLetter(letter))"].map { word in
                    MonitorCommand(
                        word, "ADDRESS VALUE...", "Write \(name)s one after the other.", .memory,
                        .writing, of: "pyOCD"
                    ) {
                        (session: inout Session, arguments: inout MonitorArguments)
                            throws(TargetFault) in
                        try write(&session, &arguments, width)
                    }
                }
        } + [
            MonitorCommand(
                "mdd", "[phys] ADDRESS [COUNT]", "Show memory as double words, two accesses each.",
                .memory, .reading, of: "OpenOCD"
            ) {
                (session: inout Session, arguments: inout MonitorArguments)
                    throws(TargetFault) in
                try show(&session, &arguments, 8, isPyOCD: false)
            },
            MonitorCommand(
                "read_memory", "ADDRESS WIDTH COUNT [phys]",
                "Print COUNT numbers of WIDTH bits in one line.", .memory, .reading, of: "OpenOCD",
                readMemory),
            MonitorCommand(
                "write_memory", "ADDRESS WIDTH {VALUE ...} [phys]",
                "Write numbers of WIDTH bits one after the other.", .memory, .writing,
                of: "OpenOCD", writeMemory),
        ]

    private static let widths = [("b", "byte", 1), ("h", "halfword", 2), ("w", "word", 4)]

    private static func pyOCDLetter(_ letter: String) -> String { letter }

    private static func show(
        _ session: inout Session, _ arguments: inout MonitorArguments, _ width: Int, isPyOCD: Bool
    ) throws(TargetFault) -> String {
        _ = arguments.takes("phys")
        let address = try arguments.address()
        let most = Limits.monitorShownByteCount
        var count = try arguments.number(
            "count", in: 1...most / (isPyOCD ? 1 : width), standard: isPyOCD ? width : 1)
        try arguments.end()
        if isPyOCD { count = (count + width - 1) / width }
        try checkAligned(address, width)
        let bytes = try read(session, address, count: count, width)
        return isPyOCD
            ? MemoryText.pyOCD(bytes, from: address, width)
            : MemoryText.openOCD(bytes, from: address, width)
    }

    private static func fill(
        _ session: inout Session, _ arguments: inout MonitorArguments, _ width: Int
    ) throws(TargetFault) -> String {
        _ = arguments.takes("phys")
        let address = try arguments.address()
        let value = try arguments.value()
        let count = try arguments.number(
            "count", in: 1...Limits.monitorWrittenByteCount / width, standard: 1)
        try arguments.end()
        try checkAligned(address, width)
        let element = Array(value.littleEndianBytes.prefix(width))
        try write(
            session, Array(repeating: element, count: count).flatMap(\.self), to: address, width)
        return ""
    }

    private static func write(
        _ session: inout Session, _ arguments: inout MonitorArguments, _ width: Int
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        try checkAligned(address, width)
        var bytes = Array(try arguments.value().littleEndianBytes.prefix(width))
        while !arguments.isEmpty {
            bytes += try arguments.value().littleEndianBytes.prefix(width)
        }
        try write(session, bytes, to: address, width)
        return ""
    }

    private static func readMemory(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let width = try arguments.choice([("8", 1), ("16", 2), ("32", 4), ("64", 8)])
        let count = try arguments.number("count", in: 1...Limits.monitorShownByteCount / width)
        _ = arguments.takes("phys")
        try arguments.end()
        try checkAligned(address, width)
        let bytes = try read(session, address, count: count, width)
        return MemoryText.numbers(bytes, width).map { "0x" + String($0, radix: 16) }
            .joined(separator: " ")
    }

    private static func writeMemory(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let width = try arguments.choice([("8", 1), ("16", 2), ("32", 4)])
        let list = try arguments.word("values")
        _ = arguments.takes("phys")
        try arguments.end()
        try checkAligned(address, width)
        var bytes: [UInt8] = []
        for word in MonitorArguments.words(of: list) {
            guard let number = MonitorArguments.number(word), number <= Int(UInt32.max) else {
                throw arguments.failure("\"\(word)\" is no value")
            }
            bytes += UInt32(truncatingIfNeeded: number).littleEndianBytes.prefix(width)
        }
        try write(session, bytes, to: address, width)
        return ""
    }

    /// A run of words goes at once; narrower ones one by one, each as one access of its width.
    static func read(
        _ session: Session, _ address: Address, count: Int, _ width: Int
    ) throws(TargetFault) -> [UInt8] {
        try checkEnd(address, byteCount: count * width)
        if width >= 4 || session.isMemory(address) {
            return try session.target.readMemory(address, count: count * width)
        }
        var bytes: [UInt8] = []
        for index in 0..<count {
            bytes += try session.target.readMemory(address + index * width, count: width)
        }
        return bytes
    }

    static func write(
        _ session: Session, _ bytes: [UInt8], to address: Address, _ width: Int
    ) throws(TargetFault) {
        try checkEnd(address, byteCount: bytes.count)
        if width == 4 || session.isMemory(address) {
            return try session.target.writeMemory(bytes, to: address)
        }
        for start in stride(from: 0, to: bytes.count, by: width) {
            try session.target.writeMemory(
                Array(bytes[start..<start + width]), to: address + start)
        }
    }

    private static func checkAligned(_ address: Address, _ width: Int) throws(TargetFault) {
        guard address.isAligned(to: width) else {
            throw TargetFault(
                .access, at: address, "\(address) is not a multiple of \(width): use a narrower one"
            )
        }
    }

    private static func checkEnd(_ address: Address, byteCount: Int) throws(TargetFault) {
        guard Int(address.rawValue) + byteCount <= 1 << 32 else {
            throw TargetFault(
                .access, at: address, "\(byteCount) bytes at \(address) go past the end of memory")
        }
    }
}

extension Session {
    /// RAM or flash, where the width of an access does not matter: below the peripherals.
    func isMemory(_ address: Address) -> Bool { address < 0x4000_0000 }
}

/// Memory in the columns of those whose scripts read them.
enum MemoryText {
    static func numbers(_ bytes: [UInt8], _ width: Int) -> [UInt64] {
        stride(from: 0, to: bytes.count, by: width).map { start in
            bytes[start..<min(start + width, bytes.count)].reversed()
                .reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    static func digits(_ number: UInt64, _ width: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width * 2 - text.count)) + text
    }

    /// 32 bytes in a line after `0x20000000: `, a space behind each number.
    static func openOCD(_ bytes: [UInt8], from address: Address, _ width: Int) -> String {
        stride(from: 0, to: bytes.count, by: 32).map { start in
            let line = Array(bytes[start..<min(start + 32, bytes.count)])
            return "\(address + start): "
                + numbers(line, width).map { digits($0, width) + " " }.joined()
        }.joined(separator: "\n")
    }

    /// 16 bytes in a line after `20000000:  `, then as characters between bars.
    static func pyOCD(_ bytes: [UInt8], from address: Address, _ width: Int) -> String {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let line = Array(bytes[start..<min(start + 16, bytes.count)])
            let columns = numbers(line, width).map { digits($0, width) }
            let text = columns.enumerated().map { index, column in
                let isGap = width == 1 && index % 4 == 3 && index < 15
                return column + (isGap ? "  " : " ")
            }.joined()
            let full = (16 / width) * (width * 2 + 1) + (width == 1 ? 3 : 0)
            // Words are printed the way they are read: the first byte in memory is the last.
            let characters = stride(from: 0, to: line.count, by: width).flatMap {
                line[$0..<min($0 + width, line.count)].reversed()
            }.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
            let pad = String(repeating: " ", count: max(0, full - text.count))
            return "\((address + start).description.dropFirst(2)):  \(text)\(pad)   |\(characters)|"
        }.joined(separator: "\n")
    }
}
