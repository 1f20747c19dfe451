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
