import Testing
import USBTransport

@testable import STLink

@Suite struct ProbeChoiceTests {
    private func probe(_ serial: [UInt16]?, address: Int) throws -> Probe {
        try #require(
            Probe(
                USBDeviceDescription(
                    vendorID: 0x0483, productID: 0x3748, bus: 1, address: address, serial: serial)))
    }

    private func probe(_ serial: String, address: Int) throws -> Probe {
        try probe(Array(serial.utf16), address: address)
    }

    private func failure(_ serial: String?, _ probes: [Probe]) -> ProbeError? {
        do throws(ProbeError) {
            _ = try Probe.choose(serial: serial, from: probes)
            return nil
        } catch {
            return error
        }
    }

    @Test func theOnlyProbeNeedsNoSerial() throws {
        let only = try probe("AA01", address: 1)
        #expect(try Probe.choose(serial: nil, from: [only]) == only)
    }

    @Test func aUniquePrefixChoosesInEitherCase() throws {
        let probes = [try probe("AA01", address: 1), try probe("AB02", address: 2)]
        #expect(try Probe.choose(serial: "ab", from: probes) == probes[1])
        #expect(try Probe.choose(serial: "AA01", from: probes) == probes[0])
    }

    @Test func severalMatchesAreListedAndNoneIsTaken() throws {
        let probes = [try probe("AA01", address: 1), try probe("AB02", address: 2)]
        for prefix in [nil, "A"] {
            let error = try #require(failure(prefix, probes))
            #expect(error.status == .severalProbes)
            #expect(error.message.contains("AA01") && error.message.contains("AB02"))
        }
    }

    @Test func nothingFoundSaysWhatThereIs() throws {
        #expect(failure(nil, [])?.status == .noProbe)
        let error = try #require(failure("FF", [try probe("AA01", address: 1)]))
        #expect(error.status == .noProbe && error.message.contains("AA01"))
    }

    @Test func anUnreadableSerialIsAPermissionProblem() throws {
        let error = try #require(failure("AA", [try probe(nil, address: 1)]))
        #expect(error.status == .noPermission && error.message.contains("udev"))
    }

    @Test func binarySerialsAreShownInHexadecimal() throws {
        let units: [UInt16] = [
            0x53, 0xFF, 0x6E, 0x06, 0x49, 0x77, 0x85, 0x53, 0x24, 0x15, 0x22, 0x87,
        ]
        let binary = try probe(units, address: 1)
        #expect(binary.serial == "53FF6E064977855324152287")
        #expect(try Probe.choose(serial: "53ff6e", from: [binary]) == binary)
    }

    @Test func otherDevicesOfSTAreNotProbes() {
        #expect(
            Probe(USBDeviceDescription(vendorID: 0x0483, productID: 0xDF11, bus: 1, address: 1))
                == nil)
    }
}

/// Choosing by place, and by the environment.
@Suite struct ProbePlaceTests {
    private func probe(_ serial: String, _ address: Int, _ productID: UInt16 = 0x3748) throws
        -> Probe
    {
        try #require(
            Probe(
                USBDeviceDescription(
                    vendorID: 0x0483, productID: productID, bus: 1, address: address,
                    portPath: [1, address], serial: Array(serial.utf16))))
    }

    private func failure(_ choice: ProbeChoice, _ probes: [Probe]) -> ProbeError? {
        do throws(ProbeError) {
            _ = try Probe.choose(choice, from: probes)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ("2", .index(2)), ("1:4", .address(bus: 1, address: 4)),
            ("001:014", .address(bus: 1, address: 14)), ("1-1.4", .port(bus: 1, path: [1, 4])),
            ("3-2", .port(bus: 3, path: [2])), ("", nil), ("x", nil), ("1:", nil), (":1", nil),
            ("1:2:3", nil), ("1-", nil), ("1-1..2", nil), ("-1", nil), ("1-2-3", nil), ("0x1", nil),
        ] as [(String, ProbeChoice.Place?)])
    func placesHaveThreeForms(_ text: String, _ place: ProbeChoice.Place?) {
        #expect(ProbeChoice.Place(text) == place)
    }

    @Test func equalSerialsAreToldApartByPlace() throws {
        let probes = [try probe("AA01", 2), try probe("AA01", 5), try probe("AB02", 7)]
        let error = try #require(failure(ProbeChoice(serial: "AA01"), probes))
        #expect(error.status == .severalProbes && error.message.contains("--probe"))
        #expect(error.message.contains("1-1.2") && !error.message.contains("AB02"))
        let places: [ProbeChoice.Place] = [
            .index(2), .address(bus: 1, address: 5), .port(bus: 1, path: [1, 5]),
        ]
        for place in places {
            #expect(try Probe.choose(ProbeChoice(place: place), from: probes) == probes[1])
        }
        #expect(failure(ProbeChoice(place: .index(4)), probes)?.status == .noProbe)
        #expect(failure(ProbeChoice(place: .index(0)), probes)?.status == .noProbe)
        #expect(failure(ProbeChoice(serial: "AB", place: .index(1)), probes)?.status == .noProbe)
    }

    @Test func aWholeSerialIsNoPrefix() throws {
        let probes = [try probe("AA01", 2), try probe("AA012", 5)]
        #expect(try Probe.choose(serial: "aa01", from: probes) == probes[0])
    }

    @Test func theEnvironmentIsAskedWhereNoOptionSaysOtherwise() throws {
        let probes = [try probe("AA01", 2), try probe("AB02", 5)]
        func chosen(_ serial: String?, _ place: String?, _ environment: String?) throws -> Probe {
            try Probe.choose(
                ProbeChoice(serial: serial, place: place, environment: environment), from: probes)
        }
        #expect(try chosen(nil, nil, "001:005") == probes[1])
        #expect(try chosen("AA", nil, "001:005") == probes[0])
        #expect(try chosen(nil, "1", "001:005") == probes[0])
        do {
            _ = try chosen(nil, nil, "nonsense")
            Issue.record("chosen")
        } catch let error as ProbeError {
            #expect(error.status == .usage && error.message.contains("STLINK_DEVICE"))
        }
    }

    @Test func aBootloaderDoesNotCountBesideAProbeThatWorks() throws {
        let probes = [try probe("AA01", 2, 0x374D), try probe("AB02", 5)]
        #expect(try Probe.choose(ProbeChoice(), from: probes) == probes[1])
        #expect(try Probe.choose(ProbeChoice(place: .index(1)), from: probes) == probes[0])
        #expect(try Probe.choose(ProbeChoice(), from: [probes[0]]) == probes[0])
    }

    @Test func aProbeIsKnownAgainUnderItsNewAddress() throws {
        #expect(try probe("AA01", 9).isSame(as: probe("AA01", 2)))
        #expect(try !probe("AA01", 9).isSame(as: probe("AB02", 9)))
        #expect(try !probe("", 9).isSame(as: probe("", 2)))
        #expect(try probe("", 9).isSame(as: probe("", 9)))
    }
}
