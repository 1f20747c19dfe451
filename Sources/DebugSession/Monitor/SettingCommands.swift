import TargetMemory

/// How the core is debugged: stepping, catching, and other servers' switches for it.
enum SettingCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "vector-catch", "[all|none|NAME...]",
            "Halt at the entry of exceptions: \(names). Without a word it lists them.", .settings,
            .writing, vectorCatch),
        MonitorCommand(
            "cortex_m vector_catch", "[all|none|NAME...]", "The same.", .settings, .writing,
            of: "OpenOCD", vectorCatch),
        MonitorCommand(
            "vector_catch", "[enable|disable] [NAME...]", "The same.", .settings, .writing,
            of: "Black Magic", vectorCatch),
        MonitorCommand(
            "set vector-catch", "LETTERS",
            "The same: h hard, b bus, m memory, i interrupt, s state, c check, p coprocessor, "
                + "r reset, a all, n none.", .settings, .writing, of: "pyOCD", setVectorCatch),
        MonitorCommand(
            "show vector-catch", "", "List them.", .settings, .reading, of: "pyOCD", vectorCatch),
        MonitorCommand(
            "step-mask", "[on|off|always]",
            "Hold interrupts back while stepping, never, or also while the program runs.",
            .settings, .setting, stepMask),
        MonitorCommand(
            "maskints", "[on|off|step]", "The same; `on` is always.", .settings, .setting,
            maskInterrupts),
        MonitorCommand(
            "cortex_m maskisr", "[auto|on|off|steponly]", "The same.", .settings, .setting,
            of: "OpenOCD", maskInterrupts),
        MonitorCommand(
            "set step-into-interrupts", "on|off", "The opposite of `step-mask`.", .settings,
            .setting, of: "pyOCD", stepIntoInterrupts),
        MonitorCommand(
            "cortex_m reset_config", "[sysresetreq|vectreset|srst]",
            "Nothing: resets find the way that works.", .settings, .setting, of: "OpenOCD",
            ServerCommands.nothing),
        MonitorCommand(
            "reset_config", "WORD...", "Nothing: resets find the way that works.", .settings,
            .setting, of: "OpenOCD", ServerCommands.nothing),
        MonitorCommand(
            "connect_rst", "[enable|disable]",
            "Nothing: start the server with --connect-under-reset.", .settings, .setting,
            of: "Black Magic", ServerCommands.nothing),
        MonitorCommand(
            "gdb breakpoint_override", "[hard|soft|disable]",
            "Nothing: the memory map tells gdb where which kind goes.", .settings, .setting,
            of: "OpenOCD", ServerCommands.nothing),
        MonitorCommand(
            "gdb_breakpoint_override", "[hard|soft|disable]", "The same.", .settings, .setting,
            of: "OpenOCD", ServerCommands.nothing),
        MonitorCommand(
            "set", "OPTION VALUE", "Nothing for options that have no counterpart here.",
            .settings, .setting, of: "pyOCD", setOther),
        MonitorCommand(
            "arm", "", "See `arm semihosting`.", .settings, .setting, of: "OpenOCD",
            ServerCommands.nothing),
    ]

    private static var names: String {
        VectorCatch.names.map(\.name).joined(separator: ", ")
    }

    private static func vectorCatch(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty {
            var wanted = VectorCatch()
            var isRemoving: Bool?
            while let word = arguments.optionalWord()?.lowercased() {
                switch word {
                case "all": wanted = VectorCatch.names.reduce(into: []) { $0.formUnion($1.value) }
                case "none": wanted = []
                case "enable": isRemoving = false
                case "disable": isRemoving = true
                default:
                    let found = VectorCatch.names.first {
                        $0.name == word || $0.name.replacing("_err", with: "") == word
                    }
                    guard let found else {
                        throw arguments.failure("\"\(word)\" is none of all, none, \(names)")
                    }
                    wanted.formUnion(found.value)
                }
            }
            let now = session.target.vectorCatch
            switch isRemoving {
            case true?: wanted = now.subtracting(wanted)
            case false?: wanted = now.union(wanted)
            case nil: break
            }
            try set(wanted, session)
        }
        return list(session)
    }

    /// All of them is as many as this core has.
    private static func set(_ wanted: VectorCatch, _ session: Session) throws(TargetFault) {
        do throws(TargetFault) {
            try session.target.setVectorCatch(wanted)
        } catch {
            let all = VectorCatch.names.reduce(into: VectorCatch()) { $0.formUnion($1.value) }
            guard error.cause == .unsupported, wanted == all else { throw error }
            var some = session.target.vectorCatch
            for (_, value) in VectorCatch.names {
                do throws(TargetFault) {
                    try session.target.setVectorCatch(some.union(value))
                    some.formUnion(value)
                } catch {
                    guard error.cause == .unsupported else { throw error }
                }
            }
        }
    }

    private static func list(_ session: Session) -> String {
        VectorCatch.names.map { name, value in
            let state = session.target.vectorCatch.contains(value) ? "catch" : "ignore"
            return String(repeating: " ", count: max(0, 9 - name.count)) + "\(name): \(state)"
        }.joined(separator: "\n")
    }

    private static func setVectorCatch(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let letters: [Character: VectorCatch] = [
            "h": .hardFault, "b": .bus, "m": .memory, "i": .interrupt, "s": .state, "c": .check,
            "p": .coprocessor, "r": .reset,
        ]
        let word = try arguments.word("letters").lowercased()
        try arguments.end()
        var wanted = VectorCatch()
        for letter in word where letter != "n" {
            if letter == "a" {
                wanted.formUnion(VectorCatch.names.reduce(into: []) { $0.formUnion($1.value) })
                continue
            }
            guard let value = letters[letter] else {
                throw arguments.failure("\"\(letter)\" is none of a, n, h, b, m, i, s, c, p, r")
            }
            wanted.formUnion(value)
        }
        try set(wanted, session)
        return list(session)
    }

    private static func stepMask(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try setMasking(
            &session, &arguments,
            [
                ("on", .stepping), ("off", .never), ("always", .always), ("step", .stepping),
                ("enable", .stepping), ("disable", .never),
            ])
    }

    private static func maskInterrupts(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try setMasking(
            &session, &arguments,
            [
                ("auto", .stepping), ("steponly", .stepping), ("step", .stepping),
                ("on", .always), ("off", .never),
            ])
    }

    /// The word of a server's own that is given, if one is; what holds then.
    private static func setMasking(
        _ session: inout Session, _ arguments: inout MonitorArguments,
        _ words: [(String, InterruptMasking)]
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty {
            session.target.interruptMasking = try arguments.choice(words)
            try arguments.end()
        }
        return masking(session)
    }

    private static func stepIntoInterrupts(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        session.target.interruptMasking = try arguments.isOn() ? .never : .stepping
        try arguments.end()
        return masking(session)
    }

    private static func masking(_ session: Session) -> String {
        switch session.target.interruptMasking {
        case .stepping: "interrupts wait while the core is stepped"
        case .never: "interrupts are taken while the core is stepped"
        case .always: "interrupts wait, also while the program runs"
        }
    }

    private static func setOther(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let name = try arguments.word("option")
        return "\"\(name)\" has no counterpart in this server and was ignored"
    }
}
