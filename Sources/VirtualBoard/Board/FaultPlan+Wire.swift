// What goes wrong between the probe and the chip, and around the chip.

extension FaultPlan {
    static let wireEntries: [FaultEntry] = [
        FaultEntry(
            name: "volt",
            form: "volt(FACTOR, READING): target voltage of 2400 x READING / FACTOR mV",
            example: "volt(0x5f0, 0x2a9)"
        ) { plan, arguments in
            guard arguments.count == 2, let factor = number(arguments[0]),
                let reading = number(arguments[1])
            else { return false }
            plan.voltage = (factor, reading)
            return true
        },
        FaultEntry(
            name: "nrst", form: "nrst(open): the reset line is not wired", example: "nrst(open)"
        ) { plan, arguments in
            plan.isResetOpen = true
            return arguments == ["open"]
        },
        FaultEntry(
            name: "nrst",
            form: "nrst(stretch TIME): the board holds the reset line low for so much longer",
            example: "nrst(stretch 300 ms)"
        ) { plan, arguments in
            guard arguments.count == 1, arguments[0].hasPrefix("stretch"),
                let duration = duration(arguments[0])
            else { return false }
            plan.resetStretchNanoseconds = duration
            return true
        },
        FaultEntry(
            name: "bitnoise",
            form: "bitnoise(N|1/N|all, KHZ|freq>F MHz): above that clock one wire transaction in N "
                + "goes wrong; at `all`, the chip cannot even be entered",
            example: "bitnoise(1/200, freq>1 MHz)"
        ) { plan, arguments in
            guard arguments.count == 2, let limit = kilohertz(arguments[1]) else { return false }
            let rate =
                arguments[0].hasPrefix("1/") ? String(arguments[0].dropFirst(2)) : arguments[0]
            guard let period = rate == "all" ? 1 : number(rate), period > 0 else { return false }
            plan.noise = WireNoise(period: Int(period), aboveKilohertz: limit)
            return true
        },
        FaultEntry(
            name: "no-target", form: "no-target: nothing answers on the debug wire",
            example: "no-target"
        ) { plan, arguments in
            plan.isTargetMissing = true
            return arguments.isEmpty
        },
        FaultEntry(
            name: "idcode",
            form: "idcode(DPIDR[, DBGMCU]): identity of the debug port, and word of DBGMCU_IDCODE, "
                + "as a copy of the chip might have them",
            example: "idcode(0x2ba01477, 0)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), let identity = number(arguments[0]) else {
                return false
            }
            plan.debugPortIdentity = identity
            guard arguments.count == 2 else { return true }
            plan.deviceIdentity = number(arguments[1])
            return plan.deviceIdentity != nil
        },
    ]
}
