import TargetDouble
import TargetMemory
import Testing

@testable import DebugSession

/// Calls of a program that has gone astray.
@Suite struct StraySemihostingTests {
    private static let block: Address = 0x2000_1000
    private static let call: Address = 0x2000_0100

    /// Whatever a program that has gone astray has in its registers: an answer, never a trap.
    @Test(arguments: [UInt64.random(in: .min ... .max), 3])
    func strayCallsNeverTrap(seed: UInt64) throws {
        let target = TargetDouble()
        var session = Session(
            target: target, serverVersion: "1",
            semihosting: SemihostingOptions(isEnabled: true), host: DeskDouble())
        try session.begin()
        var state = seed
        func random() -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let word = UInt32(truncatingIfNeeded: state >> 32)
            return [word, word & 0xFF, 0x2000_0000 | word & 0x4FFFF, .max][Int(word >> 30)]
        }
        for _ in 0..<2000 {
            let words = (0..<4).map { _ in random() }
            try target.writeMemory(words.flatMap(\.littleEndianBytes), to: Self.block)
            try target.writeMemory([0xAB, 0xBE], to: Self.call)
            if target.isRunning {
                try target.halt()
                _ = try target.poll()
            }
            try target.writeRegister(0, (random() & 0x3F).littleEndianBytes)
            let parameter = random() & 1 == 0 ? Self.block.rawValue : random()
            try target.writeRegister(1, parameter.littleEndianBytes)
            try target.writeRegister(15, Self.call.rawValue.littleEndianBytes)
            session.phase = .running(haltPollsLeft: nil)
            target.pendingStop = .trap
            try target.resume(at: nil)
            _ = session.poll()
            if session.phase == .gone { _ = session.handle(.run) }
        }
    }
}
