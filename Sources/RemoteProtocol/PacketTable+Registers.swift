extension PacketTable {
    static let registers: [PacketRule] = [
        PacketRule(
            .prefix("g"), "[;thread:number;]", "Read the general registers."
        ) { (fields: inout Fields) throws(Malformed) in
            try ours(fields.threadSuffix())
            return .readGeneralRegisters
        },
        PacketRule(
            .prefix("G"), "hex[;thread:number;]", "Write the general registers."
        ) { (fields: inout Fields) throws(Malformed) in
            let bytes = try fields.hexBytesBeforeSuffix()
            try ours(fields.threadSuffix())
            return .writeGeneralRegisters(bytes)
        },
        PacketRule(
            .prefix("p"), "number[;thread:number;]", "Read one register."
        ) { (fields: inout Fields) throws(Malformed) in
            let number = try fields.count()
            try ours(fields.threadSuffix())
            return .readRegister(number)
        },
        PacketRule(
            .prefix("P"), "number=hex[;thread:number;]", "Write one register."
        ) { (fields: inout Fields) throws(Malformed) in
            let number = try fields.count()
            try fields.expect("=")
            let bytes = try fields.hexBytesBeforeSuffix()
            try ours(fields.threadSuffix())
            return .writeRegister(number, bytes)
        },
        PacketRule(
            .prefix("QSaveRegisterState"), "[;thread:number;]",
            "Keep a copy of all registers; answered with its number (LLDB)."
        ) { (fields: inout Fields) throws(Malformed) in
            try ours(fields.threadSuffix())
            return .saveRegisters
        },
        PacketRule(
            .prefix("QRestoreRegisterState:"), "number[;thread:number;]",
            "Put a copy of the registers back and forget it (LLDB)."
        ) { (fields: inout Fields) throws(Malformed) in
            let number = try fields.decimal()
            try ours(fields.threadSuffix())
            return .restoreRegisters(number)
        },
        PacketRule(
            .prefix("qRegisterInfo"), "number",
            "Describe one register, for an LLDB that does not read XML."
        ) { (fields: inout Fields) throws(Malformed) in
            let number = try fields.count()
            try fields.expectEnd()
            return .registerInfo(number)
        },
    ]

    private static func ours(_ thread: ThreadSelector) throws(Malformed) {
        guard thread.includes(thread: 1) else { throw Malformed("thread 1") }
    }
}
