// What goes wrong between the host and the probe.

extension FaultPlan {
    static let probeEntries = transferEntries + pluggingEntries + staleEntries

    private static let transferEntries: [FaultEntry] = [
        FaultEntry(
            name: "status",
            form: "status(CMD[ ADDRESS], CODE[, NTH[/TIMES]|all]): CMD answers with CODE",
            example: "status(ENTER_SWD, 0x09, 1)"
        ) { plan, arguments in
            guard (2...3).contains(arguments.count), let code = number(arguments[1]),
                let status = UInt8(exactly: code),
                let occurrences = arguments.count == 3
                    ? occurrences(arguments[2]) : Occurrences()
            else { return false }
            return plan.add(arguments[0], .status(status), occurrences)
        },
        FaultEntry(
            name: "stall", form: "stall(CMD[, CMD]...[, NTH[/TIMES]|all]): the reply pipe stalls",
            example: "stall(READDEBUGREG, WRITEDEBUGREG)"
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
        FaultEntry(
            name: "mute",
            form: "mute(CMD[, N]): the reply comes only after N more commands, in front of theirs",
            example: "mute(DRIVE_NRST, 1)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count),
                let count = arguments.count == 2 ? number(arguments[1]) : 1, count > 0
            else { return false }
            return plan.add(arguments[0], .mute(commands: Int(count)), Occurrences())
        },
        FaultEntry(
            name: "delay",
            form: "delay(MIN-MAX[ ms][, SEED]): each bulk transfer is seen done so much later, "
                + "by the wall clock; the same seed gives the same delays",
            example: "delay(0-20 ms, 1)"
        ) { plan, arguments in
            let range = (arguments.first ?? "").split(separator: "-").map(String.init)
            guard (1...2).contains(arguments.count), range.count == 2,
                let least = duration(range[0]), let most = duration(range[1]), least <= most,
                let seed = arguments.count == 2 ? number(arguments[1]) : 1
            else { return false }
            plan.delay = TransferDelay(range: least...most, seed: UInt64(seed))
            return true
        },
    ]

    private static let pluggingEntries: [FaultEntry] = [
        FaultEntry(
            name: "gone",
            form: "gone(TRANSFER) or gone(CMD[ ADDRESS][, NTH]): the probe is unplugged there",
            example: "gone(READMEM_32, 2)"
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
        FaultEntry(
            name: "back",
            form: "back(AFTER ms[, same|new]): a probe that was unplugged is plugged in again so "
                + "much later, at the same or a new address of the bus",
            example: "back(200 ms, new)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), let after = duration(arguments[0]) else {
                return false
            }
            let place = arguments.count == 2 ? arguments[1] : "same"
            guard place == "same" || place == "new" else { return false }
            plan.replug = Replug(afterNanoseconds: after, isNewAddress: place == "new")
            return true
        },
        FaultEntry(
            name: "busy", form: "busy: the interface is claimed by somebody else", example: "busy"
        ) { plan, arguments in
            plan.isBusy = true
            return arguments.isEmpty
        },
        FaultEntry(
            name: "denied", form: "denied: the device node may not be opened", example: "denied"
        ) { plan, arguments in
            plan.isOpenDenied = true
            return arguments.isEmpty
        },
        FaultEntry(
            name: "fw",
            form: "fw(V, J, S|M|B...[, PID]): version and product number that the probe tells",
            example: "fw(2, 46, S7, 0x374b)"
        ) { plan, arguments in
            guard (3...4).contains(arguments.count), let version = number(arguments[0]),
                let firmware = number(arguments[1]), let first = arguments[2].first,
                "SMB".contains(first)
            else { return false }
            if arguments.count == 4 {
                guard let product = number(arguments[3]), let short = UInt16(exactly: product)
                else { return false }
                plan.productID = short
            }
            plan.firmware = "V\(version)J\(firmware)\(arguments[2])"
            return true
        },
    ]

    private static let staleEntries: [FaultEntry] = [
        FaultEntry(
            name: "stale",
            form: "stale(debug|swim|dfu|reply|halt|session|wedged): the probe was left in a mode, "
                + "with a reply in its pipe, with the pipe stalled, in a session that answers 0x12 "
                + "to all until it is left and entered anew, or dumb until the port is reset",
            example: "stale(session)"
        ) { plan, arguments in
            switch arguments {
            case ["debug"]: plan.staleMode = .debug
            case ["swim"]: plan.staleMode = .swim
            case ["dfu"]: plan.staleMode = .deviceUpdate
            case ["reply"]: plan.hasStaleReply = true
            case ["halt"]: plan.isPipeHalted = true
            case ["session"]: (plan.staleMode, plan.isSessionDead) = (.debug, true)
            case ["wedged"]: plan.isWedged = true
            default: return false
            }
            return true
        }
    ]
}
