public import Recording
public import STLink

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a session is recorded, and how much of it.
public struct RecordingOptions: Hashable, Sendable {
    public var path: String
    /// Contents of memory are kept, the firmware among them.
    public var keepsContents: Bool
    public var limitByteCount: Int

    public init(
        path: String, keepsContents: Bool = false,
        limitByteCount: Int = Recording.Limits.recordingByteCount
    ) {
        self.path = path
        self.keepsContents = keepsContents
        self.limitByteCount = limitByteCount
    }
}

/// Opens the file and writes the recording's first line. The file is readable by its owner only,
/// and what was in it before is gone.
///
/// - Parameters:
///   - arguments: the command line, the program's name first.
///   - complain: told, once, when nothing more can be recorded.
public func startRecording(
    _ options: RecordingOptions, tool: String, arguments: [String],
    complain: @escaping @Sendable (String) -> Void
) throws(ProbeError) -> Recorder {
    let descriptor = open(
        options.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(options.path, systemReason()) }
    // One that was there keeps its mode.
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_uid == geteuid(), fchmod(descriptor, 0o600) != 0
    {
        throw failure(options.path, systemReason())
    }
    // A limit on the size of files must not end the session.
    signal(SIGXFSZ, SIG_IGN)
    let clock = ContinuousClock()
    let start = clock.now
    let recorder = Recorder(
        tool: "\(tool) \(Version.text)", system: systemName(),
        command: CommandLineText(arguments), keepsContents: options.keepsContents,
        limitByteCount: options.limitByteCount,
        output: Recorder.Output(
            write: { write($0, to: descriptor) },
            microseconds: {
                let (seconds, attoseconds) = (clock.now - start).components
                return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
            }, complain: complain))
    if let reason = recorder.startFailure { throw failure(options.path, reason) }
    return recorder
}

private func failure(_ path: String, _ reason: String) -> ProbeError {
    ProbeError(
        .fileFailed, "cannot record into \(path): \(reason); give another file with --record")
}

private func systemReason() -> String { String(cString: strerror(errno)) }

/// All of it in one call where the system takes it: a line is whole in the file or not there.
private func write(_ line: [UInt8], to descriptor: Int32) -> String? {
    var rest = line[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return systemReason() }
        rest = rest.dropFirst(count)
    }
    return nil
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

/// `Linux 6.1 x86_64`: what somebody has built for himself says who he is.
private func systemName() -> String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let release = text(name.release).split(separator: ".").prefix(2).joined(separator: ".")
    return "\(text(name.sysname)) \(release) \(text(name.machine))"
}
