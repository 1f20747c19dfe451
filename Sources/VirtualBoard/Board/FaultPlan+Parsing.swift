// The text of --fault: a name, and arguments in parentheses, as in `status(ENTER_SWD, 0x09, 1)`.

extension FaultPlan {
    /// One entry of the vocabulary.
    private struct Entry: Sendable {
        let name: String
        let form: String
        let apply: @Sendable (inout FaultPlan, [String]) -> Bool
    }

    /// Every fault that is understood, a line each: its form and what it does.
    static var vocabulary: String {
        entries.map { "  \($0.form)" }.joined(separator: "\n")
    }

    init(_ texts: [String]) throws(BoardError) {
        for text in texts { try add(text) }
    }

    private mutating func add(_ text: String) throws(BoardError) {
        let (name, arguments) = try Self.split(text)
        guard let entry = Self.entries.first(where: { $0.name == name }) else {
            throw BoardError(
                "unknown fault '\(name)'; known are:\n\(Self.vocabulary)")
        }
        guard entry.apply(&self, arguments) else {
            throw BoardError("cannot understand fault '\(text)'; its form is:\n  \(entry.form)")
        }
    }

    private static func split(
        _ text: String
    ) throws(BoardError) -> (name: String, arguments: [String]) {
        guard let open = text.firstIndex(of: "(") else { return (trim(text[...]), []) }
        guard text.last == ")" else {
            throw BoardError("fault '\(text)' lacks its closing parenthesis")
        }
        let inside = text[text.index(after: open)...].dropLast()
        let arguments = inside.split(separator: ",", omittingEmptySubsequences: false).map(trim)
        return (trim(text[..<open]), arguments == [""] ? [] : arguments)
    }

    private static func trim(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    /// Decimal, or hexadecimal after 0x.
    private static func number(_ text: String) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }

    /// `2`: the second; `2/3`: three from the second on; `2/all`, `all`.
    private static func occurrences(_ text: String) -> Occurrences? {
        if text == "all" { return Occurrences(first: 1, count: .max) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first.flatMap(number), first > 0, parts.count <= 2 else {
            return nil
        }
        guard parts.count == 2 else { return Occurrences(first: Int(first), count: 1) }
        if parts[1] == "all" { return Occurrences(first: Int(first), count: .max) }
        return number(parts[1]).map { Occurrences(first: Int(first), count: Int($0)) }
    }

    /// `READMEM_32`, or `READMEM_32 0x1FF0F442` for that address only.
    private static func command(_ text: String) -> (name: String, address: UInt32?)? {
        let parts = text.split(separator: " ").map(String.init)
        guard let name = parts.first, CommandTable.rules.contains(where: { $0.name == name }),
            parts.count <= 2
        else { return nil }
        guard parts.count == 2 else { return (name, nil) }
        return number(parts[1]).map { (name, $0) }
    }

    private mutating func add(
        _ command: String, _ action: Action, _ occurrences: Occurrences
    ) -> Bool {
        guard let (name, address) = Self.command(command) else { return false }
        rules.append(
            Rule(command: name, address: address, action: action, occurrences: occurrences))
        return true
    }

    private static let entries: [Entry] = transferEntries + boardEntries

    private static let transferEntries: [Entry] = [
        Entry(
            name: "status",
            form: "status(CMD[ ADDRESS], CODE[, NTH[/TIMES]|all]): CMD answers with CODE"
        ) { plan, arguments in
            guard (2...3).contains(arguments.count), let code = number(arguments[1]),
                let status = UInt8(exactly: code),
                let occurrences = arguments.count == 3
                    ? occurrences(arguments[2]) : Occurrences()
            else { return false }
            return plan.add(arguments[0], .status(status), occurrences)
        },
        Entry(
            name: "stall", form: "stall(CMD[, CMD]...[, NTH[/TIMES]|all]): the reply pipe stalls"
        ) { plan, arguments in
            var commands = arguments
            var which = Occurrences()
            if let last = arguments.last, let given = occurrences(last) {
                which = given
                commands.removeLast()
            }
            guard !commands.isEmpty else { return false }
            return commands.allSatisfy { plan.add($0, .stall, which) }
        },
        Entry(
            name: "mute",
            form: "mute(CMD[, N]): the reply comes only after N more commands, in front of theirs"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count),
                let count = arguments.count == 2 ? number(arguments[1]) : 1, count > 0
            else { return false }
            return plan.add(arguments[0], .mute(commands: Int(count)), Occurrences())
        },
        Entry(
            name: "gone", form: "gone(TRANSFER) or gone(CMD[, NTH]): the probe is unplugged there"
        ) { plan, arguments in
            if arguments.count == 1, let transfer = number(arguments[0]) {
                plan.goneAtTransfer = Int(transfer)
                return true
            }
            guard (1...2).contains(arguments.count),
                let which = arguments.count == 2 ? occurrences(arguments[1]) : Occurrences()
            else { return false }
            return plan.add(arguments[0], .gone, which)
        },
    ]

