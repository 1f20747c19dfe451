import DebugSession
import TargetMemory

/// Ports that swallow everything, and time that costs nothing.
final class HostileHost: MonitorHost {
    /// What a client types into any port.
    var typed: [UInt8] = []
    private(set) var sentByteCount = 0
    private(set) var pausedMilliseconds = 0
    private var openPorts: Set<UInt16> = []
    let debuggerPort: UInt16 = 4242

    func openPort(_ port: UInt16, for purpose: String) throws(TargetFault) -> UInt16 {
        let number = port == 0 ? (50_000...60_000).first { !openPorts.contains($0) } : port
        guard let number, openPorts.insert(number).inserted else {
            throw TargetFault(.unsupported, "port \(port) is taken")
        }
        return number
    }
    func closePort(_ port: UInt16) { openPorts.remove(port) }
    func send(_ bytes: [UInt8], to port: UInt16) {
        check(openPorts.contains(port), "sent to port \(port), which is closed")
        sentByteCount += bytes.count
    }
    func received(_ count: Int, from port: UInt16) -> [UInt8] {
        check(count >= 0, "\(count) bytes asked for")
        defer { typed.removeFirst(min(count, typed.count)) }
        return Array(typed.prefix(count))
    }
    func pause(milliseconds: Int) {
        check(milliseconds >= 0, "a pause of \(milliseconds) ms")
        pausedMilliseconds += milliseconds
    }
    func show(_ text: String) {}
}

/// A folder in memory.
final class FilesDouble: SemihostingHost {
    private final class File {
        var bytes: [UInt8]
        var position = 0
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// By name, before the program opens them.
    var contents: [String: [UInt8]] = [:]
    var typedBytes: [UInt8] = []
    private var files: [Int: File] = [:]
    private var openedCount = 0
    let secondsSinceEpoch: UInt32 = 1_000_000
    var microseconds: UInt64 = 7

    func open(_ path: String, mode: SemihostingOpenMode) -> Result<Int, SemihostingFailure> {
        guard let bytes = contents[path] ?? (mode.isWriting ? [] : nil) else {
            return .failure(SemihostingFailure(2))
        }
        openedCount += 1
        files[openedCount] = File(bytes)
        return .success(openedCount)
    }
    func close(_ file: Int) -> Result<Int, SemihostingFailure> {
        files.removeValue(forKey: file) == nil ? .failure(SemihostingFailure(9)) : .success(0)
    }
    func read(_ count: Int, from file: Int) -> Result<[UInt8], SemihostingFailure> {
        check(count >= 0, "\(count) bytes read from a file")
        guard let file = files[file] else { return .failure(SemihostingFailure(9)) }
        let bytes = Array(file.bytes.dropFirst(file.position).prefix(count))
        file.position += bytes.count
        return .success(bytes)
    }
    func write(_ bytes: [UInt8], to file: Int) -> Result<Int, SemihostingFailure> {
        guard let file = files[file] else { return .failure(SemihostingFailure(9)) }
        if file.bytes.count < 1 << 20 { file.bytes += bytes }
        return .success(bytes.count)
    }
    func seek(_ file: Int, to position: Int) -> Result<Int, SemihostingFailure> {
        check(position >= 0, "sought to \(position)")
        guard let file = files[file] else { return .failure(SemihostingFailure(9)) }
        file.position = position
        return .success(0)
    }
    func length(_ file: Int) -> Result<Int, SemihostingFailure> {
        files[file].map { .success($0.bytes.count) } ?? .failure(SemihostingFailure(9))
    }
    func remove(_ path: String) -> Result<Int, SemihostingFailure> { .success(0) }
    func rename(_ path: String, to other: String) -> Result<Int, SemihostingFailure> {
        .success(0)
    }
    func closeAll() { files = [:] }
    func show(_ bytes: [UInt8]) -> Bool { bytes.first == 0x21 }
    func typed(_ count: Int) -> [UInt8]? {
        guard !typedBytes.isEmpty else { return nil }
        defer { typedBytes.removeFirst(min(count, typedBytes.count)) }
        return Array(typedBytes.prefix(count))
    }
}
