import DebugSession
import TargetDouble
import TargetMemory

extension FuzzTarget {
    /// Lines typed after `monitor`. The first byte is how the server was started. A line that
    /// begins with `@` is bytes for the target's RAM; behind a line `%%` comes what is in the file
    /// `f` of the server's folder.
    static let monitor = FuzzTarget(
        name: "monitor", maximumByteCount: 2048, dictionary: "monitor"
    ) { bytes in
        var input = FuzzInput(bytes)
        guard var bench = try? SessionBench(options: input.byte()) else { return }
        bench.host.typed = Array("typed".utf8)
        var lines: [[UInt8]] = []
        while let line = input.line() {
            if line == Array("%%".utf8) {
                bench.files.contents["f"] = input.remainder()
            } else {
                lines.append(line)
            }
        }
        for line in lines.prefix(64) {
            if line.first == UInt8(ascii: "@") {
                try? bench.target.double.writeMemory(
                    Array(line.dropFirst()), to: TargetDouble.ramBase)
            } else {
                bench.settle(bench.session.handle(.monitor(String(decoding: line, as: UTF8.self))))
                bench.settle(bench.session.runBackground())
            }
        }
        let paused = bench.host.pausedMilliseconds
        check(paused <= 64 * 60_000, "everybody waited for \(paused) ms")
        bench.end()
    }
}
