import TargetMemory
import Testing
import USBTransport

@testable import STLink

/// Every generation of probes and every age of firmware, each with just the commands that it has.
@Suite struct GenerationTests {
    private func fault(_ body: () throws -> Void) -> TargetFault? {
        do { try body() } catch { return error as? TargetFault }
        return nil
    }

    private func link(_ bus: FakeBus) throws -> Link {
        try Link(opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus)
    }

    /// Reads, writes, registers, and what a session leaves behind.
    private func session(_ link: Link, _ fake: FakeProbe) throws {
        #expect(try link.read(0x2000_0003, count: 13000) == Array(fake.memory[3..<13003]))
        try link.write([9, 8, 7], to: 0x2000_8001)
        #expect(try link.read(0x2000_8001, count: 3) == [9, 8, 7])
        try link.write([1, 2], to: 0x2000_8002)
        #expect(try link.read(0x2000_8002, count: 2) == [1, 2])
        try link.writeWord(0xAABB_CCDD, to: 0x2000_0000)
        #expect(try link.readWord(0x2000_0000) == 0xAABB_CCDD)
        #expect(try link.readCoreRegisters() == Array(fake.registers.prefix(19)))
        try link.writeRegister(15, 0x0800_0101)
        #expect(try link.readRegister(15) == 0x0800_0101)
        link.close()
        #expect(fake.isClosed && fake.mode == 1 && fake.haltedEndpoints.isEmpty)
    }

    @Test(arguments: [11, 13, 14, 15, 19, 21, 22, 24, 26, 28, 29, 32, 36, 46, 60] as [UInt16])
    func secondGenerationWorksAtEveryAge(_ debug: UInt16) throws {
        let fake = secondGeneration(debug: debug)
        let link = try connect(fake)
        #expect(link.firmware.debug == Int(debug))
        #expect((link.targetMillivolts == 3301) == (debug >= 13))
        #expect(try link.clockRates(.swd).isEmpty == (debug < 22))
        #expect(try link.clockRates(.jtag).isEmpty == (debug < 24))
        try session(link, fake)
    }

    @Test(
        arguments: [
            (1, 3, 0x374E), (2, 3, 0x374F), (6, 3, 0x3753), (17, 3, 0x3754), (2, 4, 0x3757),
        ]
            as [(UInt8, UInt8, UInt16)])
    func thirdGenerationWorksAtEveryAge(
        _ debug: UInt8, _ generation: UInt8, _ productID: UInt16
    ) throws {
        let fake = thirdGeneration(debug: debug, generation: generation, productID: productID)
        let link = try connect(fake)
        #expect(link.firmware.description == "V\(generation)J\(debug)M2B4S1")
        #expect(link.clockKHz == 3300 && fake.frequency[0] == 3300)
        #expect(try link.clockRates(.jtag) == [21333, 16000, 9000, 1000])
        try session(link, fake)
    }

    @Test(arguments: [11, 13, 40] as [UInt16], [true, false])
    func firstGenerationWorksThroughItsFraming(_ debug: UInt16, _ echoesTags: Bool) throws {
        let (fake, wrapped, bus) = firstGeneration(debug: debug)
        wrapped.echoesTags = echoesTags
        let link = try link(bus)
        #expect(link.firmware.description == "V1J\(debug)" && link.voltage == nil)
        try link.enter()
        #expect(link.idCode == 0x5BA0_2477)
        #expect(fault { try link.driveReset(true) }?.cause == .unsupported)
        try session(link, fake)
        #expect(wrapped.wrappers.allSatisfy { $0[13] == 0 && $0[14] == 10 })
    }

    @Test func theFirstCommandSetIsServedOverJTAG() throws {
        let (fake, _, bus) = firstGeneration(debug: 10)
        let link = try link(bus)
        let refusal = try #require(fault { _ = try link.attempt(EntryAttempt(wire: .swd)) })
        #expect(refusal.cause == .unsupported && refusal.message.contains("V1J11"))
        try link.enter(wire: .jtag)
        #expect(link.idCode == 0x5BA0_2477 && fake.wire == 0xA4)
        try session(link, fake)
    }

    @Test func aFailedCommandOfTheFirstGenerationIsAskedWhy() throws {
        let (fake, wrapped, bus) = firstGeneration(debug: 13)
        let link = try link(bus)
        try link.enter()
        wrapped.statuses = [1, 0, 1]
        // The command stalls twice; the sense is fetched each time, and the next command works.
        #expect(fault { _ = try link.readWord(0x2000_0000) }?.cause == .unsupported)
        #expect(wrapped.wrappers.last?[15] == 0x03)
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
    }

