import Glibc
import VirtualBoard

/// A device on the bus, from plug to plug: who has it open, which URBs wait, and what usbfs
/// answers.
final class Port {
    private(set) var clients: [Client] = []
    private(set) var isUnplugged = false
    private let pacer: Pacer
    private let board: any PluggedBoard
    private let endpoints: InterfaceTable
    /// In the order of submission, over all clients.
    private var waiting: [WaitingURB] = []
    private var lastSeenAt: UInt64 = 0
    /// Called after each transfer that was carried out.
    var onTransfer: () -> Void = {}

    init(board: any PluggedBoard, pacer: Pacer) {
        self.board = board
        self.pacer = pacer
        endpoints = InterfaceTable(board.device.configurationDescriptor)
    }

    func add(_ client: Client) { clients.append(client) }

    func remove(_ client: Client) {
        clients.removeAll { $0 === client }
        client.node.setReady(false, for: client)
        waiting.removeAll { $0.client === client }
    }

    /// Answers one request of a client.
    func serve(_ client: Client) throws(ClientGone) {
        switch try client.connection.next() {
        case .ioctl(let request, let argument):
            try answer(request, argument, for: client)
        case .read(let address, let byteCount):
            // usbfs gives the descriptors to whoever reads the node.
            let descriptors =
                board.device.deviceDescriptor + board.device.configurationDescriptor
            let bytes = Array(descriptors.prefix(byteCount))
            try client.connection.complete(bytes.count, storing: [(address, bytes)])
        case .write:
            try client.connection.fail(EINVAL)
        }
    }

    /// Completes what has become complete. Returns for how many nanoseconds nobody needs to look
    /// again, `nil` for ever.
    func advance() -> UInt64? {
        if !waiting.isEmpty { exchange() }
        var soonest: UInt64?
        for client in clients {
            // Before the look that announces: what becomes due in between must be due for one of
            // the two, or nobody would ever look again.
            for completion in client.completed {
                let left = pacer.nanosecondsUntil(completion)
                if left > 0 { soonest = min(soonest ?? left, left) }
            }
            do throws(ClientGone) { try announce(client) } catch { continue }
        }
        return soonest
    }

    // MARK: - Requests

    private func answer(
        _ number: UInt32, _ argument: UInt64, for client: Client
    ) throws(ClientGone) {
        let connection = client.connection
        guard let request = USBFSRequest(rawValue: number) else {
            return try connection.fail(ENOTTY)
        }
        if isUnplugged, request != .reapURB, request != .reapURBNoDelay {
            return try connection.fail(ENODEV)
        }
        switch request {
        case .getCapabilities:
            let capabilities: USBFSCapabilities = [
                .zeroPacket, .noPacketSizeLimit, .reapAfterDisconnect,
            ]
            var bytes = [UInt8](repeating: 0, count: 4)
            bytes.store(capabilities.rawValue, at: 0)
            try connection.complete(storing: [(argument, bytes)])
        case .submitURB: try submit(argument, for: client)
        case .reapURBNoDelay: try reap(into: argument, for: client, isBlocking: false)
        case .reapURB: try reap(into: argument, for: client, isBlocking: true)
        case .discardURB: try discard(argument, for: client)
        case .claimInterface:
            try claim(try word(at: argument, of: client), for: client)
        case .disconnectAndClaim:
            // The interface number comes first; no kernel driver is bound to any.
            try claim(try word(at: argument, of: client), for: client)
        case .releaseInterface:
            let released = client.claimed.remove(try word(at: argument, of: client))
            if released == nil { try connection.fail(EINVAL) } else { try connection.complete() }
        case .getDriver, .driverRequest:
            try connection.fail(ENODATA)
        case .setConfiguration:
            let value = try word(at: argument, of: client)
            try setConfiguration(value, for: client)
        case .setInterface, .dropPrivileges:
            try connection.complete()
        case .clearHalt, .resetEndpoint:
            let endpoint = UInt8(truncatingIfNeeded: try word(at: argument, of: client))
            guard endpoints.interface(of: endpoint) != nil else {
                return try connection.fail(ENOENT)
            }
            if request == .clearHalt { board.device.clearHalt(endpoint) }
            try connection.complete()
        case .reset:
            cancel(status: -ESHUTDOWN) { _ in true }
            board.device.reset()
            try connection.complete()
        case .getSpeed:
            try connection.complete(board.device.speed == "480" ? 3 : 2)
        case .connectInformation:
            try connection.complete(storing: [(argument, [2, 0, 0, 0, 0, 0, 0, 0])])
        case .control, .bulk:
            // The synchronous calls; libusb has not used them for a decade.
            try connection.fail(ENOTTY)
        }
    }

    private func word(at address: UInt64, of client: Client) throws(ClientGone) -> UInt32 {
        try client.connection.memory(at: address, byteCount: 4).littleEndian(at: 0)
    }

    private func claim(_ interface: UInt32, for client: Client) throws(ClientGone) {
        let code = claimCode(interface, for: client)
        if code == 0 { try client.connection.complete() } else { try client.connection.fail(code) }
    }

    /// Claims the interface; the errno if that is refused.
    private func claimCode(_ interface: UInt32, for client: Client) -> Int32 {
        guard endpoints.has(interface: interface) else { return ENOENT }
        if client.claimed.contains(interface) { return 0 }
        let isTaken = clients.contains { $0 !== client && $0.claimed.contains(interface) }
        guard !isTaken, board.device.claimInterface() else { return EBUSY }
        client.claimed.insert(interface)
        return 0
    }

