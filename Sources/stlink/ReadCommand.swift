import ArgumentParser
import ProbeSetup
import STLink
import TargetMemory

/// `stlink read ADDRESS COUNT [FILE]`
struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read memory into a file, or show it; the target goes on running.")

    @Argument(help: "The first address.", transform: number)
    var address: UInt32

    @Argument(help: "How many bytes.", transform: number)
    var count: UInt32

    @Argument(help: "The file for the bytes as they are; without it they are shown.")
    var file: String?

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard count > 0, UInt64(address) + UInt64(count) <= 1 << 32 else {
            throw ValidationError("the bytes from \(address.hex) on must be 1 to 4 GiB - address")
        }
    }

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            var options = target.options
            if options.mode == .normal { options.mode = .hotPlug }
            let opened = try openTarget(options, notices: terminal.notices)
            var reader = MemoryReader(
                link: opened.link, isShown: file != nil && !terminal.isJSON, words: "reading")
            let bytes = try opened.closing { () throws(ProbeError) in
                try reader.read(Address(address), count: Int(count))
            }
            if let file {
                try File.write(bytes, to: file)
                terminal.say("\(bytes.count) bytes from \(address.hex) in \(file)")
            } else {
                terminal.say(HexDump(bytes: bytes, base: Address(address)).description)
            }
            let digits = bytes.map { UInt32($0).hex.suffix(2) }.joined()
            terminal.answer(
                .object([
                    ("address", .number(Int(address))), ("byteCount", .number(bytes.count)),
                    file.map { ("file", .string($0)) } ?? ("bytes", .string(digits)),
                ]))
        }
    }
}

/// Sixteen bytes a line with their address and, where they are such, their characters.
struct HexDump: CustomStringConvertible {
    var bytes: [UInt8]
    var base: Address

    var description: String {
        stride(from: 0, to: bytes.count, by: 16).map { offset in
            let line = bytes[offset..<min(offset + 16, bytes.count)]
            let digits = line.map { UInt32($0).hex.suffix(2) }.joined(separator: " ")
            let padding = String(repeating: " ", count: 47 - digits.count)
            let text = line.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }
            return "\(base + offset)  \(digits)\(padding)  \(text.joined())"
        }.joined(separator: "\n")
    }
}
