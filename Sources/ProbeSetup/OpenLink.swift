import LibUSB
public import STLink
public import TargetMemory
public import USBTransport

/// Every ST-Link on this machine's USB bus.
public func listProbes() throws(ProbeError) -> [Probe] { try Probe.all(on: machineBus()) }

/// Finds and opens the probe, and leaves the target alone.
public func openProbe(serial: String?, notices: NoticeSink = .none) throws(ProbeError) -> Link {
    try openProbe(ConnectOptions(serial: serial), notices: notices)
}

/// Finds and opens the probe that the options mean, and leaves the target alone.
///
/// - Parameter bus: another bus than this machine's.
public func openProbe(
    _ options: ConnectOptions, on bus: (any USBBus)? = nil, notices: NoticeSink = .none
) throws(ProbeError) -> Link {
    let bus = if let bus { bus } else { try machineBus() }
    let probe = try Probe.choose(options.choice, from: Probe.all(on: bus))
    notices.tell(.fact("probe", "\(probe.model.name)"))
    let link = try Link(opening: probe, on: bus, notices: notices)
    notices.tell(.fact("firmware", "\(link.firmware)"))
    notices.tell(.fact("supply", link.voltage.map { "\($0)" } ?? "not measured"))
    return link
}

/// This machine's USB bus.
public func machineBus() throws(ProbeError) -> any USBBus {
    do throws(TransportError) {
        return try LibUSBBus(
            vendorID: ProbeModel.vendorID,
            knownProducts: Set(ProbeModel.all.map(\.productID)))
    } catch {
        let cause = if case .other(let name) = error { name } else { "\(error)" }
        throw ProbeError(
            .noProbe,
            "libusb does not start on this machine (\(cause)): what does `lsusb` say? In a "
                + "container, hand the USB bus on: docker run -v /dev/bus/usb:/dev/bus/usb "
                + "--device-cgroup-rule='c 189:* rmw'")
    }
}

/// The same with what each of them says of itself, where nobody else uses it. No target is
/// touched.
///
/// - Parameter bus: another bus than this machine's.
public func glanceAtProbes(
    on bus: (any USBBus)? = nil
) throws(ProbeError) -> [(probe: Probe, glance: ProbeGlance)] {
    let bus = if let bus { bus } else { try machineBus() }
    return try Probe.all(on: bus).map { ($0, $0.glance(on: bus)) }
}
