import CortexM
import Foundation
import ProbeSetup
import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing

@testable import VirtualBoard

/// A board with a session of ours, and a view of the board's true state that no probe is between.
final class FaultBench {
    let name: String
    let bus: BoardBus
    private let chip: Chip
    private(set) var opened: OpenedTarget?
    /// The chip as an undisturbed session knew it.
    private(set) var identity: Identity?
    /// What the operation handed out.
    var answer: [UInt8] = []
    /// The option to change, and what all of them are to be afterwards.
    private(set) var change: OptionChange?
    private(set) var options: [String: UInt32] = [:]
    /// What the flash holds before.
    private(set) var flashBefore: [UInt8] = []

    init(_ board: BoardAndProbe) throws {
        name = board.board
        bus = try BoardBus(board.board, probe: board.probe)
        chip = try #require(bus.board as? ChipBoard).chip
    }

    var target: STM32Target {
        get throws { try #require(opened?.target, "no session") }
    }

    var flashSession: FlashSession {
        get throws { try #require(target.flashSession) }
    }

    var sectors: [Sector] {
        get throws { try #require(identity?.sectors) }
    }

    // MARK: Sessions

    /// As every tool does.
    func open(_ mode: ConnectOptions.Mode = .normal) throws {
        opened = nil
        let opened = try openTarget(ConnectOptions(mode: mode), on: bus)
        self.opened = opened
        if identity == nil { identity = opened.target.identity }
    }

    func attach(_ mode: ConnectOptions.Mode = .normal) throws {
        try open(mode)
        try target.attach()
    }

    func close() throws {
        guard let opened else { return }
        self.opened = nil
        try opened.close()
    }

    /// The tool ends, whatever it has to say.
    func abandon() {
        do { try close() } catch { answer = [] }
    }

    func noteOptions(toChange name: String) throws {
        for value in try flashSession.optionBytes() { options[value.fullName] = value.value }
        let full = try #require(options.keys.sorted().first { $0.hasSuffix("." + name) })
        let wanted = try #require(options[full]) ^ 1
        options[full] = wanted
        change = OptionChange(full, wanted)
    }

    // MARK: The truth

    func install(_ bytes: [UInt8], at address: UInt32) throws {
        let block = try #require(chip.system.map.block(at: address))
        let place = block.storage + Int(address - block.base)
        place.copyMemory(from: bytes, byteCount: bytes.count)
        chip.core.codeChanged(address: address, count: bytes.count)
    }

    func bytes(_ address: UInt32, _ count: Int) throws -> [UInt8] {
        let block = try #require(chip.system.map.block(at: address))
        let start = block.storage + Int(address - block.base)
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func word(_ address: UInt32) throws -> UInt32 { try bytes(address, 4).word(at: 0) }

    /// A register of the core's own address space.
    func privateWord(_ address: UInt32) throws -> UInt32 {
        try chip.core.debugRead(address, width: 4)
    }

    /// A core register by its DCRSR number; the core must be halted.
    func register(_ selector: UInt32) throws -> UInt32 {
        try chip.core.debugWrite(selector, to: 0xE000_EDF4, width: 4)
        return try chip.core.debugRead(0xE000_EDF8, width: 4)
    }

    var isHalted: Bool { chip.core.isHalted }

    var flashBase: UInt32 { chip.system.flash.cells.main.lowerBound }

    func noteFlash() throws {
        flashBefore = try bytes(flashBase, chip.system.flash.cells.main.count)
    }

    /// In words what is wrong with flash that was to stay as it was, outside `region`.
    func damage(outside region: Range<Int> = 0..<0) throws -> String? {
        for part in [0..<region.lowerBound, region.upperBound..<flashBefore.count]
        where try !holds(flashBefore, in: part) {
            return "the flash changed within offsets \(part)"
        }
        return nil
    }

    /// Whether the flash holds that part of `wanted`; megabytes, so not byte by byte.
    func holds(_ wanted: [UInt8], in part: Range<Int>) throws -> Bool {
        let block = try #require(chip.system.map.block(at: flashBase))
        let start = block.storage + Int(flashBase - block.base)
        return wanted.withUnsafeBytes { wanted in
            guard let bytes = wanted.baseAddress, !part.isEmpty else { return true }
            return memcmp(start + part.lowerBound, bytes + part.lowerBound, part.count) == 0
        }
    }

    func live(milliseconds: Int) {
        bus.board.live(nanoseconds: UInt64(milliseconds) * 1_000_000)
    }
}

struct BoardAndProbe: Hashable, Sendable, CustomStringConvertible {
    let board: String
    let probe: String

    init(_ board: String, _ probe: String = DeviceTests.probe) {
        (self.board, self.probe) = (board, probe)
    }

    var description: String { "\(board) by \(probe)" }
}
