import ArgumentParser
import ProbeSetup
import STLink
import STM32Target
import TargetMemory

/// `stlink write ADDRESS VALUE...|FILE`
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract:
            "Write values or a file's bytes into RAM or registers; the target goes on running.",
        discussion: """
            Numbers are values of --width bits each (32 unless told), written with just such \
            accesses. Anything else is the name of a file, whose bytes are written as they are. \
            Flash is refused: it is programmed with `stlink flash`.

            Examples:
              stlink write 0x20000000 data.bin              a file into RAM
              stlink write 0x40020C14 0x1000                one 32-bit register
              stlink write 0x20000100 1 2 3 --width 8       three bytes
              stlink write 0x20000000 ./4711                a file with a number for a name
            """)

    @Argument(help: "The first address.", transform: number)
    var address: UInt32

    @Argument(help: "Values, or one file.")
    var contents: [String]

    @OptionGroup var access: WidthOption
    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    /// What the arguments mean.
    private enum Source {
        case values([UInt8], AccessWidth)
        case file(String)
    }

    private func source() throws -> Source {
        if contents.count == 1, let name = contents.first, (try? number(name)) == nil {
            return .file(name)
        }
        let width = access.width ?? .word
        let bytes = try contents.flatMap { text in
            guard let cell = width.bytes(try number(text)) else {
                throw ValidationError("\(text) has more than \(8 * width.rawValue) bits")
            }
            return cell
        }
        try WidthOption.check(width, address: address, byteCount: bytes.count)
        return .values(bytes, width)
    }

    func validate() throws { _ = try source() }

    func run() throws {
        let source = try source()
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let (bytes, width, name) = try load(source)
            try refusePastEnd(address, byteCount: bytes.count)
            if let width,
                !bytes.count.isMultiple(of: width.rawValue)
                    || !Address(address).isAligned(to: width.rawValue)
            {
                throw ProbeError(
                    .usage,
                    "\(bytes.count) bytes at \(address.hex) are not whole "
                        + "\(8 * width.rawValue)-bit cells")
            }
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            try opened.closing { () throws(ProbeError) in
                try opened.refuseFlash(address, byteCount: bytes.count)
                try opened.write(bytes, to: Address(address), width: width)
            }
            terminal.say("\(bytes.count) bytes\(name.map { " of \($0)" } ?? "") at \(address.hex)")
            terminal.answer(
                .object([
                    ("address", .number(Int(address))), ("byteCount", .number(bytes.count)),
                    ("width", .number(orNull: width.map { 8 * $0.rawValue })),
                    ("file", .string(orNull: name)),
                ]))
        }
    }

    private func load(
        _ source: Source
    ) throws(ProbeError) -> (bytes: [UInt8], width: AccessWidth?, name: String?) {
        switch source {
        case .values(let bytes, let width): (bytes, width, nil)
        case .file(let name): (try File.read(name), access.width, name)
        }
    }
}

extension OpenedTarget {
    fileprivate func write(
        _ bytes: [UInt8], to address: Address, width: AccessWidth?
    ) throws(ProbeError) {
        guard !bytes.isEmpty else { return }
        do throws(TargetFault) {
            if let width {
                try link.write(bytes, to: address, width: width)
            } else {
                try link.write(bytes, to: address)
            }
        } catch {
            throw ProbeError(error)
        }
    }

    /// A plain write to cells that need a flash controller does nothing, or worse.
    fileprivate func refuseFlash(_ address: UInt32, byteCount: Int) throws(ProbeError) {
        guard byteCount > 0 else { return }
        let region = Region(base: Address(address), byteCount: byteCount)
        for entry in target.memoryMap where entry.region.overlaps(region) {
            switch entry.kind {
            case .ram: continue
            case .flash:
                throw ProbeError(
                    .accessRefused,
                    "\(region) is flash (\(entry.region)): program it with "
                        + "`stlink flash --address`")
            case .rom where target.identity.device != nil:
                throw ProbeError(
                    .accessRefused,
                    "\(region) is not RAM (\(entry.region)): flash is programmed at its own "
                        + "address with `stlink flash`, and the rest cannot be written")
            case .rom: continue
            }
        }
    }
}

/// What is to be written must end below 4 GiB.
func refusePastEnd(_ address: UInt32, byteCount: Int) throws(ProbeError) {
    guard UInt64(address) + UInt64(byteCount) <= 1 << 32 else {
        throw ProbeError(
            .imageDoesNotFit, "\(byteCount) bytes from \(address.hex) on go past 4 GiB")
    }
}
