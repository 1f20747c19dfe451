import TargetMemory
import Testing
import USBTransport

@testable import STLink

@Suite struct TableTests {
    @Test(
        arguments: [
            ([0x27, 0x47], 0x3748, "V2J29S7"), ([0x29, 0x5A], 0x374B, "V2J37M26"),
            ([0x23, 0x40], 0x3748, "V2J13"), ([0x12, 0xC0], 0x3744, "V1J11"),
            // A V2-1 for STM8: mass storage 25, SWIM 7, nothing for STM32.
            ([0x26, 0x47], 0x374B, "V2J0M25S7"), ([0x2B, 0x9F], 0x3752, "V2J46M31"),
        ] as [([UInt8], UInt16, String)])
    func versionsReadAsSTPrintsThem(_ bytes: [UInt8], _ productID: UInt16, _ text: String) throws {
        let model = try #require(ProbeModel(productID: productID))
        let version = FirmwareVersion(reply: bytes + [0x83, 0x04, 0, 0], model: model)
        #expect(version.description == text)
    }

    @Test func extendedVersionReadsAllParts() {
        let version = FirmwareVersion(
            extendedReply: [3, 1, 10, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37])
        #expect(version.description == "V3J10M3B5S1")
    }

    @Test(arguments: [
        (9000, 4000), (4000, 4000), (3999, 1800), (1000, 950), (5, 5), (1, 5),
    ])
    func clockIsNeverAboveTheRequest(_ request: Int, _ chosen: Int) {
        #expect(WireClock.v2SWD.step(notAbove: request)?.kHz == chosen)
    }

    @Test func clockStepsFallStrictly() {
        let rates = WireClock.v2SWD.steps.map(\.kHz)
        #expect(rates == rates.sorted(by: >) && Set(rates).count == rates.count)
        let divisors = WireClock.v2SWD.steps.map(\.divisor)
        #expect(divisors == divisors.sorted())
        #expect(WireClock.v2SWD.step(below: 5) == nil)
    }

    @Test func clockListOfGeneration3IsRead() {
        let rates: [UInt32] = [24000, 8000, 3300, 1000]
        let head: [UInt8] = UInt32(1000).littleEndianBytes
        let reply =
            head + UInt32(rates.count).littleEndianBytes + rates.flatMap(\.littleEndianBytes)
        let padded = reply + [UInt8](repeating: 0, count: 48 - reply.count)
        #expect(WireClock(frequencyReply: padded).steps.map(\.kHz) == [24000, 8000, 3300, 1000])
    }

    @Test func modelsAreNotTwice() {
        let ids = ProbeModel.all.map(\.productID)
        #expect(Set(ids).count == ids.count)
        #expect(ProbeModel(productID: 0xDF11) == nil)
    }

    @Test func exitStatusesAreNotTwice() {
        #expect(Set(ExitStatus.allCases.map(\.rawValue)).count == ExitStatus.allCases.count)
    }

    @Test(
        arguments: [
            (Command.getVersion, "f1"), (.currentMode, "f5"), (.targetVoltage, "f7"),
            (.leaveDFU, "f307"), (.leaveSWIM, "f401"), (.enterSWD, "f230a3"), (.leaveDebug, "f221"),
            (.setSWDDivisor(798), "f2431e03"), (.readIDCodes, "f231"),
            (.driveReset(asserted: true), "f23c00"), (.driveReset(asserted: false), "f23c01"),
            (.readAllRegisters, "f23a"), (.readRegister(16), "f23310"),
            (.writeRegister(15, 0x0800_0123), "f2340f23010008"),
            (.readDebugRegister(0xE000_EDF0), "f236f0ed00e0"),
            (.writeDebugRegister(0xE000_EDF0, 0xA05F_0003), "f235f0ed00e003005fa0"),
            (.readMemory(0x2000_0001, .byte, byteCount: 3), "f20c010000200300"),
            (.readMemory(0x2000_0002, .halfword, byteCount: 2), "f247020000200200"),
            (.readMemory(0x0800_0000, .word, byteCount: 6144), "f207000000080018"),
            (.writeMemory([1, 2, 3, 4], to: 0x2000_0000, .word), "f208000000200400"),
            (.writeMemory([1], to: 0x2000_0003, .byte), "f20d030000200100"),
            (.lastStatusWithAddress, "f23e"), (.lastStatus, "f23b"),
            (.clearStickyErrors(.swd), "f246ffff00001e000000"),
            (.clearStickyErrors(.jtag), "f246ffff040032000050"),
            (.setFrequency(.swd, kHz: 8000), "f2610000401f0000"),
            (.setFrequency(.jtag, kHz: 1000), "f2610100e8030000"),
            (.getFrequencies(.swd), "f26200"), (.getFrequencies(.jtag), "f26201"),
            (.enterJTAG, "f230a4"), (.setJTAGDivisor(256), "f2440001"),
            (.firstEnterSWD, "f220a3"), (.firstEnterJTAG, "f220a4"), (.readCoreID, "f222"),
            (.firstReadAllRegisters, "f204"), (.firstReadRegister(15), "f2050f"),
            (.firstWriteRegister(15, 0x0800_0123), "f2060f23010008"),
            (.firstWriteDebugRegister(0xE000_EDF0, 0xA05F_0003), "f20ff0ed00e003005fa0"),
            (.readDAPRegister(port: 1, 0xFC), "f2450100fc00"),
            (.openAccessPort(2), "f24b02"), (.closeAccessPort(2), "f24c02"),
            (.readMemory(0x3000_0000, .word, byteCount: 8, port: 3), "f20700000030080003"),
            (.startTrace(bufferByteCount: 4096, hz: 2_000_000), "f240001080841e00"),
            (.stopTrace, "f241"), (.traceByteCount, "f242"), (.boardIdentifiers, "f256"),
        ] as [(Command, String)])
    func commandsAreLaidOutAsPublished(_ command: Command, _ hex: String) {
        let text = command.bytes.map { $0.hex(digitCount: 2).lowercased() }.joined()
        #expect(text == hex + String(repeating: "0", count: 32 - hex.count))
    }

    @Test func planCoversEveryRequestExactlyOnce() {
        let plan = MemoryAccessPlan(Dialect([.halfwordAccess]))
        for offset in 0..<8 as Range<UInt32> {
            for count in [0, 1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 130, 6143, 6144, 6145, 12300] {
                let start = Address(0x2000_0000 + offset)
                var next = start
                for piece in plan.pieces(start, byteCount: count) {
                    #expect(piece.address == next)
                    #expect(piece.address.isAligned(to: piece.width.rawValue))
                    #expect(piece.byteCount % piece.width.rawValue == 0)
                    #expect(piece.byteCount <= (piece.width == .byte ? 64 : 6144))
                    next = next + piece.byteCount
                }
                #expect(next - start == count)
            }
        }
    }

    @Test func halfwordsAreOneAccessWhereTheFirmwareHasThem() {
        let new = MemoryAccessPlan(Dialect([.halfwordAccess])).pieces(0x4000_0002, byteCount: 2)
        #expect(new.map(\.width) == [.halfword])
        let old = MemoryAccessPlan(Dialect([])).pieces(0x4000_0002, byteCount: 2)
        #expect(old.map(\.byteCount) == [2] && old.map(\.width) == [.byte])
    }

    @Test func unnamedStatusKeepsItsNumber() {
        #expect("\(LinkStatus(rawValue: 0x77))" == "unnamed status (0x77)")
        #expect("\(LinkStatus.idCodeError)".hasSuffix("(0x09)"))
    }
}
