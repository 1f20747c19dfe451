/// `docs/protocol.md`, written from the packet table.
public enum ProtocolDocument {
    /// The page as Markdown.
    public static var markdown: String {
        var text = """
            # The packets

            What `stlink-gdbserver` understands of gdb's remote protocol. This page is generated \
            from the packet table in `Sources/RemoteProtocol`; a test fails when it is stale, and \
            `RECORD=1 swift test --filter ProtocolDocument` writes it again.

            A packet that is not here gets the empty reply. A packet with wrong arguments gets \
            `E22`. A packet that could not be carried out gets `E.` and a sentence when the client \
            announced `error-message+` (gdb 16 and later), and an error number otherwise: `E0e` \
            for memory that cannot be accessed, `E05` for a failing link or flash, `E6e` for a \
            time limit, `E10` for the wrong state, `E5f` for what the target cannot do. Then \
            the sentence follows with the next text gdb shows: the next stop or `monitor` command.

            Byte 0x03 outside a packet is Ctrl-C. Packets hold up to \(Limits.packetByteCount) \
            bytes.

            """
        for section in PacketTable.sections {
            text +=
                "\n## \(section.title)\n\n| packet | arguments | meaning |\n| --- | --- | --- |\n"
            for rule in section.rules {
                let arguments = rule.arguments.isEmpty ? "" : "`\(rule.arguments)`"
                text += "| `\(rule.name.text)` | \(arguments) | \(rule.summary) |\n"
            }
        }
        return text
    }
}
