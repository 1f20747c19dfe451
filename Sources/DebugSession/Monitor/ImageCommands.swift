import Firmware
import TargetMemory

/// Commands with files: only those in the folder that the server was given for the program's
/// files (`--semihosting-files`), whatever the path begins with.
enum ImageCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "flash write_image", "[erase] [unlock] FILE [OFFSET]",
            "Program a file: ELF, Intel HEX, S-record, UF2, or a binary at OFFSET.", .flash,
            writeImage),
        MonitorCommand(
            "flash verify_image", "FILE [OFFSET]", "Compare flash with a file.", .flash, .files,
            of: "OpenOCD", verifyImage),
        MonitorCommand(
            "program", "FILE [OFFSET] [verify] [reset] [exit]", "Program a file, and reset.",
            .flash, of: "OpenOCD", program),
        MonitorCommand(
            "load_image", "FILE [OFFSET]", "Put a file's contents into RAM.", .memory, loadImage),
        MonitorCommand(
            "verify_image", "FILE [OFFSET]", "Compare memory with a file.", .memory, .files,
            verifyImage),
        MonitorCommand(
            "dump_image", "FILE ADDRESS LENGTH", "Save memory into a file.", .memory, .files,
            dumpImage),
        MonitorCommand(
            "load", "FILE [OFFSET]", "Program a file.", .flash, of: "pyOCD", writeImage),
        MonitorCommand(
            "loadmem", "ADDRESS FILE", "Put a file's bytes into RAM.", .memory, of: "pyOCD",
            loadMemory),
        MonitorCommand(
            "savemem", "ADDRESS LENGTH FILE", "Save memory into a file.", .memory, .files,
            of: "pyOCD", saveMemory),
    ]

    /// A file's contents by address. OFFSET moves all of it, and is where a binary goes.
    private static func segments(
        _ session: Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> (file: String, segments: [Segment]) {
        let file = try arguments.word("file")
        let offset = try arguments.number("offset", in: 0...Int(UInt32.max), standard: 0)
        // OpenOCD lets one say what format a file has; its contents say it.
        for format in ["bin", "ihex", "elf", "s19", "mem"] { _ = arguments.takes(format) }
        let bytes = try session.contents(of: file)
        do throws(FirmwareError) {
            let image = try FirmwareImage.parse(
                bytes, base: Address(UInt32(offset)), force: true)
            let shift = image.format == .binary ? 0 : offset
            let end = image.segments.last.map { Int($0.address.rawValue) + $0.bytes.count } ?? 0
            guard end + shift <= 1 << 32 else {
                throw FirmwareError(
                    .doesNotFit,
                    "moved by 0x\(String(shift, radix: 16)) it goes past the end of memory.")
            }
            return (
                file,
                image.segments.map { Segment(address: $0.address + shift, bytes: $0.bytes) }
            )
        } catch {
            throw TargetFault(.unsupported, "\(file): \(error.message)")
        }
    }

    private static func count(_ segments: [Segment]) -> Int {
        segments.reduce(0) { $0 + $1.bytes.count }
    }

    private static func writeImage(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // What must be erased is; sectors keep nothing of the old program.
        while arguments.takes("erase") || arguments.takes("unlock") {}
        let image = try segments(session, &arguments)
        try arguments.end()
        let text = try session.program(image.segments)
        return "wrote \(count(image.segments)) bytes from file \(image.file)\n" + text
    }

    private static func program(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let file = try arguments.word("file")
        var words = [file]
        var resets = false
        while let word = arguments.optionalWord() {
            switch word {
            case "verify", "preverify", "exit": continue
            case "reset": resets = true
            default: words.append(word)
            }
        }
        guard let (command, _) = MonitorCommand.find(["program"]) else { return "" }
        var rest = MonitorArguments(words, of: command)
        let image = try segments(session, &rest)
        try rest.end()
        let text = try session.program(image.segments)
        let lines = [
            "** Programming Finished **", "** Verified OK **", text,
            resets ? "** Resetting Target **\n" + (try session.monitorReset(.run)) : "",
        ]
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func verifyImage(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let image = try segments(session, &arguments)
        try arguments.end()
        for segment in image.segments {
            for start in stride(from: 0, to: segment.bytes.count, by: Limits.searchPieceByteCount) {
                let end = min(start + Limits.searchPieceByteCount, segment.bytes.count)
                let found = try session.target.readMemory(
                    segment.address + start, count: end - start)
                let wanted = segment.bytes[start..<end]
                guard !found.elementsEqual(wanted) else { continue }
                let place = zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }
                let index = place?.offset ?? 0
                throw TargetFault(
                    .flash, at: segment.address + start + index,
                    "diff 0 address \(segment.address + start + index). Was 0x"
                        + MemoryText.digits(UInt64(found[index]), 1) + " instead of 0x"
                        + MemoryText.digits(UInt64(segment.bytes[start + index]), 1))
            }
        }
        return "verified \(count(image.segments)) bytes from file \(image.file)"
    }

    private static func loadImage(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let image = try segments(session, &arguments)
        try arguments.end()
        var lines: [String] = []
        for segment in image.segments {
            try session.target.writeMemory(segment.bytes, to: segment.address)
            lines.append("\(segment.bytes.count) bytes written at address \(segment.address)")
        }
        return (lines + ["downloaded \(count(image.segments)) bytes"]).joined(separator: "\n")
    }

    private static func loadMemory(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let file = try arguments.word("file")
        try arguments.end()
        let bytes = try session.contents(of: file)
        try session.target.writeMemory(bytes, to: address)
        return "downloaded \(bytes.count) bytes"
    }

    private static func dumpImage(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let file = try arguments.word("file")
        return try save(session, &arguments, file)
    }

    private static func saveMemory(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let all = arguments.all
        guard all.count == 3 else { throw arguments.failure("three words are wanted") }
        return try save(session, &arguments, all[2], isNamedLast: true)
    }

    private static func save(
        _ session: Session, _ arguments: inout MonitorArguments, _ file: String,
        isNamedLast: Bool = false
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let most = min(Limits.imageByteCountMax, (1 << 32) - Int(address.rawValue))
        let byteCount = try arguments.number("length", in: 1...most)
        if isNamedLast { _ = arguments.optionalWord() }
        try arguments.end()
        var bytes: [UInt8] = []
        while bytes.count < byteCount {
            let count = min(Limits.searchPieceByteCount, byteCount - bytes.count)
            bytes += try session.target.readMemory(address + bytes.count, count: count)
        }
        try session.save(bytes, to: file)
        return "dumped \(byteCount) bytes"
    }
}