    private static let boardEntries: [Entry] = [
        Entry(name: "busy", form: "busy: the interface is claimed by somebody else") {
            plan, arguments in
            plan.isBusy = true
            return arguments.isEmpty
        },
        Entry(name: "denied", form: "denied: the device node may not be opened") {
            plan, arguments in
            plan.isOpenDenied = true
            return arguments.isEmpty
        },
        Entry(
            name: "volt",
            form: "volt(FACTOR, READING): target voltage of 2400 x READING / FACTOR mV"
        ) { plan, arguments in
            guard arguments.count == 2, let factor = number(arguments[0]),
                let reading = number(arguments[1])
            else { return false }
            plan.voltage = (factor, reading)
            return true
        },
        Entry(name: "nrst", form: "nrst(open): the reset line is not wired") { plan, arguments in
            plan.isResetOpen = true
            return arguments == ["open"]
        },
        Entry(
            name: "bitnoise",
            form: "bitnoise(N, KHZ): above that clock one wire transaction in N goes wrong"
        ) { plan, arguments in
            guard arguments.count == 2, let period = number(arguments[0]), period > 0,
                let kilohertz = number(arguments[1])
            else { return false }
            plan.noise = WireNoise(period: Int(period), aboveKilohertz: UInt64(kilohertz))
            return true
        },
        Entry(name: "no-target", form: "no-target: nothing answers on the debug wire") {
            plan, arguments in
            plan.isTargetMissing = true
            return arguments.isEmpty
        },
        Entry(
            name: "stale",
            form: "stale(debug|swim|dfu|reply): the probe was left in a mode or with a reply"
        ) { plan, arguments in
            switch arguments {
            case ["debug"]: plan.staleMode = .debug
            case ["swim"]: plan.staleMode = .swim
            case ["dfu"]: plan.staleMode = .deviceUpdate
            case ["reply"]: plan.hasStaleReply = true
            default: return false
            }
            return true
        },
        Entry(name: "rdp", form: "rdp(0|1|2): read protection level") { plan, arguments in
            guard arguments.count == 1, let level = number(arguments[0]),
                let protection = OptionBytes.Protection(rawValue: Int(level))
            else { return false }
            plan.protection = protection
            return true
        },
        Entry(name: "wrp", form: "wrp(MASK): write protected sectors, one bit each") {
            plan, arguments in
            guard arguments.count == 1, let mask = number(arguments[0]), mask <= 0xFF else {
                return false
            }
            plan.writeProtected = mask
            return true
        },
        Entry(name: "weak", form: "weak(ADDRESS): the byte there does not take what is programmed")
        { plan, arguments in
            guard arguments.count == 1, let address = number(arguments[0]) else { return false }
            plan.weakAddresses.insert(address)
            return true
        },
        Entry(
            name: "flasherr",
            form: "flasherr(wrperr|pgaerr|pgperr|erserr, NTH): the NTH erase or program operation "
                + "raises that flag instead"
        ) { plan, arguments in
            let flags = [
                "wrperr": FlashController.Status.writeProtection,
                "pgaerr": FlashController.Status.alignment,
                "pgperr": FlashController.Status.parallelism,
                "erserr": FlashController.Status.sequence,
            ]
            guard arguments.count == 2, let flag = flags[arguments[0]],
                let nth = number(arguments[1]), nth > 0
            else { return false }
            plan.flashErrors[Int(nth)] = flag
            return true
        },
    ]
}
