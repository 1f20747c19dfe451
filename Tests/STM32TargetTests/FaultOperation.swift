import STM32Target
import TargetMemory

/// Something a debugger or a tool does, with what must be true on the board afterwards.
struct FaultOperation: Sendable, CustomStringConvertible {
    let name: String
    let boards: [BoardAndProbe]
    /// Begins a session, undisturbed.
    var begin: @Sendable (FaultBench) throws -> Void = { try $0.attach() }
    /// Brings board and session to where the operation starts; also after a failure.
    var arrange: @Sendable (FaultBench) throws -> Void = { _ in }
    /// What is disturbed.
    let perform: @Sendable (FaultBench) throws -> Void
    /// What is wrong on the board after a success, in words.
    let flaw: @Sendable (FaultBench) throws -> String?
    /// What is wrong on the board after a failure, in words: bytes that were none of its business.
    var damage: @Sendable (FaultBench) throws -> String? = { try $0.damage() }
    /// It opens or closes the session itself, so there is nothing to go on with.
    var isWholeSession = false

    var description: String { name }

    static let all = sessions + runControl + accesses + flash
}

/// What the small program of the tests holds where.
private enum Program {
    static let base: UInt32 = 0x0800_0000
    /// ADDS R1, #1; then STR R1, [R0] and the way back to the loop's start.
    static let add: UInt32 = 0x0800_0044
    static let store: UInt32 = 0x0800_0046
    static let loop: UInt32 = 0x0800_0042
    static let entry: UInt32 = 0x0800_0040
    static let counted: UInt32 = 0x2000_0100
    /// Where nothing of the program comes by.
    static let aside: UInt32 = 0x0800_0060
    static let programCounter: UInt32 = 15
}

extension FaultOperation {
    /// One core of each architecture, by probes of both generations.
    static let debugBoards = [
        BoardAndProbe("stm32f072"), BoardAndProbe("stm32f756", "stlink-v3e"),
        BoardAndProbe("stm32h563"),
    ]

    private static func install(_ bench: FaultBench) throws {
        if bench.flashBefore.isEmpty {
            try bench.install(TestProgram.bytes, at: Program.base)
            try bench.noteFlash()
        }
    }

    // MARK: Sessions

    private static func attaching(
        _ name: String, _ attach: @escaping @Sendable (FaultBench) throws -> Void,
        _ flaw: @escaping @Sendable (FaultBench) throws -> String?
    ) -> FaultOperation {
        FaultOperation(
            name: name, boards: debugBoards, begin: install,
            arrange: { bench in
                bench.abandon()
                bench.live(milliseconds: 1)
            },
            perform: attach,
            flaw: { bench in
                if try bench.target.identity != bench.identity { return "another chip was found" }
                return try flaw(bench) ?? bench.damage()
            }, isWholeSession: true)
    }

    private static let sessions = [
        attaching("attach", { try $0.attach() }) { bench in
            guard bench.isHalted else { return "the core runs" }
            let place = try bench.register(Program.programCounter)
            return place == Program.entry ? nil : "the core stands at \(place.hex)"
        },
        attaching("attach, running", { try $0.attach(.hotPlug) }) { bench in
            bench.isHalted ? nil : "the core runs"
        },
        attaching("attach under reset", { try $0.attach(.underReset) }) { bench in
            guard bench.isHalted else { return "the core runs" }
            let place = try bench.register(Program.programCounter)
            return place == Program.entry ? nil : "the core stands at \(place.hex)"
        },
        attaching("identify", { try $0.open() }) { _ in nil },
        FaultOperation(
            name: "detach", boards: debugBoards,
            begin: { bench in
                try install(bench)
                try bench.attach(.hotPlug)
                try bench.target.insert(.hardware, at: Address(Program.aside), length: 2)
                try bench.target.resume(at: nil)
            },
            perform: { try $0.close() },
            flaw: { bench in
                if bench.isHalted { return "the core stands" }
                if try bench.privateWord(0xE000_EDF0) & 1 == 1 { return "halting debug is on" }
                if try armed(bench) { return "a breakpoint is left" }
                return try bench.damage()
            }, isWholeSession: true),
    ]

    /// Whether a comparator of the FPB is at `Program.aside`; what is left without FP_CTRL.ENABLE
    /// does nothing.
    private static func armed(_ bench: FaultBench) throws -> Bool {
        guard try bench.privateWord(0xE000_2000) & 1 == 1 else { return false }
        for number in UInt32(0)..<4 {
            let value = try bench.privateWord(0xE000_2008 + 4 * number)
            if value & 1 == 1, value & 0x1FFF_FFFC == Program.aside { return true }
        }
        return false
    }

    // MARK: Run control

    /// The core stands before the addition.
    private static func arrangeLoop(_ bench: FaultBench) throws {
        let target = try bench.target
        if target.isRunning { try target.core.haltNow() }
        try target.core.setRegister(0, Program.counted)
        try target.core.setRegister(1, 7)
        try target.core.setRegister(15, Program.add)
        try target.core.setRegister(16, 1 << 24)
        try bench.install([0, 0, 0, 0], at: Program.counted)
    }

