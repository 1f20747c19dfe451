import Foundation
import TestSupport

/// A program that is spoken to over pipes, in a folder of its test's own. It leaves with its owner.
class ChildProcess {
    let process = Process()
    let input = Pipe()
    let output = Pipe()

    /// `hearsErrors`: its standard error comes in between its output.
    init(
        _ path: String, _ arguments: [String], in folder: TemporaryFolder, hearsErrors: Bool
    ) throws {
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LC_ALL": "C.UTF-8", "HOME": folder.path]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = hearsErrors ? output : FileHandle.nullDevice
        try process.run()
    }

    /// A front end that goes away leaves nothing behind.
    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// What has come by then; `nil` when the time is over or the program gone.
    func readBytes(before deadline: ContinuousClock.Instant) -> ArraySlice<UInt8>? {
        let left = (deadline - ContinuousClock.now).components
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
        let descriptor = output.fileHandleForReading.fileDescriptor
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, Int32(clamping: max(0, milliseconds))) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? bytes[..<count] : nil
    }
}
