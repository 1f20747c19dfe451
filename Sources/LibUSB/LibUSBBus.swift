import CLibUSB
public import USBTransport

/// The machine's USB bus as libusb shows it, narrowed to one vendor.
///
/// Only that vendor's devices are opened for a moment to read their serial; nothing is claimed,
/// so a probe that another program is using is listed too.
public final class LibUSBBus: USBBus {
    private let context: Context
    private let vendorID: UInt16
    private let knownProducts: Set<UInt16>

    /// - Parameter knownProducts: product IDs that say enough; devices with another one are asked
    ///   for their name too.
    public init(vendorID: UInt16, knownProducts: Set<UInt16> = []) throws(TransportError) {
        context = try Context()
        self.vendorID = vendorID
        self.knownProducts = knownProducts
    }

    public func devices() throws(TransportError) -> [USBDeviceDescription] {
        try withDevices { device, description in
            var described = description
            readStrings(of: device, into: &described)
            return described
        }
    }

    /// Opens the device that is at the described place on the bus and claims its interface 0.
    public func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice {
        var handle: OpaquePointer?
        var code: Int32 = LIBUSB_ERROR_NO_DEVICE.rawValue
        _ = try withDevices { pointer, found -> Void? in
            guard handle == nil, found.bus == device.bus, found.address == device.address,
                found.productID == device.productID
            else { return nil }
            code = libusb_open(pointer, &handle)
            return nil
        }
        guard code == 0, let handle else { throw TransportError(libusbCode: code) }
        return try LibUSBDevice(claiming: handle, description: device, context: context)
    }

    public func users(of device: USBDeviceDescription) -> [String] {
        DeviceUsers.names(bus: device.bus, address: device.address)
    }

    /// Calls `body` for each device of the vendor and gathers what it returns.
    private func withDevices<Result>(
        _ body: (OpaquePointer, USBDeviceDescription) -> Result?
    ) throws(TransportError) -> [Result] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(context.pointer, &list)
        guard count >= 0, let list else {
            throw TransportError(libusbCode: Int32(truncatingIfNeeded: count))
        }
        defer { libusb_free_device_list(list, 1) }
        var results: [Result] = []
        for index in 0..<count {
            guard let device = list[index], let description = describe(device),
                let result = body(device, description)
            else { continue }
            results.append(result)
        }
        return results
    }

    private func describe(_ device: OpaquePointer) -> USBDeviceDescription? {
        var descriptor = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &descriptor) == 0,
            descriptor.idVendor == vendorID
        else { return nil }
        var ports = [UInt8](repeating: 0, count: Int(Limits.portPathCount))
        let portCount = libusb_get_port_numbers(device, &ports, Limits.portPathCount)
        return USBDeviceDescription(
            vendorID: descriptor.idVendor, productID: descriptor.idProduct,
            bus: Int(libusb_get_bus_number(device)),
            address: Int(libusb_get_device_address(device)),
            portPath: ports.prefix(max(0, Int(portCount))).map(Int.init))
    }

    /// Leaves out what the device has not, and all where it cannot be opened.
    private func readStrings(
        of device: OpaquePointer, into description: inout USBDeviceDescription
    ) {
        var descriptor = libusb_device_descriptor()
        var handle: OpaquePointer?
        guard libusb_get_device_descriptor(device, &descriptor) == 0,
            libusb_open(device, &handle) == 0, let handle
        else { return }
        defer { libusb_close(handle) }
        description.serial = Self.string(descriptor.iSerialNumber, of: handle)
        guard !knownProducts.contains(descriptor.idProduct) else { return }
        description.product = Self.string(descriptor.iProduct, of: handle).map { units in
            String(decoding: units, as: UTF16.self)
        }
    }

    /// A string descriptor's code units; `nil` where there is none.
    private static func string(_ index: UInt8, of handle: OpaquePointer) -> [UInt16]? {
        guard index != 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(Limits.stringDescriptorByteCount))
        let length = libusb_get_string_descriptor(
            handle, index, Limits.languageID, &bytes, Limits.stringDescriptorByteCount)
        // A string descriptor is its length, its type (3), then UTF-16 little-endian.
        guard length >= 2 else { return nil }
        return stride(from: 2, to: Int(length) - 1, by: 2).map { index in
            UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        }
    }
}
