import ArgumentParser
import ProbeSetup
import STLink
import STM32Flash
import TargetMemory

/// `stlink verify FILE`
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare the flash with a firmware file; the target goes on running.",
        discussion: """
            Ends with status 26 where they differ.

            Examples:
              stlink verify firmware.elf
              stlink verify firmware.bin --address 0x08000000
            """)

    @Argument(help: "The firmware.")
    var file: String

    @Option(help: "Where a plain binary goes, such as 0x08000000.", transform: number)
    var address: UInt32?

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let image = try Image(path: file, base: address)
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            let byteCount = try opened.closing { () throws(ProbeError) in
                let segments = try image.segments(
                    for: opened.target.identity, notices: terminal.notices)
                try refuseUnreadable(segments, opened)
                for segment in segments { try compare(segment, opened, terminal.notices) }
                return segments.reduce(0) { $0 + $1.bytes.count }
            }
            terminal.say("\(file): the flash holds all of its \(byteCount) bytes")
            terminal.answer(
                .object([("file", .string(file)), ("byteCount", .number(byteCount))]))
        }
    }

    /// What PCROP hides reads as something else, or as zero: that says nothing about the flash.
    private func refuseUnreadable(
        _ segments: [Segment], _ opened: OpenedTarget
    ) throws(ProbeError) {
        do throws(TargetFault) {
            let state = try ProtectionState.read(opened.target.identity, from: opened.link)
            for segment in segments {
                guard let region = segment.region, let area = state.unreadableArea(region) else {
                    continue
                }
                throw TargetFault(
                    .access, at: area.region.base,
                    "\(area.name) protects \(area.region): programs run from there, but nobody "
                        + "reads it, so whether it holds the file cannot be told.")
            }
        } catch {
            throw ProbeError(error)
        }
    }

    private func compare(
        _ segment: Segment, _ opened: OpenedTarget, _ notices: NoticeSink
    ) throws(ProbeError) {
        var reader = MemoryReader(opened, isShown: !output.json, words: "comparing")
        let found = try reader.read(segment.address, count: segment.bytes.count)
        guard let index = segment.bytes.indices.first(where: { found[$0] != segment.bytes[$0] })
        else { return }
        let count = segment.bytes.indices.count { found[$0] != segment.bytes[$0] }
        let bytes =
            "0x\(UInt32(found[index]).hex.suffix(2)) in flash, "
            + "0x\(UInt32(segment.bytes[index]).hex.suffix(2)) in the file"
        notices.tell(.contents(bytes))
        throw ProbeError(
            .verifyFailed,
            "\(file): \(count) bytes differ, the first at \(segment.address + index): \(bytes)")
    }
}
