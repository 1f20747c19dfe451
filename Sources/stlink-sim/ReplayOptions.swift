import ArgumentParser
import Glibc
import Recording
import VirtualBoard
import VirtualBus

/// A recorded probe in the place of a virtual one.
struct ReplayOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Play back the probe's side of what --record of stlink or stlink-gdbserver wrote.",
            valueName: "file"))
    var replay: String?

    @Option(
        help: ArgumentHelp(
            "With --replay: memory contents that the recording left out, a plain binary; "
                + "believed only where it is what was recorded. May be given several times.",
            valueName: "file@address"), transform: { try KnownContents($0) })
    var replayContents: [KnownContents] = []

    @Flag(help: "With --replay: data need only be as long as it was.")
    var replayIgnoringContents = false

    @Option(
        help: ArgumentHelp(
            "Play back the debugger's side of a recording to the server at --client-port, and "
                + "compare its answers. No board is plugged in.", valueName: "file"))
    var replayClient: String?

    @Option(help: ArgumentHelp("The port of --replay-client.", valueName: "port"))
    var clientPort: UInt16 = 4242

    /// Exit statuses of a replay, beside those that the command's shell convention takes.
    static let differs: Int32 = 123
    static let noRecording: Int32 = 122

    func validate() throws {
        if replay == nil, !replayContents.isEmpty || replayIgnoringContents {
            throw ValidationError("--replay-contents and --replay-ignoring-contents need --replay")
        }
    }

    static func read(_ path: String) throws(ReplayFailure) -> RecordedFile {
        guard let bytes = KnownContents.read(path) else {
            throw ReplayFailure(
                text: "cannot read \(path): \(String(cString: strerror(errno)))",
                status: noRecording)
        }
        do throws(RecordedFile.Failure) {
            return try RecordedFile(bytes)
        } catch {
            throw ReplayFailure(
                text: "\(path), \(error.description)", status: noRecording)
        }
    }

    /// Runs the command with the recorded probe on its bus.
    func run(
        _ path: String, _ command: [String], complain: (String) -> Void,
        report: (String) -> Void
    ) throws -> Int32 {
        let file = try Self.read(path)
        if file.isCutOff { complain("\(path): the last line is cut off, and left out") }
        var options = Replayer.Options()
        options.ignoresContents = replayIgnoringContents
        let known = replayContents
        options.contents = { address, count in
            known.lazy.compactMap { $0.bytes(at: address, count: count) }.first
        }
        let replayer = Replayer(file, options: options)
        let boards: [any PluggedBoard] = ReplayBoard(replayer).map { [$0] } ?? []
        let bus = try VirtualBus(boards: boards, isPaced: false)
        let status = try bus.run(command, report: report)
        if let difference = replayer.divergence ?? replayer.finish() {
            complain("the replay differs from \(path): \(difference)")
            return Self.differs
        }
        if replayer.wentBeyond {
            complain(
                "the recording \(path) has no end of its own, it was stopped or killed: the "
                    + "command went on, and its probe was taken away")
        }
        return status
    }
}

/// What ended a replay before it began.
struct ReplayFailure: Error {
    var text: String
    var status: Int32
}

/// Bytes that somebody has, at an address.
struct KnownContents: Sendable {
    private let base: UInt32
    private let bytes: [UInt8]

    init(_ text: String) throws {
        guard let mark = text.lastIndex(of: "@") else {
            throw ValidationError("give the address, as in firmware.bin@0x08000000")
        }
        let digits = text[text.index(after: mark)...]
        let isHexadecimal = digits.hasPrefix("0x")
        guard
            let base = UInt32(
                digits.dropFirst(isHexadecimal ? 2 : 0), radix: isHexadecimal ? 16 : 10)
        else { throw ValidationError("'\(digits)' is no address such as 0x08000000") }
        let path = String(text[..<mark])
        guard let bytes = Self.read(path) else {
            throw ValidationError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        self.base = base
        self.bytes = bytes
    }

    func bytes(at address: UInt32, count: Int) -> [UInt8]? {
        guard address >= base, Int(address - base) + count <= bytes.count else { return nil }
        let start = Int(address - base)
        return Array(bytes[start..<start + count])
    }

    /// Far above any recording; stops at devices that never end.
    private static let byteCountMax = 512 << 20

    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rbe") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < byteCountMax {
            let count = fread(&piece, 1, piece.count, file)
            bytes += piece.prefix(count)
            if count < piece.count { break }
        }
        return ferror(file) == 0 ? bytes : nil
    }
}