extension Session {
    private func folder() throws(TargetFault) -> any SemihostingHost {
        guard let host = semihosting.host else {
            throw TargetFault(
                .unsupported,
                "this server may use no files: start it with --semihosting-files FOLDER")
        }
        return host
    }

    private func value<Value>(
        _ result: Result<Value, SemihostingFailure>, _ file: String
    ) throws(TargetFault) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let failure):
            let reason =
                switch failure.number {
                case SemihostingErrno.noEntry: "there is no such file"
                case SemihostingErrno.access:
                    "it is not allowed: give the server a folder with --semihosting-files FOLDER, "
                        + "and name a file in it"
                default: "error \(failure.number) of the system"
                }
            throw TargetFault(.unsupported, "\(file) in the server's folder: \(reason)")
        }
    }

    /// A whole file of the server's folder.
    func contents(of file: String) throws(TargetFault) -> [UInt8] {
        let host = try folder()
        guard let mode = SemihostingOpenMode(rawValue: 1) else { return [] }
        let number = try value(host.open(file, mode: mode), file)
        defer { _ = host.close(number) }
        var bytes: [UInt8] = []
        while true {
            let piece = try value(host.read(Limits.semihostingByteCount, from: number), file)
            guard !piece.isEmpty else { return bytes }
            bytes += piece
            guard bytes.count <= Limits.imageByteCountMax else {
                throw TargetFault(
                    .unsupported, "\(file) has more than \(Limits.imageByteCountMax) bytes")
            }
        }
    }

    func save(_ bytes: [UInt8], to file: String) throws(TargetFault) {
        let host = try folder()
        guard let mode = SemihostingOpenMode(rawValue: 5) else { return }
        let number = try value(host.open(file, mode: mode), file)
        defer { _ = host.close(number) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try value(host.write(Array(rest), to: number), file)
            guard count > 0 else { throw TargetFault(.unsupported, "\(file) takes no more bytes") }
            rest = rest.dropFirst(count)
        }
    }
}
