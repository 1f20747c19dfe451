import Testing

@testable import GDBServer

/// Who may connect, by address.
@Suite struct AllowListTests {
    private func list(_ entries: [String]) throws -> AllowList {
        var list = AllowList()
        for entry in entries { try list.add(entry) }
        return list
    }

    private func address(_ text: String) throws -> NetworkAddress {
        let found = try Socket.resolve(text, port: 0, isNumeric: true)
        return try #require(found.first.flatMap { Socket.networkAddress($0.address) })
    }

    @Test(arguments: [
        ("192.168.1.0/24", "192.168.1.0", "192.168.1.255", "192.168.2.0"),
        ("192.168.1.77/24", "192.168.1.1", "192.168.1.255", "192.168.0.255"),
        ("10.0.0.0/9", "10.0.0.0", "10.127.255.255", "10.128.0.0"),
        ("172.16.5.4", "172.16.5.4", "::ffff:172.16.5.4", "172.16.5.5"),
        ("0.0.0.0/0", "1.2.3.4", "255.255.255.255", "2001:db8::1"),
        ("::ffff:192.168.1.0/120", "192.168.1.9", "::ffff:192.168.1.10", "192.168.2.1"),
        ("fd00::/8", "fd12::1", "fdff:ffff::1", "fe00::1"),
        ("2001:db8::42", "2001:db8::42", "2001:db8:0::42", "2001:db8::43"),
        ("fe80::/10", "fe80::1", "febf::1", "fec0::1"),
        ("::/0", "2001:db8::1", "fe80::7", "8.8.8.8"),
        // A bit mask that ends within a byte, at each end.
        ("10.1.2.0/31", "10.1.2.0", "10.1.2.1", "10.1.2.2"),
        ("2001:db8::8/125", "2001:db8::8", "2001:db8::f", "2001:db8::10"),
    ])
    func networks(entry: String, first: String, last: String, outside: String) throws {
        let list = try list([entry])
        #expect(list.allows(try address(first)))
        #expect(list.allows(try address(last)))
        #expect(!list.allows(try address(outside)))
        #expect(!list.allows(nil))
        #expect(list.description == entry)
    }

    @Test func withoutAnEntryEverybodyMay() throws {
        #expect(AllowList().allows(try address("203.0.113.1")))
        #expect(AllowList().allows(nil))
    }

    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    func thisMachineAlwaysMay(own: String) throws {
        #expect(try list(["192.0.2.1"]).allows(try address(own)))
    }

    @Test func severalEntriesAndNames() throws {
        let list = try list(["192.0.2.0/24", "localhost", "2001:db8::/32"])
        #expect(list.allows(try address("192.0.2.9")))
        #expect(list.allows(try address("2001:db8::9")))
        #expect(!list.allows(try address("192.0.3.1")))
    }

    @Test(arguments: [
        "", "/24", "192.168.1.0/33", "192.168.1.0/-1", "192.168.1.0/", "192.168.1.0/x",
        "1.2.3.4/8/8", "::/129", "::ffff:1.2.3.4/95", "no.such.host.invalid", "localhost/8",
    ])
    func whatIsNoNetworkIsRefused(entry: String) {
        #expect(throws: AllowList.Failure.self) { try list([entry]) }
    }
}
