import STLink
import STM32Target
import TargetMemory
import USBTransport
import VirtualBoard

@testable import ProbeSetup

extension FuzzTarget {
    /// Every reply is the input's: a byte for its length or an error, then its bytes. The first
    /// byte is the model.
    static let replies = FuzzTarget(
        name: "replies", maximumByteCount: 2048, dictionary: "replies"
    ) { bytes in
        var input = FuzzInput(bytes)
        let products: [UInt16] = [0x374B, 0x3748, 0x374E, 0x3744]
        let product = products[Int(input.byte() % 4)]
        let bus = HostileBus(productID: product, makesReplies: AnyReplies(input))
        ProbeExercise(bus: bus, choices: input.byte()).run()
        check(bus.transferCount <= 20_000, "\(bus.transferCount) transfers")
    }

    /// A virtual board's replies, some of which are spoilt on the way. The first two bytes are the
    /// board and what is done; then for each spoilt transfer four: how many to leave alone before,
    /// twice, what is done to it, and with what.
    static let probe = FuzzTarget(
        name: "probe", maximumByteCount: 256, timeoutSeconds: 40
    ) { bytes in
        var input = FuzzInput(bytes)
        let kinds = [
            ("stm32f756", "stlink-v2"), ("stm32f103", "stlink-v3e"), ("stm32g071", "stlink-v2"),
        ]
        let (board, probe) = kinds[Int(input.byte()) % kinds.count]
        let choices = input.byte()
        guard let plugged = try? BoardCatalogue.make(board: board, probe: probe, isPaced: true)
        else {
            check(false, "there is no board \(board) with \(probe)")
            return
        }
        let bus = HostileBus(plugged, makesReplies: SpoiltReplies(plugged, input))
        ProbeExercise(bus: bus, choices: choices).run()
        check(bus.transferCount <= 60_000, "\(bus.transferCount) transfers")
        let seconds = plugged.clock.now / 1_000_000_000
        check(seconds <= 600, "\(seconds) s of the board's time")
    }
}

/// What every tool does with a probe; each part is tried, whatever came of the one before.
struct ProbeExercise {
    var bus: HostileBus
    var choices: UInt8

    func run() {
        let modes: [ConnectOptions.Mode] = [.normal, .hotPlug, .underReset, .normal]
        let options = ConnectOptions(
            wire: choices & 4 == 0 ? .swd : .jtag, clockKHz: choices & 8 == 0 ? 1000 : nil,
            mode: modes[Int(choices & 3)])
        guard let opened = try? openTarget(options, on: bus) else { return }
        let target = opened.target
        attempt { try target.attach() }
        attempt { _ = try target.readMemory(0x2000_0001, count: 7000) }
        attempt { try target.writeMemory([UInt8](repeating: 7, count: 300), to: 0x2000_0003) }
        for number in 0..<target.registers.count { attempt { _ = try target.readRegister(number) } }
        attempt { try target.writeRegister(15, [0, 0, 0, 0x20]) }
        attempt { try target.insert(.hardware, at: 0x2000_0000, length: 2) }
        attempt { _ = try target.step(at: nil) }
        attempt { try target.resume(at: nil) }
        attempt { _ = try target.poll() }
        attempt { try target.halt() }
        attempt { _ = try target.faultSentences() }
        if choices & 16 == 0 { program(target) }
        if choices & 32 == 0 { attempt { _ = try target.chip?.optionBytes() } }
        if choices & 64 == 0 {
            attempt { try target.probeControl?.startTrace(hz: 2_000_000) }
            attempt { _ = try target.probeControl?.readTrace() }
            attempt { _ = try target.probeControl?.setClock(kHz: nil) }
        }
        attempt { try target.reset(.halt) }
        attempt { _ = opened.link.facts }
        try? opened.close()
    }

    private func program(_ target: STM32Target) {
        guard let flash = target.flash, let sector = target.identity.sectors.first?.region else {
            return
        }
        attempt { try flash.erase(sector) }
        attempt { try flash.write([UInt8](repeating: 0x5A, count: 700), to: sector.base) }
        attempt { _ = try flash.commit() }
    }

    private func attempt(_ work: () throws -> Void) {
        do {
            try work()
        } catch {
            check((error as? TargetFault)?.message.isEmpty == false, "a failure without a word")
        }
    }
}
