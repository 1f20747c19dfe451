import DebugSession
import TargetMemory
import Testing

/// Breakpoints, watchpoints and steps by packets, on a core of each kind.
@Suite struct RunControlOnBoardTests {
    /// Cortex-M0, M0+, M3, M4, M7 r0p1, M7 r1p0, M33.
    static let boards = [
        "stm32f030", "stm32l053", "stm32f103", "stm32f407", "stm32f756", "stm32f767",
        "stm32u575",
    ]
    static let withExclusives = Array(boards.dropFirst(2))

    @Test(arguments: boards, [(2, "watch"), (3, "rwatch"), (4, "awatch")])
    func aWatchpointNamesItsAddress(board: String, kind: (number: Int, name: String)) throws {
        let debugger = try BoardSession(board)
        let address = kind.number == 3 ? TestProgram.read : TestProgram.counted
        let place = String(address.rawValue, radix: 16)
        #expect(debugger.ask("Z\(kind.number),\(place),4") == "OK")
        for _ in 0..<3 {
            let before = debugger.word(TestProgram.counted)
            let stop = debugger.run().last ?? ""
            #expect(stop.hasPrefix("T05thread:1;\(kind.name):\(place);"), "\(stop)")
            #expect(TestProgram.loop.contains(debugger.counter))
            let after = debugger.word(TestProgram.counted)
            #expect(after == before || after == before &+ 1)
        }
        #expect(debugger.ask("z\(kind.number),\(place),4") == "OK")
        _ = debugger.ask("vCont;c")
        #expect(debugger.live(milliseconds: 5).isEmpty)
        #expect(debugger.interrupt().last?.hasPrefix("T02") == true)
        #expect(debugger.bus.statistic("illegalTotal") == 0)
        debugger.close()
    }

    /// More than one access is an area: by a mask up to Armv7-M, by two limits on Armv8-M.
    @Test(arguments: ["stm32f407", "stm32u575"])
    func anAreaIsWatched(board: String) throws {
        let debugger = try BoardSession(board)
        #expect(debugger.ask("Z2,200000f0,20") == "OK")
        #expect(debugger.run().last?.hasPrefix("T05thread:1;watch:200000f0;") == true)
        #expect(debugger.ask("z2,200000f0,20") == "OK")
        // Beside it nothing is watched.
        #expect(debugger.ask("Z2,200000e0,20") == "OK")
        _ = debugger.ask("vCont;c")
        #expect(debugger.live(milliseconds: 5).isEmpty)
        debugger.close()
    }

    @Test(arguments: boards)
    func aBreakpointIsHitAlsoAfterResets(board: String) throws {
        let debugger = try BoardSession(board)
        #expect(debugger.ask("Z1,8000046,2") == "OK")
        func expectHit(_ comment: String) {
            let stop = debugger.run().last ?? ""
            #expect(stop.hasPrefix("T05thread:1;hwbreak:;"), "\(comment): \(stop)")
            #expect(debugger.counter == 0x0800_0046)
        }
        expectHit("first")
        expectHit("again")
        for _ in 0..<10 {
            debugger.ask("vRun;")
            expectHit("after our reset")
        }
        // The program resets the chip itself.
        #expect(debugger.ask("z1,8000046,2") == "OK")
        #expect(debugger.ask("Z1,8000040,2") == "OK")
        _ = debugger.ask("vCont;c")
        #expect(debugger.live(milliseconds: 2).isEmpty)
        debugger.setWord(0x05FA_0004, at: 0xE000_ED0C)
        var told: [String] = []
        for _ in 0..<10 where told.isEmpty { told = debugger.live(milliseconds: 1) }
        #expect(told.last?.hasPrefix("T05thread:1;hwbreak:;") == true, "\(told)")
        #expect(debugger.counter == 0x0800_0040)
        debugger.close()
    }

