import LibUSB
public import STLink
public import TargetMemory
import USBTransport

/// Every ST-Link on this machine's USB bus.
public func listProbes() throws(ProbeError) -> [Probe] { try Probe.all(on: machineBus()) }

/// Finds the probe, opens it, and connects to the target over SWD.
///
/// With `.underReset` NRST is still low on return: the caller arms what must catch the reset and
/// then lets go with `driveReset(false)`. `close` on every way out.
func openLink(
    _ options: ConnectOptions, notices: NoticeSink = .none
) throws(ProbeError) -> Link {
    let link = try openProbe(serial: options.serial, notices: notices)
    do throws(ProbeError) {
        try link.enter(clockKHz: options.clockKHz, underReset: options.mode == .underReset)
    } catch {
        link.close()
        throw error
    }
    return link
}

/// Finds and opens the probe, and leaves the target alone.
public func openProbe(serial: String?, notices: NoticeSink = .none) throws(ProbeError) -> Link {
    let bus = try machineBus()
    let probe = try Probe.choose(serial: serial, from: Probe.all(on: bus))
    return try Link(opening: probe, on: bus, notices: notices)
}

private func machineBus() throws(ProbeError) -> any USBBus {
    do throws(TransportError) {
        return try LibUSBBus(
            vendorID: ProbeModel.vendorID,
            knownProducts: Set(ProbeModel.all.map(\.productID)))
    } catch {
        throw ProbeError(.noProbe, "libusb cannot use this machine's USB (\(error))")
    }
}

/// The same with what each of them says of itself, where nobody else uses it. No target is
/// touched.
public func glanceAtProbes() throws(ProbeError) -> [(probe: Probe, glance: ProbeGlance)] {
    let bus = try machineBus()
    return try Probe.all(on: bus).map { ($0, $0.glance(on: bus)) }
}
