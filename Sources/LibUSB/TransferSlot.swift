import CLibUSB
import USBTransport

/// A libusb transfer with its buffer, used again and again.
///
/// The memory that libusb writes to while the transfer is in flight lives here, at a fixed place.
final class TransferSlot {
    private struct Completion {
        var isDone: Bool
        /// Set to 1 when any transfer of the batch completes: ends libusb's wait.
        var progress: UnsafeMutablePointer<Int32>?
    }

    private let transfer: UnsafeMutablePointer<libusb_transfer>
    private let completion: UnsafeMutablePointer<Completion>
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var isInFlight = false
    /// `true` once libusb did not hand the transfer back: its memory must never be freed.
    private var isAbandoned = false

    init?() {
        guard let transfer = libusb_alloc_transfer(0) else { return nil }
        self.transfer = transfer
        completion = .allocate(capacity: 1)
        completion.initialize(to: Completion(isDone: true, progress: nil))
        buffer = .allocate(capacity: Limits.transferBufferByteCount)
        buffer.initialize(repeating: 0)
    }

    deinit {
        guard !isAbandoned else { return }
        libusb_free_transfer(transfer)
        completion.deallocate()
        buffer.deallocate()
    }

    var isDone: Bool { completion.pointee.isDone }
    var status: libusb_transfer_status { transfer.pointee.status }
    var endpoint: UInt8 { transfer.pointee.endpoint }
    var hasFailed: Bool { isDone && status != LIBUSB_TRANSFER_COMPLETED }
    var wasCancelled: Bool { status == LIBUSB_TRANSFER_CANCELLED }

    /// The bytes that arrived, or were sent.
    var bytes: [UInt8] { Array(buffer.prefix(Int(transfer.pointee.actual_length))) }

    /// Whether an OUT transfer took fewer bytes than it was given.
    var isShortWrite: Bool {
        endpoint & 0x80 == 0 && transfer.pointee.actual_length < transfer.pointee.length
    }

    /// Puts the transfer on the bus; time limits are the batch's business, not libusb's.
    func submit(
        _ request: BulkTransfer, on handle: OpaquePointer,
        progress: UnsafeMutablePointer<Int32>
    ) throws(TransportError) {
        let endpoint: UInt8
        let byteCount: Int
        switch request {
        case .out(let address, let bytes):
            (endpoint, byteCount) = (address, bytes.count)
            reserve(byteCount)
            _ = buffer.update(fromContentsOf: bytes)
        case .in(let address, let count):
            (endpoint, byteCount) = (address, count)
            reserve(byteCount)
        }
        completion.pointee = Completion(isDone: false, progress: progress)
        libusb_fill_bulk_transfer(
            transfer, handle, endpoint, buffer.baseAddress, Int32(byteCount),
            { finished in
                guard let data = finished?.pointee.user_data else { return }
                let completion = data.assumingMemoryBound(to: Completion.self)
                completion.pointee.isDone = true
                completion.pointee.progress?.pointee = 1
            }, completion, 0)
        let code = libusb_submit_transfer(transfer)
        guard code == 0 else {
            completion.pointee.isDone = true
            throw TransportError(libusbCode: code, endpoint: endpoint)
        }
        isInFlight = true
    }

    /// Asks for the transfer back; it still completes through the event loop.
    func cancel() {
        if !isDone { libusb_cancel_transfer(transfer) }
    }

    /// Called when the batch is over; `abandoned` when libusb kept the transfer.
    func retire(abandoned: Bool) {
        isInFlight = false
        isAbandoned = abandoned
        if !abandoned { completion.pointee.progress = nil }
    }

    private func reserve(_ byteCount: Int) {
        guard byteCount > buffer.count else { return }
        buffer.deallocate()
        buffer = .allocate(capacity: byteCount)
        buffer.initialize(repeating: 0)
    }
}
