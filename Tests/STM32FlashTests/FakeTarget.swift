import CortexM
import TargetMemory

@testable import STM32

/// A chip with the flash interface of RM0385 chapter 3 and a core that can be halted and reset,
/// but has no instructions: code put into its RAM is stopped by a fault at once.
final class FakeTarget: CoreAccess {
    static let device = Device.f74x
    static func identity(byteCount: Int) -> Identity {
        Identity(
            corePart: device.corePart, idcode: 0x1001_6449, device: device,
            flashByteCount: byteCount)
    }

    static let flashBase: Address = 0x0800_0000
    static let interface: Address = 0x4002_3C00

    var cells: [UInt8]
    var words: [Address: UInt32] = [
        0xE000_ED00: 0x411F_C270, 0xE000_2000: 0x1000_0080, 0xE000_1000: 0x4000_0000,
    ]
    var bytes: [Address: UInt8] = [:]
    var registers: [UInt8: UInt32] = [:]

    // The flash interface.
    var accessControl: UInt32 = 0
    var control: UInt32 = 1 << 31
    var status: UInt32 = 0
    var option: UInt32 = 0xFFFF_AAFD
    var keys: [UInt32] = []
    /// Once a wrong key has come, only a reset helps.
    var isShutFast = false
    /// What has been written to the interface's registers, by offset.
    var writes: [(offset: Int, value: UInt32)] = []
    var erasedSectors: [UInt32] = []
    var programCount = 0
    /// Reads of the status register for which an operation stays busy.
    var busyReads = 0
    private var busyReadsLeft = 0
    private(set) var hasWrittenWhileBusy = false
    /// Changes what is programmed, as cells at too low a supply do.
    var damage: (Address, UInt8) -> UInt8 = { $1 }

    // The core.
    var isHalted = false
    private var isResetSticky = false
    var resetCount = 0
    var haltRequests = 0

    init(sizeKiB: Int = 1024) {
        cells = Array(repeating: 0xFF, count: sizeKiB << 10)
    }

    var hasChangedCells: Bool { programCount > 0 || !erasedSectors.isEmpty }
    var isLocked: Bool { control & 1 << 31 != 0 }

    var sectors: [Sector] { Self.device.flash.sectors(byteCount: cells.count) }

    // MARK: Flash

    private func isFlash(_ address: Address) -> Bool {
        address >= Self.flashBase && address - Self.flashBase < cells.count
    }

    private func writeInterface(_ offset: Int, _ value: UInt32) {
        writes.append((offset, value))
        if busyReadsLeft > 0 { hasWrittenWhileBusy = true }
        switch offset {
        case 0x00: accessControl = value
        case 0x04: takeKey(value)
        case 0x0C: status &= ~value
        case 0x10 where !isLocked: setControl(value)
        default: break
        }
    }

    private func takeKey(_ value: UInt32) {
        keys.append(value)
        let isRight = value == (keys.count == 1 ? 0x4567_0123 : 0xCDEF_89AB) && keys.count <= 2
        if !isRight { isShutFast = true }
        if keys.count == 2, !isShutFast { control &= ~(1 << 31) }
    }

    private func setControl(_ value: UInt32) {
        control = value & ~(1 << 16)
        if isLocked { keys = [] }
        guard value & 1 << 16 != 0 else { return }
        busyReadsLeft = busyReads
        if value & 1 << 2 != 0 {
            erasedSectors += sectors.map { UInt32($0.code) }
            cells = Array(repeating: 0xFF, count: cells.count)
        } else if value & 1 << 1 != 0 {
            let code = value >> 3 & 0x1F
            erasedSectors.append(code)
            for sector in sectors where sector.code == code {
                let start = sector.region.base - Self.flashBase
                for index in start..<start + sector.region.byteCount { cells[index] = 0xFF }
            }
        }
    }

