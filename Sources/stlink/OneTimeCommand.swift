import JSONText
import ArgumentParser
import ProbeSetup
import STLink
import STM32
import STM32Flash
import TargetMemory

/// `stlink otp [ADDRESS FILE]`
struct OneTimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "otp",
        abstract: "Show the cells that can be programmed once, or program some of them.",
        discussion: """
            What is programmed there stays for the life of the chip. Cells that are not blank are \
            refused, and so is everything without --burn-forever.

            Examples:
              stlink otp                                           all of them
              stlink otp 0x1FFF7000 serial.bin --burn-forever      program a file's bytes
            """)

    @Argument(help: "The first address to program.", transform: number)
    var address: UInt32?

    @Argument(help: "The file with the bytes.")
    var file: String?

    @Flag(help: "Yes, program cells that can never be changed again.")
    var burnForever = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (address == nil) == (file == nil) else {
            throw ValidationError("programming needs an address and a file")
        }
    }

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            if let address, let file { return try burn(file, address, terminal) }
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            let (base, bytes) = try opened.closing { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) in
                    guard let memory = target.identity.device?.oneTime?.region else {
                        throw TargetFault(
                            .unsupported, "\(target.identity.name) has no OTP cells that we know.")
                    }
                    let count = memory.byteCount
                    return (memory.base, try opened.link.read(memory.base, count: count))
                }
            }
            terminal.say(HexDump(bytes: bytes, base: base, width: .word).description)
            terminal.answer(Self.answer(base, bytes, didWrite: false))
        }
    }

    private func burn(
        _ file: String, _ address: UInt32, _ terminal: Terminal
    ) throws(ProbeError) {
        let bytes = try File.read(file)
        try refusePastEnd(address, byteCount: bytes.count)
        let opened = try openTarget(
            target.options, arrival: .halt, on: terminal.bus, notices: terminal.notices)
        let work = FlashWork(opened, terminal: terminal)
        let segment = Segment(address: Address(address), bytes: bytes)
        let (report, state) = try work.run(leaveHalted: false) { session throws(TargetFault) in
            try session.writeOneTime(segment, allowingPermanent: burnForever)
        }
        terminal.say("\(file) at \(segment.address), for good: \(report.summary)")
        terminal.say("reset, \(state)")
        terminal.answer(Self.answer(segment.address, bytes, didWrite: true))
    }

    private static func answer(_ base: Address, _ bytes: [UInt8], didWrite: Bool) -> JSON {
        .object([
            ("address", .number(Int(base.rawValue))), ("byteCount", .number(bytes.count)),
            ("bytes", .string(bytes.map(\.hexDigits).joined())), ("written", .bool(didWrite)),
        ])
    }
}
