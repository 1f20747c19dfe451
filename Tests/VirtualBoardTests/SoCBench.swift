import Testing

@testable import VirtualBoard

/// A board on the bench with a core that executes nothing, driven by USB transfers.
final class Bench {
    let clock = BoardClock()
    let chip: Chip
    let core: FakeCore
    let firmware: STLinkFirmware
    let probe: STLinkDevice

    init(
        faults: [String] = [], options: OptionBytes = .delivered, millivolts: Int = 3300,
        probe model: String = "stlink-v2", version: String? = nil,
        serial: String = "0123456789ABCDEF01234567"
    ) throws {
        let plan = try FaultPlan(faults)
        chip = try Chip(
            .f756, clock: clock, statistics: BoardStatistics(), supplyMillivolts: millivolts,
            prepare: { ($0 as? F4Flash)?.deliver(options) }
        ) { _, map, clock, environment in
            FakeCore(map: map, clock: clock, environment: environment)
        }
        core = try #require(chip.core as? FakeCore)
        flash = try #require(chip.system.flash as? F4Flash)
        firmware = STLinkFirmware(
            chip: chip, kind: try ProbeKind(model: model, firmware: version),
            voltage: (1490, 2040))
        firmware.port.isTargetMissing = plan.isTargetMissing
        firmware.isResetOpen = plan.isResetOpen
        firmware.port.noise = plan.noise
        if let mode = plan.staleMode { firmware.begin(in: mode) }
        probe = STLinkDevice(
            chip: chip, firmware: firmware, serial: try SerialNumber(serial), faults: plan)
    }

    var statistics: BoardStatistics { chip.statistics }
    let flash: F4Flash

    // MARK: - Transfers

    func send(_ command: [UInt8]) {
        let packet = command + [UInt8](repeating: 0, count: 16 - command.count)
        #expect(probe.bulkOut(firmware.model.commandEndpoint, packet) == .complete([]))
    }

    func receive(_ byteCount: Int) -> TransferOutcome {
        probe.bulkIn(0x81, maximumByteCount: byteCount)
    }

    /// Sends a command and expects a reply of so many bytes.
    func ask(_ command: [UInt8], _ byteCount: Int) throws -> [UInt8] {
        send(command)
        guard case .complete(let bytes) = receive(byteCount) else {
            throw BoardError("no reply to \(command)")
        }
        try #require(bytes.count == byteCount)
        return bytes
    }

    func enter() throws { #expect(try ask([0xF2, 0x30, 0xA3], 2) == [0x80, 0]) }

    // MARK: - Memory by commands

    static func bytes(_ value: UInt32, _ width: Int = 4) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }

    func readWord(_ address: UInt32) throws -> UInt32 {
        let reply = try ask([0xF2, 0x36] + Self.bytes(address), 8)
        #expect(reply[0] == 0x80)
        return reply.value(at: 4, width: 4)
    }

    func writeWord(_ value: UInt32, to address: UInt32) throws {
        let reply = try ask([0xF2, 0x35] + Self.bytes(address) + Self.bytes(value), 2)
        #expect(reply == [0x80, 0])
    }

    func read(_ code: UInt8, at address: UInt32, count: Int) throws -> [UInt8] {
        send([0xF2, code] + Self.bytes(address) + Self.bytes(UInt32(count), 2))
        guard case .complete(let bytes) = receive(max(count, 64)) else {
            throw BoardError("no data")
        }
        return bytes
    }

    func write(_ code: UInt8, _ data: [UInt8], to address: UInt32) {
        send([0xF2, code] + Self.bytes(address) + Self.bytes(UInt32(data.count), 2))
        #expect(probe.bulkOut(firmware.model.commandEndpoint, data) == .complete([]))
    }

    /// Status and fault address of the last memory command.
    func lastStatus() throws -> (status: UInt8, address: UInt32) {
        let reply = try ask([0xF2, 0x3E], 12)
        return (reply[0], reply.value(at: 4, width: 4))
    }

    // MARK: - Flash registers, without a probe

    enum Flash {
        static let keyr: UInt32 = 0x4002_3C04
        static let optkeyr: UInt32 = 0x4002_3C08
        static let sr: UInt32 = 0x4002_3C0C
        static let cr: UInt32 = 0x4002_3C10
        static let optcr: UInt32 = 0x4002_3C14
        static let optcr1: UInt32 = 0x4002_3C18
    }

    func poke(_ value: UInt32, _ address: UInt32, width: Int = 4, by master: BusMaster = .core)
        throws
    {
        try core.write(value, to: address, width: width, by: master)
    }

    func peek(_ address: UInt32) throws -> UInt32 { try core.debugRead(address, width: 4) }

    func unlock() throws {
        try poke(0x4567_0123, Flash.keyr)
        try poke(0xCDEF_89AB, Flash.keyr)
    }

    func waitForFlash() { clock.advance(byNanoseconds: flash.timer.left) }
}
