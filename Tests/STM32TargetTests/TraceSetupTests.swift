import CortexM
import TargetMemory
import Testing

@testable import STM32Target

/// Registers of trace units, and a program that changes them while they are being set up.
@Suite struct TraceSetupTests {
    private final class Registers: MemoryAccess {
        var words: [Address: UInt32] = [:]
        /// Bits that this core has.
        var implemented: [Address: UInt32] = [:]
        var writeCount = 0
        /// After so many writes everything is as after a reset.
        var resetAfterWrites: Int?

        func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
            try readWord(address).littleEndianBytes
        }
        func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
            try writeWord(bytes.word(at: 0), to: address)
        }
        func readWord(_ address: Address) throws(TargetFault) -> UInt32 { words[address] ?? 0 }
        func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
            words[address] = value & (implemented[address] ?? .max)
            writeCount += 1
            if writeCount == resetAfterWrites { words = [:] }
        }
    }

    private static let settings = [
        RegisterSetting(0xE000_EDFC, mask: 1 << 24, 1 << 24), RegisterSetting(0xE004_00F0, 2),
        RegisterSetting(0xE000_0E00, .max),
        RegisterSetting(0xE000_0E80, mask: 0x00FF_FFFF, 0x1_0009),
    ]

    /// The last moment is between the last write and the look at what came of it.
    @Test(arguments: 1...4)
    func aResetWhileItIsSetUpIsNoticed(writeNumber: Int) throws {
        let registers = Registers()
        registers.resetAfterWrites = writeNumber
        let setup = TraceSetup(Self.settings, access: registers)
        try setup.arm()
        #expect(try setup.rearmIfNeeded())
        for setting in Self.settings {
            let word = try registers.readWord(setting.address)
            #expect(word & setting.mask == setting.value, "\(setting)")
        }
        #expect(try !setup.rearmIfNeeded())
    }

    /// What a core does not have is not missed again and again.
    @Test func bitsThatACoreLacksAreNoReset() throws {
        let registers = Registers()
        registers.implemented[0xE000_0E00] = 0xFF
        let setup = TraceSetup(Self.settings, access: registers)
        try setup.arm()
        for _ in 0..<3 { #expect(try !setup.rearmIfNeeded()) }
        registers.words = [:]
        #expect(try setup.rearmIfNeeded())
        #expect(try !setup.rearmIfNeeded())
        try setup.restore()
        #expect(registers.words.values.allSatisfy { $0 == 0 })
    }
}
