// What the chip is, how it is protected, and what its flash does wrong.

extension FaultPlan {
    static let chipEntries = protectionEntries + flashEntries + kindEntries

    private static let protectionEntries: [FaultEntry] = [
        FaultEntry(
            name: "rdp", form: "rdp(0|0.5|1|2): read protection level; 0.5 with TrustZone only",
            example: "rdp(1)"
        ) { plan, arguments in
            if arguments == ["0.5"] {
                plan.isSecureDebugClosed = true
                return true
            }
            guard arguments.count == 1, let level = number(arguments[0]),
                let protection = ReadProtection(rawValue: Int(level))
            else { return false }
            plan.protection = protection
            return true
        },
        FaultEntry(
            name: "wrp", form: "wrp(MASK): write protected sectors, one bit each",
            example: "wrp(0x2)"
        ) { plan, arguments in
            guard arguments.count == 1, let mask = number(arguments[0]), mask <= 0xFF else {
                return false
            }
            plan.writeProtected = mask
            return true
        },
        FaultEntry(
            name: "pcrop",
            form: "pcrop(ADDRESS, COUNT): nobody reads, programs or erases those bytes, in the "
                + "steps that the chip has for it",
            example: "pcrop(0x08004000, 0x4000)"
        ) { plan, arguments in
            let values = arguments.compactMap(number)
            guard values.count == 2, arguments.count == 2, values[1] > 0,
                values[0] <= UInt32.max - values[1]
            else { return false }
            plan.executeOnly = values[0]..<values[0] + values[1]
            return true
        },
        FaultEntry(
            name: "state",
            form: "state(open|closed): in a closed part the debug port answers and the core's "
                + "access port is switched off",
            example: "state(closed)"
        ) { plan, arguments in
            plan.isCoreAccessClosed = arguments == ["closed"]
            return arguments == ["closed"] || arguments == ["open"]
        },
    ]

    private static let flashEntries: [FaultEntry] = [
        FaultEntry(
            name: "weak", form: "weak(ADDRESS): the byte there does not take what is programmed",
            example: "weak(0x08000101)"
        ) { plan, arguments in
            guard arguments.count == 1, let address = number(arguments[0]) else { return false }
            plan.weakAddresses.insert(address)
            return true
        },
        FaultEntry(
            name: "flash",
            form: "flash(zero): main flash reads as zero, whatever is done to it",
            example: "flash(zero)"
        ) { plan, arguments in
            plan.isFlashUnread = arguments == ["zero"]
            return plan.isFlashUnread
        },
        FaultEntry(
            name: "flasherr",
            form: "flasherr(wrperr|pgaerr|pgperr|erserr, NTH): the NTH erase or program operation "
                + "raises that flag instead",
            example: "flasherr(pgperr, 2)"
        ) { plan, arguments in
            guard arguments.count == 2, let error = InjectedFlashError(rawValue: arguments[0]),
                let nth = number(arguments[1]), nth > 0
            else { return false }
            plan.flashErrors[Int(nth)] = error
            return true
        },
        FaultEntry(
            name: "busy", form: "busy(TIME): each erase of the flash takes so long",
            example: "busy(900 ms)"
        ) { plan, arguments in
            guard arguments.count == 1, let duration = duration(arguments[0]), duration > 0 else {
                return false
            }
            plan.eraseNanoseconds = duration
            return true
        },
    ]

    private static let kindEntries: [FaultEntry] = [
        FaultEntry(
            name: "tzen", form: "tzen: the option bytes switch TrustZone on", example: "tzen"
        ) { plan, arguments in
            guard arguments.isEmpty else { return false }
            plan.boardVariant = "tz"
            return true
        },
        FaultEntry(
            name: "geometry",
            form: "geometry(size=VALUE|dual|single): what the flash size register holds, or "
                + "how many banks the option bytes make",
            example: "geometry(size=0xFFFF)"
        ) { plan, arguments in
            if ["dual", "single"].contains(arguments.first), arguments.count == 1 {
                plan.boardVariant = arguments[0]
                return true
            }
            guard arguments.count == 1, arguments[0].hasPrefix("size="),
                let value = number(String(arguments[0].dropFirst("size=".count))),
                let size = UInt16(exactly: value)
            else { return false }
            plan.sizeRegister = size
            return true
        },
        FaultEntry(
            name: "core",
            form: "core(CPUID[, FPB REVISION[, COMPARATORS]]): the core is another one",
            example: "core(0x410FC241, 0, 6)"
        ) { plan, arguments in
            let values = arguments.compactMap(number)
            guard (1...3).contains(arguments.count), values.count == arguments.count,
                values.count < 2 || values[1] <= 1, values.count < 3 || values[2] <= 127
            else { return false }
            plan.core = OtherCore(
                cpuid: values[0], breakpointRevision: values.count > 1 ? UInt8(values[1]) : nil,
                comparators: values.count > 2 ? Int(values[2]) : nil)
            return true
        },
    ]
}