    private func program(_ piece: [UInt8], at address: Address) {
        programCount += 1
        let width = 1 << (control >> 8 & 3)
        if isLocked || control & 1 == 0 { return status |= 1 << 7 }
        if piece.count != width { return status |= 1 << 6 }
        if control & 0b10 != 0 { return status |= 1 << 7 }
        for (offset, byte) in piece.enumerated() {
            cells[address - Self.flashBase + offset] &= damage(address + offset, byte)
        }
    }

    // MARK: Core

    private func writeDHCSR(_ value: UInt32) {
        guard value >> 16 == 0xA05F else { return }
        if value & 2 != 0 {
            haltRequests += 1
            isHalted = true
        } else if value & 1 == 0 {
            isHalted = false
        } else {
            // Whatever it is to execute ends in a caught fault.
            isHalted = (registers[15] ?? 0) >= 0x2000_0000
            if isHalted { words[0xE000_ED30, default: 0] |= 8 }
        }
    }

    private func reset() {
        resetCount += 1
        isResetSticky = true
        registers = [16: 1 << 24]
        control = 1 << 31
        status = 0
        accessControl = 0
        keys = []
        isShutFast = false
        isHalted = (words[0xE000_EDFC] ?? 0) & 1 != 0
    }

    // MARK: Memory

    /// Registers are read and written by words.
    private func isRegister(_ address: Address, _ count: Int) -> Bool {
        address >= 0x4000_0000 && address.isAligned(to: 4) && count.isMultiple(of: 4)
    }

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        switch address {
        case 0xE000_EDF0:
            defer { isResetSticky = false }
            return 1 | 1 << 16 | (isHalted ? 1 << 17 : 0) | (isResetSticky ? 1 << 25 : 0)
        case Self.interface: return accessControl
        case Self.interface + 0x0C:
            if busyReadsLeft > 0 {
                busyReadsLeft -= 1
                return status | 1 << 16
            }
            return status
        case Self.interface + 0x10: return control
        case Self.interface + 0x14: return option
        default: return words[address] ?? 0
        }
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        let offset = address - Self.interface
        if (0..<0x20).contains(offset) { return writeInterface(offset, value) }
        switch address {
        case 0xE000_EDF0: writeDHCSR(value)
        case 0xE000_ED0C: if value == 0x05FA_0004 { reset() }
        case 0xE000_ED30: words[address, default: 0] &= ~value
        default: words[address] = value
        }
    }

    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        if isFlash(address) {
            let start = address - Self.flashBase
            return Array(cells[start..<start + count])
        }
        guard isRegister(address, count) else {
            return (0..<count).map { bytes[address + $0] ?? 0 }
        }
        var read: [UInt8] = []
        for offset in stride(from: 0, to: count, by: 4) {
            let word = try readWord(address + offset)
            read += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return read
    }

    func write(_ piece: [UInt8], to address: Address) throws(TargetFault) {
        if isFlash(address) { return program(piece, at: address) }
        guard isRegister(address, piece.count) else {
            for (offset, byte) in piece.enumerated() { bytes[address + offset] = byte }
            return
        }
        for offset in stride(from: 0, to: piece.count, by: 4) {
            let word = piece[offset..<offset + 4].reversed().reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
            try writeWord(word, to: address + offset)
        }
    }

    func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        for (address, bytes) in writes { try write(bytes, to: address) }
    }

    func readCoreRegisters() throws(TargetFault) -> [UInt32] { (0..<19).map { registers[$0] ?? 0 } }

    func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32 { registers[selector] ?? 0 }

    func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {
        registers[selector] = value
    }

    func driveReset(_ asserted: Bool) throws(TargetFault) { if !asserted { reset() } }

    func pause(milliseconds: Int) {}
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// What the work throws; `nil` when it does not.
func fault(_ work: () throws(TargetFault) -> Void) -> TargetFault? {
    do throws(TargetFault) {
        try work()
        return nil
    } catch {
        return error
    }
}
