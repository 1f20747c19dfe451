import JSONText
import ArgumentParser
import ProbeSetup
import STLink
import TargetMemory

/// `stlink read ADDRESS COUNT [FILE]`
struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read memory into a file, or show it; the target goes on running.",
        discussion: """
            Any address and count. The widths of the accesses are chosen for speed, unless --width \
            asks for one.

            Examples:
              stlink read 0x08000000 0x100000 backup.bin    the whole flash into a file
              stlink read 0x20000000 64                     a hex dump
              stlink read 0x40021000 4 --width 32           one register, one access
            """)

    @Argument(help: "The first address.", transform: number)
    var address: UInt32

    @Argument(help: "How many bytes.", transform: number)
    var count: UInt32

    @Argument(help: "The file for the bytes as they are; without it they are shown.")
    var file: String?

    @OptionGroup var access: WidthOption
    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard count > 0, UInt64(address) + UInt64(count) <= 1 << 32 else {
            throw ValidationError("the bytes from \(address.hex) on must be 1 to 4 GiB - address")
        }
        if let width = access.width {
            try WidthOption.check(width, address: address, byteCount: Int(count))
        }
    }

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            var reader = MemoryReader(
                opened, isShown: file != nil && !terminal.isJSON, words: "reading",
                width: access.width)
            let bytes = try opened.closing { () throws(ProbeError) in
                try reader.read(Address(address), count: Int(count))
            }
            if let file {
                try File.write(bytes, to: file)
                terminal.say("\(bytes.count) bytes from \(address.hex) in \(file)")
            } else {
                let dump = HexDump(
                    bytes: bytes, base: Address(address), width: access.width ?? .byte)
                terminal.say(dump.description)
            }
            terminal.answer(answer(bytes))
        }
    }

    private func answer(_ bytes: [UInt8]) -> JSON {
        var members: [(String, JSON)] = [
            ("address", .number(Int(address))), ("byteCount", .number(bytes.count)),
        ]
        if let width = access.width { members.append(("width", .number(8 * width.rawValue))) }
        if let file {
            members.append(("file", .string(file)))
        } else {
            members.append(("bytes", .string(bytes.map { $0.hexDigits }.joined())))
            if let width = access.width {
                let values = width.values(bytes).map { JSON.number(Int($0)) }
                members.append(("values", .array(values)))
            }
        }
        return .object(members)
    }
}

extension UInt8 {
    /// Two hexadecimal digits.
    var hexDigits: String { String(UInt32(self).hex.suffix(2)) }
}
