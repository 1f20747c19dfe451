/// Makes readable text of trace packets.
///
/// What the program prints to port 0 comes out as it comes; other ports a line at a time with
/// their number in front, and packets of the hardware as lines of their own. Control characters
/// that could do something to a terminal are shown and not sent.
public struct TraceText: Sendable {
    private var lines: [Int: [UInt8]] = [:]
    /// The beginning of a UTF-8 character on port 0: programs print byte by byte.
    private var incomplete: [UInt8] = []
    /// Port 0's text stands in the middle of a line.
    private var isMidLine = false

    public init() {}

    /// The text that a packet adds to the output; often none.
    public mutating func text(for packet: TracePacket) -> String {
        guard case .instrumentation(let port, let bytes) = packet else {
            // Being in step is no news to a reader.
            return packet == .synchronization ? "" : ownLine(packet.description)
        }
        if port == 0 { return console(bytes) }
        var text = ""
        for byte in bytes where byte != 0 {
            if byte == UInt8(ascii: "\r") { continue }
            if byte == UInt8(ascii: "\n") {
                text += ownLine(labelled(port, lines[port] ?? []))
                lines[port] = nil
                continue
            }
            lines[port, default: []].append(byte)
            if lines[port, default: []].count >= Limits.lineByteCountMax {
                text += ownLine(labelled(port, lines[port] ?? []))
                lines[port] = nil
            }
        }
        return text
    }

    /// Lines that have not ended, at the end of all.
    public mutating func flush() -> String {
        var text = Self.harmless(incomplete)
        isMidLine = isMidLine || !incomplete.isEmpty
        incomplete = []
        for (port, bytes) in lines.sorted(by: { $0.key < $1.key }) {
            text += ownLine(labelled(port, bytes))
        }
        lines = [:]
        if isMidLine { text += "\n" }
        isMidLine = false
        return text
    }

    private mutating func console(_ bytes: [UInt8]) -> String {
        // A port that is written by words has its text's unused bytes zero.
        var visible = incomplete + bytes.filter { $0 != 0 && $0 != UInt8(ascii: "\r") }
        incomplete = Self.incompleteTail(of: visible)
        visible.removeLast(incomplete.count)
        guard let last = visible.last else { return "" }
        isMidLine = last != UInt8(ascii: "\n")
        return Self.harmless(visible)
    }

    private mutating func ownLine(_ line: String) -> String {
        defer { isMidLine = false }
        return (isMidLine ? "\n" : "") + line + "\n"
    }

    private func labelled(_ port: Int, _ bytes: [UInt8]) -> String {
        "port \(port): \(Self.harmless(bytes))"
    }

    /// The bytes at the end that could still become one UTF-8 character (RFC 3629, section 3).
    private static func incompleteTail(of bytes: [UInt8]) -> [UInt8] {
        for count in 1...3 where count <= bytes.count {
            let byte = bytes[bytes.count - count]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > count ? Array(bytes.suffix(count)) : []
        }
        return []
    }

    /// UTF-8 where it is, with escapes for control characters but line ends and tabs.
    static func harmless(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            if isControl, scalar != "\n", scalar != "\t" {
                text += "\\x" + TracePacket.hex(UInt64(scalar.value), digitCount: 2)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
