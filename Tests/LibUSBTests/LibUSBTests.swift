import CLibUSB
import Foundation
import Testing
import USBTransport

@testable import LibUSB

@Suite struct LibUSBTests {
    /// Transfers themselves are proven on the virtual bus; here is what libusb's numbers mean.
    @Test(
        arguments: [
            (LIBUSB_ERROR_ACCESS, .accessDenied), (LIBUSB_ERROR_BUSY, .busy),
            (LIBUSB_ERROR_NO_DEVICE, .noDevice), (LIBUSB_ERROR_NOT_FOUND, .noDevice),
            (LIBUSB_ERROR_PIPE, .stall(endpoint: 0x81)),
            (LIBUSB_ERROR_TIMEOUT, .timeout(endpoint: 0x81)),
            (LIBUSB_ERROR_OVERFLOW, .overflow(endpoint: 0x81)),
            (LIBUSB_ERROR_IO, .other("LIBUSB_ERROR_IO")),
        ] as [(libusb_error, TransportError)])
    func errorsKeepTheirMeaning(_ code: libusb_error, _ meaning: TransportError) {
        #expect(TransportError(libusbCode: code.rawValue, endpoint: 0x81) == meaning)
    }

    @Test(
        arguments: [
            (LIBUSB_TRANSFER_COMPLETED, nil), (LIBUSB_TRANSFER_STALL, .stall(endpoint: 0x02)),
            (LIBUSB_TRANSFER_TIMED_OUT, .timeout(endpoint: 0x02)),
            (LIBUSB_TRANSFER_CANCELLED, .timeout(endpoint: 0x02)),
            (LIBUSB_TRANSFER_NO_DEVICE, .noDevice),
            (LIBUSB_TRANSFER_OVERFLOW, .overflow(endpoint: 0x02)),
        ] as [(libusb_transfer_status, TransportError?)])
    func statusesKeepTheirMeaning(_ status: libusb_transfer_status, _ meaning: TransportError?) {
        #expect(TransportError(transferStatus: status, endpoint: 0x02) == meaning)
    }

    #if os(Linux)
        @Test func whoHasAFileOpenIsNamed() throws {
            let path = FileManager.default.temporaryDirectory
                .appending(path: "users-\(UUID().uuidString)").path
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(DeviceUsers.names(node: path) == [])
            let sleeper = Process()
            sleeper.executableURL = URL(filePath: "/bin/sleep")
            sleeper.arguments = ["60"]
            sleeper.standardInput = FileHandle(forReadingAtPath: path)
            try sleeper.run()
            defer { sleeper.terminate() }
            // The child is this program until it has become the other.
            let expected = ["sleep (process \(sleeper.processIdentifier))"]
            for _ in 0..<500 where DeviceUsers.names(node: path) != expected {
                Thread.sleep(forTimeInterval: 0.01)
            }
            #expect(DeviceUsers.names(node: path) == expected)
        }
    #endif
}
