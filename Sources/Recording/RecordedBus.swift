public import USBTransport

/// A bus on which everything is recorded.
public final class RecordedBus: USBBus {
    private let bus: any USBBus
    private let recorder: Recorder

    public init(_ bus: any USBBus, _ recorder: Recorder) {
        self.bus = bus
        self.recorder = recorder
    }

    public func devices() throws(TransportError) -> [USBDeviceDescription] {
        let devices = try bus.devices()
        recorder.list(devices)
        return devices
    }

    public func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice {
        do throws(TransportError) {
            let opened = try bus.open(device)
            recorder.open(device, nil)
            return RecordedDevice(opened, recorder)
        } catch {
            recorder.open(device, error)
            throw error
        }
    }

    public func users(of device: USBDeviceDescription) -> [String] { bus.users(of: device) }
}

private final class RecordedDevice: USBDevice {
    private let device: any USBDevice
    private let recorder: Recorder
    private var isClosed = false

    init(_ device: any USBDevice, _ recorder: Recorder) {
        self.device = device
        self.recorder = recorder
    }

    var description: USBDeviceDescription { device.description }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        do throws(TransportError) {
            let replies = try device.submit(batch, timeoutMilliseconds: timeoutMilliseconds)
            recorder.transfer(
                batch, replies: replies, failure: nil, timeoutMilliseconds: timeoutMilliseconds)
            return replies
        } catch {
            recorder.transfer(
                batch, replies: nil, failure: error, timeoutMilliseconds: timeoutMilliseconds)
            throw error
        }
    }

    func clearHalt(endpoint: UInt8) throws(TransportError) {
        do throws(TransportError) {
            try device.clearHalt(endpoint: endpoint)
            recorder.record(.haltCleared(endpoint: endpoint, nil))
        } catch {
            recorder.record(.haltCleared(endpoint: endpoint, error))
            throw error
        }
    }

    func reset() throws(TransportError) {
        do throws(TransportError) {
            try device.reset()
            recorder.record(.reset(nil))
        } catch {
            recorder.record(.reset(error))
            throw error
        }
    }

    func pause(milliseconds: Int) { device.pause(milliseconds: milliseconds) }

    func close() {
        device.close()
        guard !isClosed else { return }
        isClosed = true
        recorder.record(.closed)
    }
}
