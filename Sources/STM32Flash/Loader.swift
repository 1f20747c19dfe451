import CortexM
import TargetMemory

/// A loader at work in the target's RAM, and the ring through which it gets its commands.
///
/// RAM that is to be kept is saved piece by piece before it is used, mostly while the flash is
/// busy, and put back.
final class Loader {
    private let core: Core
    private let access: any CoreAccess
    private let layout: LoaderLayout
    private let controller: any ControllerDriver
    private let watchdogs: Watchdogs
    private let code: [UInt8]
    private var firstSequence: UInt32 = 0
    private let routine: RoutineState
    private let keepsRAM: Bool
    private var keeper = MemoryKeeper()
    /// What of each slot has been saved: from here to the slot's end.
    private var savedFrom: [Int: Address] = [:]
    private var areTablesSaved = false

    /// Commands given and not yet completed, the oldest first.
    private var pending: [LoaderCommand] = []
    private(set) var completed = 0
    /// It was thrown off its course, or its RAM overwritten: not the flash's fault.
    private(set) var hasDied = false
    private var current = Stopwatch()
    /// Called for each completed command with the loader's answer to it.
    var onCompleted: (LoaderCommand, UInt32) throws(TargetFault) -> Void = { _, _ in }

    private var posted: Int { completed + pending.count }

    /// Saves the fixed part of the work area, puts the loader there and starts it; throws before
    /// anything but RAM is touched if it does not prove itself.
    init(
        core: Core, workArea: Region, controller: any ControllerDriver, watchdogs: Watchdogs,
        slotDataByteCount: Int, keepsRegisters: Bool, keepsRAM: Bool
    ) throws(TargetFault) {
        self.core = core
        access = core.access
        self.keepsRAM = keepsRAM
        self.controller = controller
        self.watchdogs = watchdogs
        let loader = controller.loader
        code = loader.code.flatMap(\.littleEndianBytes)
        guard
            let layout = LoaderLayout(
                workArea: workArea, codeByteCount: code.count,
                slotDataByteCount: slotDataByteCount)
        else { throw TargetFault(.unsupported, "The chip's RAM is too small for the loader.") }
        self.layout = layout
        routine = try core.enterRoutine(keepingRegisters: keepsRegisters)
        do throws(TargetFault) {
            try start(loader)
        } catch {
            try? stop()
            throw error
        }
    }

    /// Data bytes that fit a command.
    var slotDataByteCount: Int { layout.slotDataByteCount }

    private func start(_ loader: ControllerLoader) throws(TargetFault) {
        firstSequence = layout.firstSequence(after: try? access.readWord(layout.sequenceCell))
        if keepsRAM { try keeper.save(layout.fixed, from: access) }
        let control = layout.controlBlock(
            flash: controller.flash, loader: loader, watchdogs: watchdogs,
            firstSequence: firstSequence)
        try access.write(layout.image(code: code, control: control), to: layout.vectors)
        try core.startRoutine(
            at: layout.code.base, stack: layout.stackTop, argument: layout.control.rawValue,
            vectors: layout.vectors)
        try proveItself()
    }

    /// Lets the loader add up its own code: shows that RAM, core and ring work.
    private func proveItself() throws(TargetFault) {
        try post([
            LoaderCommand(
                operation: .sum, address: layout.code.base, byteCount: code.count, argument: 1,
                data: LoaderCommand.rows([layout.code]), expectedMicroseconds: 200,
                microsecondsMax: 0)
        ])
        let sum = try answers(rows: 1)[0]
        var expected: UInt32 = 0
        for offset in stride(from: 0, to: code.count, by: 4) {
            expected = (expected << 1 | expected >> 31) &+ code.word(at: offset)
        }
        guard sum == expected else {
            throw TargetFault(
                .state, at: layout.code.base,
                "The loader does not run soundly in RAM at \(layout.code): it counts \(sum.hex), "
                    + "not \(expected.hex), over its own code. Is the RAM used by DMA?")
        }
    }

