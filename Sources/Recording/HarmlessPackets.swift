/// The requests of gdb and LLDB that are recorded with their arguments: those that say nothing
/// of memory, files or names. Of any other there is its name and its length.
///
/// Names: the gdb manual, "Packets" and "General Query Packets"; LLDB's "GDB remote protocol
/// extensions".
enum HarmlessPackets {
    /// What an argument may consist of.
    private enum Shape {
        case nothing
        /// Numbers and threads.
        case numbers
        /// The same, of any length that registers have.
        case registers
        /// The actions of `vCont`.
        case actions
        /// Names of features.
        case features
    }

    private static let plain = [
        "\u{03}", "!", "?", "D", "D1", "k", "r", "g", "qC", "qAttached", "qOffsets", "qSymbol::",
        "qfThreadInfo", "qsThreadInfo", "qHostInfo", "qProcessInfo", "qGDBServerVersion",
        "jThreadsInfo", "qMemoryRegionInfo", "qWatchpointSupportInfo:", "QThreadSuffixSupported",
        "QListThreadsInStopReply", "QEnableErrorStrings", "QStartNoAckMode", "vMustReplyEmpty",
        "vCont?", "vCtrlC", "vStopped", "vFlashDone", "qTStatus", "qTfP", "qTsP", "qTfV", "qTsV",
        "qVAttachOrWaitSupported", "qStructuredDataPlugins", "qShlibInfoAddr",
        "qProcessInfoPID:1",
    ]

    private static let numbered = [
        "c", "s", "C", "S", "Hg", "Hc", "T", "p", "R", "F", "D;", "g;", "Z0,", "Z1,", "Z2,", "Z3,",
        "Z4,",
        "z0,", "z1,", "z2,", "z3,", "z4,", "vFlashErase:", "vKill;", "vAttach;", "vFile:setfs:",
        "QNonStop:", "QPassSignals:", "QProgramSignals:", "QThreadEvents:", "QCatchSyscalls:",
        "QSetDetachOnError:", "QDisableRandomization:", "QSaveRegisterState",
        "QRestoreRegisterState:", "qRegisterInfo", "qThreadStopInfo", "qThreadExtraInfo,",
        "qAttached:", "qMemoryRegionInfo:", "qEcho:", "qL", "qXfer:features:read:target.xml:",
        "qXfer:memory-map:read::", "qXfer:threads:read::", "qXfer:osdata:read::",
        "qXfer:osdata:read:processes:",
    ]

    private static let shapes: [(name: String, shape: Shape)] =
        plain.map { ($0, .nothing) } + numbered.map { ($0, .numbers) }
        + [("G", .registers), ("P", .registers), ("vCont;", .actions), ("qSupported", .features)]

    static func contain(_ packet: [UInt8]) -> Bool {
        shapes.contains { name, shape in
            guard packet.starts(with: name.utf8) else { return false }
            return fits(packet.dropFirst(name.utf8.count), shape)
        }
    }

    private static func fits(_ arguments: ArraySlice<UInt8>, _ shape: Shape) -> Bool {
        let limit =
            shape == .registers
            ? Limits.writtenRegistersByteCount : Limits.packetArgumentByteCount
        switch shape {
        case .nothing: return arguments.isEmpty
        case .features:
            return arguments.allSatisfy { $0.isLetter || isNumeric($0) || $0 == UInt8(ascii: "_") }
        case .numbers, .registers, .actions:
            let numbers = withoutThread(arguments)
            return numbers.count <= limit
                && numbers.allSatisfy {
                    isNumeric($0) || shape == .actions && actions.contains($0)
                }
        }
    }

    private static let actions = Set("cCsStr".utf8)
    private static let punctuation = Set(",:;.-=+p".utf8)

    private static func isNumeric(_ byte: UInt8) -> Bool {
        byte.isHexDigit || punctuation.contains(byte)
    }

    /// LLDB names the thread at the end of packets about registers.
    private static func withoutThread(_ arguments: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark = Array(";thread:".utf8)
        let start = arguments.indices.first { arguments[$0...].starts(with: mark) }
        guard let start else { return arguments }
        return arguments[..<start] + arguments[(start + mark.count)...]
    }

    /// What an unknown packet is called: one character, or the word that `q`, `Q`, `v` or `j`
    /// begins.
    static func name(of packet: [UInt8]) -> [UInt8] {
        guard let first = packet.first, (0x21..<0x7F).contains(first) else { return [] }
        guard "qQvj".utf8.contains(first) else { return [first] }
        let word = packet.prefix { $0.isLetter }
        return word.count <= Limits.packetNameByteCount ? Array(word) : [first]
    }
}
