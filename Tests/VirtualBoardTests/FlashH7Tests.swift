import Testing

@testable import VirtualBoard

/// H7, H7A, H7RS, H5 and WB0 by RM0433, RM0455, RM0477, RM0481 and RM0529.
@Suite struct FlashH7Tests {
    private func opened(_ name: String, key: UInt32 = 0x04) throws -> ChipBench {
        let bench = try ChipBench(name)
        try bench.set(key, 0x4567_0123)
        try bench.set(key, 0xCDEF_89AB)
        return bench
    }

    private static let wordsAreProgrammedWholeRows: [(String, Int)] = [
        ("stm32h743", 8), ("stm32h7b3", 4),
    ]

    @Test(arguments: wordsAreProgrammedWholeRows)
    func wordsAreProgrammedWhole(name: String, count: Int) throws {
        let bench = try opened(name, key: 0x104)
        try bench.set(0x10C, 2)
        let data = (1...count).map { UInt32($0) }
        try bench.store(Array(data.dropLast()), at: 0x0810_0020)
        // WBNE, and nothing in the cells yet.
        #expect(try bench.get(0x110) == 2)
        #expect(bench.word(0x0810_0020) == 0xFFFF_FFFF)
        try bench.store(UInt32(count), at: 0x0810_0020 + UInt32(4 * count - 4))
        #expect(try bench.get(0x110) == 5)
        bench.wait()
        #expect(try bench.get(0x110) == 1 << 16)
        #expect(bench.words(0x0810_0020, count) == data)
        #expect(bench.illegal == [:])
        try bench.store(data, at: 0x0810_0020)
        #expect(bench.illegal == ["flash-program-not-erased": 1])
        // Bank 1 is locked.
        try bench.store(0, at: 0x0800_0000)
        #expect(try bench.get(0x10) == 1 << 18)
        #expect(bench.illegal["flash-write-while-locked"] == 1)
    }

    @Test func writeBufferErrors() throws {
        let bench = try opened("stm32h743")
        try bench.set(0x0C, 2)
        try bench.store(1, at: 0x0800_0000)
        try bench.store(1, at: 0x0800_0000)
        #expect(try bench.get(0x10) == 1 << 19)
        try bench.set(0x14, 1 << 19)
        try bench.store(1, at: 0x0800_0000)
        try bench.store(1, at: 0x0800_0020)
        #expect(try bench.get(0x10) == 1 << 21)
        #expect(bench.illegal == ["flash-bytes-written-twice": 1, "flash-alignment": 1])
        try bench.store(1, at: 0x0800_0040)
        #expect(bench.illegal["flash-error-flags-not-cleared"] == 1)
    }

    @Test func forcedWritesFillUp() throws {
        let bench = try opened("stm32h743")
        try bench.set(0x0C, 2)
        try bench.store(0x12, at: 0x0800_0007, width: 1)
        try bench.set(0x0C, 2 | 1 << 6)
        bench.wait()
        #expect(bench.words(0x0800_0004, 2) == [0x12FF_FFFF, 0xFFFF_FFFF])
        #expect(bench.illegal == [:])
    }

    private static let sectorsRows: [(String, UInt32, UInt32, UInt32, Int)] = [
        ("stm32h743", UInt32(0x0C), UInt32(1 << 7 | 4 | 1 << 8), UInt32(0x0802_0000), 0x2_0000),
        ("stm32h7b3", 0x0C, 1 << 5 | 4 | 1 << 6, 0x0800_2000, 8192),
        ("stm32h7s3", 0x10, 1 << 5 | 4 | 1 << 6, 0x0800_2000, 8192),
        ("stm32h563", 0x28, 1 << 5 | 4 | 1 << 6 | 1 << 31, 0x0810_2000, 8192),
    ]

