import CUMockdev
import Glibc
import VirtualBoard

/// A connector of the bus and the board that hangs on it, plugged in or not.
final class HubPort {
    let board: any PluggedBoard
    private let testbed: Testbed
    private let number: Int
    private let isPaced: Bool
    private let pacer: Pacer
    private let nextAddress: () -> Int
    /// What is on the bus; `nil` while the plug is out.
    private var presence: Presence?
    /// Devices that left while somebody had them open: they answer ENODEV until all let go.
    private var departed: [Port] = []
    /// Wall instant at which somebody plugs the probe in again.
    private var returnInstant: UInt64?
    private var lastPlace: Testbed.Place?
    /// Whether somebody plugs it in where it was, whatever the board says.
    private var isBackAtSamePlace = false
    /// Called after each transfer.
    var onTransfer: () -> Void = {} {
        didSet { presence?.port.onTransfer = onTransfer }
    }

    private struct Presence {
        let place: Testbed.Place
        let listener: Listener
        let port: Port
        /// Nodes that a client may have opened and not yet been heard of, the present one first.
        var nodes: [NodeFIFO]
    }

    init(
        board: any PluggedBoard, number: Int, in testbed: Testbed, isPaced: Bool,
        nextAddress: @escaping () -> Int
    ) throws(BusError) {
        self.board = board
        self.number = number
        self.testbed = testbed
        self.isPaced = isPaced
        self.nextAddress = nextAddress
        pacer = Pacer(board: board, isPaced: isPaced)
        try enter(at: Testbed.Place(address: nextAddress(), port: number))
    }

    var isOpenDenied: Bool { board.isOpenDenied }

    /// Where clients connect; `nil` while there is nothing to connect to.
    var listener: Int32? { presence?.listener.socket }

    /// Everybody who has the device, or one that left, open.
    var clients: [Client] { departed.flatMap(\.clients) + (presence?.port.clients ?? []) }

    func statistics(wallNanoseconds: UInt64) -> String {
        board.statistics(wallNanoseconds: wallNanoseconds)
    }

    /// Lets the board live, completes what has become complete, follows the plug. Returns for how
    /// many nanoseconds nobody needs to look again, `nil` for ever.
    func advance() throws(BusError) -> UInt64? {
        var soonest = pacer.advance()
        if let port = presence?.port, let left = port.advance() {
            soonest = min(soonest ?? left, left)
        }
        for port in departed { _ = port.advance() }
        departed.removeAll(where: \.clients.isEmpty)
        if let left = try followPlug() { soonest = min(soonest ?? left, left) }
        return soonest
    }

    func serve(_ client: Client) {
        let ports = departed + (presence.map { [$0.port] } ?? [])
        guard let port = ports.first(where: { $0.clients.contains { $0 === client } }) else {
            return
        }
        do throws(ClientGone) { try port.serve(client) } catch { port.remove(client) }
    }

    func acceptClient() throws(BusError) {
        guard var present = presence, let connection = present.listener.accept() else { return }
        // It has opened the present node, or an older one if another client was just as fast.
        let process = host_peer_process(connection.socket)
        let node = present.nodes.first { $0.isOpen(in: process) } ?? present.nodes[0]
        present.port.add(Client(connection: connection, node: node))
        if node === present.nodes[0], !present.port.isUnplugged {
            present.nodes.insert(try makeNode(present.place), at: 0)
            present.nodes = Array(present.nodes.prefix(Limits.nodeCount))
        }
        presence = present
    }

    /// Pulls the plug, or puts it back.
    func togglePlug() throws(BusError) {
        if presence == nil {
            returnInstant = WallClock.now()
        } else {
            board.unplug()
        }
        _ = try followPlug()
    }

    /// Puts the plug back, if it is out.
    func plugIn(atSamePlace: Bool) throws(BusError) {
        // It may just have been pulled.
        _ = try followPlug()
        guard presence == nil else { return }
        isBackAtSamePlace = atSamePlace
        returnInstant = WallClock.now()
        _ = try followPlug()
    }

    // MARK: - The plug

    /// Wall time until it comes back by itself; `nil`: it is in, or nobody will plug it in.
    private func followPlug() throws(BusError) -> UInt64? {
        if presence != nil, let absence = board.absence { leave(absence) }
        guard presence == nil, let due = returnInstant else { return nil }
        let now = WallClock.now()
        guard now >= due else { return due - now }
        returnInstant = nil
        let isSamePlace = isBackAtSamePlace || board.absence?.isBackAtNewAddress == false
        isBackAtSamePlace = false
        board.plugIn()
        let place = isSamePlace ? lastPlace : nil
        try enter(at: place ?? Testbed.Place(address: nextAddress(), port: number))
        return nil
    }

    private func enter(at place: Testbed.Place) throws(BusError) {
        let device = board.device
        try testbed.add(
            place, deviceDescriptor: device.deviceDescriptor,
            configurationDescriptor: device.configurationDescriptor, speed: device.speed)
        presence = Presence(
            place: place, listener: try Listener(path: testbed.deviceSocket(place)),
            port: Port(board: board, pacer: pacer), nodes: [try makeNode(place)])
        presence?.port.onTransfer = onTransfer
        lastPlace = place
        tell("add", place)
    }

    private func leave(_ absence: Absence) {
        guard let present = presence else { return }
        presence = nil
        present.port.unplug()
        departed.append(present.port)
        returnInstant = absence.nanoseconds.map { WallClock.now() + $0 }
        tell("remove", present.place)
        testbed.remove(present.place)
    }

    private func tell(_ action: String, _ place: Testbed.Place) {
        DeviceEvent.send(
            testbed.eventProperties(action: action, place), subsystem: "usb", type: "usb_device",
            root: testbed.root)
    }

    private func makeNode(_ place: Testbed.Place) throws(BusError) -> NodeFIFO {
        try NodeFIFO(path: testbed.nodePath(place), mode: board.isOpenDenied ? 0 : 0o666)
    }
}
