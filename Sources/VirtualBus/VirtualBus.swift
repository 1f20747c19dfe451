import CUMockdev
import Glibc
public import VirtualBoard

/// A mocked USB bus with one board on it, and a command that sees it.
///
/// Everything happens on the caller's thread, in one poll() loop: the preload library in the
/// command's processes forwards their usbfs ioctls here, the board's device answers them, and the
/// board lives in between.
public final class VirtualBus {
    private let board: any PluggedBoard
    private let testbed: Testbed
    private let signals: SignalQueue
    private let deviceListener: Listener
    private let otherListener: Listener
    private let port: Port
    /// Nodes that a client may have opened and not yet been heard of, the present one first.
    private var nodes: [NodeFIFO]
    /// Openings of nodes that are none of ours, such as /dev/null.
    private var others: [PreloadConnection] = []
    private let startInstant: UInt64

    /// Variable with this process's number, for scripts that want a snapshot of the counts.
    public static let processVariable = "STLINK_SIM_PID"
    private static let preloadLibrary = "libumockdev-preload.so.0"

    /// Plugs the board in. With `isPaced`, everything on it takes its real duration.
    public init(board: any PluggedBoard, isPaced: Bool) throws(BusError) {
        self.board = board
        // Signals first: umockdev's testbed starts a thread, which inherits the mask.
        signals = try SignalQueue([SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR1])
        try Self.checkPreload()
        let testbed = try Testbed()
        self.testbed = testbed
        let device = board.device
        try testbed.add(
            deviceDescriptor: device.deviceDescriptor,
            configurationDescriptor: device.configurationDescriptor, speed: device.speed)
        deviceListener = try Listener(path: testbed.deviceSocket)
        otherListener = try Listener(path: testbed.defaultSocket)
        nodes = [try Self.makeNode(for: board, in: testbed)]
        port = Port(board: board, isPaced: isPaced) {
            DeviceEvent.send(
                testbed.eventProperties(action: "remove"), subsystem: "usb", type: "usb_device",
                root: testbed.root)
            testbed.remove()
        }
        startInstant = WallClock.now()
    }

    /// Runs a command with the board plugged in and returns its exit status, 128 + n for signal n.
    ///
    /// `report` gets the board's counts as JSON: once at the end, and whenever this process
    /// receives SIGUSR1. SIGINT, SIGTERM and SIGHUP go on to the command. Processes that the
    /// command leaves behind are ended with SIGTERM, then SIGKILL.
    public func run(_ words: [String], report: (String) -> Void) throws(BusError) -> Int32 {
        if board.isOpenDenied && geteuid() == 0 {
            // Root may open what its mode forbids, unless it gives that right up.
            guard host_drop_permission_override() == 0 else {
                throw .system(call: "prctl", path: Testbed.deviceNode, errno: errno)
            }
        }
        var preloads = Self.preloadLibrary
        if let others = getenv("LD_PRELOAD") { preloads += ":" + String(cString: others) }
        let command = try Command(
            words,
            additions: [
                "LD_PRELOAD": preloads, "UMOCKDEV_DIR": testbed.root,
                Self.processVariable: String(getpid()),
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

    private func statistics() -> String {
        board.statistics(wallNanoseconds: WallClock.now() - startInstant)
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

    /// One turn: the board lives, then whoever has something to say is heard.
    private func turn(
        _ command: Command, until deadline: UInt64?, report: (String) -> Void
    ) throws(BusError) {
        var wait = port.advance()
        if let deadline {
            let now = WallClock.now()
            let left = deadline > now ? deadline - now : 0
            wait = min(wait ?? left, left)
        }
        let clients = port.clients
        let others = others
        let sockets =
            [signals.descriptor, deviceListener.socket, otherListener.socket]
            + clients.map(\.connection.socket) + others.map(\.socket)
        var polled = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let limit = wait.map { Int64(clamping: $0) } ?? -1
        guard host_poll(&polled, UInt(polled.count), limit) > 0 else { return }
        if polled[0].revents != 0 { take(command, report: report) }
        if polled[1].revents != 0 { try acceptClient() }
        if polled[2].revents != 0, let connection = otherListener.accept() {
            self.others.append(connection)
        }
        for (client, entry) in zip(clients, polled.dropFirst(3)) where entry.revents != 0 {
            do throws(ClientGone) { try port.serve(client) } catch { port.remove(client) }
        }
        for (other, entry) in zip(others, polled.dropFirst(3 + clients.count))
        where entry.revents != 0 {
            do throws(ClientGone) {
                _ = try other.next()
                try other.complete(PreloadConnection.unhandled)
            } catch {
                self.others.removeAll { $0 === other }
            }
        }
    }

    private func take(_ command: Command, report: (String) -> Void) {
        while let arrival = signals.next() {
            switch arrival.signal {
            case SIGCHLD: command.reap()
            case SIGUSR1: report(statistics())
            default: if arrival.isSentByProcess { command.forward(arrival.signal) }
            }
        }
    }

    private func acceptClient() throws(BusError) {
        guard let connection = deviceListener.accept() else { return }
        // It has opened the present node, or an older one if another client was just as fast.
        let process = host_peer_process(connection.socket)
        let node = nodes.first { $0.isOpen(in: process) } ?? nodes[0]
        port.add(Client(connection: connection, node: node))
        guard node === nodes[0], !port.isUnplugged else { return }
        nodes.insert(try Self.makeNode(for: board, in: testbed), at: 0)
        nodes = Array(nodes.prefix(Limits.nodeCount))
    }

    private static func makeNode(
        for board: any PluggedBoard, in testbed: Testbed
    ) throws(BusError) -> NodeFIFO {
        try NodeFIFO(path: testbed.nodePath, mode: board.isOpenDenied ? 0 : 0o666)
    }

    /// The dynamic linker only warns about a library that it cannot preload.
    private static func checkPreload() throws(BusError) {
        guard let handle = dlopen(preloadLibrary, RTLD_LAZY | RTLD_LOCAL) else {
            throw .preloadMissing(dlerror().map { String(cString: $0) } ?? "no reason given")
        }
        dlclose(handle)
    }
}
