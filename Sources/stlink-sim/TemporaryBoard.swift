// Stands in until the virtual STM32F756 board is there: answers the version and stalls on the rest.
import VirtualBoard

final class TemporaryBoard: PluggedBoard, VirtualUSBDevice {
    let clock = BoardClock()
    var device: any VirtualUSBDevice { self }
    var isOpenDenied: Bool { false }
    var needsTime: Bool { false }
    func live(nanoseconds: UInt64) { clock.advance(byNanoseconds: nanoseconds) }
    func statistics(wallNanoseconds: UInt64) -> String { "{\"wall\": \(wallNanoseconds)}\n" }
    let deviceDescriptor: [UInt8] = [
        18, 1, 0x10, 1, 0, 0, 0, 64, 0x83, 0x04, 0x48, 0x37, 0, 1, 1, 2, 3, 1,
    ]
    let configurationDescriptor: [UInt8] = [
        9, 2, 39, 0, 1, 1, 0, 0x80, 50,
        9, 4, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0,
        7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x02, 2, 64, 0, 0, 7, 5, 0x83, 2, 64, 0, 0,
    ]
    let speed = "12"
    var response: [UInt8]?
    var isHalted = false
    func control(_ setup: SetupPacket, data: [UInt8]) -> TransferOutcome {
        guard setup.request == 6, setup.value >> 8 == 3 else { return .stall }
        let texts = ["", "STMicroelectronics", "STM32 STLink", "066EFF555355836687101234"]
        let index = Int(setup.value & 0xFF)
        var bytes: [UInt8] = [0, 3]
        if index == 0 {
            bytes += [9, 4]
        } else {
            bytes += texts[index].utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        bytes[0] = UInt8(bytes.count)
        return .complete(Array(bytes.prefix(Int(setup.length))))
    }
    func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> TransferOutcome {
        clock.advance(byNanoseconds: 100_000)
        switch data.first {
        case 0xF1: response = [0x27, 0x40, 0x83, 0x04, 0x48, 0x37]
        case 0xF5: response = [1, 0]
        case 0xF7: response = [0x10, 0, 0, 0, 0x20, 0, 0, 0]
        default: isHalted = true
        }
        return .complete([])
    }
    func bulkIn(_ endpoint: UInt8, maximumByteCount: Int) -> TransferOutcome {
        if isHalted { return .stall }
        guard let answer = response else { return .pending }
        response = nil
        clock.advance(byNanoseconds: 100_000)
        return .complete(Array(answer.prefix(maximumByteCount)))
    }
    func clearHalt(_ endpoint: UInt8) { isHalted = false }
    func reset() {}
    func claimInterface() -> Bool { true }
}
