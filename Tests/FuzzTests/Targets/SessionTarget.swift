import DebugSession
import RemoteProtocol
import TargetDouble
import TargetMemory

extension FuzzTarget {
    /// A whole session on the target double. The first byte is how the server was started; then a
    /// line for each thing that happens, by its first character: `>` a packet, `^` Ctrl-C, `.` a
    /// look at the core, `~` a turn of the background, `!` the program stops, `%` the probe fails
    /// or works again, `@` bytes for the target's RAM.
    static let session = FuzzTarget(
        name: "session", maximumByteCount: 2048, dictionary: "packets"
    ) { bytes in
        var input = FuzzInput(bytes)
        guard var bench = try? SessionBench(options: input.byte()) else { return }
        bench.files.contents["f"] = Array(":00000001FF\n".utf8)
        while let line = input.line() {
            let rest = Array(line.dropFirst())
            switch line.first {
            case UInt8(ascii: ">"): bench.settle(bench.session.handle(rest))
            case UInt8(ascii: "^"): bench.settle(bench.session.interrupt())
            case UInt8(ascii: "."): bench.settle(bench.session.poll())
            case UInt8(ascii: "~"): bench.settle(bench.session.runBackground())
            case UInt8(ascii: "!"): bench.target.double.pendingStop = reason(rest)
            case UInt8(ascii: "%"):
                bench.hasFailed = true
                bench.target.double.fault = fault(rest.first)
            case UInt8(ascii: "@"):
                try? bench.target.double.writeMemory(rest, to: TargetDouble.ramBase)
            default: break
            }
        }
        bench.target.double.fault = nil
        bench.end()
    }

    static func reason(_ bytes: [UInt8]) -> StopReason {
        switch bytes.first {
        case UInt8(ascii: "h"): .hardwareBreakpoint
        case UInt8(ascii: "s"): .softwareBreakpoint
        case UInt8(ascii: "w"): .watchpoint(.write, TargetDouble.ramBase)
        case UInt8(ascii: "a"): .watchpoint(.access, 0xFFFF_FFFF)
        case UInt8(ascii: "f"): .fault(signal: 11)
        case UInt8(ascii: "i"): .interrupted
        default: .trap
        }
    }

    private static func fault(_ byte: UInt8?) -> TargetFault? {
        switch byte {
        case UInt8(ascii: "a"): TargetFault(.access, at: 0x2000_0000, "nothing is there")
        case UInt8(ascii: "l"): TargetFault(.link, "the wire is loose")
        case UInt8(ascii: "p"): TargetFault(.probeLost, "the ST-Link is gone")
        case UInt8(ascii: "s"): TargetFault(.state, "not in this state")
        case UInt8(ascii: "t"): TargetFault(.timeout, "it takes too long")
        case UInt8(ascii: "u"): TargetFault(.unsupported, "it cannot do that")
        default: nil
        }
    }
}
