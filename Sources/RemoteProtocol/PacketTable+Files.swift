extension PacketTable {
    static let files: [PacketRule] = [
        PacketRule(
            .prefix("F"), "result[,errno[,C]]",
            "What became of a File-I/O request that semihosting made; `C`: with Ctrl-C."
        ) { (fields: inout Fields) throws(Malformed) in
            let isNegative = fields.take("-")
            let result = Int(try fields.hex32())
            var error = 0
            var isInterrupted = false
            if fields.take(",") {
                error = try fields.count()
                if fields.take(",") {
                    try fields.expect("C")
                    isInterrupted = true
                }
            }
            // A call-specific attachment may follow; none of ours has one.
            if !fields.take(";") { try fields.expectEnd() }
            return .fileAnswer(
                isNegative ? -result : result, error: Int32(truncatingIfNeeded: error),
                isInterrupted: isInterrupted)
        }
    ]
}
