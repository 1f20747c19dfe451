import RemoteProtocol
import TargetMemory

extension Session {
    /// `g`, `G`, `p`, `P`, and LLDB's copies.
    mutating func register(_ request: Request) throws(TargetFault) -> Reply {
        switch request {
        case .readGeneralRegisters:
            var text = ""
            for number in generalNumbers { text += try registerText(number) }
            return .text(text)
        case .readRegister(let number):
            guard target.registers.indices.contains(number) else { return .malformed }
            return .text(try registerText(number))
        case .writeRegister(let number, let bytes):
            guard target.registers.indices.contains(number),
                bytes.count == byteCount(ofRegister: number)
            else { return .malformed }
            try target.writeRegister(number, bytes)
            lastStop = nil
            return .ok
        case .writeGeneralRegisters(let bytes):
            lastStop = nil
            return try writeGeneralRegisters(bytes)
        case .saveRegisters: return try saveRegisters()
        case .restoreRegisters(let number): return try restoreRegisters(number)
        case .registerInfo(let number):
            client.knowsRegisters = true
            return registerInfo(number)
        default: return .unsupported
        }
    }

    private var generalNumbers: Range<Int> {
        let count =
            client.knowsRegisters ? target.generalRegisterCount : Limits.basicRegisterCount
        return 0..<min(count, target.registers.count)
    }

    func byteCount(ofRegister number: Int) -> Int {
        (target.registers[number].bitCount + 7) / 8
    }

    /// `xx` for every byte of a register that cannot be read now.
    private func registerText(_ number: Int) throws(TargetFault) -> String {
        guard let bytes = try target.readRegister(number) ?? snapshot[number] else {
            return String(repeating: "xx", count: byteCount(ofRegister: number))
        }
        return Hexadecimal.string(bytes)
    }

    private func writeGeneralRegisters(_ bytes: [UInt8]) throws(TargetFault) -> Reply {
        guard bytes.count == generalNumbers.reduce(0, { $0 + byteCount(ofRegister: $1) }) else {
            return .malformed
        }
        // Only what differs: SP is one of the stack pointers, and the old one would undo the new.
        var changed: [(number: Int, value: [UInt8])] = []
        var rest = bytes[...]
        for number in generalNumbers {
            let value = Array(rest.prefix(byteCount(ofRegister: number)))
            rest = rest.dropFirst(value.count)
            if try target.readRegister(number) != value { changed.append((number, value)) }
        }
        for (number, value) in changed { try target.writeRegister(number, value) }
        return .ok
    }

    // MARK: LLDB

    private mutating func saveRegisters() throws(TargetFault) -> Reply {
        guard savedRegisters.count < Limits.savedRegisterCount else {
            throw TargetFault(
                .state,
                "\(savedRegisters.count) copies of the registers are kept already; "
                    + "QRestoreRegisterState frees one")
        }
        var values: [[UInt8]?] = []
        for number in target.registers.indices { values.append(try target.readRegister(number)) }
        let number = (savedRegisters.keys.max() ?? 0) + 1
        savedRegisters[number] = values
        return .text(String(number))
    }

    private mutating func restoreRegisters(_ number: Int) throws(TargetFault) -> Reply {
        guard let values = savedRegisters.removeValue(forKey: number) else { return .malformed }
        lastStop = nil
        // The special registers first: CONTROL decides which stack SP is.
        let order =
            Array(generalNumbers.upperBound..<target.registers.count) + Array(generalNumbers)
        for register in order {
            guard let value = values[register], try target.readRegister(register) != value
            else { continue }
            try target.writeRegister(register, value)
        }
        return .ok
    }

    /// One line of LLDB's old register list; numbers are DWARF's for R0 to R15 (AADWARF32, 4.1).
    private func registerInfo(_ number: Int) -> Reply {
        guard target.registers.indices.contains(number) else { return .errno(45) }
        let register = target.registers[number]
        let offset = (0..<number).reduce(0) { $0 + byteCount(ofRegister: $1) }
        let isFloat = register.type.hasPrefix("ieee")
        var fields = [
            "name:\(register.name)", "bitsize:\(register.bitCount)", "offset:\(offset)",
            "encoding:\(isFloat ? "ieee754" : "uint")", "format:\(isFloat ? "float" : "hex")",
            "set:\(register.group ?? "general") registers",
        ]
        if number < 16 { fields += ["gcc:\(number)", "dwarf:\(number)"] }
        if let generic = Self.genericNames[register.name] { fields.append("generic:\(generic)") }
        return .text(fields.map { $0 + ";" }.joined())
    }

    private static let genericNames = [
        "r0": "arg1", "r1": "arg2", "r2": "arg3", "r3": "arg4", "r7": "fp", "sp": "sp",
        "lr": "ra", "pc": "pc", "xpsr": "flags",
    ]
}
