// A loop that waits for memory to change (a RAM loader for its next block, `while (1);`) does
// nothing until the debugger or an interrupt changes something. Once a whole turn is seen to leave
// every register as it was, without a store and without an access to a peripheral, the turns up
// to the end of the slice are the same; their cycles pass without being emulated.

extension UnicornCore {
    /// Registers that a turn could change; flags and IT state are in xPSR.
    private var turnState: [UInt32] {
        (0...12).map { engine.read(.general($0)) }
            + [engine.read(.stackPointer), engine.read(.link), engine.programStatus]
    }

    /// Lets the turns of a wait loop pass; `false`: the core is in none.
    func passWaitLoop(cycles budget: UInt64) -> Bool {
        guard let turn = waitLoop, budget >= Limits.waitLoopCycles else { return false }
        waitLoop = nil
        guard programCounter == turn.address else { return false }
        let before = turnState
        let accesses = windowAccesses
        let start = cycle
        let stops = runSlice(instructions: turn.instructions)
        let isSame =
            stops == .limit && programCounter == turn.address && windowAccesses == accesses
            && cycle - start == turn.instructions && turnState == before
        guard isSame else { return true }
        waitLoop = turn
        // Where in its last turn the loop is at the end makes no difference to anybody.
        time.extraCycles += budget - turn.instructions
        return true
    }

    /// To be called after a slice that ended by its limit: is it about to go round again?
    func lookForWaitLoop(_ stops: Engine.Stops) {
        waitLoop = nil
        guard stops == .limit else { return }
        let recent = engine.recentAddresses
        let next = programCounter
        guard let turn = recent.firstIndex(of: next) else { return }
        let body = recent[...turn]
        guard body.allSatisfy(isWithoutEffect) else { return }
        waitLoop = WaitLoop(address: next, instructions: UInt64(body.count))
    }

    /// Whether an instruction changes registers at most (DDI 0403E, A5).
    private func isWithoutEffect(_ address: UInt32) -> Bool {
        guard let first = engine.halfword(at: address) else { return false }
        guard Thumb.isWide(first) else { return Self.isNarrowWithoutEffect(first) }
        guard let second = engine.halfword(at: address &+ 2) else { return false }
        return Self.isWideWithoutEffect(first, second)
    }

    private static func isNarrowWithoutEffect(_ opcode: UInt16) -> Bool {
        switch opcode {
        // Shifts, arithmetic, comparisons, moves; not BX and BLX, which may be exception returns.
        case ..<0x4700: true
        // Loads.
        case 0x4800...0x4FFF, 0x5600...0x5FFF, 0x6800...0x6FFF, 0x7800...0x7FFF,
            0x8800...0x8FFF, 0x9800...0x9FFF:
            true
        // ADR, ADD to SP; CBZ and CBNZ; extensions; REV; NOP.
        case 0xA000...0xAFFF, 0xB100...0xB3FF, 0xB900...0xB9FF, 0xBA00...0xBBFF, 0xBF00: true
        // Conditional and plain branches.
        case 0xD000...0xDDFF, 0xE000...0xE7FF: true
        default: false
        }
    }

    private static func isWideWithoutEffect(_ first: UInt16, _ second: UInt16) -> Bool {
        // Single loads.
        if first & 0xFE10 == 0xF810 { return true }
        // Data processing with a shifted register.
        if first & 0xFE00 == 0xEA00 { return true }
        guard first & 0xF800 == 0xF000 else { return false }
        // Data processing with an immediate; B.W with a condition, B.W; barriers.
        if second & 0x8000 == 0 { return true }
        if second & 0xD000 == 0x9000 || first == 0xF3BF { return true }
        return second & 0xD000 == 0x8000 && first & 0x0380 != 0x0380
    }
}

/// Where a wait loop's turn begins and how long it is.
struct WaitLoop: Hashable {
    let address: UInt32
    let instructions: UInt64
}
