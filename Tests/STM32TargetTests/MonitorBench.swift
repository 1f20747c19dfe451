import DebugSession
import ProbeSetup
import RemoteProtocol
import TargetMemory
import Testing

/// A session on the virtual board in this process, spoken to by `monitor`.
final class MonitorBench {
    let bus: BoardBus
    let opened: OpenedTarget
    let host: PortDouble
    let files = FilesDouble()
    var session: Session

    init(_ board: String = "stm32f756", personality: Personality = .stUtil) throws {
        bus = try BoardBus(board)
        let host = PortDouble(bus)
        self.host = host
        opened = try openTarget(ConnectOptions(), arrival: .reset, on: bus)
        session = Session(
            target: opened.target, serverVersion: "server 1", host: files,
            monitoring: MonitorOptions(personality: personality), monitorHost: host)
        try session.begin()
        // A program of two instructions in RAM: nop, and back to it.
        for line in [
            "mww 0x20001000 0xe7fdbf00", "reg sp 0x20010000", "reg xpsr 0x01000000",
            "reg pc 0x20001000",
        ] {
            try #require(ask(line).isOK, "\(line)")
        }
    }

    struct Answer: CustomStringConvertible {
        var text: String
        var isOK: Bool
        var end: Response.End?
        var description: String { "\(isOK ? "OK" : "failed"): \(text)" }
    }

    @discardableResult
    func ask(_ line: String) -> Answer {
        let response = session.handle(.monitor(line))
        var text = ""
        for reply in response.replies {
            if case .console(let piece) = reply { text += piece }
        }
        return Answer(text: text, isOK: response.replies.last == .ok, end: response.end)
    }

    func word(_ address: Address) throws -> UInt32 {
        try opened.target.readMemory(address, count: 4).word(at: 0)
    }

    /// Turns of the background services, with the board's time in between.
    func background(_ turns: Int) {
        for _ in 0..<turns {
            _ = session.runBackground()
            host.pause(milliseconds: 5)
        }
    }

    func close() throws {
        try session.end()
        try opened.close()
    }
}

/// Ports that keep what is sent to them; time is the board's.
final class PortDouble: MonitorHost {
    private let bus: BoardBus
    private(set) var sent: [UInt16: [UInt8]] = [:]
    var typed: [UInt16: [UInt8]] = [:]
    private(set) var shown: [String] = []
    let debuggerPort: UInt16 = 4242

    init(_ bus: BoardBus) { self.bus = bus }

    func openPort(_ port: UInt16, for purpose: String) throws(TargetFault) -> UInt16 {
        let number = port == 0 ? 50_000 + UInt16(sent.count) : port
        guard sent[number] == nil else {
            throw TargetFault(.unsupported, "port \(number) is in use")
        }
        sent[number] = []
        return number
    }

    func closePort(_ port: UInt16) { sent[port] = nil }
    func send(_ bytes: [UInt8], to port: UInt16) { sent[port, default: []] += bytes }

    func received(_ count: Int, from port: UInt16) -> [UInt8] {
        let bytes = Array((typed[port] ?? []).prefix(count))
        typed[port]?.removeFirst(bytes.count)
        return bytes
    }

    func pause(milliseconds: Int) {
        bus.board.live(nanoseconds: UInt64(milliseconds) * 1_000_000)
    }

    func show(_ text: String) { shown.append(text) }
}

/// The server's folder, in memory.
final class FilesDouble: SemihostingHost {
    var contents: [String: [UInt8]] = [:]
    private var open: [Int: (name: String, position: Int)] = [:]
    private var count = 0
    let secondsSinceEpoch: UInt32 = 0
    let microseconds: UInt64 = 0

    func show(_ bytes: [UInt8]) -> Bool { false }
    func typed(_ count: Int) -> [UInt8]? { nil }
    func closeAll() { open = [:] }

    func open(_ path: String, mode: SemihostingOpenMode) -> Result<Int, SemihostingFailure> {
        if mode.isWriting { contents[path] = [] }
        guard contents[path] != nil else {
            return .failure(SemihostingFailure(SemihostingErrno.noEntry))
        }
        count += 1
        open[count] = (path, 0)
        return .success(count)
    }

    func close(_ file: Int) -> Result<Int, SemihostingFailure> {
        open[file] = nil
        return .success(0)
    }

    func read(_ count: Int, from file: Int) -> Result<[UInt8], SemihostingFailure> {
        guard let (name, position) = open[file] else {
            return .failure(SemihostingFailure(SemihostingErrno.badFile))
        }
        let bytes = Array((contents[name] ?? []).dropFirst(position).prefix(count))
        open[file] = (name, position + bytes.count)
        return .success(bytes)
    }

    func write(_ bytes: [UInt8], to file: Int) -> Result<Int, SemihostingFailure> {
        guard let (name, _) = open[file] else {
            return .failure(SemihostingFailure(SemihostingErrno.badFile))
        }
        contents[name, default: []] += bytes
        return .success(bytes.count)
    }

    func seek(_ file: Int, to position: Int) -> Result<Int, SemihostingFailure> { .success(0) }
    func length(_ file: Int) -> Result<Int, SemihostingFailure> { .success(0) }
    func remove(_ path: String) -> Result<Int, SemihostingFailure> { .success(0) }
    func rename(_ path: String, to other: String) -> Result<Int, SemihostingFailure> { .success(0) }
}
