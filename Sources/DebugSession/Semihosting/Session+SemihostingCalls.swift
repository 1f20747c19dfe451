import RemoteProtocol
import TargetMemory

/// The operations, one by one (Arm, "Semihosting for AArch32 and AArch64", chapter 5).
extension Session {
    mutating func semihostingCall() throws(TargetFault) -> SemihostingOutcome {
        let number = try coreRegister("r0")
        let parameter = Address(try coreRegister("r1"))
        guard let operation = SemihostingOperation(rawValue: number) else {
            semihosting.lastError = SemihostingErrno.notSupported
            remember("the program made semihosting call \(number.hex), which is none of Arm's")
            return .failure
        }
        var block: [UInt32] = []
        if operation.parameterCount > 0 {
            block = try programMemory(parameter, count: 4 * operation.parameterCount)
                .littleEndianWords
        }
        switch operation {
        case .open, .close, .write, .read, .seek, .length, .isTerminal, .remove, .rename:
            return try fileCall(operation, block)
        case .writeCharacter: return .show(try programText(parameter, count: 1), answer: nil)
        case .writeText: return .show(try text(at: parameter), answer: nil)
        case .readCharacter: return readCharacter()
        case .isError: return .answer(Int32(bitPattern: block[0]) < 0 ? 1 : 0)
        case .errorNumber: return .answer(UInt32(bitPattern: semihosting.lastError))
        case .temporaryName: return try temporaryName(block)
        case .commandLine: return try commandLine(block, parameter)
        case .system: return system(block)
        case .heapInfo:
            // All zero: not known here, the program is to use what it was linked with.
            try setProgramMemory([UInt8](repeating: 0, count: 16), to: Address(block[0]))
            return .answer(0)
        case .exit:
            return .exit(status: Self.status(reason: parameter.rawValue, detail: 0))
        case .exitExtended:
            return .exit(status: Self.status(reason: block[0], detail: block[1]))
        case .clock, .time, .elapsed, .tickFrequency: return try timeCall(operation, parameter)
        }
    }

    /// ADP_Stopped_ApplicationExit means well; everything else is a failure.
    private static func status(reason: UInt32, detail: UInt32) -> UInt8 {
        reason == 0x20026 ? UInt8(truncatingIfNeeded: detail) : 1
    }

    /// The program's memory, wherever its pointer leads.
    func programMemory(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try Self.check(address, count)
        return try target.readMemory(address, count: count)
    }

    /// The same for text: what is printed, names of files and what is in them.
    func programText(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try Self.check(address, count)
        target.announceText(address, count: count)
        return try target.readMemory(address, count: count)
    }

    func setProgramMemory(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        try Self.check(address, bytes.count)
        try target.writeMemory(bytes, to: address)
    }

    func setProgramText(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        try Self.check(address, bytes.count)
        target.announceText(address, count: bytes.count)
        try target.writeMemory(bytes, to: address)
    }

    private static func check(_ address: Address, _ count: Int) throws(TargetFault) {
        guard Int(address.rawValue) + count <= 1 << 32 else {
            throw TargetFault(
                .access, at: address, "\(count) bytes at \(address) go past the end of memory")
        }
    }

    // MARK: Console

    /// A string to its zero, without a read past the memory that it lies in.
    private func text(at start: Address) throws(TargetFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Limits.semihostingByteCount {
            // Aligned pieces never cross the end of a memory.
            let place = start + bytes.count
            let count = 64 - Int(place.rawValue % 64)
            let piece = try programText(place, count: count)
            if let end = piece.firstIndex(of: 0) { return bytes + piece[..<end] }
            bytes += piece
        }
        return bytes
    }

    private mutating func readCharacter() -> SemihostingOutcome {
        guard let host = semihosting.host else { return .failure }
        guard let typed = host.typed(1) else { return .wait }
        return typed.first.map { .answer(UInt32($0)) } ?? .failure
    }

    // MARK: Time

    private mutating func timeCall(
        _ operation: SemihostingOperation, _ parameter: Address
    ) throws(TargetFault) -> SemihostingOutcome {
        guard let host = semihosting.host else { return .failure }
        let elapsed = host.microseconds - semihosting.start
        switch operation {
        case .clock: return .answer(UInt32(truncatingIfNeeded: elapsed / 10_000))
        case .time: return .answer(host.secondsSinceEpoch)
        case .tickFrequency: return .answer(1_000_000)
        default:
            try setProgramMemory(elapsed.littleEndianBytes, to: parameter)
            return .answer(0)
        }
    }

    // MARK: Names and lines

    private func temporaryName(_ block: [UInt32]) throws(TargetFault) -> SemihostingOutcome {
        let name = Array("tmp\(block[1] & 0xFF)".utf8) + [0]
        guard name.count <= Int(block[2]) else { return .failure }
        try setProgramMemory(name, to: Address(block[0]))
        return .answer(0)
    }

    private func commandLine(
        _ block: [UInt32], _ parameter: Address
    ) throws(TargetFault) -> SemihostingOutcome {
        let line = Array(semihosting.options.commandLine.utf8) + [0]
        guard line.count <= Int(block[1]) else { return .failure }
        try setProgramText(line, to: Address(block[0]))
        try setProgramMemory(UInt32(line.count - 1).littleEndianBytes, to: parameter + 4)
        return .answer(0)
    }

    /// Programs on the target have no business in the host's shell; gdb asks its own user.
    private mutating func system(_ block: [UInt32]) -> SemihostingOutcome {
        guard semihosting.options.usesDebuggersFiles else {
            semihosting.lastError = SemihostingErrno.notSupported
            remember("the program asked for a shell command, which is not run")
            return .failure
        }
        return .ask(request: "Fsystem," + Self.string(block[0], block[1]), .value)
    }

    /// A string of the target's for a File-I/O request: address and length with its zero.
    static func string(_ address: UInt32, _ count: UInt32) -> String {
        Self.hex(Int(address)) + "/" + Self.hex(Int(count) + 1)
    }

    static func hex(_ number: Int) -> String {
        number < 0 ? "-" + String(-number, radix: 16) : String(number, radix: 16)
    }
}
