import Foundation

/// What the system says of a process.
struct ProcessFacts {
    /// Memory that is resident, in KiB.
    var residentKiB: Int
    var descriptorCount: Int
    var threadCount: Int
    /// Processor time used so far, in ticks of 10 ms.
    var tickCount: Int

    init(pid: Int32) throws {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        func number(_ name: String) -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
                Int($0)
            } ?? -1
        }
        residentKiB = number("VmRSS")
        threadCount = number("Threads")
        descriptorCount = try FileManager.default
            .contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // utime and stime are fields 14 and 15; the second, in parentheses, may have spaces.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        tickCount = fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : -1
    }
}
