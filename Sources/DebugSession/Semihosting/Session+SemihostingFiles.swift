import RemoteProtocol
import TargetMemory

/// The operations on files: on the host's, in its folder, or on the debugger's, by File-I/O
/// packets (gdb manual, E.13).
extension Session {
    mutating func fileCall(
        _ operation: SemihostingOperation, _ block: [UInt32]
    ) throws(TargetFault) -> SemihostingOutcome {
        switch operation {
        case .open: return try open(block)
        case .remove:
            if semihosting.options.usesDebuggersFiles {
                return .ask(request: "Funlink," + Self.string(block[0], block[1]), .status)
            }
            let path = try path(block[0], block[1])
            return settle(semihosting.host?.remove(path)) { _ in 0 }
        case .rename:
            if semihosting.options.usesDebuggersFiles {
                let names = [(block[0], block[1]), (block[2], block[3])].map(Self.string)
                return .ask(request: "Frename," + names.joined(separator: ","), .status)
            }
            let (old, new) = (try path(block[0], block[1]), try path(block[2], block[3]))
            return settle(semihosting.host?.rename(old, to: new)) { _ in 0 }
        default:
            guard let file = semihosting.file(block[0]) else {
                semihosting.lastError = SemihostingErrno.badFile
                return .failure
            }
            return try fileCall(operation, file, handle: block[0], Array(block.dropFirst()))
        }
    }

    private func path(_ address: UInt32, _ count: UInt32) throws(TargetFault) -> String {
        let count = min(Int(count), Limits.semihostingByteCount)
        guard count > 0 else { return "" }
        return String(
            decoding: try programText(Address(address), count: count), as: UTF8.self)
    }

    private mutating func settle<Value>(
        _ result: Result<Value, SemihostingFailure>?, _ answer: (Value) -> Int
    ) -> SemihostingOutcome {
        switch result {
        case .success(let value): return .answer(UInt32(truncatingIfNeeded: answer(value)))
        case .failure(let failure): semihosting.lastError = failure.number
        case nil: semihosting.lastError = SemihostingErrno.access
        }
        return .failure
    }

    private mutating func open(_ block: [UInt32]) throws(TargetFault) -> SemihostingOutcome {
        guard let mode = SemihostingOpenMode(rawValue: Int(block[1])) else {
            semihosting.lastError = SemihostingErrno.invalid
            return .failure
        }
        let path = try path(block[0], block[2])
        if path == ":tt" { return opened(mode.isWriting ? .screen : .keyboard) }
        if path == ":semihosting-features" { return opened(.features(position: 0)) }
        if semihosting.options.usesDebuggersFiles {
            let flags = Self.hex(mode.gdbFlags)
            // 0600 octal, for a file that is made.
            return .ask(
                request: "Fopen,\(Self.string(block[0], block[2])),\(flags),180", .open)
        }
        guard let host = semihosting.host else {
            semihosting.lastError = SemihostingErrno.access
            return .failure
        }
        switch host.open(path, mode: mode) {
        case .success(let number): return opened(.local(number))
        case .failure(let failure):
            semihosting.lastError = failure.number
            return .failure
        }
    }

    private mutating func opened(_ file: SemihostingState.File) -> SemihostingOutcome {
        guard let handle = semihosting.add(file) else {
            semihosting.lastError = SemihostingErrno.tooManyFiles
            return .failure
        }
        return .answer(handle)
    }

    private mutating func fileCall(
        _ operation: SemihostingOperation, _ file: SemihostingState.File, handle: UInt32,
        _ rest: [UInt32]
    ) throws(TargetFault) -> SemihostingOutcome {
        switch file {
        case .debuggers(let number): return ask(operation, number, handle: handle, rest)
        case .screen, .keyboard: return try consoleCall(operation, file, handle: handle, rest)
        case .features(let position):
            return try featuresCall(operation, position, handle: handle, rest)
        case .local(let number): return try localCall(operation, number, handle: handle, rest)
        }
    }

    // MARK: The debugger's

    private func ask(
        _ operation: SemihostingOperation, _ file: Int, handle: UInt32, _ rest: [UInt32]
    ) -> SemihostingOutcome {
        let number = Self.hex(file)
        switch operation {
        case .close: return .ask(request: "Fclose,\(number)", .close(handle: handle))
        case .read, .write:
            let name = operation == .read ? "Fread" : "Fwrite"
            let count = Int(rest[1])
            return .ask(
                request: "\(name),\(number),\(Self.hex(Int(rest[0]))),\(Self.hex(count))",
                .transfer(count: count))
        case .seek: return .ask(request: "Flseek,\(number),\(Self.hex(Int(rest[0]))),0", .status)
        case .length:
            return .ask(request: "Flseek,\(number),0,1", .lengthAskingPosition(file: file))
        case .isTerminal: return .ask(request: "Fisatty,\(number)", .value)
        default: return .failure
        }
    }

