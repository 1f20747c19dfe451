extension PacketTable {
    static let session: [PacketRule] = [
        PacketRule(
            .prefix("qSupported"), "[:feature;...]", "Exchange what both sides can do."
        ) { (fields: inout Fields) throws(Malformed) in
            guard !fields.isAtEnd else { return .supported(features: []) }
            try fields.expect(":")
            return .supported(features: fields.text().split(separator: ";").map(String.init))
        },
        PacketRule(
            "QStartNoAckMode", "Stop acknowledging packets: TCP does not lose any.", .startNoAckMode
        ),
        PacketRule(
            "vMustReplyEmpty", "Find out how unknown packets are answered.", .mustReplyEmpty),
        PacketRule(
            "!", "Survive the end of the program (`target extended-remote`).", .extendedMode),
        PacketRule("?", "Tell why the target is halted; halts it first if it runs.", .stopReason),
        PacketRule("D", "Detach: leave the target as it was found.", .detach(leaveHalted: false)),
        PacketRule(
            .prefix("D;"), "pid", "Detach from the one process there is."
        ) { (fields: inout Fields) throws(Malformed) in
            _ = try fields.hex32()
            try fields.expectEnd()
            return .detach(leaveHalted: false)
        },
        PacketRule("D1", "Detach and leave the core halted (LLDB).", .detach(leaveHalted: true)),
        PacketRule(
            .prefix("QNonStop:"), "0|1",
            "Non-stop mode: the client goes on talking while the core runs, and stops are told in "
                + "`%Stop` notifications."
        ) { (fields: inout Fields) throws(Malformed) in
            let number = try fields.hex32()
            try fields.expectEnd()
            guard number <= 1 else { throw Malformed("0 or 1") }
            return .nonStop(number == 1)
        },
        PacketRule("k", "Kill: reset the target; nothing is answered.", .kill),
        PacketRule(
            .prefix("vKill;"), "pid", "Kill: reset the target."
        ) { (fields: inout Fields) throws(Malformed) in
            _ = try fields.hex32()
            try fields.expectEnd()
            return .killProcess
        },
        PacketRule(
            .prefix("R"), "xx", "Restart: reset and halt; nothing is answered."
        ) { (fields: inout Fields) throws(Malformed) in
            _ = try fields.hex32()
            try fields.expectEnd()
            return .restart
        },
        PacketRule(
            "r", "Reset and halt, of old debuggers; nothing is answered.", .restart),
        PacketRule(
            .prefix("vRun;"), "[file][;argument...]",
            "Start over: reset and halt; no file is needed."
        ) { (_: inout Fields) throws(Malformed) in .run },
        PacketRule(
            .prefix("vAttach;"), "pid", "Attach to the one process there is, whatever its number."
        ) { (fields: inout Fields) throws(Malformed) in
            _ = try fields.hex32()
            try fields.expectEnd()
            return .attach
        },
    ]
}