    private static func debugging(
        _ name: String, arrange: @escaping @Sendable (FaultBench) throws -> Void,
        perform: @escaping @Sendable (FaultBench) throws -> Void,
        flaw: @escaping @Sendable (FaultBench) throws -> String?
    ) -> FaultOperation {
        FaultOperation(
            name: name, boards: debugBoards,
            begin: { bench in
                try install(bench)
                try bench.attach()
            },
            arrange: arrange, perform: perform,
            flaw: { bench in try flaw(bench) ?? bench.damage() })
    }

    /// The core stands there, R1 and the counter are so.
    private static func stands(
        _ bench: FaultBench, at place: UInt32, _ one: UInt32, _ counted: UInt32
    ) throws -> String? {
        guard bench.isHalted else { return "the core runs" }
        let found = (
            try bench.register(15), try bench.register(1), try bench.word(Program.counted)
        )
        guard found != (place, one, counted) else { return nil }
        return "PC \(found.0.hex), R1 \(found.1), counted \(found.2)"
    }

    private static func awaitStop(_ bench: FaultBench) throws {
        for _ in 0..<100 {
            if try bench.target.poll() != nil { return }
            bench.bus.board.live(nanoseconds: 100_000)
        }
        throw TargetFault(.timeout, "the core does not stop within 100 looks")
    }

    private static func runLoop(_ bench: FaultBench) throws {
        try arrangeLoop(bench)
        try bench.target.resume(at: nil)
    }

    private static let runControl = [
        debugging("step", arrange: arrangeLoop) { bench in
            _ = try bench.target.step(at: nil)
            _ = try bench.target.readRegister(15)
        } flaw: {
            try stands($0, at: Program.store, 8, 0)
        },
        debugging("continue to a breakpoint", arrange: arrangeLoop) { bench in
            try bench.target.insert(.hardware, at: Address(Program.loop), length: 2)
            try bench.target.resume(at: nil)
            try awaitStop(bench)
            try bench.target.remove(.hardware, at: Address(Program.loop), length: 2)
        } flaw: {
            try stands($0, at: Program.loop, 8, 8)
        },
        debugging("halt", arrange: runLoop) { bench in
            try bench.target.halt()
            try awaitStop(bench)
        } flaw: {
            $0.isHalted ? nil : "the core runs"
        },
        debugging("breakpoint set", arrange: runLoop) { bench in
            try bench.target.insert(.hardware, at: Address(Program.aside), length: 2)
        } flaw: {
            try $0.isHalted ? "the core stands" : armed($0) ? nil : "it is not there"
        },
        debugging(
            "breakpoint clear",
            arrange: { bench in
                try runLoop(bench)
                try bench.target.insert(.hardware, at: Address(Program.aside), length: 2)
            }
        ) { bench in
            try bench.target.remove(.hardware, at: Address(Program.aside), length: 2)
        } flaw: {
            try $0.isHalted ? "the core stands" : armed($0) ? "it is there" : nil
        },
        debugging("reset and halt", arrange: runLoop) { bench in
            try bench.target.reset(.halt)
        } flaw: { bench in
            guard bench.isHalted else { return "the core runs" }
            let place = try bench.register(Program.programCounter)
            return place == Program.entry ? nil : "the core stands at \(place.hex)"
        },
        debugging("reset and run", arrange: arrangeLoop) { bench in
            try bench.target.reset(.run)
        } flaw: {
            $0.isHalted ? "the core stands" : nil
        },
    ]

    // MARK: Memory and registers

    private static let area: UInt32 = 0x2000_0201
    private static let pattern = DeviceTests.bytes(1501, seed: 31)
    private static let zeros = [UInt8](repeating: 0, count: 1505)

    private static let accesses = [
        debugging(
            "read memory",
            arrange: { try $0.install(pattern, at: area) }
        ) { bench in
            bench.answer = []
            bench.answer = try bench.target.readMemory(Address(area), count: pattern.count)
        } flaw: {
            $0.answer == pattern ? nil : "other bytes"
        },
        debugging(
            "write memory",
            arrange: { try $0.install(zeros, at: area - 2) }
        ) { bench in
            try bench.target.writeMemory(pattern, to: Address(area))
        } flaw: {
            try $0.bytes(area - 2, 1505) == [0, 0] + pattern + [0, 0] ? nil : "other bytes"
        },
        debugging(
            "write a word",
            arrange: { try $0.install(zeros, at: area - 2) }
        ) { bench in
            try bench.target.writeMemory([1, 2, 3, 4], to: Address(area + 3))
        } flaw: {
            try $0.bytes(area - 1, 12) == [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0]
                ? nil : "other bytes"
        },
        debugging("read registers", arrange: arrangeLoop) { bench in
            bench.answer = []
            for number in 0..<17 {
                bench.answer += try bench.target.readRegister(number) ?? []
            }
        } flaw: { bench in
            let words = try (UInt32(0)..<17).map { try bench.register($0) }
            return bench.answer == words.flatMap(\.littleEndianBytes) ? nil : "other values"
        },
        debugging("write registers", arrange: arrangeLoop) { bench in
            for number in [1, 5, 13, 15] {
                try bench.target.writeRegister(
                    number, (0x2000_0400 + UInt32(4 * number)).littleEndianBytes)
            }
        } flaw: { bench in
            for number in [1, 5, 13, 15] as [UInt32]
            where try bench.register(number) != 0x2000_0400 + 4 * number {
                return "R\(number) is \(try bench.register(number).hex)"
            }
            return nil
        },
    ]
}
