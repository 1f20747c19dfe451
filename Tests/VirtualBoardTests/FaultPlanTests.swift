import Testing

@testable import VirtualBoard

@Suite struct FaultPlanTests {
    @Test func unknownFaultListsTheKnown() {
        do {
            _ = try FaultPlan(["explode(now)"])
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("unknown fault 'explode'"))
            for name in ["status(", "stall(", "mute(", "gone(", "busy", "denied", "volt(", "nrst("]
            {
                #expect(error.description.contains(name))
            }
        }
    }

    @Test(arguments: [
        "status(ENTER_SWD)", "status(NO_SUCH,0x11)", "status(ENTER_SWD,0x111)", "stall()",
        "mute(EXIT,0)", "nrst(closed)", "volt(1)", "busy(now)", "rdp(3)", "gone(ENTER_SWD",
        "status(ENTER_SWD,0x09,0)",
    ])
    func badArgumentsShowTheForm(text: String) {
        #expect(throws: BoardError.self) { try FaultPlan([text]) }
    }

    /// Option bytes are a matter of the board; one that does not have them so says what there is.
    @Test(arguments: [
        ("stm32l552", "tzen"), ("stm32l552", "geometry(single)"), ("stm32f767", "geometry(dual)"),
    ])
    func optionBytesChooseTheBoard(board: String, fault: String) throws {
        _ = try BoardCatalogue.make(board: board, faults: [fault])
        let error = #expect(throws: BoardError.self) {
            try BoardCatalogue.make(board: "stm32f103", faults: [fault])
        }
        #expect(error?.description.contains("unknown board 'stm32f103-") == true)
    }

    @Test func statusInTheReply() throws {
        let bench = try Bench(faults: ["status(ENTER_SWD, 0x09, 1)"])
        #expect(try bench.ask([0xF2, 0x30, 0xA3], 2) == [0x09, 0])
        #expect(try bench.ask([0xF5], 2) == [1, 0])
        try bench.enter()
    }

    @Test func statusOfATransfer() throws {
        let bench = try Bench(faults: ["status(WRITEMEM_32,0x11,all)"])
        try bench.enter()
        bench.write(0x08, Bench.bytes(7), to: 0x2000_0000)
        let last = try bench.lastStatus()
        #expect(last.status == 0x11 && last.address == 0x2000_0000)
        #expect(try bench.readWord(0x2000_0000) == 0)
    }

    @Test func statusAtAnAddress() throws {
        let bench = try Bench(faults: ["status(READDEBUGREG 0x1FF0F440,0x18,2/2)"])
        try bench.enter()
        var seen: [UInt8] = []
        for _ in 0..<4 {
            seen.append(try bench.ask([0xF2, 0x36] + Bench.bytes(0x1FF0_F440), 8)[0])
            #expect(try bench.readWord(0x2000_0000) == 0)
        }
        #expect(seen == [0x80, 0x18, 0x18, 0x80])
    }

    @Test func stall() throws {
        let bench = try Bench(faults: ["stall(READDEBUGREG,WRITEDEBUGREG)"])
        try bench.enter()
        for code in [UInt8(0x36), 0x35] {
            bench.send([0xF2, code] + Bench.bytes(0x2000_0000))
            #expect(bench.receive(8) == .stall)
            bench.probe.clearHalt(0x81)
        }
        #expect(try bench.readWord(0x2000_0000) == 0)
    }

    @Test func muteLetsTheLateReplyComeFirst() throws {
        let bench = try Bench(faults: ["mute(GET_CURRENT_MODE,1)"])
        bench.send([0xF5])
        #expect(bench.receive(2) == .pending)
        bench.send([0xF1])
        #expect(bench.receive(6) == .complete([1, 0]))
        #expect(bench.receive(6) == .complete([0x27, 0x47, 0x83, 0x04, 0x48, 0x37]))
    }

    @Test func goneAtATransferOrACommand() throws {
        let first = try Bench(faults: ["gone(3)"])
        _ = try first.ask([0xF1], 6)
        #expect(first.probe.bulkOut(0x02, [0xF5]) == .gone)
        #expect(first.receive(2) == .gone)
        let second = try Bench(faults: ["gone(GET_CURRENT_MODE,2)"])
        _ = try second.ask([0xF5], 2)
        second.send([0xF5])
        #expect(second.receive(2) == .gone)
        let third = try Bench(faults: ["gone(READDEBUGREG 0x20000004)"])
        try third.enter()
        _ = try third.readWord(0x2000_0000)
        third.send([0xF2, 0x36] + Bench.bytes(0x2000_0004))
        #expect(third.receive(8) == .gone)
    }

    @Test func stateFaults() throws {
        #expect(!(try Bench(faults: ["busy"]).probe.claimInterface()))
        let missing = try Bench(faults: ["no-target"])
        #expect(try missing.ask([0xF2, 0x30, 0xA3], 2) == [0x09, 0])
        #expect(try missing.ask([0xF5], 2) == [1, 0])
        let open = try Bench(faults: ["nrst(open)"])
        #expect(try open.ask([0xF2, 0x3C, 0], 2) == [0x80, 0])
        #expect(!open.core.isHeld)
        #expect(try Bench(faults: ["stale(debug)"]).ask([0xF5], 2) == [2, 0])
        let stale = try Bench(faults: ["stale(reply)"])
        stale.send([0xF1])
        #expect(stale.receive(6) == .complete([0x80, 0]))
        let denied = try BoardCatalogue.make(faults: ["denied", "volt(0x5f0,0x2a9)"])
        #expect(denied.isOpenDenied)
    }

    @Test func flashErrorInsteadOfAnOperation() throws {
        let bench = try Bench()
        bench.flash.injectedErrors = try FaultPlan(["flasherr(pgperr, 2)"]).flashErrors
        try bench.unlock()
        try bench.poke(0x1_0202, Bench.Flash.cr)
        bench.waitForFlash()
        try bench.poke(0x201, Bench.Flash.cr)
        try bench.poke(0, 0x0800_0000)
        #expect(try bench.peek(Bench.Flash.sr) == 0x40)
        #expect(try bench.peek(0x0800_0000) == 0xFFFF_FFFF)
        #expect(bench.statistics.illegal.isEmpty)
    }

    @Test func noiseAboveAClockRate() throws {
        let bench = try Bench(faults: ["bitnoise(10, 950)"])
        try bench.enter()
        func statuses() throws -> [UInt8] {
            try (0..<20).map { _ in
                try bench.ask([0xF2, 0x36] + Bench.bytes(0x2000_0000), 8)[0]
            }
        }
        #expect(try statuses().filter { $0 == 0x13 }.count == 2)
        #expect(try bench.ask([0xF2, 0x43, 3, 0], 2) == [0x80, 0])
        #expect(try statuses().allSatisfy { $0 == 0x80 })
        #expect(try bench.ask([0xF2, 0x43, 0, 0], 2) == [0x80, 0])
        bench.write(0x08, [UInt8](repeating: 0, count: 64), to: 0x2000_0000)
        #expect(try bench.lastStatus().status == 0x18)
        // The fourth error of a read is not seen by the parity.
        var words: Set<UInt32> = []
        for _ in 0..<20 {
            let reply = try bench.ask([0xF2, 0x36] + Bench.bytes(0x2000_0000), 8)
            if reply[0] == 0x80 { words.insert(reply.value(at: 4, width: 4)) }
        }
        #expect(words == [0, 0x0006_0000])
    }

    @Test func weakCell() throws {
        let bench = try Bench(faults: [])
        bench.flash.weakAddresses = [0x0800_0001]
        try bench.unlock()
        try bench.poke(0x201, Bench.Flash.cr)
        try bench.poke(0, 0x0800_0000)
        bench.waitForFlash()
        #expect(try bench.peek(0x0800_0000) == 0x0000_FF00)
    }
}

