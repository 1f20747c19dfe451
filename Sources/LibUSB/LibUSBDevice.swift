import CLibUSB
import USBTransport

/// An opened probe with interface 0 claimed; closes itself when it is no longer used.
///
/// All transfers of a batch are in flight at once, so that the host controller goes from one to
/// the next without a round trip through this process. Events are handled in the calling thread.
final class LibUSBDevice: USBDevice {
    let description: USBDeviceDescription
    private let context: Context
    private var handle: OpaquePointer?
    private var slots: [TransferSlot] = []
    private let progress: UnsafeMutablePointer<Int32>
    /// Set when libusb kept a transfer: `progress` may still be written to.
    private var hasAbandonedTransfers = false

    private static let debugInterface: Int32 = 0

    /// Takes over `handle`, and closes it where claiming fails.
    init(
        claiming handle: OpaquePointer, description: USBDeviceDescription, context: Context
    ) throws(TransportError) {
        // Where the system has kernel drivers to detach, libusb gives them back on release.
        libusb_set_auto_detach_kernel_driver(handle, 1)
        let code = Self.configureAndClaim(handle)
        guard code == 0 else {
            libusb_close(handle)
            throw TransportError(libusbCode: code)
        }
        self.handle = handle
        self.description = description
        self.context = context
        progress = .allocate(capacity: 1)
        progress.initialize(to: 0)
    }

    deinit {
        close()
        if !hasAbandonedTransfers { progress.deallocate() }
    }

    private static func configureAndClaim(_ handle: OpaquePointer) -> Int32 {
        var configuration: Int32 = 0
        if libusb_get_configuration(handle, &configuration) == 0, configuration == 0 {
            let code = libusb_set_configuration(handle, 1)
            guard code == 0 else { return code }
        }
        return libusb_claim_interface(handle, debugInterface)
    }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        guard let handle else { throw .noDevice }
        let used = try slots(count: batch.count)
        var failure: TransportError?
        do throws(TransportError) {
            for (slot, request) in zip(used, batch) {
                try slot.submit(request, on: handle, progress: progress)
            }
        } catch {
            failure = error
            cancel(used)
        }
        let inFlight = used.filter(\.isInFlight)
        wait(for: inFlight, timeoutMilliseconds: timeoutMilliseconds)
        retire(inFlight)
        if let failure = Self.failure(of: inFlight) ?? failure { throw failure }
        return used.filter { $0.endpoint & 0x80 != 0 }.map(\.bytes)
    }

    func clearHalt(endpoint: UInt8) throws(TransportError) {
        guard let handle else { throw .noDevice }
        let code = libusb_clear_halt(handle, endpoint)
        guard code == 0 else { throw TransportError(libusbCode: code, endpoint: endpoint) }
    }

    func reset() throws(TransportError) {
        guard let handle else { throw .noDevice }
        let code = libusb_reset_device(handle)
        guard code == 0 else { throw TransportError(libusbCode: code) }
    }

    func pause(milliseconds: Int) { Pause.milliseconds(milliseconds) }

    func close() {
        guard let handle else { return }
        self.handle = nil
        slots = []
        libusb_release_interface(handle, Self.debugInterface)
        libusb_close(handle)
    }

    private func slots(count: Int) throws(TransportError) -> [TransferSlot] {
        while slots.count < count {
            guard let slot = TransferSlot() else {
                throw TransportError(libusbCode: LIBUSB_ERROR_NO_MEM.rawValue)
            }
            slots.append(slot)
        }
        return Array(slots.prefix(count))
    }

    /// Handles events until every transfer is done. The first failure, or `timeoutMilliseconds`
    /// without any completion, cancels what is still in flight; that is then waited for, too.
    ///
    /// Patience is spent on waiting only, in short pieces, each for no more than was asked of the
    /// system: when a suspended laptop wakes up, or a stopped process goes on, the clock has leapt
    /// over every limit, and the probe has had no time at all to answer.
    private func wait(for inFlight: [TransferSlot], timeoutMilliseconds: Int) {
        let clock = ContinuousClock()
        var left = Duration.milliseconds(timeoutMilliseconds)
        var isCancelling = false
        while inFlight.contains(where: { !$0.isDone }) {
            let isLate = left <= .zero
            if !isCancelling, isLate || inFlight.contains(where: \.hasFailed) {
                isCancelling = true
                cancel(inFlight)
                left = .milliseconds(Limits.reapMilliseconds)
            } else if isLate {
                return
            }
            progress.pointee = 0
            let piece = min(left, .milliseconds(Limits.waitPieceMilliseconds))
            var patience = timeval(piece)
            let start = clock.now
            let code = libusb_handle_events_timeout_completed(
                context.pointer, &patience, progress)
            if code != 0, code != LIBUSB_ERROR_INTERRUPTED.rawValue {
                left = .zero
            } else if progress.pointee != 0, !isCancelling {
                left = .milliseconds(timeoutMilliseconds)
            } else {
                // At least something, should the system return at once for no reason of ours.
                left -= min(max(clock.now - start, .microseconds(1)), piece)
            }
        }
    }

    /// From the last one back: what is behind a failure must not start when the failure goes.
    private func cancel(_ transfers: [TransferSlot]) {
        for slot in transfers.reversed() where slot.isInFlight { slot.cancel() }
    }

    private func retire(_ transfers: [TransferSlot]) {
        for slot in transfers {
            let isLost = !slot.isDone
            slot.retire(abandoned: isLost)
            if isLost { hasAbandonedTransfers = true }
        }
        if hasAbandonedTransfers { slots = [] }
    }

    /// The first transfer that failed by itself, or the first that the time limit cut off.
    private static func failure(of transfers: [TransferSlot]) -> TransportError? {
        let failed = transfers.filter { !$0.isDone || $0.hasFailed }
        if let first = failed.first(where: { $0.isDone && !$0.wasCancelled }) ?? failed.first {
            return first.isDone
                ? TransportError(transferStatus: first.status, endpoint: first.endpoint)
                : .timeout(endpoint: first.endpoint)
        }
        if let short = transfers.first(where: \.isShortWrite) {
            return .other("short write on endpoint \(short.endpoint)")
        }
        return nil
    }
}

extension timeval {
    /// A duration, not below zero, as the system calls take it.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        self.init()
        tv_sec = numericCast(seconds)
        tv_usec = numericCast(attoseconds / 1_000_000_000_000)
    }
}
