extension PacketTable {
    /// What LLDB asks besides ("GDB remote protocol extensions" of its documentation).
    static let lldb: [PacketRule] = [
        PacketRule(
            "QThreadSuffixSupported", "Name the thread at the end of register packets.",
            .acceptThreadSuffixes),
        PacketRule(
            "QListThreadsInStopReply", "Tell threads and their program counters with each stop.",
            .listThreadsInStops),
        PacketRule(
            "QEnableErrorStrings", "Follow error numbers by a sentence, `E0e;hex`.",
            .enableErrorStrings),
        PacketRule(
            .prefix("QSetDetachOnError:"), "0|1",
            "Leave the target when the connection breaks: always."
        ) { (fields: inout Fields) throws(Malformed) in
            _ = try fields.hex32()
            try fields.expectEnd()
            return .detachOnError
        },
        PacketRule("qHostInfo", "Tell the instruction set and byte order.", .hostInfo),
        PacketRule("qProcessInfo", "The same for the one process there is.", .processInfo),
        PacketRule("qGDBServerVersion", "Tell name and version of the server.", .serverVersion),
        PacketRule(
            .prefix("qEcho:"), "text", "Answered with itself, to find the place in the stream."
        ) { (fields: inout Fields) throws(Malformed) in .echo(fields.text()) },
        PacketRule(
            .prefix("qThreadStopInfo"), "thread", "Tell why a thread has stopped."
        ) { (fields: inout Fields) throws(Malformed) in
            let thread = try fields.thread()
            try fields.expectEnd()
            return .threadStopInfo(thread)
        },
        PacketRule(
            "jThreadsInfo", "Stop reasons and registers of all threads, as JSON.", .threadsInfo),
        PacketRule(
            "qMemoryRegionInfo", "Ask if memory regions can be asked for.", .memoryRegionSupport),
        PacketRule(
            .prefix("qMemoryRegionInfo:"), "address", "Describe the memory around an address."
        ) { (fields: inout Fields) throws(Malformed) in
            let address = try fields.address()
            try fields.expectEnd()
            return .memoryRegion(address)
        },
        PacketRule(
            "qWatchpointSupportInfo:", "Tell how many watchpoints there are.", .watchpointSupport),
    ]
}
