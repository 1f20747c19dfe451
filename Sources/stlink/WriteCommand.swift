import ArgumentParser
import ProbeSetup
import STLink
import TargetMemory

/// `stlink write ADDRESS FILE`
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write a file's bytes as they are into RAM; the target goes on running.",
        discussion: "Flash is programmed with `stlink flash`.")

    @Argument(help: "The first address.", transform: number)
    var address: UInt32

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let bytes = try File.read(file)
            guard UInt64(address) + UInt64(bytes.count) <= 1 << 32 else {
                throw ProbeError(
                    .imageDoesNotFit, "\(file) has \(bytes.count) bytes, which go past 4 GiB")
            }
            var options = target.options
            if options.mode == .normal { options.mode = .hotPlug }
            let opened = try openTarget(options, notices: terminal.notices)
            try opened.closing { () throws(ProbeError) in
                try opened.refuseFlash(address, byteCount: bytes.count)
                try opened.write(bytes, to: Address(address))
            }
            terminal.say("\(bytes.count) bytes of \(file) at \(address.hex)")
            terminal.answer(
                .object([
                    ("address", .number(Int(address))), ("byteCount", .number(bytes.count)),
                ]))
        }
    }
}

extension OpenedTarget {
    fileprivate func write(_ bytes: [UInt8], to address: Address) throws(ProbeError) {
        guard !bytes.isEmpty else { return }
        do throws(TargetFault) {
            try link.write(bytes, to: address)
        } catch {
            throw ProbeError(error)
        }
    }

    /// A plain write to flash does nothing, or worse.
    fileprivate func refuseFlash(_ address: UInt32, byteCount: Int) throws(ProbeError) {
        guard byteCount > 0 else { return }
        let region = Region(base: Address(address), byteCount: byteCount)
        for entry in target.memoryMap {
            guard case .flash = entry.kind, entry.region.overlaps(region) else { continue }
            throw ProbeError(
                .accessRefused,
                "\(region) is flash (\(entry.region)): program it with "
                    + "`stlink flash --address`")
        }
    }
}
