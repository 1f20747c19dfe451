import TargetMemory
import Testing

@testable import CortexM

@Suite struct WatchpointTests {
    @Test(
        arguments: [
            (0x2000_0010, 4, [(0x2000_0010, 4)]), (0x2000_0011, 1, [(0x2000_0011, 1)]),
            (0x2000_0010, 6, [(0x2000_0010, 4), (0x2000_0014, 2)]),
            (0x2000_0013, 6, [(0x2000_0013, 1), (0x2000_0014, 4), (0x2000_0018, 1)]),
            (0x2000_0000, 32768, [(0x2000_0000, 32768)]),
            (0x2000_0000, 65536, [(0x2000_0000, 32768), (0x2000_8000, 32768)]),
        ] as [(UInt32, Int, [(UInt32, Int)])])
    func anyBytesAreCoveredExactly(
        address: UInt32, byteCount: Int, expected: [(UInt32, Int)]
    ) {
        let pieces = WatchpointBank(count: 4).pieces(
            .write, Address(address), byteCount: byteCount)
        #expect(pieces.map(\.address.rawValue) == expected.map(\.0))
        #expect(pieces.map(\.byteCount) == expected.map(\.1))
        #expect(pieces.allSatisfy { $0.requested == Address(address) })
    }

    /// COMP, MASK (as the number of ignored bits), FUNCTION (Armv7-M ARM, C1.8.17).
    @Test(arguments: [
        (WatchAccess.read, UInt32(5)), (.write, 6), (.access, 7),
    ])
    func aComparatorIsWritten(access: WatchAccess, function: UInt32) throws {
        let (fake, core) = try attached()
        try core.insertWatchpoint(access, at: 0x2000_0020, byteCount: 16)
        try core.resume()
        #expect(fake.value(0xE000_1020) == 0x2000_0020)
        #expect(fake.value(0xE000_1024) == 4)
        #expect(fake.value(0xE000_1028) == function)
    }

    @Test func tooManyAreRefusedAndNamesTheOthers() throws {
        let (_, core) = try attached()
        for index in 0..<3 {
            try core.insertWatchpoint(.write, at: Address(0x2000_0000) + 16 * index, byteCount: 4)
        }
        let refusal = fault { () throws(TargetFault) in
            try core.insertWatchpoint(.write, at: 0x2000_0041, byteCount: 4)
        }
        #expect(refusal?.cause == .unsupported)
        #expect(refusal?.message.contains("0x20000010") == true)
        #expect(refusal?.message.contains("takes 3 of the 4") == true)
        try core.insertWatchpoint(.write, at: 0x2000_0044, byteCount: 4)
    }

    @Test func aMaskTheCoreDoesNotHaveIsRefusedAndTakenOut() throws {
        let (fake, core) = try attached()
        fake.watchMaskMax = 4
        try core.insertWatchpoint(.write, at: 0x2000_0000, byteCount: 64)
        let refusal = fault { () throws(TargetFault) in try core.resume() }
        #expect(refusal?.cause == .unsupported)
        #expect(fake.value(0xE000_1028) == 0)
    }

    @Test func theOneThatMatchedIsNamed() throws {
        let (fake, core) = try attached()
        try core.insertWatchpoint(.write, at: 0x2000_0000, byteCount: 4)
        try core.insertWatchpoint(.read, at: 0x2000_0013, byteCount: 2)
        try core.resume()
        fake.words[0xE000_1048, default: 0] |= 1 << 24
        fake.halt(4)
        // The third comparator is the second piece of the second watchpoint.
        #expect(try core.poll() == .watchpoint(.read, 0x2000_0013))
    }
}