    @Test(arguments: boards)
    func theOneTooManyIsRefusedInWords(board: String) throws {
        let debugger = try BoardSession(board)
        let capacity = debugger.target.core.hardwareBreakpointCapacity
        #expect(capacity == (["stm32f030", "stm32l053"].contains(board) ? 4 : 8) || capacity == 6)
        for index in 0..<capacity {
            let place = String(0x0800_0046 + 0x100 * index, radix: 16)
            #expect(debugger.ask("Z1,\(place),2") == "OK")
        }
        #expect(debugger.ask("Z1,8000f00,2") == "E95")
        let told = debugger.run()
        #expect(told.last?.contains("hwbreak") == true)
        #expect(
            told.first?.hasPrefix(
                "O \(capacity) of \(capacity) hardware breakpoints used at 0x08000046, ") == true,
            "\(told)")
        #expect(debugger.ask("z1,8000046,2") == "OK")
        #expect(debugger.ask("Z1,800004a,2") == "OK")
        #expect(debugger.run().last?.contains("hwbreak") == true)
        #expect(debugger.counter == 0x0800_004A)
        debugger.close()
    }

    /// SysTick wants in every few instructions; a step stays in the loop all the same.
    @Test(arguments: boards)
    func stepsStayOutOfInterrupts(board: String) throws {
        let debugger = try BoardSession(board)
        debugger.counter = TestProgram.loop.lowerBound
        debugger.setRegister(0, TestProgram.counted.rawValue)
        startTick(debugger)
        for _ in 0..<300 {
            let stop = debugger.run("vCont;s").last ?? ""
            #expect(stop.hasPrefix("T05"), "\(stop)")
            guard TestProgram.loop.contains(debugger.counter) else {
                Issue.record("\(board): a step went to \(debugger.counter)")
                return
            }
        }
        // What was held back comes once the program runs.
        let before = debugger.word(TestProgram.ticks)
        _ = debugger.ask("vCont;c")
        _ = debugger.live(milliseconds: 5)
        #expect(debugger.word(TestProgram.ticks) > before)
        #expect(debugger.word(0xE000_EDF0) & 8 == 0, "C_MASKINTS is left set")
        #expect(debugger.interrupt().last?.hasPrefix("T02") == true)
        #expect(debugger.bus.statistic("illegalTotal") == 0)
        debugger.close()
    }

    /// A hundred times, at any moment, also in a range step: each stops, and all agree that it has.
    @Test(arguments: [1, UInt64.random(in: 0...UInt64.max)])
    func controlCAlwaysStops(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let debugger = try BoardSession()
        for round in 0..<100 {
            let packet = round.isMultiple(of: 3) ? "vCont;r8000040,8000060" : "vCont;c"
            _ = debugger.ask(packet)
            var told: [String] = []
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                told += debugger.live(milliseconds: Int.random(in: 0...2, using: &random))
            }
            told += debugger.interrupt()
            #expect(told.count == 1 && told[0].hasPrefix("T02"), "seed \(seed): \(told)")
            #expect(debugger.word(0xE000_EDF0) & 1 << 17 != 0, "seed \(seed)")
            #expect(debugger.interrupt().isEmpty)
        }
        debugger.close()
    }

    /// By the switch, steps go where the core goes.
    @Test(arguments: boards)
    func stepsEnterInterruptsWhereThatIsWanted(board: String) throws {
        let debugger = try BoardSession(board)
        debugger.counter = TestProgram.loop.lowerBound
        debugger.setRegister(0, TestProgram.counted.rawValue)
        debugger.target.interruptMasking = .never
        startTick(debugger)
        var hasEntered = false
        for _ in 0..<300 where !hasEntered {
            _ = debugger.run("vCont;s")
            hasEntered = !TestProgram.loop.contains(debugger.counter)
        }
        #expect(hasEntered)
        debugger.close()
    }

    /// Twenty cycles and no more between two ticks.
    private func startTick(_ debugger: BoardSession) {
        debugger.setWord(20, at: 0xE000_E014)
        debugger.setWord(0, at: 0xE000_E018)
        debugger.setWord(7, at: 0xE000_E010)
    }

    @Test(arguments: boards)
    func breakpointInstructionsAndSleepAreStepped(board: String) throws {
        let debugger = try BoardSession(board)
        debugger.setRegister(0, TestProgram.counted.rawValue)
        debugger.counter = TestProgram.breakpoint
        _ = debugger.run("vCont;s")
        #expect(debugger.counter == TestProgram.breakpoint + 2)
        // A run stops there once, as a program's own breakpoint does, and then goes on.
        debugger.counter = TestProgram.breakpoint
        #expect(debugger.run().last?.hasPrefix("T05thread:1;0:") == true)
        #expect(debugger.counter == TestProgram.breakpoint)
        #expect(debugger.ask("Z1,8000046,2") == "OK")
        #expect(debugger.run().last?.contains("hwbreak") == true)
        debugger.counter = TestProgram.sleep
        for offset in [2, 4] {
            _ = debugger.run("vCont;s")
            #expect(debugger.counter == TestProgram.sleep + offset)
        }
        debugger.close()
    }

    /// As one step, and within a range that has more than one of them.
    @Test(arguments: withExclusives)
    func exclusiveAccessesAreOneStep(board: String) throws {
        let debugger = try BoardSession(board)
        for packet in ["vCont;s", "vCont;r8000090,800009e"] {
            debugger.counter = TestProgram.exclusive
            debugger.setRegister(3, 0x2000_0300)
            debugger.setWord(41, at: 0x2000_0300)
            #expect(debugger.run(packet).last?.hasPrefix("T05") == true)
            #expect(
                debugger.counter == TestProgram.exclusive + (packet == "vCont;s" ? 10 : 14))
            #expect(debugger.word(0x2000_0300) == 42)
            #expect(debugger.register(1) == 0)
        }
        debugger.close()
    }

    /// A fault is a signal, and neither `signal 11` nor a step hangs on it.
    @Test(arguments: boards)
    func aFaultIsASignal(board: String) throws {
        let debugger = try BoardSession(board)
        for packet in ["vCont;c", "vCont;s"] {
            debugger.ask("vRun;")
            debugger.counter = TestProgram.load
            debugger.setRegister(0, 0x5F00_0000)
            let stop = debugger.run(packet).last ?? ""
            #expect(["T0a", "T0b"].contains(stop.prefix(3)), "\(stop)")
            #expect(debugger.counter == TestProgram.faultHandler)
            // `C0b` and `S0b`: there is nobody to deliver the signal to.
            _ = debugger.run("vCont;S0b:1")
            #expect(debugger.counter == TestProgram.faultHandler)
            #expect(debugger.ask("vCont;C0b:1") == "")
            #expect(debugger.live(milliseconds: 5).isEmpty)
            #expect(debugger.interrupt().last?.hasPrefix("T02") == true)
        }
        debugger.close()
    }

    /// Vector catch on and off, and what a small core does not have.
    @Test(arguments: boards)
    func catchesAreSet(board: String) throws {
        let debugger = try BoardSession(board)
        try debugger.target.setVectorCatch([])
        debugger.counter = TestProgram.load
        debugger.setRegister(0, 0x5F00_0000)
        _ = debugger.ask("vCont;c")
        #expect(debugger.live(milliseconds: 5).isEmpty)
        _ = debugger.interrupt()
        try debugger.target.setVectorCatch([.reset])
        _ = debugger.ask("vCont;c")
        debugger.setWord(0x05FA_0004, at: 0xE000_ED0C)
        var told: [String] = []
        for _ in 0..<10 where told.isEmpty { told = debugger.live(milliseconds: 1) }
        #expect(told.last?.hasPrefix("T05") == true)
        #expect(debugger.counter == 0x0800_0040)
        let isSmall = ["stm32f030", "stm32l053"].contains(board)
        do {
            try debugger.target.setVectorCatch([.bus])
            #expect(!isSmall)
        } catch {
            #expect(isSmall)
        }
        debugger.close()
    }
}
