import CLibUSB
import USBTransport

/// One libusb context: its own event loop and its own list of devices.
final class Context {
    let pointer: OpaquePointer

    /// libusb listens for devices that come and go, and does not start where the system refuses it
    /// that, as it may for a moment: it is asked again.
    init() throws(TransportError) {
        var tryCount = 0
        while true {
            tryCount += 1
            var context: OpaquePointer?
            let code = libusb_init(&context)
            if code == 0, let context {
                pointer = context
                return
            }
            guard code == LIBUSB_ERROR_OTHER.rawValue, tryCount < Limits.startCount else {
                throw TransportError(libusbCode: code)
            }
            Pause.milliseconds(Limits.startPauseMilliseconds)
        }
    }

    deinit { libusb_exit(pointer) }
}

extension TransportError {
    /// The meaning of a negative libusb return code (libusb API, "Error codes").
    init(libusbCode code: Int32, endpoint: UInt8 = 0) {
        switch code {
        case LIBUSB_ERROR_ACCESS.rawValue: self = .accessDenied
        case LIBUSB_ERROR_BUSY.rawValue: self = .busy
        case LIBUSB_ERROR_NO_DEVICE.rawValue, LIBUSB_ERROR_NOT_FOUND.rawValue: self = .noDevice
        case LIBUSB_ERROR_PIPE.rawValue: self = .stall(endpoint: endpoint)
        case LIBUSB_ERROR_TIMEOUT.rawValue: self = .timeout(endpoint: endpoint)
        case LIBUSB_ERROR_OVERFLOW.rawValue: self = .overflow(endpoint: endpoint)
        default: self = .other(String(cString: libusb_error_name(code)))
        }
    }

    /// The meaning of a finished transfer's status; `nil` for a good one.
    init?(transferStatus status: libusb_transfer_status, endpoint: UInt8) {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: return nil
        case LIBUSB_TRANSFER_STALL: self = .stall(endpoint: endpoint)
        case LIBUSB_TRANSFER_TIMED_OUT, LIBUSB_TRANSFER_CANCELLED:
            self = .timeout(endpoint: endpoint)
        case LIBUSB_TRANSFER_NO_DEVICE: self = .noDevice
        case LIBUSB_TRANSFER_OVERFLOW: self = .overflow(endpoint: endpoint)
        default: self = .other("LIBUSB_TRANSFER_ERROR on endpoint \(endpoint)")
        }
    }
}
