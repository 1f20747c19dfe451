public import USBTransport

/// A bus in this process with a recorded probe on it. Time-outs take no time.
public final class ReplayBus: USBBus {
    private let replayer: Replayer

    public init(_ replayer: Replayer) { self.replayer = replayer }

    public func devices() throws(TransportError) -> [USBDeviceDescription] {
        replayer.isGone ? [] : (replayer.file.device.map { [$0.description] } ?? [])
    }

    public func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice {
        if let failure = replayer.open() { throw failure }
        return ReplayDevice(replayer, device)
    }

    public func users(of device: USBDeviceDescription) -> [String] { [] }
}

private final class ReplayDevice: USBDevice {
    let description: USBDeviceDescription
    private let replayer: Replayer

    init(_ replayer: Replayer, _ description: USBDeviceDescription) {
        self.replayer = replayer
        self.description = description
    }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        var replies: [[UInt8]] = []
        for transfer in batch {
            switch transfer {
            case .out(let endpoint, let bytes):
                _ = try result(of: replayer.write(bytes, to: endpoint), endpoint)
            case .in(let endpoint, let byteCount):
                replies.append(
                    try result(of: replayer.read(byteCount, from: endpoint), endpoint))
            }
        }
        return replies
    }

    private func result(
        of outcome: Replayer.Outcome, _ endpoint: UInt8
    ) throws(TransportError) -> [UInt8] {
        switch outcome {
        case .done(let bytes): return bytes
        case .stall: throw .stall(endpoint: endpoint)
        case .overflow: throw .overflow(endpoint: endpoint)
        case .gone: throw .noDevice
        case .failed(let error): throw error
        case .pending:
            replayer.cancel()
            throw .timeout(endpoint: endpoint)
        }
    }

    func clearHalt(endpoint: UInt8) throws(TransportError) {
        if replayer.isGone { throw .noDevice }
        replayer.clearHalt(endpoint)
    }

    func reset() throws(TransportError) {
        replayer.reset()
        if replayer.isGone { throw .noDevice }
    }

    func pause(milliseconds: Int) {}
    func close() {}
}

extension RecordedFile {
    /// The device that was opened; where none was, the first that was there.
    public var device: ListedDevice? {
        for entry in entries {
            if case .opened(let device, _) = entry.record { return device }
        }
        for entry in entries {
            if case .listed(let devices) = entry.record, let first = devices.first { return first }
        }
        return nil
    }

    /// The system did not let it be opened.
    public var isOpenDenied: Bool {
        entries.contains { entry in
            if case .opened(_, .accessDenied) = entry.record { true } else { false }
        }
    }

    /// Endpoints that were used, in the order of their numbers.
    public var endpoints: [UInt8] {
        var found: Set<UInt8> = [0x81]
        for entry in entries {
            guard case .batch(let batch) = entry.record else { continue }
            found.formUnion(batch.transfers.map(\.endpoint))
        }
        return found.sorted()
    }

    /// For how long the probe was away the nth time, from when it was lost, in microseconds;
    /// `nil`: for good.
    public func absence(_ number: Int) -> Int? {
        let losses = entries.indices.filter { entries[$0].record.isLoss }
        guard losses.indices.contains(number) else { return nil }
        let start = losses[number]
        var lastEmpty = entries[start].microseconds
        for entry in entries[(start + 1)...] {
            switch entry.record {
            case .listed(let devices) where devices.isEmpty: lastEmpty = entry.microseconds
            case .listed, .opened:
                return (lastEmpty + entry.microseconds) / 2 - entries[start].microseconds
            default: continue
            }
        }
        return nil
    }
}

extension Record {
    fileprivate var isLoss: Bool {
        switch self {
        case .batch(let batch): batch.failure == .noDevice
        case .haltCleared(_, let failure), .reset(let failure): failure == .noDevice
        default: false
        }
    }
}

extension ListedDevice {
    /// With a serial number of noughts.
    public var description: USBDeviceDescription {
        USBDeviceDescription(
            vendorID: vendorID, productID: productID, bus: bus, address: address,
            portPath: portPath,
            serial: serialLength.map { Array(repeating: UInt16(0x30), count: $0) },
            product: product)
    }
}
