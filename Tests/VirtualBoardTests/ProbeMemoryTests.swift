import Testing

@testable import VirtualBoard

@Suite struct ProbeMemoryTests {
    @Test(arguments: [(UInt8(0x08), UInt8(0x07), 6144), (0x48, 0x47, 2050), (0x0D, 0x0C, 63)])
    func writtenIsRead(write: UInt8, read: UInt8, count: Int) throws {
        let bench = try Bench()
        try bench.enter()
        let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }
        bench.write(write, data, to: 0x2001_03F0)
        #expect(try bench.lastStatus().status == 0x80)
        #expect(try bench.read(read, at: 0x2001_03F0, count: count) == data)
        #expect(try bench.lastStatus().status == 0x80)
        #expect(bench.statistics.illegal.isEmpty)
        #expect(bench.statistics.tolerated.isEmpty)
    }

    @Test func dataMayComeInPieces() throws {
        let bench = try Bench()
        try bench.enter()
        bench.send([0xF2, 0x08] + Bench.bytes(0x2000_0000) + Bench.bytes(128, 2))
        for piece in 0..<2 {
            let data = [UInt8](repeating: UInt8(piece + 1), count: 64)
            #expect(bench.probe.bulkOut(0x02, data) == .complete([]))
        }
        #expect(try bench.lastStatus().status == 0x80)
        #expect(try bench.readWord(0x2000_003C) == 0x0101_0101)
        #expect(try bench.readWord(0x2000_0040) == 0x0202_0202)
    }

    @Test func aSingleByteComesAsTwo() throws {
        let bench = try Bench()
        try bench.enter()
        bench.write(0x0D, [0x5A], to: 0x2000_0003)
        #expect(try bench.read(0x0C, at: 0x2000_0003, count: 1) == [0x5A, 0])
    }

    @Test func withoutIncrementAllGoesToOneAddress() throws {
        let bench = try Bench()
        try bench.enter()
        bench.write(0x50, Bench.bytes(1) + Bench.bytes(2) + Bench.bytes(3), to: 0x2000_0000)
        #expect(try bench.readWord(0x2000_0000) == 3)
        #expect(try bench.readWord(0x2000_0004) == 0)
    }

    @Test func limitsAreCounted() throws {
        let bench = try Bench()
        try bench.enter()
        bench.write(0x08, [UInt8](repeating: 1, count: 8192), to: 0x2001_0000)
        #expect(try bench.lastStatus().status == 0x80)
        #expect(try bench.readWord(0x2001_1FFC) == 0x0101_0101)
        #expect(bench.statistics.tolerated == ["memory-command-over-6144": 1])
        _ = try bench.read(0x0C, at: 0x2000_0000, count: 65)
        #expect(bench.statistics.illegal == ["memory-command-8bit-over-64": 1])
        _ = try bench.read(0x07, at: 0x2000_0002, count: 4)
        #expect(try bench.lastStatus().status == 0x0A)
        #expect(bench.statistics.illegal["memory-command-alignment"] == 1)
    }

    @Test func faultsAreToldWithTheirAddress() throws {
        let bench = try Bench()
        try bench.enter()
        let data = try bench.read(0x07, at: 0x2004_FFF8, count: 16)
        #expect(data.count == 16)
        let fault = try bench.lastStatus()
        #expect(fault.status == 0x11 && fault.address == 0x2005_0000)
        #expect(try bench.lastStatus().status == 0x11)
        #expect(try bench.ask([0xF2, 0x36] + Bench.bytes(0xD000_0000), 8)[0] == 0x11)
        _ = try bench.read(0x07, at: 0x2000_0000, count: 4)
        #expect(try bench.lastStatus().status == 0x80)
    }

    @Test func faultsStickForAccessPortRegisters() throws {
        let bench = try Bench()
        try bench.enter()
        #expect(try bench.ask([0xF2, 0x4B, 0], 2) == [0x80, 0])
        _ = try bench.read(0x07, at: 0xD000_0000, count: 4)
        let readControl: [UInt8] = [0xF2, 0x45, 0xFF, 0xFF, 4, 0]
        #expect(try bench.ask(readControl, 8).value(at: 4, width: 4) == 0xF000_0020)
        #expect(try bench.ask([0xF2, 0x45, 0, 0, 4, 0], 8)[0] == 0x11)
        #expect(try bench.ask([0xF2, 0x46, 0xFF, 0xFF, 0, 0, 0x1E, 0, 0, 0], 2) == [0x80, 0])
        #expect(try bench.ask(readControl, 8).value(at: 4, width: 4) == 0xF000_0000)
        #expect(try bench.ask([0xF2, 0x45, 0, 0, 4, 0], 8)[0] == 0x80)
    }

    @Test func accessPortRegisters() throws {
        let bench = try Bench()
        try bench.enter()
        func readAP(_ port: UInt8, _ register: UInt8) throws -> (UInt8, UInt32) {
            let reply = try bench.ask([0xF2, 0x45, port, 0, register, 0], 8)
            return (reply[0], reply.value(at: 4, width: 4))
        }
        func writeAP(_ register: UInt8, _ value: UInt32) throws -> UInt8 {
            try bench.ask([0xF2, 0x46, 0, 0, register, 0] + Bench.bytes(value), 2)[0]
        }
        #expect(try readAP(0, 0xFC) == (0x80, 0x7477_0001))
        #expect(try readAP(1, 0xFC) == (0x80, 0))
        #expect(try readAP(1, 0xF8).0 == 0x1D)
        #expect(try bench.ask([0xF2, 0x4B, 1], 2) == [0x1D, 0])
        #expect(try bench.ask([0xF2, 0x4B, 0], 2) == [0x80, 0])
        #expect(try readAP(0, 0xF8) == (0x80, 0xE00F_D003))
        // Word transfers with increment, wrapping at 1 KiB.
        #expect(try writeAP(0x00, 0x2300_0012) == 0x80)
        #expect(try readAP(0, 0x00) == (0x80, 0x2300_0052))
        #expect(try writeAP(0x04, 0x2000_03FC) == 0x80)
        #expect(try writeAP(0x0C, 0x1122_3344) == 0x80)
        #expect(try readAP(0, 0x04) == (0x80, 0x2000_0000))
        #expect(try bench.readWord(0x2000_03FC) == 0x1122_3344)
        // A byte sits in its lane.
        _ = try writeAP(0x00, 0x2300_0000)
        _ = try writeAP(0x04, 0x2000_03FE)
        #expect(try readAP(0, 0x0C) == (0x80, 0x0022_0000))
        _ = try writeAP(0x0C, 0x0099_0000)
        #expect(try bench.readWord(0x2000_03FC) == 0x1199_3344)
        // Banked data.
        _ = try writeAP(0x04, 0x2000_03F0)
        #expect(try readAP(0, 0x1C) == (0x80, 0x1199_3344))
        #expect(try bench.ask([0xF2, 0x4C, 0], 2) == [0x80, 0])
        #expect(try readAP(0, 0xF8).0 == 0x1D)
    }

    /// The AHB-AP of a Cortex-M3 or M4 counts within 4 KiB (DDI 0337E, 11.6), others in 1 KiB.
    @Test(
        arguments: [
            (0x1477_0011, 0x1000), (0x2477_0011, 0x1000), (0x0477_0021, 0x400),
            (0x7477_0001, 0x400),
        ] as [(UInt32, UInt32)])
    func theAddressWraps(_ identity: UInt32, _ byteCount: UInt32) {
        var port = AccessPort(
            AccessPortDescription(number: 0, identity: identity, base: 0xE00F_F003))
        port.write(0x2300_0012, to: 0x00)
        port.write(0x2000_0000 + byteCount - 4, to: 0x04)
        port.advance()
        #expect(port.address == 0x2000_0000)
        port.advance()
        #expect(port.address == 0x2000_0004)
    }

    @Test func scannedReadsComeOneLate() throws {
        let bench = try Bench()
        #expect(try bench.ask([0xF2, 0x30, 0xA4], 2) == [0x80, 0])
        _ = try bench.ask([0xF2, 0x45, 0xFF, 0xFF, 4, 0], 8)
        let late = try bench.ask([0xF2, 0x45, 0xFF, 0xFF, 0x0C, 0], 8)
        #expect(late.value(at: 4, width: 4) == 0xF000_0000)
    }

    @Test func poweredDownPortRefuses() throws {
        let bench = try Bench()
        try bench.enter()
        _ = try bench.ask([0xF2, 0x46, 0xFF, 0xFF, 4, 0, 0, 0, 0, 0], 2)
        #expect(try bench.ask([0xF2, 0x36] + Bench.bytes(0x2000_0000), 8)[0] == 0x0B)
    }

    @Test func busyFlashMakesTheProbeWait() throws {
        let bench = try Bench()
        try bench.enter()
        try bench.writeWord(0x4567_0123, to: Bench.Flash.keyr)
        try bench.writeWord(0xCDEF_89AB, to: Bench.Flash.keyr)
        try bench.writeWord(0x1_0202, to: Bench.Flash.cr)
        _ = try bench.read(0x07, at: 0x0800_0000, count: 4)
        #expect(try bench.lastStatus().status == 0x10)
        bench.waitForFlash()
        _ = try bench.read(0x07, at: 0x0800_0000, count: 4)
        #expect(try bench.lastStatus().status == 0x80)
        #expect(bench.statistics.illegal.isEmpty)
    }

    @Test func programsWordByWord() throws {
        let bench = try Bench()
        try bench.enter()
        try bench.writeWord(0x4567_0123, to: Bench.Flash.keyr)
        try bench.writeWord(0xCDEF_89AB, to: Bench.Flash.keyr)
        try bench.writeWord(0x201, to: Bench.Flash.cr)
        for index in UInt32(0)..<4 {
            try bench.writeWord(index, to: 0x0800_0000 + 4 * index)
            while try bench.readWord(Bench.Flash.sr) & 0x1_0000 != 0 {}
        }
        #expect(try bench.read(0x07, at: 0x0800_0000, count: 16).value(at: 12, width: 4) == 3)
        #expect(bench.statistics.programmed == [32: 4])
        #expect(bench.statistics.illegal.isEmpty)
    }
}