    @Test func aStatusOfAnotherCommandIsNotTakenForOurs() throws {
        let (fake, wrapped, bus) = firstGeneration(debug: 13)
        let link = try link(bus)
        try link.enter()
        wrapped.statuses = [2]
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(link.health.usbMishaps == 1)
    }

    @Test func aDataBlockThatLooksLikeACommandIsData() throws {
        let (fake, _, bus) = firstGeneration(debug: 13)
        let link = try link(bus)
        try link.enter()
        let bytes: [UInt8] = [0xF2, 0x21] + [UInt8](repeating: 0, count: 14)
        try link.write(bytes, to: 0x2000_0100)
        #expect(Array(fake.memory[0x100..<0x110]) == bytes)
    }

    @Test func missingHalfwordsAreNotFakedWhereTheWidthCounts() throws {
        let fake = secondGeneration(debug: 24)
        let link = try connect(fake)
        for address in [0x4000_0002, 0xE004_2000, 0x0800_0000] as [Address] {
            let error = try #require(fault { try link.write([1, 2], to: address) })
            #expect(error.cause == .unsupported && error.address == address)
            #expect(error.message.contains("16-bit") && error.message.contains("V2J26"))
        }
        #expect(fault { _ = try link.read(0x4000_0002, count: 2) }?.cause == .unsupported)
        #expect(!fake.commands.contains(0x0D))
    }

    @Test func registersThatOldFirmwareLacksAreLeftToTheCaller() throws {
        let link = try connect(secondGeneration(debug: 14))
        #expect(fault { _ = try link.readRegister(33) }?.cause == .unsupported)
        #expect(fault { try link.writeRegister(64, 0) }?.cause == .unsupported)
        #expect(try link.readRegister(20) == 20 * 0x0101_0101)
    }

    @Test func oldFirmwareTellsNoAddressButTheStatus() throws {
        let fake = secondGeneration(debug: 13)
        let link = try connect(fake)
        let error = try #require(fault { _ = try link.read(0x5000_0000, count: 64) })
        #expect(error.cause == .access && error.address == 0x5000_0000)
        #expect(fake.commands.contains(0x3B) && !fake.commands.contains(0x46))
    }

    @Test func boardsOfNewFirmwareAreNamed() throws {
        #expect(try open(secondGeneration(debug: 36)).boardIdentifier() == "0820")
        #expect(try open(secondGeneration(debug: 35)).boardIdentifier() == nil)
    }

    @Test func anUnknownModelThatSaysWhatItIsWorks() throws {
        let fake = thirdGeneration(debug: 30, productID: 0x3799)
        fake.description.product = "STLINK-V9"
        let link = try connect(fake)
        #expect(link.probe.model.name.contains("3799"))
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
        fake.description.product = "STM32 Virtual COM Port"
        #expect(try Probe.all(on: FakeBus(fake)).isEmpty)
    }

    /// No vendor ID in its version, no voltage, no reset pin, no serial.
    @Test(arguments: [0x3748, 0x374F] as [UInt16])
    func aCloneWorks(_ productID: UInt16) throws {
        let fake = FakeProbe(productID: productID)
        if productID == 0x374F {
            fake.version = [0x30, 0, 0, 0, 0, 0]
            fake.extendedVersion = [3, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            fake.missing = [0xF7, 0x3C, 0x61, 0x62]
        } else {
            fake.version = [0x27, 0x47, 0, 0, 0, 0]
            fake.missing.formUnion([0xF7, 0x3C])
        }
        fake.description.serial = []
        let link = try connect(fake)
        #expect(link.voltage == nil && fake.haltedEndpoints.isEmpty)
        #expect(fault { try link.driveReset(true) } != nil)
        // Out of step, and in again.
        fake.failures = [fake.transferCount + 1: .timeout(endpoint: 0x81)]
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(link.health.usbResets == 0)
        try session(link, fake)
    }

    @Test(arguments: [0x374D, 0x3755] as [UInt16])
    func bootloadersAreNamedAndLeftAlone(_ productID: UInt16) throws {
        let fake = FakeProbe(productID: productID)
        let probe = try #require(try Probe.all(on: FakeBus(fake)).first)
        #expect(probe.model.name.contains("bootloader"))
        do {
            _ = try Link(opening: probe, on: FakeBus(fake))
            Issue.record("opened")
        } catch {
            #expect(error.message.contains("STLinkUpgrade"))
        }
        #expect(fake.transferCount == 0)
    }
}
