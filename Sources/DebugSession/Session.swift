public import RemoteProtocol
public import TargetMemory

/// A debugger's session: typed requests in, replies out, the target called in between.
///
/// It knows no sockets and no clock. Its owner feeds it requests and Ctrl-C, and calls `poll`
/// while `pace` says that the core is running. Nothing of the target is touched before `begin`.
public struct Session {
    /// How soon the owner should call `poll`.
    public enum Pace: Hashable, Sendable {
        /// Not at all: the client is to speak.
        case idle
        /// In a while: the core runs.
        case running
        /// At once: a range step goes on.
        case stepping
    }

    /// Whose turn it is.
    enum Phase: Hashable {
        /// The client's: it gives commands to a halted core.
        case commanding
        /// The core's: the client waits for a stop reply. The count is of polls left to a core
        /// that was asked to halt; `nil` while nobody asked.
        case running(haltPollsLeft: Int?)
        /// The core's, stepping while the program counter is in the range.
        case stepping(start: Address, end: Address)
        /// The client's, but for one answer only: the program waits in a semihosting call for a
        /// file of the client's (`F`).
        case asking(SemihostingState.Question, resumes: Bool)
        /// Somebody's at the keyboard: the program waits in a semihosting call for input.
        case typing(resumes: Bool)
        /// Nobody's: killed or detached, and the client stayed (`target extended-remote`).
        case gone
    }

    private(set) var target: any DebugTarget
    /// What `monitor version` says of the server.
    let serverVersion: String
    var phase = Phase.commanding
    var client = ClientFeatures()
    var nonStop = NonStopState()
    /// Copies of all registers, by the number that LLDB got for them.
    var savedRegisters: [Int: [[UInt8]?]] = [:]
    /// The client spoke the extended protocol (`!`).
    public internal(set) var isExtended = false
    /// This client runs the program: it has begun, and neither detached nor ended.
    public internal(set) var isAttached = false
    /// Another client runs the program: this one may look on.
    public internal(set) var isWatching = false
    /// The client has been told where the program was when it came.
    var hasArrived = false
    /// What the client has inserted, for exact stop reasons.
    var points: Set<Point> = []
    var lastStop: StopReply?
    /// What the user should have been told but no packet could carry; shown at the next chance.
    var pendingTexts: [PendingText] = []
    /// Lets the program run on once the client has been told where it was on arrival.
    let letsProgramRun: Bool
    /// Registers of that moment, by number: the client takes the core for halted there.
    var snapshot: [Int: [UInt8]] = [:]
    var lastFlashReport: String?
    /// What went wrong last, in words, for clients that show none (`monitor last-error`).
    var lastFailure: String?
    var notices: [Response.Notice] = []
    var semihosting: SemihostingState
    var monitoring: MonitorState
    /// `monitor shutdown`: the server is to end after this reply.
    var isShutdownAsked = false
    /// A `qSearch:memory` that is not answered yet.
    var search: MemorySearch?
    /// Bytes that were staged for flash and not programmed yet.
    var stagedByteCount = 0
    /// A semihosting call has just been served; the next one often follows at once.
    var hasServedCall = false

    /// The last word to the client was that a step had stopped.
    var hasToldOfStep = false
    /// Ctrl-C came for a run that was over already.
    var isInterruptKept = false

    /// A breakpoint that the client inserted.
    struct Point: Hashable {
        var kind: PointKind
        var address: Address
    }

    /// A line for the user that waits for a packet.
    struct PendingText: Hashable {
        var text: String
        /// It says why a breakpoint could not be set, which is over once there is room again.
        var isAboutPoints = false
        /// The program has written it, not the server.
        var isProgram = false
    }

    /// - Parameters:
    ///   - letsProgramRun: a client that arrives is told where the program is, at the cost of a
    ///     moment's halt, and the program runs on.
    ///   - host: semihosting's files and clock; without one there are the debugger's only.
    ///   - monitoring: how `monitor` answers, and what is done when the debugger has arrived.
    ///   - monitorHost: ports and time for `monitor` commands.
    public init(
        target: any DebugTarget, serverVersion: String, letsProgramRun: Bool = false,
        semihosting: SemihostingOptions = SemihostingOptions(),
        host: (any SemihostingHost)? = nil,
        monitoring: MonitorOptions = MonitorOptions(), monitorHost: (any MonitorHost)? = nil
    ) {
        self.target = target
        self.serverVersion = serverVersion
        self.letsProgramRun = letsProgramRun
        self.semihosting = SemihostingState(options: semihosting, host: host)
        self.monitoring = MonitorState(options: monitoring, host: monitorHost)
    }

    /// The client wants control: attaches to the target.
    public mutating func begin() throws(TargetFault) {
        isWatching = false
        try target.attach()
        isAttached = true
        if phase == .gone { phase = .commanding }
        runStartCommands()
    }

    /// The probe was opened anew before the client had control.
    public mutating func replaceTarget(_ target: any DebugTarget) { self.target = target }

