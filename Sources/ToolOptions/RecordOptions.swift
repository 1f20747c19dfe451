public import ArgumentParser
import Recording
public import ProbeSetup

/// What is kept of a session for a bug report.
public struct RecordOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Keep what is said over USB, with debuggers if there are any, and what is decided, in "
                + "this file for a bug report; without the contents of memory. See "
                + "docs/bug-reports.md.",
            valueName: "file"))
    public var record: String?

    @Flag(help: "With --record: keep the contents of memory too, the firmware among them.")
    public var recordFirmware = false

    @Option(
        help: ArgumentHelp(
            "With --record: the size at which recording stops, such as 64M. (default: 16M)",
            valueName: "size"), transform: { try Self.size($0) })
    public var recordLimit: Int?

    public init() {}

    public func validate() throws {
        if record == nil, recordFirmware || recordLimit != nil {
            throw ValidationError("--record-firmware and --record-limit need --record FILE")
        }
    }

    /// `nil` where nothing is to be recorded.
    public var options: RecordingOptions? {
        record.map { path in
            RecordingOptions(
                path: path, keepsContents: recordFirmware,
                limitByteCount: recordLimit ?? Limits.recordingByteCount)
        }
    }

    private static func size(_ text: String) throws -> Int {
        let size = ConnectOptions.byteCount(text, max: Limits.recordingByteCountMax)
        guard let size, size >= Limits.recordingByteCountMin else {
            throw ValidationError(
                "give the size as 64M, 2G or a number of bytes: 64k at the least, 64G at the most")
        }
        return size
    }
}
