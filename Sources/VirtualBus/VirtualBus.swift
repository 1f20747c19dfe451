import CUMockdev
import Glibc
public import VirtualBoard

/// A mocked USB bus with boards on it, and a command that sees them.
///
/// Everything happens on the caller's thread, in one poll() loop: the preload library in the
/// command's processes forwards their usbfs ioctls here, the boards' devices answer them, and the
/// boards live in between.
public final class VirtualBus {
    private let testbed: Testbed
    private let signals: SignalQueue
    private let otherListener: Listener
    private let ports: [HubPort]
    private let control: ControlPipe
    /// Openings of nodes that are none of ours, such as /dev/null.
    private var others: [PreloadConnection] = []
    private let startInstant: UInt64

    /// Variable with this process's number, for scripts that want a snapshot of the counts.
    public static let processVariable = "STLINK_SIM_PID"
    /// Variable with the path of the FIFO that takes orders (`ControlOrder`).
    public static let controlVariable = "STLINK_SIM_CONTROL"
    private static let preloadLibrary = "libumockdev-preload.so.0"

    /// Plugs the boards in, each at a connector of its own. With `isPaced`, everything on them
    /// takes its real duration.
    public init(boards: [any PluggedBoard], isPaced: Bool) throws(BusError) {
        // Signals first: umockdev's testbed starts a thread, which inherits the mask.
        signals = try SignalQueue([SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2])
        try Self.checkPreload()
        let testbed = try Testbed()
        self.testbed = testbed
        otherListener = try Listener(path: testbed.defaultSocket)
        // The kernel gives addresses in turn; the root hub has the first.
        var address = 1
        let next = {
            address = address < Limits.lastAddress ? address + 1 : 2
            return address
        }
        var ports: [HubPort] = []
        for (index, board) in boards.enumerated() {
            ports.append(
                try HubPort(
                    board: board, number: index + 1, in: testbed, isPaced: isPaced,
                    nextAddress: next))
        }
        self.ports = ports
        control = try ControlPipe(path: testbed.root + "/control", port: ports.first)
        startInstant = WallClock.now()
    }

    /// Runs a command with the boards plugged in and returns its exit status, 128 + n for signal n.
    ///
    /// `report` gets the boards' counts as JSON: once at the end, and whenever this process
    /// receives SIGUSR1. SIGUSR2 pulls the first board's plug, or puts it back. SIGINT, SIGTERM
    /// and SIGHUP go on to the command. Processes that the command leaves behind are ended with
    /// SIGTERM, then SIGKILL.
    public func run(_ words: [String], report: (String) -> Void) throws(BusError) -> Int32 {
        if ports.contains(where: \.isOpenDenied) && geteuid() == 0 {
            // Root may open what its mode forbids, unless it gives that right up.
            guard host_drop_permission_override() == 0 else {
                throw .system(call: "prctl", path: testbed.root, errno: errno)
            }
        }
        var preloads = Self.preloadLibrary
        if let others = getenv("LD_PRELOAD") { preloads += ":" + String(cString: others) }
        let command = try Command(
            words,
            additions: [
                "LD_PRELOAD": preloads, "UMOCKDEV_DIR": testbed.root,
                Self.processVariable: String(getpid()),
                Self.controlVariable: control.path,
            ])
        var status: Int32?
        while status == nil {
            try turn(command, until: nil, report: report)
            status = command.status
        }
        try endLeftovers(of: command, report: report)
        report(statistics())
        return status ?? 0
    }

    /// One object, or, of several boards, a list of such objects in the order of the boards.
    private func statistics() -> String {
        let wall = WallClock.now() - startInstant
        let texts = ports.map { $0.statistics(wallNanoseconds: wall) }
        guard texts.count != 1 else { return texts[0] }
        return "{\"probes\": [\n" + texts.joined(separator: ", ") + "]}\n"
    }

    /// Goes on serving the bus while the command's remaining processes end.
    private func endLeftovers(
        of command: Command, report: (String) -> Void
    ) throws(BusError) {
        let deadline = WallClock.now() + Limits.leftoverNanoseconds
        var isFirst = true
        while command.signalLeftovers(isFirst ? SIGTERM : 0) {
            isFirst = false
            let now = WallClock.now()
            if now >= deadline { break }
            try turn(command, until: min(deadline, now + 10_000_000), report: report)
        }
        while command.signalLeftovers(SIGKILL) {
            try turn(command, until: WallClock.now() + 1_000_000, report: report)
        }
    }

    // MARK: - The loop

    /// One turn: the boards live, then whoever has something to say is heard.
    private func turn(
        _ command: Command, until deadline: UInt64?, report: (String) -> Void
    ) throws(BusError) {
        var wait: UInt64?
        for port in ports {
            if let left = try port.advance() { wait = min(wait ?? left, left) }
        }
        if let deadline {
            let now = WallClock.now()
            let left = deadline > now ? deadline - now : 0
            wait = min(wait ?? left, left)
        }
        let clients = ports.flatMap { port in port.clients.map { (port: port, client: $0) } }
        let listening = ports.compactMap { port in port.listener.map { (port, $0) } }
        let others = others
        let sockets =
            [signals.descriptor, control.descriptor, otherListener.socket] + listening.map(\.1)
            + clients.map(\.client.connection.socket) + others.map(\.socket)
        var polled = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let limit = wait.map { Int64(clamping: $0) } ?? -1
        guard host_poll(&polled, UInt(polled.count), limit) > 0 else { return }
        var rest = polled[...]
        let hasSignal = rest.removeFirst().revents != 0
        // Before the clients: who gives an order and then starts a transfer has it minded there.
        if rest.removeFirst().revents != 0 { try control.readOrders() }
        if rest.removeFirst().revents != 0, let connection = otherListener.accept() {
            self.others.append(connection)
        }
        for (port, _) in listening where rest.removeFirst().revents != 0 {
            try port.acceptClient()
        }
        for (port, client) in clients where rest.removeFirst().revents != 0 {
            port.serve(client)
        }
        for other in others where rest.removeFirst().revents != 0 {
            do throws(ClientGone) {
                _ = try other.next()
                try other.complete(PreloadConnection.unhandled)
            } catch {
                self.others.removeAll { $0 === other }
            }
        }
        // Last: a plug that is pulled takes the sockets away that were looked at.
        if hasSignal { try take(command, report: report) }
    }

    private func take(_ command: Command, report: (String) -> Void) throws(BusError) {
        while let arrival = signals.next() {
            switch arrival.signal {
            case SIGCHLD: command.reap()
            case SIGUSR1: report(statistics())
            case SIGUSR2: try ports.first?.togglePlug()
            default: if arrival.isSentByProcess { command.forward(arrival.signal) }
            }
        }
    }

    /// The dynamic linker only warns about a library that it cannot preload.
    private static func checkPreload() throws(BusError) {
        guard let handle = dlopen(preloadLibrary, RTLD_LAZY | RTLD_LOCAL) else {
            throw .preloadMissing(dlerror().map { String(cString: $0) } ?? "no reason given")
        }
        dlclose(handle)
    }
}
