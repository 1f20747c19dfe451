import RemoteProtocol
import TargetMemory

extension Session {
    /// There is one thread, number 1: the core.
    mutating func threads(_ request: Request) throws(TargetFault) -> Reply {
        switch request {
        case .selectThread(let thread), .threadAlive(let thread):
            return thread.includes(thread: 1) ? .ok : .errno(3)  // ESRCH
        case .currentThread: return .text("QC1")
        case .firstThreads: return .text(phase == .gone ? "l" : "m1")
        case .moreThreads: return .text("l")
        case .threadExtraInfo: return .hex(Array(threadName.utf8))
        case .threadStopInfo(let thread):
            guard thread.includes(thread: 1), phase != .gone else { return .errno(3) }
            return target.isRunning ? .ok : .stopped(try haltedState())
        case .threadsInfo: return .text(try threadsInfo())
        default: return .unsupported
        }
    }

    var threadName: String {
        target.isRunning ? "\(target.name), running" : "\(target.name), halted"
    }

    /// LLDB's `jThreadsInfo`: the last stop again, registers by decimal number.
    private mutating func threadsInfo() throws(TargetFault) -> String {
        guard phase != .gone, !target.isRunning else { return "[]" }
        let stop = try haltedState()
        let registers = stop.registers.map {
            "\"\($0.number)\":\"\(Hexadecimal.string($0.bytes))\""
        }
        let members = [
            "\"tid\":1", "\"name\":\"\(Self.plain(target.name))\"", "\"signal\":\(stop.signal)",
            "\"reason\":\"\(stop.debuggersReason)\"",
            "\"registers\":{\(registers.joined(separator: ","))}",
        ]
        return "[{" + members.joined(separator: ",") + "}]"
    }

    /// A name that needs no escapes in JSON.
    private static func plain(_ name: String) -> String {
        name.filter { $0 != "\"" && $0 != "\\" && $0.isASCII }
    }
}

extension StopReply {
    /// LLDB's words for a stop.
    fileprivate var debuggersReason: String {
        switch reason {
        case .hardwareBreakpoint, .softwareBreakpoint: "breakpoint"
        case .watchpoint: "watchpoint"
        // 5 is SIGTRAP.
        case nil: signal == 5 ? "trace" : "signal"
        }
    }
}
