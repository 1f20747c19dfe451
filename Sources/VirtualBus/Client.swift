/// One opening of the device node by one process.
final class Client {
    let connection: PreloadConnection
    let node: NodeFIFO
    /// Interfaces this opening has claimed.
    var claimed: Set<UInt32> = []
    /// Done, in the order in which they became so; waiting to be reaped.
    var completed: [CompletedURB] = []
    /// Argument of a REAPURB that has not been answered yet.
    var blockedReap: UInt64?

    init(connection: PreloadConnection, node: NodeFIFO) {
        self.connection = connection
        self.node = node
    }

    func hasReapable(_ pacer: Pacer) -> Bool {
        completed.contains { pacer.nanosecondsUntil($0) == 0 }
    }

    /// Takes the first completed URB that may be seen by now.
    func takeReapable(_ pacer: Pacer) -> CompletedURB? {
        guard let index = completed.firstIndex(where: { pacer.nanosecondsUntil($0) == 0 }) else {
            return nil
        }
        return completed.remove(at: index)
    }
}

/// A URB that the device has not answered yet, and whose it is.
struct WaitingURB {
    let client: Client
    var urb: URB
}
