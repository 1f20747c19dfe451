import TargetMemory
import Testing

@testable import CortexM

/// The DWT of Armv8-M (DDI 0553): one comparator for an access, two for an area.
@Suite struct ModernWatchpointTests {
    /// Cortex-M33 r0p4.
    private func attachedM33() throws -> (FakeCore, Core) {
        let fake = FakeCore(cpuid: 0x410F_D214)
        fake.hasModernWatch = true
        return try attached(fake)
    }

    /// MATCH 4 to 6, ACTION 1 and the size in DATAVSIZE.
    @Test(arguments: [
        (WatchAccess.access, 4, UInt32(0x814)), (.write, 2, 0x415), (.read, 1, 0x016),
    ])
    func anAccessTakesOne(access: WatchAccess, byteCount: Int, function: UInt32) throws {
        let (fake, core) = try attachedM33()
        try core.insertWatchpoint(access, at: 0x2000_0020, byteCount: byteCount)
        try core.resume()
        let place = try #require((0..<4).first { fake.value(0xE000_1028 + 16 * $0) != 0 })
        #expect(fake.value(0xE000_1020 + 16 * place) == 0x2000_0020)
        #expect(fake.value(0xE000_1028 + 16 * place) == function)
    }

    /// The first comparator has the first byte, the second the last one.
    @Test(arguments: [(UInt32(0x2000_0020), 12), (0x2000_0021, 2), (0x2000_0000, 4096)])
    func anAreaTakesTwo(address: UInt32, byteCount: Int) throws {
        let (fake, core) = try attachedM33()
        try core.insertWatchpoint(.write, at: Address(address), byteCount: byteCount)
        try core.resume()
        #expect(fake.value(0xE000_1020) == address)
        #expect(fake.value(0xE000_1028) == 0x15)
        #expect(fake.value(0xE000_1030) == address + UInt32(byteCount) - 1)
        #expect(fake.value(0xE000_1038) == 7)
        core.removeWatchpoint(.write, at: Address(address), byteCount: byteCount)
        fake.halt(1)
        _ = try core.poll()
        try core.resume()
        #expect(fake.value(0xE000_1028) == 0 && fake.value(0xE000_1038) == 0)
    }

    /// Two single ones and a pair fit in any order; another does not.
    @Test(arguments: [[4, 4, 8], [4, 8, 4], [8, 4, 4]])
    func pairsFindRoom(byteCounts: [Int]) throws {
        let (fake, core) = try attachedM33()
        for (index, byteCount) in byteCounts.enumerated() {
            try core.insertWatchpoint(
                .write, at: Address(0x2000_0000) + 16 * index, byteCount: byteCount)
            try core.resume()
            fake.halt(1)
            _ = try core.poll()
        }
        let functions = (0..<4).map { fake.value(0xE000_1028 + 16 * $0) }
        #expect(functions.sorted() == [7, 0x15, 0x815, 0x815])
        let limit = try #require(functions.firstIndex(of: 7))
        #expect(limit % 2 == 1 && functions[limit - 1] == 0x15)
        let refusal = fault { () throws(TargetFault) in
            try core.insertWatchpoint(.write, at: 0x2000_0100, byteCount: 1)
        }
        #expect(refusal?.message.contains("takes 1 of the 4") == true)
    }

    /// A single one is in the way of a pair: it moves.
    @Test func whatIsInTheWayMoves() throws {
        let (fake, core) = try attachedM33()
        for index in 0..<3 {
            try core.insertWatchpoint(.write, at: Address(0x2000_0000) + 4 * index, byteCount: 4)
            try core.resume()
            fake.halt(1)
            _ = try core.poll()
        }
        let functions = (0..<4).map { fake.value(0xE000_1028 + 16 * $0) }
        // Take one out such that the free two are no pair.
        let pairOfTwo = functions[0] != 0 && functions[1] != 0 ? 0 : 2
        let address = Address(fake.value(0xE000_1020 + 16 * pairOfTwo))
        core.removeWatchpoint(.write, at: address, byteCount: 4)
        try core.insertWatchpoint(.read, at: 0x2000_0100, byteCount: 64)
        try core.resume()
        let after = (0..<4).map { fake.value(0xE000_1028 + 16 * $0) }
        #expect(after.sorted() == [7, 0x16, 0x815, 0x815])
    }

    @Test func theOneThatMatchedIsNamed() throws {
        let (fake, core) = try attachedM33()
        try core.insertWatchpoint(.write, at: 0x2000_0000, byteCount: 24)
        try core.resume()
        fake.words[0xE000_1028, default: 0] |= 1 << 24
        fake.halt(4)
        #expect(try core.poll() == .watchpoint(.write, 0x2000_0000))
    }
}
