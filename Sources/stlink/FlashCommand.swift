import JSONText
import ArgumentParser
import CortexM
import ProbeSetup
import STLink
import STM32Flash
import TargetMemory

/// `stlink flash FILE...`
struct FlashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flash",
        abstract: "Program firmware files into flash, verify them, and run the program.",
        discussion: """
            ELF, Intel HEX, S-record, UF2, or a plain binary with an address; the content tells, \
            not the name. Several files are programmed together: each sector is erased once. A \
            file that is no firmware, or none for this chip, is refused before anything is \
            erased. Sectors that already hold the right bytes are left alone.

            Examples:
              stlink flash firmware.elf
              stlink flash bootloader.hex application.elf
              stlink flash firmware.bin --address 0x08000000
              stlink flash boot.bin@0x08000000 app.bin@0x08020000
              stlink flash application.elf --loader board-qspi.stldr
            """)

    @Argument(
        help: ArgumentHelp(
            "The firmware; a plain binary takes its address behind an @.",
            valueName: "file[@address]"))
    var files: [String]

    @Option(help: "Where a plain binary goes, such as 0x08000000.", transform: number)
    var address: UInt32?

    @Flag(inversion: .prefixedNo, help: "Compare the flash with the files afterwards.")
    var verify = true

    @Flag(help: "Keep the bytes outside of the files that lie in a sector that must be erased.")
    var preserve = false

    @Flag(help: "Program what does not look like a program for this chip.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "A flash loader for a memory beside the chip's own flash: a CMSIS .FLM or an ST "
                + ".stldr. May be given several times.", valueName: "file"))
    var loader: [String] = []

    @Flag(help: "Leave the core halted at the first instruction of the new program.")
    var halt = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let names = try files.map { try ImageArgument($0) }
        if address != nil, names.count > 1, names.contains(where: { $0.address == nil }) {
            throw ValidationError(
                "--address is for one file; with several, write the address behind each binary: "
                    + "file@0x08000000")
        }
    }

    func run() throws {
        let names = try files.map { try ImageArgument($0) }
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            var images: [Image] = []
            for name in names {
                images.append(
                    try Image(path: name.path, base: name.address ?? address, force: force))
            }
            var loaders: [LoaderFile] = []
            for path in loader { loaders.append(try LoaderFile(path: path)) }
            let opened = try openTarget(
                target.options, arrival: .halt, on: terminal.bus, notices: terminal.notices)
            let segments = try opened.unlessFailing { () throws(ProbeError) in
                try Image.combined(
                    images, for: opened.target.identity, loaders: loaders, force: force,
                    notices: terminal.notices)
            }
            let (own, external) = loaders.share(segments)
            let work = FlashWork(opened, terminal: terminal)
            let options = FlashOptions(verifies: verify, preserves: preserve)
            let (report, state) = try work.run(leaveHalted: halt) {
                session throws(TargetFault) in
                // A loader that does not fit or work is found out before the first sector is
                // erased; nothing of the old program may be at work while it runs.
                let memories = try work.memories(external)
                if !memories.isEmpty { try opened.target.reset(.halt) }
                for (memory, _) in memories { try memory.prove() }
                var report = try session.program(own, options: options, progress: work.observer)
                for (memory, segments) in memories {
                    report.add(
                        try memory.program(
                            segments, verifies: verify, preserves: preserve,
                            progress: work.observer))
                }
                return report
            }
            let what = images.map { "\($0.path) (\($0.firmware.format.rawValue))" }
            terminal.say("\(what.joined(separator: ", ")): \(report.summary)")
            terminal.say("reset, \(state)")
            terminal.answer(.object(answer(images) + report.json + [("core", state.json)]))
        }
    }

    /// One file's name and format stand where those of several do, too.
    private func answer(_ images: [Image]) -> [(String, JSON)] {
        let files = images.map { image in
            JSON.object([
                ("file", .string(image.path)),
                ("format", .string(image.firmware.format.rawValue)),
                ("byteCount", .number(image.firmware.byteCount)),
            ])
        }
        return [("files", .array(files))]
    }
}

/// `FILE` or `FILE@ADDRESS`.
struct ImageArgument {
    var path: String
    var address: UInt32?

    /// What follows the last @ is an address if it looks like one, and part of the name if not.
    init(_ text: String) throws {
        path = text
        guard let mark = text.lastIndex(of: "@") else { return }
        let tail = text[text.index(after: mark)...]
        guard tail.first?.isWholeNumber == true else { return }
        address = try number(String(tail))
        path = String(text[..<mark])
    }
}
