import TargetMemory
import Testing

@testable import STLink

@Suite struct StatusTests {
    private func fault(_ body: () throws -> Void) -> TargetFault? {
        do { try body() } catch { return error as? TargetFault }
        return nil
    }

    @Test func waitIsAskedAgainAndThenSucceeds() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x07] = [0x10, 0x14]
        #expect(try link.read(0x2000_0000, count: 64) == Array(fake.memory[0..<64]))
        #expect(fake.commands.filter { $0 == 0x07 }.count == 3)
    }

    @Test func waitForEverIsATimeout() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x36] = [UInt8](repeating: 0x10, count: 50)
        #expect(fault { _ = try link.readWord(0x2000_0000) }?.cause == .timeout)
        #expect(fake.commands.filter { $0 == 0x36 }.count == 1 + Limits.waitRetryCount)
        #expect(fake.pausedMilliseconds == 255)
    }

    @Test func aFaultNamesItsAddressAndLeavesTheLinkUsable() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        let error = try #require(fault { _ = try link.read(0x5000_0000, count: 8) })
        #expect(error.cause == .access && error.address == 0x5000_0000)
        #expect(fake.commands.last == 0x46)
        #expect(try link.read(0x2000_0010, count: 3) == Array(fake.memory[16..<19]))
    }

    @Test func dataOfAFailedReadInTheMiddleIsNeverReturned() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x07] = [0x80, 0x11, 0x80, 0x80, 0x11]
        #expect(fault { _ = try link.read(0x2000_0000, count: 20000) }?.cause == .access)
        fake.statuses[0x07] = [0x80, 0x10]
        #expect(try link.read(0x2000_0000, count: 20000) == Array(fake.memory[0..<20000]))
    }

    @Test func aGarbledReadIsRepeatedAndThenSlowedDown() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x36] = [0x17]
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(link.clockKHz == 4000)
        fake.smallestDivisor = 2
        #expect(try link.readWord(0x2000_0008) == fake.memory.word(at: 8))
        #expect(link.clockKHz == 1200)
    }

    @Test func aWireThatNeverWorksIsALinkFault() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.smallestDivisor = .max
        #expect(fault { _ = try link.readWord(0x2000_0000) }?.cause == .link)
    }

    @Test func aRefusedWriteIsRepeatedOnlyWhenItWasNotDone() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x35] = [0x18]
        try link.writeWord(0x1234_5678, to: 0x2000_0000)
        #expect(fake.memory.word(at: 0) == 0x1234_5678)
        fake.statuses[0x35] = [0x16]
        let count = fake.commands.count
        #expect(fault { try link.writeWord(1, to: 0x4000_0000) }?.cause == .link)
        #expect(fake.commands.dropFirst(count).filter { $0 == 0x35 }.count == 1)
    }

    /// A register that does not read as written is no error; a read has no such excuse. Taken for
    /// good, a reply that was cut down to this status ended the program.
    @Test func onlyAWriteMayFailItsVerification() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x35] = [LinkStatus.writeVerifyError.rawValue]
        try link.writeWord(7, to: 0x2000_0000)
        fake.statuses[0x36] = [LinkStatus.writeVerifyError.rawValue]
        #expect(fault { _ = try link.readWord(0x2000_0000) }?.cause == .link)
        #expect(try link.readWord(0x2000_0000) == 7)
    }

    @Test func writesKeepTheirOrder() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.base = 0x4000_0000
        let writes: [(Address, [UInt8])] = [
            (0x4000_0000, [1, 0, 0, 0]), (0x4000_0000, [2, 0, 0, 0]),
        ]
        fake.statuses[0x35] = [0x10, 0x80]
        #expect(fault { try link.writeBatch(writes) }?.cause == .timeout)
        #expect(fake.memory.word(at: 0) == 2)
        fake.statuses[0x35] = [0x10, 0x10]
        try link.writeBatch(writes)
        #expect(fake.memory.word(at: 0) == 2)
    }

    @Test func anUnknownCommandIsUnsupportedAndClearsTheStall() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        #expect(fault { _ = try link.perform([.getFrequencies(.swd)]) }?.cause == .unsupported)
        #expect(fake.haltedEndpoints.isEmpty)
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
    }

    @Test func registersComeInTheDocumentedOrder() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        #expect(try link.readCoreRegisters() == Array(fake.registers.prefix(19)))
        try link.writeRegister(3, 0xDEAD_BEEF)
        #expect(try link.readRegister(3) == 0xDEAD_BEEF)
    }

    @Test func bytesLandWhereTheyBelongAtEveryAlignment() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        for offset in 0..<5 {
            for count in [1, 2, 3, 4, 5, 11, 64, 70, 6200] {
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ offset) }
                let address = Address(0x2000_0100) + offset
                let before = fake.memory
                try link.write(bytes, to: address)
                var expected = before
                expected.replaceSubrange((0x100 + offset)..<(0x100 + offset + count), with: bytes)
                #expect(fake.memory == expected)
                #expect(try link.read(address, count: count) == bytes)
            }
        }
    }

    @Test func aLongReadIsOneBatch() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        let (transfers, submits) = (fake.transferCount, fake.submitCount)
        #expect(try link.read(0x2000_0000, count: 0x1_0000) == fake.memory)
        #expect(fake.transferCount - transfers == 4 * 11)
        #expect(fake.submitCount - submits == 1)
    }

    @Test func oneWordIsTwoTransfers() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        let transfers = fake.transferCount
        _ = try link.read(0x2000_0000, count: 4)
        try link.write([1, 2, 3, 4], to: 0x2000_0000)
        _ = try link.readCoreRegisters()
        #expect(fake.transferCount - transfers == 6)
    }
}