    @Test(arguments: sectorsRows)
    func sectors(
        name: String, control: UInt32, start: UInt32, address: UInt32, byteCount: Int
    ) throws {
        let bench = try opened(name)
        let last = address + UInt32(byteCount) - 4
        for place in [address - 4, address, last, last + 4] {
            bench.flash.program([0, 0, 0, 0], at: place)
        }
        try bench.set(control, start)
        #expect(bench.flash.timer(at: address)?.isBusy == true)
        bench.wait()
        #expect(bench.word(address - 4) == 0)
        #expect(bench.word(address) == 0xFFFF_FFFF)
        #expect(bench.word(last) == 0xFFFF_FFFF)
        #expect(bench.word(last + 4) == 0)
        #expect(bench.illegal == [:])
        // With PG it is none.
        try bench.set(control, start | 2)
        #expect(bench.illegal == ["flash-erase-sequence": 1])
    }

    @Test func optionsStartAtOnce() throws {
        let bench = try opened("stm32h743")
        try bench.set(0x20, 0)
        #expect(bench.illegal == ["option-control-written-while-locked": 1])
        try bench.set(0x08, 0x0819_2A3B)
        try bench.set(0x08, 0x4C5D_6E7F)
        try bench.set(0x3C, 0xFE)
        #expect(try bench.get(0x38) == 0xFF)
        try bench.set(0x18, 2)
        #expect(try bench.get(0x1C) & 1 == 1)
        bench.wait()
        #expect(try bench.get(0x38) == 0xFE)
        try bench.set(0x0C, 2)
        try bench.store(0, at: 0x0800_0000)
        #expect(try bench.get(0x10) & 1 << 17 != 0)
        #expect(bench.illegal["flash-write-protected"] == 1)
    }

    @Test func productStates() throws {
        let bench = try ChipBench("stm32h563") { $0.deliver(FlashDelivery(protection: .level1)) }
        #expect(try bench.get(0x50) >> 8 & 0xFF == 0x72)
        #expect(bench.flash.protection == .level1)
        bench.flash.program([0], at: 0x0800_0000)
        try bench.set(0x0C, 0x0819_2A3B)
        try bench.set(0x0C, 0x4C5D_6E7F)
        try bench.set(0x54, try bench.get(0x50) & ~0xFF00 | 0xED00)
        try bench.set(0x1C, 2)
        // Only debug authentication leads back (RM0481, 4).
        #expect(bench.flash.protection == .level1)
        #expect(bench.word(0x0800_0000) == 0xFFFF_FF00)
    }

    @Test func flagsOfH7RSAreApart() throws {
        let bench = try opened("stm32h7s3")
        try bench.set(0x10, 2)
        try bench.store([1, 2, 3, 4], at: 0x0800_0000)
        #expect(try bench.get(0x14) & 1 == 1)
        bench.wait()
        #expect(try bench.get(0x14) == 0)
        #expect(try bench.get(0x24) == 1 << 16)
        try bench.set(0x28, 1 << 16)
        #expect(try bench.get(0x24) == 0)
        #expect(bench.illegal == [:])
    }

    @Test func commandsOfWB0() throws {
        let bench = try ChipBench("stm32wb07")
        #expect(try bench.get(0x14) & 0x1FFFF == 0xFFFF)
        try bench.set(0x18, 4)
        for (index, word) in [UInt32(1), 2, 3, 4].enumerated() {
            try bench.set(0x40 + UInt32(4 * index), word)
        }
        try bench.set(0x00, 0xCC)
        #expect(try bench.get(0x10) == 2)
        bench.wait()
        #expect(try bench.get(0x10) == 3)
        #expect(bench.words(0x1004_0010, 4) == [1, 2, 3, 4])
        try bench.set(0x10, 3)
        try bench.set(0x00, 0x11)
        bench.wait()
        #expect(bench.word(0x1004_0010) == 0xFFFF_FFFF)
        #expect(bench.illegal == [:])
        try bench.store(0, at: 0x1004_0000)
        try bench.set(0x00, 0x99)
        #expect(bench.illegal == ["flash-write-outside-cells": 1, "flash-erase-sequence": 1])
    }
}
