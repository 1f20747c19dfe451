import TargetMemory

/// Breakpoints and watchpoints that gdb does not know of.
enum PointCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "bp", "[ADDRESS [LENGTH] [hw]]",
            "List breakpoints of `bp`, or set one that gdb does not know of.", .points,
            breakpoint),
        MonitorCommand(
            "rbp", "ADDRESS|all", "Take one of them away, or all.", .points, removeBreakpoint),
        MonitorCommand(
            "wp", "[ADDRESS LENGTH [r|w|a]]",
            "List watchpoints of `wp`, or set one for reading, writing or any access.", .points,
            watchpoint),
        MonitorCommand(
            "rwp", "ADDRESS|all", "Take one of them away, or all.", .points, removeWatchpoint),
        MonitorCommand("break", "ADDRESS", "Set a breakpoint.", .points, of: "pyOCD", breakpoint),
        MonitorCommand(
            "rmbreak", "ADDRESS", "Take a breakpoint away.", .points, of: "pyOCD",
            removeBreakpoint),
        MonitorCommand("lsbreak", "", "List the breakpoints.", .points, of: "pyOCD", breakpoint),
        MonitorCommand(
            "watch", "ADDRESS [r|w|rw] [LENGTH]", "Set a watchpoint.", .points, of: "pyOCD",
            watchPyOCD),
        MonitorCommand(
            "rmwatch", "ADDRESS", "Take a watchpoint away.", .points, of: "pyOCD",
            removeWatchpoint),
        MonitorCommand("lswatch", "", "List the watchpoints.", .points, of: "pyOCD", watchpoint),
    ]

    private static func breakpoint(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if arguments.isEmpty { return list(session, areWatches: false) }
        let address = try arguments.address()
        // Instructions have 2 or 4 bytes; a comparator does not care.
        if !arguments.takes("hw") {
            _ = try arguments.number("length", in: 2...4, standard: 2)
            _ = arguments.takes("hw")
        }
        try arguments.end()
        try set(MonitorPoint(kind: .hardware, address: address, byteCount: 2), &session)
        return "breakpoint set at \(address)"
    }

    private static func watchpoint(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if arguments.isEmpty { return list(session, areWatches: true) }
        let address = try arguments.address()
        let byteCount = try arguments.number("length", in: 1...Limits.watchedByteCountMax)
        let kind = try arguments.choice(kinds, standard: WatchKind.access)
        try arguments.end()
        try set(
            MonitorPoint(kind: .watch(kind), address: address, byteCount: byteCount), &session)
        return "watchpoint set at \(address)"
    }

    private static func watchPyOCD(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = try arguments.address()
        let kind = try arguments.choice(kinds, standard: WatchKind.access)
        let byteCount = try arguments.number(
            "length", in: 1...Limits.watchedByteCountMax, standard: 4)
        try arguments.end()
        try set(
            MonitorPoint(kind: .watch(kind), address: address, byteCount: byteCount), &session)
        return "watchpoint set at \(address)"
    }

    private static let kinds: [(String, WatchKind)] = [
        ("r", .read), ("w", .write), ("a", .access), ("rw", .access),
    ]

    private static func set(
        _ point: MonitorPoint, _ session: inout Session
    ) throws(TargetFault) {
        guard Region(fitting: point.address, byteCount: point.byteCount) != nil else {
            throw TargetFault(
                .unsupported, at: point.address,
                "\(point.byteCount) bytes from \(point.address) on go past 4 GiB")
        }
        guard !session.monitoring.points.contains(point) else { return }
        try session.target.insert(point.kind, at: point.address, length: point.byteCount)
        session.monitoring.points.append(point)
    }

    private static func removeBreakpoint(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try remove(&session, &arguments, areWatches: false)
    }

    private static func removeWatchpoint(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try remove(&session, &arguments, areWatches: true)
    }

    private static func remove(
        _ session: inout Session, _ arguments: inout MonitorArguments, areWatches: Bool
    ) throws(TargetFault) -> String {
        let address = arguments.takes("all") ? nil : try arguments.address()
        try arguments.end()
        let found = session.monitoring.points.filter {
            $0.isWatch == areWatches && (address == nil || $0.address == address)
        }
        if let address, found.isEmpty {
            throw TargetFault(
                .unsupported, at: address,
                "no \(areWatches ? "watchpoint" : "breakpoint") of `monitor`'s is at \(address)")
        }
        for point in found {
            try session.target.remove(point.kind, at: point.address, length: point.byteCount)
            session.monitoring.points.removeAll { $0 == point }
        }
        return ""
    }

    private static func list(_ session: Session, areWatches: Bool) -> String {
        session.monitoring.points.filter { $0.isWatch == areWatches }.map { point in
            guard case .watch(let kind) = point.kind else {
                return "Hardware breakpoint(IVA): addr=\(point.address), len=0x\(point.byteCount)"
            }
            let letter = kinds.first { $0.1 == kind }?.0 ?? "a"
            return "address: \(point.address), len: \(UInt32(point.byteCount).hex), "
                + "r/w/a: \(letter)"
        }.joined(separator: "\n")
    }
}

extension MonitorPoint {
    fileprivate var isWatch: Bool { if case .watch = kind { true } else { false } }
}
