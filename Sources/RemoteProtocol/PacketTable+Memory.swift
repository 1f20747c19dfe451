extension PacketTable {
    static let memory: [PacketRule] = [
        PacketRule(
            .prefix("m"), "address,count", "Read memory, answered in hexadecimal."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expectEnd()
            guard count > 0 else { throw Malformed("a count above 0") }
            return .readMemory(address, count: count)
        },
        PacketRule(
            .prefix("x"), "address,count",
            "Read memory, answered in binary after a `b`; `0,0` asks if it works."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expectEnd()
            return .readMemoryBinary(address, count: count)
        },
        PacketRule(
            .prefix("M"), "address,count:hex", "Write memory."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expect(":")
            let bytes = try fields.hexBytes()
            guard bytes.count == count else { throw Malformed("\(count) bytes") }
            return .writeMemory(address, bytes)
        },
        PacketRule(
            .prefix("X"), "address,count:binary",
            "Write memory; no bytes at all asks if this works."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expect(":")
            let bytes = fields.remainder()
            guard bytes.count == count else { throw Malformed("\(count) bytes") }
            return .writeMemory(address, bytes)
        },
        PacketRule(
            .prefix("qCRC:"), "address,count", "CRC-32 of an area, for `compare-sections`."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expectEnd()
            return .crc(address, count: count)
        },
        PacketRule(
            .prefix("qSearch:memory:"), "address;count;binary", "Find bytes in memory, for `find`."
        ) { (fields: inout Fields) throws(Malformed) in
            let address = try fields.address()
            try fields.expect(";")
            let count = try fields.count()
            try fields.expect(";")
            let pattern = fields.remainder()
            guard Int(address.rawValue) + count <= 1 << 32 else {
                throw Malformed("an area that ends below 4 GiB")
            }
            guard !pattern.isEmpty else { throw Malformed("bytes to look for") }
            return .search(address, count: count, pattern: pattern)
        },
    ]

    static let flash: [PacketRule] = [
        PacketRule(
            .prefix("vFlashErase:"), "address,count", "Remember to erase these whole sectors."
        ) { (fields: inout Fields) throws(Malformed) in
            let (address, count) = try fields.span()
            try fields.expectEnd()
            guard count > 0 else { throw Malformed("a count above 0") }
            return .flashErase(address, count: count)
        },
        PacketRule(
            .prefix("vFlashWrite:"), "address:binary", "Stage bytes to be programmed."
        ) { (fields: inout Fields) throws(Malformed) in
            let address = try fields.address()
            try fields.expect(":")
            let bytes = fields.remainder()
            guard Int(address.rawValue) + bytes.count <= 1 << 32 else {
                throw Malformed("an area that ends below 4 GiB")
            }
            return .flashWrite(address, bytes)
        },
        PacketRule("vFlashDone", "Erase what must change, program and verify.", .flashDone),
    ]
}
