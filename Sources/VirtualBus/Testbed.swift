import CUMockdev
import Glibc

/// umockdev's folder that stands for /sys and /dev, with USB devices in it. Its own ioctl
/// handlers stay unused: they cost several socket round trips for each URB.
final class Testbed {
    /// The folder; `UMOCKDEV_DIR` of every process that shall see the device.
    let root: String
    private let handle: UnsafeMutablePointer<UMockdevTestbed>

    /// Where a device is: the address that it was given, and the connector that it hangs on.
    struct Place: Hashable {
        /// 2 to 127; the root hub has 1.
        var address: Int
        var port: Int

        var node: String { "/dev/bus/usb/001/\(number)" }
        var systemPath: String { "/devices/pci0000:00/0000:00:14.0/usb1/1-\(port)" }
        /// The kernel numbers the nodes of a bus from zero.
        var minor: Int { address - 1 }
        var number: String {
            let digits = String(address)
            return String(repeating: "0", count: 3 - digits.count) + digits
        }
    }

    init() throws(BusError) {
        // GLib remembers the first TMPDIR it sees; only then has the preload library's socket
        // path, which repeats the device's path, a chance to fit.
        guard let handle = umockdev_testbed_new(),
            let path = umockdev_testbed_get_root_dir(handle)
        else { throw .testbed("no testbed") }
        self.handle = handle
        root = String(cString: path)
        let longest = deviceSocket(Place(address: 127, port: 1))
        guard longest.utf8.count < Limits.socketPathByteCount else {
            throw .pathTooLong(longest)
        }
        // The library's own fallback handler answers every ioctl on /dev/tty or /dev/null with
        // ENOTTY; ours lets them through.
        unlink(defaultSocket)
        try makeFolders(["/sys/class/block", "/dev/disk/by-id", "/ioctl/dev/bus/usb/001"])
    }

    deinit { g_object_unref(handle) }

    func nodePath(_ place: Place) -> String { root + place.node }
    /// Where the preload library connects for the device's ioctls.
    func deviceSocket(_ place: Place) -> String { root + "/ioctl/" + place.node }
    /// Where it connects for any other node below /dev.
    var defaultSocket: String { root + "/ioctl/_default" }

    /// Puts the device into /sys and /dev. Strings are not in sysfs: libusb asks the device.
    func add(
        _ place: Place, deviceDescriptor: [UInt8], configurationDescriptor: [UInt8],
        speed: String
    ) throws(BusError) {
        let vendor = hex(UInt16(deviceDescriptor[9]) << 8 | UInt16(deviceDescriptor[8]))
        let product = hex(UInt16(deviceDescriptor[11]) << 8 | UInt16(deviceDescriptor[10]))
        let descriptors = (deviceDescriptor + configurationDescriptor).map(hex).joined()
        let text = """
            P: \(place.systemPath)
            N: \(place.node.dropFirst("/dev/".count))
            E: SUBSYSTEM=usb
            E: DEVTYPE=usb_device
            E: DEVNAME=\(place.node)
            E: BUSNUM=001
            E: DEVNUM=\(place.number)
            E: MAJOR=189
            E: MINOR=\(place.minor)
            E: ID_VENDOR_ID=\(vendor)
            E: ID_MODEL_ID=\(product)
            A: busnum=1\\n
            A: devnum=\(place.address)\\n
            A: dev=189:\(place.minor)\\n
            A: speed=\(speed)\\n
            A: bConfigurationValue=1\\n
            A: bNumConfigurations=1\\n
            A: idVendor=\(vendor)\\n
            A: idProduct=\(product)\\n
            H: descriptors=\(descriptors)

            """
        var failure: UnsafeMutablePointer<GError>?
        guard umockdev_testbed_add_from_string(handle, text, &failure) != 0 else {
            let message = failure.flatMap { $0.pointee.message }.map { String(cString: $0) }
            g_clear_error(&failure)
            throw .testbed(message ?? "no reason given")
        }
    }

    /// Takes the device out of /sys and /dev; clients that have it open keep it open.
    func remove(_ place: Place) {
        umockdev_testbed_remove_device(handle, "/sys" + place.systemPath)
        unlink(deviceSocket(place))
        unlink(nodePath(place))
    }

    /// Properties that the kernel and udev would send along with an event about the device.
    func eventProperties(action: String, _ place: Place) -> [String] {
        [
            // libudev drops an event without a sequence number.
            "ACTION=\(action)", "SEQNUM=1", "DEVPATH=\(place.systemPath)",
            "SUBSYSTEM=usb", "DEVTYPE=usb_device", "DEVNAME=\(place.node)", "BUSNUM=001",
            "DEVNUM=\(place.number)", "MAJOR=189", "MINOR=\(place.minor)",
        ]
    }

    /// `mkdir -p` for folders below the root.
    private func makeFolders(_ paths: [String]) throws(BusError) {
        for path in paths {
            var current = root
            for component in path.split(separator: "/") {
                current += "/\(component)"
                guard mkdir(current, 0o755) == 0 || errno == EEXIST else {
                    throw .system(call: "mkdir", path: current, errno: errno)
                }
            }
        }
    }
}

/// Lower-case hexadecimal digits, as many as the type has.
private func hex<Value: FixedWidthInteger>(_ value: Value) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: Value.bitWidth / 4 - digits.count) + digits
}
