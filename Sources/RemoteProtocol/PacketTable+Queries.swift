extension PacketTable {
    static let threads: [PacketRule] = [
        PacketRule(
            .prefix("H"), "operation thread", "Choose the thread for later packets: there is one."
        ) { (fields: inout Fields) throws(Malformed) in
            guard fields.take("g") || fields.take("c") else { throw Malformed("'g' or 'c'") }
            return .selectThread(try wholeThread(&fields))
        },
        PacketRule(
            .prefix("T"), "thread", "Ask if a thread is alive."
        ) { (fields: inout Fields) throws(Malformed) in
            .threadAlive(try wholeThread(&fields))
        },
        PacketRule("qC", "Tell the current thread.", .currentThread),
        PacketRule("qfThreadInfo", "List the threads, beginning.", .firstThreads),
        PacketRule("qsThreadInfo", "List the threads, the rest.", .moreThreads),
        PacketRule(
            .prefix("qThreadExtraInfo,"), "thread", "Describe a thread in words."
        ) { (fields: inout Fields) throws(Malformed) in
            .threadExtraInfo(try wholeThread(&fields))
        },
    ]

    static let queries: [PacketRule] = [
        PacketRule(
            .exactly("qAttached"), "", "Answered 1: leaving means detaching, not killing."
        ) { (_: inout Fields) throws(Malformed) in .attachedQuery },
        PacketRule(
            .prefix("qAttached:"), "pid", "The same for the one process there is."
        ) { (_: inout Fields) throws(Malformed) in .attachedQuery },
        PacketRule("qOffsets", "Relocation of the program: none.", .offsets),
        PacketRule(
            .prefix("qSymbol:"), "[value]:[name]", "Offer to look symbols up: none is wanted."
        ) { (_: inout Fields) throws(Malformed) in .symbolsOffered },
        PacketRule(
            .prefix("qRcmd,"), "hex", "A `monitor` command; its text comes back in `O` packets."
        ) { (fields: inout Fields) throws(Malformed) in
            .monitor(String(decoding: try fields.hexBytes(), as: UTF8.self))
        },
        transfer(.features, annex: "target.xml", "The registers, as XML."),
        transfer(.memoryMap, annex: "", "Flash sectors, RAM and peripherals, as XML."),
        transfer(.threads, annex: "", "The threads, as XML."),
        transfer(.systemData, annex: "[processes]", "The one process there is, for `info os`."),
    ]

    private static func wholeThread(_ fields: inout Fields) throws(Malformed) -> ThreadSelector {
        let thread = try fields.thread()
        try fields.expectEnd()
        return thread
    }

    private static func transfer(
        _ document: Document, annex: String, _ summary: String
    ) -> PacketRule {
        PacketRule(
            .prefix("qXfer:\(document.rawValue):read:"), "\(annex):offset,count", summary
        ) { (fields: inout Fields) throws(Malformed) in
            guard let annex = fields.take(until: ":") else { throw Malformed("':'") }
            let offset = try fields.count()
            try fields.expect(",")
            let count = try fields.count()
            try fields.expectEnd()
            return .transfer(
                document, annex: String(decoding: annex, as: UTF8.self), offset: offset,
                count: count)
        }
    }
}
