/// Which machines may connect; without an entry all of them. This machine always may.
public struct AllowList: Hashable, Sendable, CustomStringConvertible {
    /// Why an entry cannot be used, in words.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public var description: String
    }

    private struct Network: Hashable, Sendable {
        var address: NetworkAddress
        /// 0 to 32 or 128.
        var bitCount: Int
    }

    private var networks: [Network] = []
    private var entries: [String] = []

    public init() {}

    public var isEmpty: Bool { networks.isEmpty }

    /// As it was given: `192.168.1.0/24, lab-pc`.
    public var description: String { entries.joined(separator: ", ") }

    /// Adds `192.168.1.7`, `192.168.1.0/24`, `fe80::/10` or the name of a machine, whose addresses
    /// are looked up here and now.
    public mutating func add(_ entry: String) throws(Failure) {
        let parts = entry.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else {
            throw Failure(description: "give it as 192.168.1.7, 192.168.1.0/24 or a name")
        }
        let found: [NetworkAddress]
        do throws(Socket.Failure) {
            found = try Socket.resolve(host, port: 0, isNumeric: parts.count == 2)
                .compactMap { Socket.networkAddress($0.address) }
        } catch {
            let what = parts.count == 2 ? "is no address" : "is not known as a machine"
            throw Failure(description: "\(host) \(what)")
        }
        guard !found.isEmpty else { throw Failure(description: "\(host) has no address") }
        for address in found {
            networks.append(
                Network(address: address, bitCount: try Self.bitCount(parts, host, address)))
        }
        entries.append(entry)
    }

    /// Adds all of another list.
    public mutating func add(_ other: AllowList) {
        networks += other.networks
        entries += other.entries
    }

    private static func bitCount(
        _ parts: [String], _ host: String, _ address: NetworkAddress
    ) throws(Failure) -> Int {
        let most = address.bytes.count * 8
        guard parts.count == 2 else { return most }
        // Bits of an IPv4 address inside of IPv6 are counted from the front of that.
        let isMapped = most == 32 && host.contains(":")
        let ahead = isMapped ? NetworkAddress.mappedPrefix.count * 8 : 0
        guard let bits = Int(parts[1]), (ahead...ahead + most).contains(bits) else {
            throw Failure(
                description: "the number behind / is \(ahead) to \(ahead + most) for \(host)")
        }
        return bits - ahead
    }

    func allows(_ address: NetworkAddress?) -> Bool {
        guard !networks.isEmpty else { return true }
        guard let address else { return false }
        return address.isLoopback
            || networks.contains { $0.address.shares($0.bitCount, with: address) }
    }
}
