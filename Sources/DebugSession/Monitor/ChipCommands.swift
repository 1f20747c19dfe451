import TargetMemory

/// The chip itself: facts, protection, option bytes, faults.
enum ChipCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "info", "", "Tell about the probe, the target and the last load.", .chip, .nothing,
            info),
        MonitorCommand(
            "doctor", "", "Tell what is the matter with probe, wires and chip.", .chip, .reading,
            doctor),
        MonitorCommand(
            "fault", "", "Explain the fault registers and the frame that the exception stacked.",
            .chip, fault),
        MonitorCommand("show fault", "", "The same.", .chip, of: "pyOCD", fault),
        MonitorCommand(
            "option", "[NAME [VALUE]] | NAME=VALUE ... [--erase] [--permanent]",
            "List the option bytes' fields, show one, or write some. Writing resets the chip; "
                + "what erases it wants `--erase`, what cannot be undone `--permanent`.", .chip,
            option),
        MonitorCommand(
            "unlock", "[--erase-the-whole-chip]",
            "Take write protection away, and read protection, which erases the chip.", .chip,
            unlock),
        lastError, lastError.named("why", of: "ours, shorter"),
        MonitorCommand(
            "list", "", "Tell about the probe, the target and the last load.", .chip, .nothing,
            of: "pyOCD", info),
        MonitorCommand(
            "show target", "", "The same.", .chip, .nothing, of: "pyOCD", info),
        MonitorCommand(
            "uid", "", "Tell what `info` tells.", .chip, .nothing, of: "Black Magic", info),
    ]

    private static let lastError = MonitorCommand(
        "last-error", "",
        "Tell again what failed last, and why: gdb has no room for the reason of "
            + "a failed `load`, `x` or `p`.", .chip, .nothing, reason)

    private static func reason(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // What is asked for now need not be said twice.
        session.pendingTexts = []
        return session.lastFailure
            ?? "nothing has failed since the server started to debug this target"
    }

    private static func info(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let last = session.lastFlashReport.map { ["last load: \($0)"] } ?? []
        return (session.target.facts() + last).joined(separator: "\n")
    }

    private static func doctor(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try session.chip().diagnosis().joined(separator: "\n")
    }

    private static func fault(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if session.target.isRunning {
            throw TargetFault(.state, "the core runs: `monitor halt` first")
        }
        let lines = try session.target.faultSentences()
        return lines.isEmpty ? "no fault is recorded" : lines.joined(separator: "\n")
    }

    private static func option(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var words = arguments.all
        let allowsErase = words.contains("--erase") || words.contains("--erase-the-whole-chip")
        let allowsPermanent = words.contains("--permanent")
        words.removeAll { $0.hasPrefix("--") }
        if words.first == "write" || words.first == "set" { words.removeFirst() }
        if words.isEmpty || words == ["list"] || words == ["read"] {
            return try lines(session.chip().optionBytes())
        }
        let changes = try changes(words, arguments)
        guard !changes.isEmpty else {
            let name = words[0]
            let found = try session.chip().optionBytes().filter {
                $0.name.lowercased() == name.lowercased()
            }
            guard !found.isEmpty else {
                throw arguments.failure("the option bytes of this chip have no \"\(name)\"")
            }
            return lines(found)
        }
        try session.prepareForFlash()
        let text = try session.chip().writeOptionBytes(
            changes, allowingErase: allowsErase, allowingPermanent: allowsPermanent)
        session.phase = .commanding
        return text
    }

    /// `A=1 B=2`, or `A 1`; none for one name alone.
    private static func changes(
        _ words: [String], _ arguments: MonitorArguments
    ) throws(TargetFault) -> [(name: String, value: UInt32)] {
        var pairs: [(String, String)] = []
        if words.allSatisfy({ $0.contains("=") }) {
            pairs = words.map { word in
                let parts = word.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            }
        } else if words.count == 2 {
            pairs = [(words[0], words[1])]
        } else if words.count > 2 {
            throw arguments.failure("several fields are written as NAME=VALUE")
        }
        return try pairs.map { pair throws(TargetFault) in
            guard let value = MonitorArguments.number(pair.1), (0...Int(UInt32.max)).contains(value)
            else { throw arguments.failure("\"\(pair.1)\" is no value") }
            return (pair.0, UInt32(value))
        }
    }

    private static func lines(_ facts: [OptionFact]) -> String {
        let width = facts.map(\.name.count).max() ?? 0
        return facts.map { fact in
            let gap = String(repeating: " ", count: width - fact.name.count)
            let meaning = fact.meaning.map { "  \($0)" } ?? ""
            return "\(fact.register).\(fact.name)\(gap) = 0x\(String(fact.value, radix: 16))"
                + meaning
        }.joined(separator: "\n")
    }

    private static func unlock(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let allowsErase = ["--erase-the-whole-chip", "--erase", "erase"].contains {
            arguments.takes($0)
        }
        try arguments.end()
        return try session.unlock(allowingErase: allowsErase)
    }

    /// OpenOCD's `stm32f2x options_read 0`.
    static func readOptions(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.optionalWord()
        try arguments.end()
        return try lines(session.chip().optionBytes())
    }

    /// OpenOCD's `stm32f2x unlock 0`: whoever types that knows that the chip is erased.
    static func unlockErasing(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.optionalWord()
        try arguments.end()
        return try session.unlock(allowingErase: true)
    }
}

extension Session {
    fileprivate mutating func unlock(allowingErase: Bool) throws(TargetFault) -> String {
        try prepareForFlash()
        let text = try chip().unlock(allowingErase: allowingErase)
        phase = .commanding
        return text
    }
}
