/// Which of several probes is meant.
public struct ProbeChoice: Hashable, Sendable {
    /// Where the probe is.
    public enum Place: Hashable, Sendable {
        /// As `lsusb` counts: changes when the probe is plugged in again.
        case address(bus: Int, address: Int)
        /// As the kernel names ports, `1-1.4.2`: stays.
        case port(bus: Int, path: [Int])
        /// In the list of all probes, from 1.
        case index(Int)
    }

    /// The serial or its first digits, upper or lower case.
    public var serial: String?
    public var place: Place?

    /// Both given means both must fit; neither, that there must be only one probe.
    public init(serial: String? = nil, place: Place? = nil) {
        self.serial = serial
        self.place = place
    }

    /// From options and, where they say nothing, from the environment variable that st-util
    /// documents.
    ///
    /// - Parameters:
    ///   - place: `1:4`, `1-1.4.2` or `2`, as `Place`.
    ///   - environment: the value of `STLINK_DEVICE`, `<bus>:<address>`.
    public init(
        serial: String?, place: String?, environment: String?
    ) throws(ProbeError) {
        self.init(serial: serial)
        if let place {
            self.place = try Self.place(place, named: "--probe")
        } else if serial == nil, let environment, !environment.isEmpty {
            self.place = try Self.place(environment, named: "STLINK_DEVICE")
        }
    }

    private static func place(_ text: String, named source: String) throws(ProbeError) -> Place {
        guard let place = Place(text) else {
            throw ProbeError(
                .usage,
                "\(source) \(text) is no place of a probe: give <bus>:<address> (1:4), a port as "
                    + "the kernel names it (1-1.4), or a number of the list, from 1")
        }
        return place
    }
}

extension ProbeChoice.Place {
    /// `nil` for what is none of the three forms. Numbers are decimal and may have leading zeros.
    public init?(_ text: String) {
        if let index = Self.number(text[...]) {
            self = .index(index)
            return
        }
        let byAddress = text.split(separator: ":", omittingEmptySubsequences: false)
        if byAddress.count == 2, let bus = Self.number(byAddress[0]),
            let address = Self.number(byAddress[1])
        {
            self = .address(bus: bus, address: address)
            return
        }
        let byPort = text.split(separator: "-", omittingEmptySubsequences: false)
        guard byPort.count == 2, let bus = Self.number(byPort[0]) else { return nil }
        let ports = byPort[1].split(separator: ".", omittingEmptySubsequences: false)
        let path = ports.compactMap(Self.number)
        guard path.count == ports.count else { return nil }
        self = .port(bus: bus, path: path)
    }

    private static func number(_ text: Substring) -> Int? {
        guard text.allSatisfy(\.isASCII), text.allSatisfy(\.isNumber) else { return nil }
        return Int(text)
    }
}

extension Probe {
    /// Where it is plugged in, as the kernel names ports: `1-1.4.2`; `nil` where unknown.
    public var port: String? {
        guard !device.portPath.isEmpty else { return nil }
        return "\(device.bus)-" + device.portPath.map(String.init).joined(separator: ".")
    }

    /// The only probe, or the one whose serial starts with `serial`.
    public static func choose(serial: String?, from probes: [Probe]) throws(ProbeError) -> Probe {
        try choose(ProbeChoice(serial: serial), from: probes)
    }

    /// The one that fits `choice`, out of all probes on the bus in the order of `all(on:)`.
    ///
    /// Never the first of several: that would be a guess about which board gets erased. Where
    /// nothing is asked for, a probe in its bootloader does not count beside one that works.
    public static func choose(
        _ choice: ProbeChoice, from probes: [Probe]
    ) throws(ProbeError) -> Probe {
        guard !probes.isEmpty else {
            throw ProbeError(
                .noProbe,
                "no ST-Link on the USB bus: plug one in (`lsusb -d 0483:` shows what "
                    + "the system sees)")
        }
        let numbered = Array(zip(1..., probes))
        var matches = numbered.filter { $1.isAt(choice.place, number: $0) }
        if let serial = choice.serial { matches = Self.matches(serial, in: matches) }
        if choice == ProbeChoice() {
            let working = matches.filter { $0.1.model.kind == .debugger }
            if !working.isEmpty { matches = working }
        }
        if let only = matches.first, matches.count == 1 { return only.1 }
        guard matches.isEmpty else { throw severalFit(matches) }
        throw notFound(choice, numbered)
    }

    /// A whole serial is meant even where others begin with it.
    private static func matches(
        _ serial: String, in probes: [(Int, Probe)]
    ) -> [(Int, Probe)] {
        let wanted = serial.lowercased()
        let whole = probes.filter { $0.1.serial?.lowercased() == wanted }
        guard whole.isEmpty else { return whole }
        return probes.filter { $0.1.serial?.lowercased().hasPrefix(wanted) ?? false }
    }

    private func isAt(_ place: ProbeChoice.Place?, number: Int) -> Bool {
        switch place {
        case nil: true
        case .index(let index): number == index
        case .address(let bus, let address): device.bus == bus && device.address == address
        case .port(let bus, let path): device.bus == bus && device.portPath == path
        }
    }

    private static func severalFit(_ matches: [(Int, Probe)]) -> ProbeError {
        let serials = matches.map(\.1.serial)
        let areTold = Set(serials).count == serials.count && !serials.contains(nil)
        let advice =
            areTold
            ? "choose one with --serial, the first digits will do"
            : "not all have a serial of their own, choose one with --probe and its place"
        return ProbeError(
            .severalProbes, "\(matches.count) ST-Links fit: \(advice)\n" + list(matches))
    }

    private static func notFound(_ choice: ProbeChoice, _ all: [(Int, Probe)]) -> ProbeError {
        guard let serial = choice.serial else {
            return ProbeError(.noProbe, "no ST-Link is at that place; there is\n" + list(all))
        }
        if all.contains(where: { $0.1.serial == nil }) {
            return ProbeError(
                .noPermission,
                "the serial \(serial) was not found, and there are ST-Links that "
                    + "cannot be opened: \(udevAdvice)\n" + list(all))
        }
        return ProbeError(
            .noProbe,
            "no ST-Link with a serial that starts with \(serial)"
                + (choice.place == nil ? "" : " is at that place") + "; there is\n" + list(all))
    }

    /// A line each: the number for `--probe`, serial, model, place.
    private static func list(_ probes: [(Int, Probe)]) -> String {
        probes.map { number, probe in
            "  \(number)  \(probe)" + (probe.port.map { ", port \($0)" } ?? "")
        }.joined(separator: "\n")
    }
}
