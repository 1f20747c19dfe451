import TargetMemory

extension PacketTable {
    static let runControl: [PacketRule] = [
        PacketRule(
            .prefix("c"), "[address]", "Continue; answered when the core halts."
        ) { (fields: inout Fields) throws(Malformed) in
            .resume(.run(from: try optionalAddress(&fields)))
        },
        PacketRule(
            .prefix("C"), "signal[;address]", "Continue; there are no signals to deliver."
        ) { (fields: inout Fields) throws(Malformed) in
            .resume(.run(from: try addressAfterSignal(&fields)))
        },
        PacketRule(
            .prefix("s"), "[address]", "Step one instruction."
        ) { (fields: inout Fields) throws(Malformed) in
            .resume(.step(from: try optionalAddress(&fields)))
        },
        PacketRule(
            .prefix("S"), "signal[;address]", "Step one instruction; there are no signals."
        ) { (fields: inout Fields) throws(Malformed) in
            .resume(.step(from: try addressAfterSignal(&fields)))
        },
        PacketRule("vCont?", "Tell which `vCont` actions there are.", .resumeActions),
        PacketRule(
            .prefix("vCont;"), "action[:thread][;...]",
            "Resume: `c`, `C`, `s`, `S`, `t` (stop), `r` (step within an address range)."
        ) { (fields: inout Fields) throws(Malformed) in
            .resume(try firstAction(&fields))
        },
        PacketRule("vCtrlC", "Ctrl-C as a packet, for non-stop mode.", .interrupt),
        PacketRule(
            "vStopped", "A `%Stop` notification arrived; answered with the next stop or `OK`.",
            .stopSeen),
    ]

    static let points: [PacketRule] = PointKind.allCases.flatMap { kind in
        [
            PacketRule(
                .prefix("Z\(kind.rawValue),"), "address,kind", "Insert \(kind.phrase)."
            ) { (fields: inout Fields) throws(Malformed) in
                let (address, length) = try point(&fields)
                // Nothing to watch would be watched, and the client told that it is.
                guard length > 0 || kind == .software || kind == .hardware else {
                    throw Malformed("a length above 0")
                }
                return .insertPoint(kind, address, length: length)
            },
            PacketRule(
                .prefix("z\(kind.rawValue),"), "address,kind", "Remove \(kind.phrase)."
            ) { (fields: inout Fields) throws(Malformed) in
                let (address, length) = try point(&fields)
                return .removePoint(kind, address, length: length)
            },
        ]
    }

    private static func optionalAddress(_ fields: inout Fields) throws(Malformed) -> Address? {
        guard !fields.isAtEnd else { return nil }
        let address = try fields.address()
        try fields.expectEnd()
        return address
    }

    private static func addressAfterSignal(_ fields: inout Fields) throws(Malformed) -> Address? {
        _ = try fields.hex32()
        guard fields.take(";") else {
            try fields.expectEnd()
            return nil
        }
        return try optionalAddress(&fields)
    }

    /// The leftmost action that means the one thread there is (gdb manual, `vCont`).
    private static func firstAction(_ fields: inout Fields) throws(Malformed) -> Resumption {
        var chosen: Resumption?
        repeat {
            let action = try action(&fields)
            let selector: ThreadSelector = fields.take(":") ? try fields.thread() : .all
            if chosen == nil, selector.includes(thread: 1) { chosen = action }
        } while fields.take(";")
        try fields.expectEnd()
        guard let chosen else { throw Malformed("an action for thread 1") }
        return chosen
    }

    private static func action(_ fields: inout Fields) throws(Malformed) -> Resumption {
        if fields.take("c") { return .run(from: nil) }
        if fields.take("s") { return .step(from: nil) }
        if fields.take("t") { return .stop }
        if fields.take("C") {
            _ = try fields.hex32()
            return .run(from: nil)
        }
        if fields.take("S") {
            _ = try fields.hex32()
            return .step(from: nil)
        }
        try fields.expect("r")
        let start = try fields.address()
        try fields.expect(",")
        return .stepRange(start: start, end: try fields.address())
    }

    private static func point(_ fields: inout Fields) throws(Malformed) -> (Address, Int) {
        let (address, length) = try fields.span()
        // Conditions and commands (`;X...`) are only sent to who offers them; we do not.
        try fields.expectEnd()
        return (address, length)
    }
}

extension ThreadSelector {
    /// Whether the packet is about this thread.
    public func includes(thread: UInt32) -> Bool {
        switch self {
        case .all, .any: true
        case .one(let number): number == thread
        }
    }
}

extension PointKind {
    /// With its article, for a sentence.
    var phrase: String {
        switch self {
        case .software: "a software breakpoint"
        case .hardware: "a hardware breakpoint"
        case .writeWatch: "a watchpoint for writes"
        case .readWatch: "a watchpoint for reads"
        case .accessWatch: "a watchpoint for any access"
        }
    }
}