@Suite struct BoardCatalogueTests {
    @Test func unknownNamesListTheKnown() {
        let known = BoardCatalogue.boards.keys.sorted().joined(separator: ", ")
        #expect(throws: BoardError("unknown board 'x'; known: \(known)")) {
            try BoardCatalogue.make(board: "x")
        }
        let models = BoardCatalogue.probes.keys
        let failure = #expect(throws: BoardError.self) { try BoardCatalogue.make(probe: "x") }
        #expect(failure?.description.hasPrefix("unknown probe 'x'; known: ") == true)
        #expect(models.count > 10)
        #expect(models.allSatisfy { failure?.description.contains($0) == true })
        #expect(throws: BoardError("unknown firmware 'x'; it is written like V2J29S7")) {
            try BoardCatalogue.make(firmware: "x")
        }
        let other = "probe 'stlink-v2' takes no firmware 'V3J5'; its own is V2J29S7"
        #expect(throws: BoardError(other)) { try BoardCatalogue.make(firmware: "V3J5") }
    }

    @Test func statisticsAreJSON() throws {
        let board = try BoardCatalogue.make()
        _ = board.device.bulkOut(0x02, [0xF1])
        let text = board.statistics(wallNanoseconds: 5)
        #expect(text.contains("\"commands\": {\"GET_VERSION\": 1}"))
        #expect(text.contains("\"illegalTotal\": 0"))
        #expect(text.contains("\"wallNanoseconds\": 5"))
        #expect(text.hasPrefix("{\n") && text.hasSuffix("}\n"))
    }
}
