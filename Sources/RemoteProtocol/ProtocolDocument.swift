/// `docs/protocol.md`, written from the packet table.
public enum ProtocolDocument {
    /// The page as Markdown.
    public static var markdown: String {
        var text = """
            # The packets

            What `stlink-gdbserver` understands of gdb's remote protocol. This page is generated
            from the packet table in `Sources/RemoteProtocol`; a test fails when it is stale,
            and `RECORD=1 swift test --filter ProtocolDocument` writes it again.

            A packet that is not here gets the empty reply. A packet with wrong arguments gets
            `E22`. A packet that could not be carried out gets `E.` and a sentence when the
            client announced `error-message+`, and an error number otherwise: `E14` for memory
            that cannot be accessed, `E05` for a failing link or flash, `E19` for a lost probe,
            `E62` for a time limit, `E16` for the wrong state, `E95` for what the target cannot
            do. After a number, what concerns flash or breakpoints follows in words with the
            next text that gdb can show: the next stop or the next `monitor` command. The
            server's log has all of it at once.

            An LLDB that sent `QEnableErrorStrings` gets the number and the sentence in one.

            Byte 0x03 is Ctrl-C, also in the middle of a packet, whose checksum is good without it.
            In non-stop mode (`QNonStop:1`) `vCont` is answered at once, memory is read and
            breakpoints are set while the core runs, and stops come as `%Stop`. A gdb that waits
            for a reply for long gets `%busy:` twice a second, which starts its waiting anew.

            A packet with a bad checksum is asked for again (`-`) as long as packets are
            acknowledged, and dropped afterwards. A packet holds up to \(Limits.packetByteCount)
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
