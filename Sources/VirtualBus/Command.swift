import CUMockdev
import Glibc

/// The program that runs with the board plugged in, and all processes that it leaves behind.
final class Command {
    private let process: pid_t
    /// Exit status by the shell's convention; `nil` while it runs.
    private(set) var status: Int32?

    /// Starts it; `additions` go into its environment.
    init(_ words: [String], additions: [String: String]) throws(BusError) {
        // Orphans of the command become ours, so that none outlives the board.
        _ = host_become_subreaper()
        _ = host_set_timer_slack(Limits.timerSlackNanoseconds)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let name = words.first ?? ""
        var child = pid_t()
        let arguments = Self.strings(words)
        let environment = Self.strings(Self.environment(additions))
        defer { (arguments + environment).forEach { free($0) } }
        let code = posix_spawnp(&child, name, nil, &attributes, arguments, environment)
        guard code == 0 else { throw .command(name, errno: code) }
        process = child
    }

    /// Collects processes that have ended, the command among them or left over by it.
    func reap() {
        var code: Int32 = 0
        while case let ended = waitpid(-1, &code, WNOHANG), ended > 0 {
            guard ended == process else { continue }
            let signal = code & 0x7F
            status = signal == 0 ? (code >> 8) & 0xFF : 128 + signal
        }
    }

    func forward(_ signal: Int32) {
        if status == nil { kill(process, signal) }
    }

    /// Sends a signal to every process that is left, as far as they are known: orphans become
    /// known one generation after the other. Returns whether there were any.
    func signalLeftovers(_ signal: Int32) -> Bool {
        let leftovers = Self.children()
        for leftover in leftovers { kill(leftover, signal) }
        return !leftovers.isEmpty
    }

    /// Children of this process, from /proc (proc(5), /proc/pid/task/tid/children).
    private static func children() -> [pid_t] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var result: [pid_t] = []
        while let entry = readdir(folder) {
            let thread = withUnsafeBytes(of: entry.pointee.d_name) { field in
                String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
            let text = contents("/proc/self/task/\(thread)/children")
            result += text.split(separator: " ").compactMap { pid_t($0) }
        }
        return result
    }

    private static func contents(_ path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private static func environment(_ additions: [String: String]) -> [String] {
        var result: [String] = []
        var next = host_environment()
        while let pointer = next?.pointee {
            let entry = String(cString: pointer)
            let name = entry.prefix { $0 != "=" }
            if additions[String(name)] == nil { result.append(entry) }
            next = next?.advanced(by: 1)
        }
        return result + additions.map { "\($0.key)=\($0.value)" }
    }

    private static func strings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
        strings.map { strdup($0) } + [nil]
    }
}