    /// What an answer of the debugger's means for the call that asked.
    mutating func semihostingAnswer(
        _ question: SemihostingState.Question, _ value: Int
    ) throws(TargetFault) -> SemihostingOutcome {
        switch question {
        case .open: return value < 0 ? .failure : opened(.debuggers(value))
        case .close(let handle):
            semihosting.remove(handle)
            return .answer(value < 0 ? .max : 0)
        case .transfer(let count): return .answer(UInt32(count - max(0, min(value, count))))
        case .status: return .answer(value < 0 ? .max : 0)
        case .value: return .answer(UInt32(truncatingIfNeeded: value))
        case .lengthAskingPosition(let file):
            guard value >= 0 else { return .failure }
            return .ask(
                request: "Flseek,\(Self.hex(file)),0,2",
                .lengthAskingEnd(file: file, position: value))
        case .lengthAskingEnd(let file, let position):
            guard value >= 0 else { return .failure }
            return .ask(
                request: "Flseek,\(Self.hex(file)),\(Self.hex(position)),0",
                .lengthGoingBack(length: value))
        case .lengthGoingBack(let length):
            return .answer(value < 0 ? .max : UInt32(truncatingIfNeeded: length))
        }
    }

    // MARK: The console

    private mutating func consoleCall(
        _ operation: SemihostingOperation, _ file: SemihostingState.File, handle: UInt32,
        _ rest: [UInt32]
    ) throws(TargetFault) -> SemihostingOutcome {
        switch operation {
        case .close:
            semihosting.remove(handle)
            return .answer(0)
        case .isTerminal: return .answer(1)
        case .length: return .answer(0)
        case .write where file == .screen:
            let count = min(Int(rest[1]), Limits.semihostingByteCount)
            guard count > 0 else { return .answer(0) }
            let bytes = try programText(Address(rest[0]), count: count)
            return .show(bytes, answer: UInt32(Int(rest[1]) - count))
        case .read where file == .keyboard:
            let count = min(Int(rest[1]), Limits.semihostingByteCount)
            // The debugger's own keyboard is its descriptor 0.
            if semihosting.options.usesDebuggersFiles {
                return .ask(
                    request: "Fread,0,\(Self.hex(Int(rest[0]))),\(Self.hex(count))",
                    .transfer(count: Int(rest[1])))
            }
            guard let host = semihosting.host else { return .answer(rest[1]) }
            guard let typed = host.typed(count) else { return .wait }
            if !typed.isEmpty { try setProgramText(typed, to: Address(rest[0])) }
            return .answer(UInt32(Int(rest[1]) - typed.count))
        default:
            semihosting.lastError = SemihostingErrno.badFile
            return operation == .read || operation == .write ? .answer(rest[1]) : .failure
        }
    }

    /// `:semihosting-features`, by which a program finds out what there is (chapter 6).
    private mutating func featuresCall(
        _ operation: SemihostingOperation, _ position: Int, handle: UInt32, _ rest: [UInt32]
    ) throws(TargetFault) -> SemihostingOutcome {
        let all = SemihostingState.features
        switch operation {
        case .close:
            semihosting.remove(handle)
            return .answer(0)
        case .length: return .answer(UInt32(all.count))
        case .isTerminal: return .answer(0)
        case .seek where rest[0] <= all.count:
            semihosting.replace(handle, by: .features(position: Int(rest[0])))
            return .answer(0)
        case .read:
            let bytes = Array(all[position...].prefix(Int(rest[1])))
            if !bytes.isEmpty { try setProgramMemory(bytes, to: Address(rest[0])) }
            semihosting.replace(handle, by: .features(position: position + bytes.count))
            return .answer(UInt32(Int(rest[1]) - bytes.count))
        case .write: return .answer(rest[1])
        default: return .failure
        }
    }

    // MARK: The host's

    private mutating func localCall(
        _ operation: SemihostingOperation, _ file: Int, handle: UInt32, _ rest: [UInt32]
    ) throws(TargetFault) -> SemihostingOutcome {
        guard let host = semihosting.host else { return .failure }
        switch operation {
        case .close:
            semihosting.remove(handle)
            return settle(host.close(file)) { _ in 0 }
        case .seek: return settle(host.seek(file, to: Int(rest[0]))) { _ in 0 }
        case .length: return settle(host.length(file)) { $0 }
        case .isTerminal: return .answer(0)
        case .write:
            let wanted = Int(rest[1])
            let count = min(wanted, Limits.semihostingByteCount)
            let bytes = count > 0 ? try programText(Address(rest[0]), count: count) : []
            return transferred(host.write(bytes, to: file), of: wanted)
        case .read:
            let wanted = Int(rest[1])
            switch host.read(min(wanted, Limits.semihostingByteCount), from: file) {
            case .success(let bytes):
                if !bytes.isEmpty { try setProgramText(bytes, to: Address(rest[0])) }
                return transferred(.success(bytes.count), of: wanted)
            case .failure(let failure):
                return transferred(.failure(failure), of: wanted)
            }
        default: return .failure
        }
    }

    /// SYS_READ and SYS_WRITE answer how many bytes were not moved.
    private mutating func transferred(
        _ result: Result<Int, SemihostingFailure>, of wanted: Int
    ) -> SemihostingOutcome {
        switch result {
        case .success(let count): return .answer(UInt32(wanted - count))
        case .failure(let failure):
            semihosting.lastError = failure.number
            return .answer(UInt32(wanted))
        }
    }
}