    /// Gives commands to the loader, as many at once as there are free slots.
    func post(_ commands: [LoaderCommand]) throws(TargetFault) {
        var rest = commands[...]
        while !rest.isEmpty {
            var free = layout.slotCount - pending.count
            if free == 0 {
                try wait(until: completed + 1)
                free = layout.slotCount - pending.count
            }
            // Let the first ones go alone: the loader starts on them while the others travel.
            let count = pending.count < 2 ? 1 : min(free, Limits.slotsPerBatch, rest.count)
            try send(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
    }

    private func send(_ commands: [LoaderCommand]) throws(TargetFault) {
        var writes: [(Address, [UInt8])] = []
        for (index, command) in commands.enumerated() {
            let number = posted + index
            let command = try withTables(command)
            let bytes = command.encoded(sequence: firstSequence &+ UInt32(number))
            let slot = number % layout.slotCount
            let start = layout.slotEnd(slot) + -bytes.count
            try save(slot, from: start)
            writes.append((start, bytes))
        }
        try deliver(writes)
        if pending.isEmpty { current = Stopwatch() }
        pending += commands
    }

    /// Where it is not known which commands arrived: each is written upwards and ends with its
    /// number; where that is there, all of it is, and the loader may have put its answer into it.
    private func deliver(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        var missing = writes
        var attemptCount = 1
        while !missing.isEmpty {
            do throws(TargetFault) {
                return try access.writeBatch(missing)
            } catch  where error.isInterrupted && attemptCount < Limits.deliveryCount {
                attemptCount += 1
            }
            var still: [(Address, [UInt8])] = []
            for (address, bytes) in missing {
                let last = bytes.count - 4
                if try access.readWord(address + last) != bytes.word(at: last) {
                    still.append((address, bytes))
                }
            }
            missing = still
        }
    }

    private func save(_ slot: Int, from start: Address) throws(TargetFault) {
        let end = savedFrom[slot] ?? layout.slotEnd(slot)
        guard keepsRAM, start < end else { return }
        try keeper.save(Region(base: start, byteCount: end - start), from: access)
        savedFrom[slot] = start
    }

    /// A long checksum gets room for tables.
    private func withTables(_ command: LoaderCommand) throws(TargetFault) -> LoaderCommand {
        guard command.operation == .checksum,
            command.byteCount > Limits.tablelessChecksumBytesMax, let tables = layout.tables
        else { return command }
        if keepsRAM, !areTablesSaved { try keeper.save(tables, from: access) }
        areTablesSaved = true
        var command = command
        command.address = tables.base
        return command
    }

    /// Waits until so many commands have been completed since the start.
    func wait(until count: Int) throws(TargetFault) {
        var overduePolls = 0
        while completed < count {
            if try poll() {
                overduePolls = 0
                continue
            }
            guard let command = pending.first else { return }
            let elapsed = current.microseconds()
            if elapsed > 2 * command.expectedMicroseconds { overduePolls += 1 }
            if overduePolls >= Limits.overduePolls {
                overduePolls = 0
                try checkAlive()
            }
            guard elapsed < command.microsecondsMax + Limits.slackMilliseconds * 1000 else {
                throw try timeout(command)
            }
            // Half of what is left by the data sheet: few polls, and none comes late.
            let left = (command.expectedMicroseconds - elapsed) / 2000
            let pause = min(max(left, Limits.pollMillisecondsMin), Limits.pollMillisecondsMax)
            access.pause(milliseconds: pause)
            current.note(pauseMilliseconds: pause)
        }
    }

    /// Waits for all commands; meanwhile slots that are done with get their old contents back.
    func finish() throws(TargetFault) {
        let last = posted - 1
        while !pending.isEmpty {
            let slotOfLast = last % layout.slotCount
            let busy = Set((completed...last).map { $0 % layout.slotCount })
            let idle = savedFrom.keys.first { !busy.contains($0) && $0 != slotOfLast }
            if let idle {
                try restore(idle)
                _ = try poll()
            } else {
                try wait(until: completed + 1)
            }
        }
    }

    private func restore(_ slot: Int) throws(TargetFault) {
        savedFrom[slot] = nil
        let base = layout.ring + slot * layout.slotByteCount
        try keeper.restore(
            within: Region(base: base, byteCount: layout.slotByteCount), to: access)
    }

    /// One look at the loader: whether it has got on.
    private func poll() throws(TargetFault) -> Bool {
        let state = try access.readWord(layout.control)
        // The count wraps at 24 bits; no run is that long.
        let done = Int(state & 0xFF_FFFF)
        guard done >= completed, done <= posted else {
            hasDied = true
            throw TargetFault(
                .state, at: layout.control,
                "The loader's state in RAM was overwritten (\(state.hex)): something else writes "
                    + "there, a DMA of the old program perhaps. Connect under reset and try again.")
        }
        let hasMoved = done > completed
        while completed < done {
            let command = pending.removeFirst()
            // Only erases answer in the command itself: whether the sector was blank.
            let place =
                layout.slotEnd(completed % layout.slotCount)
                + (LoaderCommand.resultOffset - LoaderCommand.byteCount)
            let answer = command.operation == .erase ? try access.readWord(place) : 0
            completed += 1
            try onCompleted(command, answer)
        }
        if hasMoved { current = Stopwatch() }
        guard state >> 24 == 0 else { throw try failure(code: state >> 24) }
        return hasMoved
    }

    private func failure(code: UInt32) throws(TargetFault) -> TargetFault {
        let address = Address(try access.readWord(layout.control + 4))
        let status = try access.readWord(layout.control + 8)
        let what = pending.first?.operation == .program ? "Programming" : "Erasing"
        guard code == 1 else {
            return TargetFault(.state, "The loader was given something that it does not know.")
        }
        return TargetFault(
            .flash, at: address,
            "\(what) failed at \(address): "
                + "\(controller.errors(in: status) ?? "status \(status.hex)").")
    }

    private func checkAlive() throws(TargetFault) {
        guard let words = try core.routineFailure() else { return }
        hasDied = true
        throw TargetFault(
            .state,
            "The loader was thrown off its course: \(words); \(try controller.state()). "
                + "Try connecting under reset.")
    }

    private func timeout(_ command: LoaderCommand) throws(TargetFault) -> TargetFault {
        try checkAlive()
        return TargetFault(
            .timeout, at: command.address,
            "The flash is not done with \(command.byteCount) bytes at \(command.address) after "
                + "\(command.microsecondsMax / 1000 + Limits.slackMilliseconds) ms, far beyond the "
                + "data sheet (\(try controller.state()), \(try core.routineState())). Is the "
                + "supply stable?")
    }

    /// The results of the checksum or sum command that was posted last.
    func answers(rows: Int) throws(TargetFault) -> [UInt32] {
        let slot = (posted - 1) % layout.slotCount
        try finish()
        let byteCount = rows * LoaderCommand.rowByteCount
        let start = layout.slotEnd(slot) + -(LoaderCommand.byteCount + byteCount)
        core.notices.tell(.controlWords(Region(base: start, byteCount: byteCount)))
        let bytes = try access.read(start, count: byteCount)
        return (0..<rows).map {
            bytes.word(at: $0 * LoaderCommand.rowByteCount + LoaderCommand.rowResultOffset)
        }
    }

    /// Halts the loader and leaves protection and, if they were kept, RAM and registers as found.
    func stop() throws(TargetFault) {
        try core.haltNow()
        try keeper.restoreAll(to: access)
        try core.leaveRoutine(routine)
    }
}
