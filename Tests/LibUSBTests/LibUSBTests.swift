import Foundation
import Testing
import USBTransport

@testable import LibUSB

@Suite struct LibUSBTests {
    /// The numbers of libusb's `enum libusb_error`. Transfers themselves are proven on the virtual
    /// bus.
    @Test(
        arguments: [
            (-3, .accessDenied), (-6, .busy), (-4, .noDevice), (-5, .noDevice),
            (-9, .stall(endpoint: 0x81)), (-7, .timeout(endpoint: 0x81)),
            (-8, .overflow(endpoint: 0x81)), (-1, .other("LIBUSB_ERROR_IO")),
        ] as [(Int32, TransportError)])
    func errorsKeepTheirMeaning(_ code: Int32, _ meaning: TransportError) {
        #expect(TransportError(libusbCode: code, endpoint: 0x81) == meaning)
    }

    /// The numbers of libusb's `enum libusb_transfer_status`.
    @Test(
        arguments: [
            (0, nil), (4, .stall(endpoint: 0x02)), (2, .timeout(endpoint: 0x02)),
            (3, .timeout(endpoint: 0x02)), (5, .noDevice), (6, .overflow(endpoint: 0x02)),
        ] as [(UInt32, TransportError?)])
    func statusesKeepTheirMeaning(_ status: UInt32, _ meaning: TransportError?) {
        #expect(
            TransportError(transferStatus: .init(rawValue: status), endpoint: 0x02) == meaning)
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
            sleeper.arguments = ["600"]
            sleeper.standardInput = FileHandle(forReadingAtPath: path)
            try sleeper.run()
            defer { sleeper.terminate() }
            // The child is this program until it has become the other.
            let expected = ["sleep (process \(sleeper.processIdentifier))"]
            let deadline = ContinuousClock.now + .seconds(120)
            // So is any other that a test beside starts, for as long.
            var names: [String] = []
            while ContinuousClock.now < deadline {
                names = DeviceUsers.names(node: path)
                if names == expected { break }
                Thread.sleep(forTimeInterval: 0.01)
            }
            #expect(names == expected)
        }
    #endif
}
