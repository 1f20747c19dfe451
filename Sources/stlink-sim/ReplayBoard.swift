import Recording
import USBTransport
import VirtualBoard

/// A probe that says again what one has said before, and nothing else. No chip is behind it.
final class ReplayBoard: PluggedBoard {
    let clock = BoardClock()
    let replayer: Replayer
    private let listed: ListedDevice
    private var lossCount = 0
    private var plug: ReplayPlug

    /// `nil`: there was no probe on the bus.
    init?(_ replayer: Replayer) {
        guard let listed = replayer.file.device else { return nil }
        self.replayer = replayer
        self.listed = listed
        plug = ReplayPlug(replayer, listed)
    }

    var device: any VirtualUSBDevice { plug }
    var isOpenDenied: Bool { replayer.file.isOpenDenied }
    let needsTime = false

    var absence: Absence? {
        guard replayer.isGone else { return nil }
        let away = replayer.divergence == nil ? replayer.file.absence(lossCount) : nil
        return Absence(nanoseconds: away.map { UInt64($0) * 1000 })
    }

    func plugIn() {
        lossCount += 1
        replayer.comeBack()
    }

    func live(nanoseconds: UInt64) { clock.advance(byNanoseconds: nanoseconds) }
    func statistics(wallNanoseconds: UInt64) -> String { "{\"replayed\": true}\n" }
}

/// The USB device: descriptors made for the recorded product and endpoints, transfers as recorded.
private final class ReplayPlug: VirtualUSBDevice {
    let deviceDescriptor: [UInt8]
    let configurationDescriptor: [UInt8]
    let speed = "12"
    private let replayer: Replayer
    private let strings: [[UInt16]]
    /// What a string descriptor holds (USB 2.0, 9.6.7), and endpoints of a device but number 0.
    private static let stringUnitCount = 126
    private static let endpointCount = 30

    init(_ replayer: Replayer, _ listed: ListedDevice) {
        self.replayer = replayer
        strings = [
            Array("STMicroelectronics".utf16), Array((listed.product ?? "ST-Link").utf16),
            listed.description.serial ?? [],
        ].map { Array($0.prefix(Self.stringUnitCount)) }
        let ids = [listed.vendorID, listed.productID].flatMap {
            [UInt8($0 & 0xFF), UInt8($0 >> 8)]
        }
        // USB 2.0, 9.6.1: full speed, one configuration.
        deviceDescriptor = [18, 1, 0x00, 0x02, 0, 0, 0, 64] + ids + [0, 1, 1, 2, 3, 1]
        let numbers = replayer.file.endpoints.prefix(Self.endpointCount)
        let endpoints = numbers.flatMap { [7, 5, $0, 2, 64, 0, 0] as [UInt8] }
        let count = UInt8(numbers.count)
        // 9.6.3 and 9.6.5: one interface of the vendor's own class.
        let body: [UInt8] = [9, 4, 0, 0, count, 0xFF, 0xFF, 0xFF, 0] + endpoints
        let total = 9 + body.count
        configurationDescriptor =
            [9, 2, UInt8(total & 0xFF), UInt8(total >> 8), 1, 1, 0, 0x80, 50] + body
    }

    func control(_ setup: SetupPacket, data: [UInt8]) -> TransferOutcome {
        if replayer.isGone { return .gone }
        guard let answer = answer(to: setup) else { return .stall }
        return .complete(Array(answer.prefix(Int(setup.length))))
    }

    /// Standard requests (USB 2.0, table 9-4); `nil` stalls.
    private func answer(to setup: SetupPacket) -> [UInt8]? {
        switch (setup.requestType, setup.request, setup.value >> 8) {
        case (0x80, 6, 1): return deviceDescriptor
        case (0x80, 6, 2): return configurationDescriptor
        case (0x80, 6, 3): return string(Int(setup.value & 0xFF))
        case (0x80, 0, _), (0x81, 0, _), (0x82, 0, _): return [0, 0]
        case (0x80, 8, _): return [1]
        case (0x81, 10, _): return [0]
        case (0x00, 9, _), (0x01, 11, _): return []
        default: return nil
        }
    }

    private func string(_ index: Int) -> [UInt8]? {
        guard index <= strings.count else { return nil }
        // U.S. English (USB language identifiers, 0x0409).
        let units = index == 0 ? [0x0409] : strings[index - 1]
        let body = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return [UInt8(body.count + 2), 3] + body
    }

    func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> TransferOutcome {
        TransferOutcome(replayer.write(data, to: endpoint), byteCount: 0)
    }

    func bulkIn(_ endpoint: UInt8, maximumByteCount: Int) -> TransferOutcome {
        TransferOutcome(
            replayer.read(maximumByteCount, from: endpoint), byteCount: maximumByteCount)
    }

    func cancelled(_ endpoint: UInt8, remainingCount: Int) {
        if remainingCount == 0 { replayer.cancel() }
    }

    func clearHalt(_ endpoint: UInt8) { replayer.clearHalt(endpoint) }
    func reset() { replayer.reset() }

    func claimInterface() -> Bool {
        guard let failure = replayer.open() else { return true }
        return failure != .busy
    }
}

extension TransferOutcome {
    fileprivate init(_ outcome: Replayer.Outcome, byteCount: Int) {
        switch outcome {
        case .done(let bytes): self = .complete(bytes)
        case .stall: self = .stall
        case .pending: self = .pending
        case .gone: self = .gone
        // More than there is room for.
        case .overflow: self = .complete([UInt8](repeating: 0, count: byteCount + 1))
        // What only the host's side can suffer from: the nearest that a device can do.
        case .failed: self = .stall
        }
    }
}
