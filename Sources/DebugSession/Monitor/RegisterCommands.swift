import TargetMemory

/// `reg`, in OpenOCD's and pyOCD's ways.
enum RegisterCommands {
    static let table: [MonitorCommand] = [
        regCommand, regCommand.named("rr", of: "pyOCD"),
        MonitorCommand(
            "wreg", "NAME VALUE", "Write a register.", .memory, of: "pyOCD", writeRegister),
        MonitorCommand("wr", "NAME VALUE", "The same.", .memory, of: "pyOCD", writeRegister),
        MonitorCommand(
            "get_reg", "[-force] {NAME ...}", "Print registers as NAME VALUE, a line each.",
            .memory, of: "OpenOCD", getRegisters),
        MonitorCommand(
            "set_reg", "{NAME VALUE ...}", "Write registers.", .memory, of: "OpenOCD",
            setRegisters),
    ]

    private static let regCommand = MonitorCommand(
        "reg", "[NAME|NUMBER [VALUE|force]]", "Show the registers, or one of them; or write it.",
        .memory, register)

    private static func register(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        guard let name = arguments.optionalWord(), name != "all", name != "-f" else {
            return try all(session)
        }
        let number = try number(of: name, session)
        if arguments.takes("force") || arguments.isEmpty {
            try arguments.end()
            return try line(number, session)
        }
        try write(number, try arguments.word("value"), session)
        try arguments.end()
        session.lastStop = nil
        return try line(number, session)
    }

    private static func all(_ session: Session) throws(TargetFault) -> String {
        var lines = ["===== \(session.target.name)"]
        for number in session.target.registers.indices {
            let register = session.target.registers[number]
            let value = try text(number, session).map { ": 0x\($0)" } ?? ""
            lines.append("(\(number)) \(register.name) (/\(register.bitCount))\(value)")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ number: Int, _ session: Session) throws(TargetFault) -> String {
        let register = session.target.registers[number]
        guard let text = try text(number, session) else {
            throw TargetFault(.state, "\(register.name) cannot be read while the core runs")
        }
        return "\(register.name) (/\(register.bitCount)): 0x\(text)"
    }

    private static func text(_ number: Int, _ session: Session) throws(TargetFault) -> String? {
        guard let bytes = try session.target.readRegister(number) else { return nil }
        return bytes.reversed().map { MemoryText.digits(UInt64($0), 1) }.joined()
    }

    private static func writeRegister(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.takes("-r")
        let number = try number(of: try arguments.word("name"), session)
        let value = try arguments.word("value")
        try arguments.end()
        try write(number, value, session)
        session.lastStop = nil
        return ""
    }

    private static func getRegisters(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.takes("-force")
        let names = MonitorArguments.words(of: try arguments.word("names"))
        try arguments.end()
        var lines: [String] = []
        for name in names {
            let number = try number(of: name, session)
            lines.append("\(name) 0x\(try text(number, session) ?? "")")
        }
        return lines.joined(separator: "\n")
    }

    private static func setRegisters(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let words = MonitorArguments.words(of: try arguments.word("names and values"))
        try arguments.end()
        guard words.count.isMultiple(of: 2) else { throw arguments.failure("a value is missing") }
        for index in stride(from: 0, to: words.count, by: 2) {
            try write(try number(of: words[index], session), words[index + 1], session)
        }
        session.lastStop = nil
        return ""
    }

    private static func number(
        of name: String, _ session: Session
    ) throws(TargetFault) -> Int {
        let registers = session.target.registers
        let aliases = ["r13": "sp", "r14": "lr", "r15": "pc", "psr": "xpsr", "cpsr": "xpsr"]
        let wanted = aliases[name.lowercased()] ?? name.lowercased()
        if let number = registers.firstIndex(where: { $0.name.lowercased() == wanted }) {
            return number
        }
        guard let number = MonitorArguments.number(name) else {
            throw TargetFault(.unsupported, "register \(name) not found in current target")
        }
        guard registers.indices.contains(number) else {
            throw TargetFault(
                .unsupported,
                "\(number) is out of bounds, the current target has only \(registers.count) "
                    + "registers (0 - \(registers.count - 1))")
        }
        return number
    }

    private static func write(
        _ number: Int, _ text: String, _ session: Session
    ) throws(TargetFault) {
        let register = session.target.registers[number]
        let byteCount = (register.bitCount + 7) / 8
        guard let value = MonitorArguments.number(text) else {
            throw TargetFault(.unsupported, "\"\(text)\" is no value for \(register.name)")
        }
        let bytes = (0..<byteCount).map { byte in
            byte < 8 ? UInt8(truncatingIfNeeded: value >> (8 * byte)) : 0
        }
        try session.target.writeRegister(number, bytes)
    }
}