    private func setConfiguration(_ value: UInt32, for client: Client) throws(ClientGone) {
        // The kernel refuses while any interface is claimed, by whomever.
        if clients.contains(where: { !$0.claimed.isEmpty }) {
            return try client.connection.fail(EBUSY)
        }
        guard value <= 1 || value == UInt32.max else {
            return try client.connection.fail(EINVAL)
        }
        try client.connection.complete()
    }

    // MARK: - URBs

    private func submit(_ address: UInt64, for client: Client) throws(ClientGone) {
        let fields = try client.connection.memory(at: address, byteCount: URBLayout.byteCount)
        guard var urb = URB(address: address, fields: fields),
            !urb.isControl || urb.byteCount >= 8
        else { return try client.connection.fail(EINVAL) }
        if !urb.isControl {
            guard let interface = endpoints.interface(of: urb.endpoint) else {
                return try client.connection.fail(ENOENT)
            }
            // The kernel claims for whoever forgot to.
            let code = claimCode(interface, for: client)
            if code != 0 { return try client.connection.fail(code) }
        }
        if urb.isControl || !urb.isIn {
            let bytes = try client.connection.memory(at: urb.buffer, byteCount: urb.byteCount)
            urb.load(bytes)
        }
        waiting.append(WaitingURB(client: client, urb: urb))
        exchange()
        try announce(client)
        try client.connection.complete()
    }

    private func discard(_ address: UInt64, for client: Client) throws(ClientGone) {
        let isMeant = { (entry: WaitingURB) in
            entry.client === client && entry.urb.address == address
        }
        if let endpoint = waiting.first(where: isMeant)?.urb.endpoint {
            cancel(status: -ENOENT, where: isMeant)
            board.device.cancelled(
                endpoint, remainingCount: waiting.count { $0.urb.endpoint == endpoint })
        } else if let index = client.completed.firstIndex(where: {
            $0.urb.address == address && pacer.nanosecondsUntil($0) > 0
        }) {
            // Still on the wire by the wall clock: it ends here.
            let urb = client.completed[index].urb
            client.completed[index] = CompletedURB(cancelled: urb, status: -ENOENT, at: 0)
        } else {
            return try client.connection.fail(EINVAL)
        }
        try announce(client)
        try client.connection.complete()
    }

    private func reap(
        into argument: UInt64, for client: Client, isBlocking: Bool
    ) throws(ClientGone) {
        guard let completion = client.takeReapable(pacer) else {
            if isUnplugged { return try client.connection.fail(ENODEV) }
            if isBlocking {
                client.blockedReap = argument
            } else {
                try client.connection.fail(EAGAIN)
            }
            return
        }
        updateNode(of: client)
        var pointer = [UInt8](repeating: 0, count: 8)
        pointer.store(completion.urb.address, at: 0)
        let resultAddress = completion.urb.address + UInt64(URBLayout.result.lowerBound)
        try client.connection.complete(storing: [
            (completion.urb.dataAddress, completion.received),
            (resultAddress, completion.result),
            (argument, pointer),
        ])
    }

    /// Tells a client, by its node or by the answer it waits for, that there is something to reap.
    private func announce(_ client: Client) throws(ClientGone) {
        updateNode(of: client)
        guard let argument = client.blockedReap, isUnplugged || client.hasReapable(pacer) else {
            return
        }
        client.blockedReap = nil
        try reap(into: argument, for: client, isBlocking: true)
    }

    private func updateNode(of client: Client) {
        client.node.setReady(client.hasReapable(pacer), for: client)
    }

    /// Gives the device every URB that it takes. A device that has data for a waiting IN is asked
    /// for it before it is sent anything new; an endpoint's URBs stay in order.
    private func exchange() {
        var isProgressing = true
        while isProgressing && !isUnplugged {
            isProgressing = false
            var blocked: Set<UInt8> = []
            let order =
                waiting.indices.filter { waiting[$0].urb.isIn }
                + waiting.indices.filter { !waiting[$0].urb.isIn }
            for index in order where !blocked.contains(waiting[index].urb.endpoint) {
                let urb = waiting[index].urb
                let outcome = transfer(urb)
                if outcome == .pending {
                    blocked.insert(urb.endpoint)
                    continue
                }
                var completion = CompletedURB(
                    urb, outcome: outcome, readyAt: pacer.completionInstant)
                completion.seenAt = delayed(urb)
                waiting.remove(at: index).client.completed.append(completion)
                if outcome == .gone { unplug() } else { onTransfer() }
                isProgressing = true
                break
            }
        }
    }

    /// When the host learns of a transfer; later ones are never seen before earlier ones.
    private func delayed(_ urb: URB) -> UInt64 {
        let delay = urb.isControl ? 0 : board.device.transferDelay()
        guard delay > 0 || lastSeenAt > 0 else { return 0 }
        lastSeenAt = max(lastSeenAt, WallClock.now() + delay)
        return lastSeenAt
    }

    private func transfer(_ urb: URB) -> TransferOutcome {
        pacer.prepareTransfer()
        defer { pacer.finishTransfer() }
        if let setup = urb.setup { return board.device.control(setup, data: urb.data) }
        return urb.isIn
            ? board.device.bulkIn(urb.endpoint, maximumByteCount: urb.byteCount)
            : board.device.bulkOut(urb.endpoint, urb.data)
    }

    private func cancel(status: Int32, where matches: (WaitingURB) -> Bool) {
        for entry in waiting where matches(entry) {
            entry.client.completed.append(
                CompletedURB(cancelled: entry.urb, status: status, at: 0))
        }
        waiting.removeAll(where: matches)
    }

    /// The device has left: what is under way ends, and all that comes is refused.
    func unplug() {
        isUnplugged = true
        cancel(status: -ESHUTDOWN) { _ in true }
    }
}
