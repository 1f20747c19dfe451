// What the firmware does that was in the chip before the tool came (`ResidentProgram`).

extension FaultPlan {
    static let firmwareEntries: [FaultEntry] = [
        FaultEntry(
            name: "sleep",
            form: "sleep(WFI|STOP|STANDBY[, wakes every TIME]): the firmware sleeps; while it "
                + "does, the access port waits (in STANDBY, nothing answers), unless DBGMCU says "
                + "otherwise or reset is held; each waking lasts about a millisecond",
            example: "sleep(STOP, wakes every 100 ms)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), let mode = SleepMode(rawValue: arguments[0])
            else { return false }
            plan.resident.sleep = mode
            guard arguments.count == 2 else { return true }
            plan.resident.interruptNanoseconds = duration(arguments[1])
            return plan.resident.interruptNanoseconds.map { $0 > 0 } ?? false
        },
        FaultEntry(
            name: "pins",
            form: "pins(lost after TIME): the firmware takes the debug pins for itself when it has "
                + "run for so long after a reset",
            example: "pins(lost after 5 ms)"
        ) { plan, arguments in
            guard arguments.count == 1, let duration = duration(arguments[0]) else {
                return false
            }
            plan.resident.pinsLostNanoseconds = duration
            return true
        },
        FaultEntry(
            name: "power",
            form: "power(TRANSFER[, TIME]): the chip's supply fails at the bulk transfer of that "
                + "number, and is back after the time, or at once; what is being programmed or "
                + "erased is left half done",
            example: "power(200, 5 ms)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), let transfer = number(arguments[0]),
                transfer > 0
            else { return false }
            let time = arguments.count > 1 ? duration(arguments[1]) : 0
            plan.powerLoss = time.map { (Int(transfer), $0) }
            return time != nil
        },
        FaultEntry(
            name: "irq", form: "irq(PERIOD): the firmware has an interrupt so often",
            example: "irq(1 ms)"
        ) { plan, arguments in
            guard arguments.count == 1, let period = duration(arguments[0]), period > 0 else {
                return false
            }
            plan.resident.interruptNanoseconds = period
            return true
        },
        FaultEntry(
            name: "dma",
            form: "dma(ADDRESS): the firmware has started a DMA stream that overwrites the word "
                + "there every 100 us, halted core or not, until a reset or until it is stopped",
            example: "dma(0x20000100)"
        ) { plan, arguments in
            let text = arguments.first ?? ""
            let digits = text.hasPrefix("writes ") ? String(text.dropFirst(7)) : text
            guard arguments.count == 1, let address = number(digits), address & 3 == 0 else {
                return false
            }
            plan.resident.streamAddress = address
            return true
        },
        FaultEntry(
            name: "iwdg",
            form: "iwdg(TIME[, sw|hw]): the independent watchdog runs and the firmware feeds it; "
                + "with hw it starts by itself at each reset",
            example: "iwdg(100 ms, hw)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), let period = duration(arguments[0]),
                period > 0, arguments.count == 1 || ["sw", "hw"].contains(arguments[1])
            else { return false }
            plan.resident.independentWatchdogNanoseconds = period
            plan.isWatchdogHardware = arguments.last == "hw"
            return true
        },
        FaultEntry(
            name: "wwdg",
            form: "wwdg[(TIME[, sw|hw])]: the window watchdog runs and the firmware feeds it; "
                + "with hw it starts by itself at each reset",
            example: "wwdg(20 ms, hw)"
        ) { plan, arguments in
            guard arguments.count <= 2,
                let period = arguments.isEmpty ? 20_000_000 : duration(arguments[0]), period > 0,
                arguments.count < 2 || ["sw", "hw"].contains(arguments[1])
            else { return false }
            plan.resident.windowWatchdogNanoseconds = period
            plan.isWindowWatchdogHardware = arguments.last == "hw"
            return true
        },
        FaultEntry(
            name: "cache",
            form: "cache(on[, LINES]): what the firmware writes to the first LINES x 32 bytes of "
                + "SRAM stays in the data cache, where the access port does not see it",
            example: "cache(on, 8)"
        ) { plan, arguments in
            guard (1...2).contains(arguments.count), arguments[0] == "on",
                let lines = arguments.count == 2
                    ? quantityOfLines(arguments[1]) : 8
            else { return false }
            plan.resident.dirtyLines = lines
            return true
        },
    ]

    private static func quantityOfLines(_ text: String) -> Int? {
        let digits = text.prefix { $0.isNumber }
        return Int(digits).flatMap { (1...1024).contains($0) ? $0 : nil }
    }
}
