/// The listening sockets: one per address, all with the same port.
///
/// To be opened before the probe, so that a second server does not disturb the first one's;
/// clients that come wait until a server listens there.
public struct Listener: Sendable {
    let descriptors: [Int32]
    public let port: UInt16
    /// Some address is not the loopback's.
    let isOpenToOthers: Bool

    /// Throws `.portInUse` where somebody else has it.
    public init(hosts: [String], port: UInt16) throws(ServerError) {
        var descriptors: [Int32] = []
        var port = port
        var isOpen = false
        do throws(ServerError) {
            for (host, isOptional) in Self.addresses(hosts) {
                let opened = try Self.open(host, port: port, isOptional: isOptional)
                descriptors += opened
                isOpen = isOpen || opened.contains { !Socket.isLoopback($0) }
                // The system chose one: the other addresses get the same.
                if port == 0, let first = opened.first { port = Socket.port(of: first) }
            }
            guard !descriptors.isEmpty else {
                throw ServerError.cannotListen(
                    host: hosts.joined(separator: ", "), port: port, reason: "no such address here")
            }
        } catch {
            descriptors.forEach(Socket.close)
            throw error
        }
        self.descriptors = descriptors
        self.port = port
        isOpenToOthers = isOpen
    }

    /// `*` spelled out. An IPv6 address that belongs to a pair may be missing on this machine.
    private static func addresses(_ hosts: [String]) -> [(host: String, isOptional: Bool)] {
        let spelled = hosts.flatMap { $0 == "*" ? ["0.0.0.0", "::"] : [$0] }
        return spelled.map { host in
            (host, spelled.count > 1 && (host == "::1" || host == "::"))
        }
    }

    /// All addresses of a host, with one port; those of a pair that this machine does not have
    /// are left out.
    private static func open(
        _ host: String, port: UInt16, isOptional: Bool
    ) throws(ServerError) -> [Int32] {
        var descriptors: [Int32] = []
        var missing: Socket.Failure?
        var port = port
        do throws(Socket.Failure) {
            for endpoint in try Socket.resolve(host, port: port) {
                do throws(Socket.Failure) {
                    descriptors.append(try Socket.listen(on: endpoint, port: port))
                } catch {
                    guard error.isNoSuchAddress else { throw error }
                    missing = error
                    continue
                }
                if port == 0, let first = descriptors.first { port = Socket.port(of: first) }
            }
            if let missing, descriptors.isEmpty, !isOptional { throw missing }
            return descriptors
        } catch {
            descriptors.forEach(Socket.close)
            if isOptional, error.isNoSuchAddress { return [] }
            if error.isAddressInUse { throw .portInUse(port) }
            throw .cannotListen(host: host, port: port, reason: error.text)
        }
    }
}
