public import USBTransport

/// An ST-Link on the bus, not yet opened.
public struct Probe: Hashable, Sendable {
    public var device: USBDeviceDescription
    public var model: ProbeModel
    /// As ST prints it: 24 characters; `nil` where the system does not let us read it.
    public var serial: String?

    /// `nil` for devices that are not probes.
    public init?(_ device: USBDeviceDescription) {
        guard device.vendorID == ProbeModel.vendorID,
            let model = ProbeModel(productID: device.productID)
                ?? ProbeModel(productID: device.productID, productName: device.product ?? "")
        else { return nil }
        self.device = device
        self.model = model
        serial = device.serial.map(Self.serial(codeUnits:))
    }

    /// Old V2 firmware has twelve raw bytes for a serial, one in each code unit; they are shown
    /// and matched in hexadecimal, as all other tools do.
    static func serial(codeUnits: [UInt16]) -> String {
        let printable: ClosedRange<UInt16> = 0x21...0x7E
        let isText = codeUnits.count != 12 && codeUnits.allSatisfy(printable.contains)
        return codeUnits.map { unit in
            isText
                ? String(UnicodeScalar(UInt8(truncatingIfNeeded: unit)))
                : UInt8(truncatingIfNeeded: unit).hex(digitCount: 2)
        }.joined()
    }

    /// The same probe, perhaps after it left the bus and came back under another address: by its
    /// serial, or where that says nothing by the port that it is plugged into.
    public func isSame(as other: Probe) -> Bool {
        if let serial, let there = other.serial, !serial.isEmpty { return serial == there }
        return device.bus == other.device.bus && device.portPath == other.device.portPath
            && (!device.portPath.isEmpty || device.address == other.device.address)
    }

    private var serialText: String {
        guard let serial else { return "(serial not readable)" }
        return serial.isEmpty ? "(no serial)" : serial
    }

    /// `bus 1 device 2`
    public var place: String { "bus \(device.bus) device \(device.address)" }
}

extension Probe: CustomStringConvertible {
    /// One line of a list.
    public var description: String {
        "\(serialText)  \(model.name)  \(place)"
    }
}

/// Finding the one that is meant.
extension Probe {
    /// Every ST-Link on the bus, in the order of their places.
    public static func all(on bus: any USBBus) throws(ProbeError) -> [Probe] {
        do throws(TransportError) {
            return try bus.devices().compactMap(Probe.init).sorted { left, right in
                (left.device.bus, left.device.address) < (right.device.bus, right.device.address)
            }
        } catch {
            throw ProbeError(.noProbe, "the USB bus cannot be listed (\(error))")
        }
    }

    /// What to do where the system does not let us open a probe.
    public static let udevAdvice =
        "on Linux, install the rules that come with this program (`sudo cp "
        + "udev/70-st-link.rules /etc/udev/rules.d/`, then `sudo udevadm control --reload`) and "
        + "plug the probe in again"
}