    /// Beginning failed half way: what was done is undone as far as that goes.
    public func giveUp() { try? target.detach(leaveHalted: false) }

    /// Another client has control, or nobody has any more.
    public mutating func watch(_ isWatching: Bool) { self.isWatching = isWatching }

    /// The client has gone, with or without a word: leaves the target as it was found.
    public mutating func end() throws(TargetFault) {
        target.flash?.abandon()
        semihosting.forgetFiles()
        endBackground()
        guard isAttached else { return }
        isAttached = false
        try target.detach(leaveHalted: false)
    }

    /// A client that never had control has gone: what it has of the host is given back.
    public mutating func letGo() { endBackground() }

    public var pace: Pace {
        switch phase {
        case .commanding, .gone, .asking: .idle
        case .running: hasServedCall ? .stepping : .running
        case .typing: .running
        case .stepping: .stepping
        }
    }

    /// What the target can do, as `qSupported` tells it.
    var advertisedFeatures: [String] {
        var features = [
            "PacketSize=" + String(RemoteProtocol.Limits.packetByteCount, radix: 16),
            "QStartNoAckMode+", "vContSupported+", "swbreak+", "hwbreak+", "error-message+",
            "binary-upload+", "QNonStop+", "qXfer:threads:read+", "qXfer:osdata:read+",
        ]
        if !target.registers.isEmpty { features.append("qXfer:features:read+") }
        if !target.memoryMap.isEmpty { features.append("qXfer:memory-map:read+") }
        return features
    }

    /// Answers one packet.
    public mutating func handle(_ packet: [UInt8]) -> Response {
        switch Request.parse(packet) {
        case .unsupported:
            return .reply(.unsupported)
        case .malformed(let malformed):
            let text = "a packet's arguments are wrong: expected \(malformed.expectation)"
            return Response([.malformed], notices: [.init(level: .warning, text: text)])
        case .request(let request):
            return handle(request)
        }
    }

    /// Answers one request.
    public mutating func handle(_ request: Request) -> Response {
        hasToldOfStep = false
        // Who asks for something else has given up waiting.
        search = nil
        return perform { (session: inout Session) throws(TargetFault) in
            try session.dispatch(request)
        }
    }

    /// Runs an operation on the target; a fault becomes the reply.
    mutating func perform(
        _ operation: (inout Session) throws(TargetFault) -> Response
    ) -> Response {
        var response: Response
        do throws(TargetFault) {
            response = try operation(&self)
        } catch {
            // gdb reads where nothing is all the time; that is no failure to be told of again.
            if error.cause != .access { lastFailure = error.message }
            response = failure(error)
        }
        response.notices = notices + response.notices
        notices = []
        // There is nothing left that could be detached from.
        if response.end == .probeLost { isAttached = false }
        return response
    }

    /// The reply to a request that failed: a sentence if the client takes one, else a number.
    func failure(_ fault: TargetFault) -> Response {
        let notice = Response.Notice(
            level: fault.cause == .access ? .debug : .warning, text: fault.message)
        return Response(
            [client.reply(to: fault)], end: fault.cause == .probeLost ? .probeLost : nil,
            notices: [notice])
    }

    /// Keeps a message for the next stop or `monitor` command of a client that was given a number.
    mutating func rememberForUser(_ fault: TargetFault, isAboutPoints: Bool = false) {
        guard !client.errorText else { return }
        remember(fault.message, isAboutPoints: isAboutPoints)
    }

    /// Text that belongs to the output, not to a line of its own.
    mutating func pend(_ text: String, isProgram: Bool) {
        pendingTexts.append(PendingText(text: text, isProgram: isProgram))
        var count = pendingTexts.reduce(0) { $0 + $1.text.utf8.count }
        while count > Limits.pendingTextByteCount {
            count -= pendingTexts.removeFirst().text.utf8.count
        }
    }

    mutating func remember(
        _ text: String, isAboutPoints: Bool = false, isProgram: Bool = false
    ) {
        let count = pendingTexts.reduce(0) { $0 + $1.text.utf8.count }
        guard count + text.utf8.count < Limits.pendingTextByteCount else { return }
        pendingTexts.append(
            PendingText(text: text + "\n", isAboutPoints: isAboutPoints, isProgram: isProgram))
    }

    /// A breakpoint was removed: what was said about too many of them is over.
    mutating func forgetPointTexts() { pendingTexts.removeAll(where: \.isAboutPoints) }

    mutating func takePendingText() -> [Reply] {
        defer { pendingTexts = [] }
        // A program's text goes out as that: a recording keeps the server's only.
        var replies: [Reply] = []
        var rest = pendingTexts[...]
        while let isProgram = rest.first?.isProgram {
            let run = rest.prefix { $0.isProgram == isProgram }
            let text = run.map(\.text).joined()
            replies +=
                isProgram ? Reply.outputPieces(Array(text.utf8)) : Reply.consoleLines(text)
            rest = rest.dropFirst(run.count)
        }
        return replies
    }
}
