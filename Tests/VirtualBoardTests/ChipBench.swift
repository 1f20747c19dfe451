import Testing

@testable import VirtualBoard

/// A chip of the catalogue without a probe: its flash registers by offset, accesses as the core
/// or the debugger makes them.
final class ChipBench {
    let clock = BoardClock()
    let chip: Chip
    var statistics: BoardStatistics { chip.statistics }
    var flash: FlashInterface { chip.system.flash }

    /// `isRunning`: with the real core; else with one that executes nothing.
    init(
        _ name: String, isRunning: Bool = false, prepare: (FlashInterface) -> Void = { _ in }
    ) throws {
        let description = try #require(ChipDescription.all.first { $0.name == name })
        chip = try Chip(
            description, clock: clock, statistics: BoardStatistics(), prepare: prepare
        ) { configuration, map, clock, environment in
            if isRunning {
                return try UnicornCore(
                    configuration: configuration, map: map, clock: clock,
                    environment: environment)
            }
            return FakeCore(map: map, clock: clock, environment: environment)
        }
    }

    func set(_ offset: UInt32, _ value: UInt32) throws {
        try flash.write(value, to: offset, width: 4, by: .core)
    }

    /// A register of the Secure side, at its address.
    func setSecure(_ offset: UInt32, _ value: UInt32) throws {
        let view = try secureView
        try view.write(value, to: offset, width: 4, by: .core)
    }

    func getSecure(_ offset: UInt32) throws -> UInt32 {
        let view = try secureView
        return try view.read(offset, width: 4, by: .core)
    }

    private var secureView: any Peripheral {
        get throws { try #require(chip.system.map.peripheral(at: flash.base + 0x1000_0000)) }
    }

    func get(_ offset: UInt32) throws -> UInt32 {
        try flash.read(offset, width: 4, by: .core)
    }

    func store(_ value: UInt32, at address: UInt32, width: Int = 4) throws {
        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        try flash.write(bytes, to: address, by: .core)
    }

    /// Consecutive words.
    func store(_ words: [UInt32], at address: UInt32) throws {
        for (index, word) in words.enumerated() {
            try store(word, at: address + UInt32(4 * index))
        }
    }

    func word(_ address: UInt32) -> UInt32 { flash.cells.word(at: address) }

    func words(_ address: UInt32, _ count: Int) -> [UInt32] {
        (0..<count).map { word(address + UInt32(4 * $0)) }
    }

    /// Lets the operation under way end.
    func wait() {
        for timer in flash.timers { clock.advance(byNanoseconds: timer.left) }
        for timer in flash.timers { timer.settle() }
    }

    var illegal: [String: Int] { statistics.illegal }
}
