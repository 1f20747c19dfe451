import STM32
import TargetMemory

/// Drives the flash interface of STM32F2, F4 and F7: registers only, no plan.
struct F4Controller {
    let access: any CoreAccess
    let base: Address
    let parallelism: Parallelism
    let timing: FlashTiming
    /// CR and ACR as found, between `open` and `close`.
    private var found: (control: UInt32, access: UInt32)?

    init(access: any CoreAccess, flash: Flash, parallelism: Parallelism) {
        self.access = access
        base = flash.registers
        timing = flash.timing
        self.parallelism = parallelism
    }

    var loader: [UInt32] { LoaderImage.f4 }

    func register(_ offset: Int) -> Address { base + offset }

    /// Protection as the option register has it.
    func option() throws(TargetFault) -> F4Option {
        F4Option(rawValue: try access.readWord(register(F4Interface.option)))
    }

    /// Waits for what is under way, clears flags left by others and unlocks.
    mutating func open() throws(TargetFault) {
        guard found == nil else { return }
        var state = try access.read(base, count: F4Interface.control + 4)
        if F4Status(rawValue: state.word(at: F4Interface.status)).isBusy {
            try finish(
                limitMilliseconds: timing.massEraseMillisecondsMax, what: "An earlier operation")
            state = try access.read(base, count: F4Interface.control + 4)
        }
        let control = state.word(at: F4Interface.control)
        found = (control, state.word(at: F4Interface.accessControl))
        let keys = control & F4Control.lock == 0 ? [] : F4Interface.keys
        let writes: [(Int, UInt32)] =
            [(F4Interface.status, F4Status.clearAll)] + keys.map { (F4Interface.key, $0) }
            + [(F4Interface.control, 0)]
        try access.writeBatch(writes.map { (register($0.0), $0.1.littleEndianBytes) })
        guard try access.readWord(register(F4Interface.control)) & F4Control.lock == 0 else {
            found = nil
            throw TargetFault(
                .flash, at: register(F4Interface.control),
                "The flash stays locked although both keys were written. A wrong key since the "
                    + "last reset does that: reset the chip and try again.")
        }
    }

    /// Flushes what the accelerator has cached, and locks again unless it was found open.
    mutating func close() throws(TargetFault) {
        guard let found else { return }
        self.found = nil
        let place = register(F4Interface.accessControl)
        if found.access & F4AccessControl.enables != 0 {
            let off = found.access & ~F4AccessControl.enables
            try access.writeWord(off, to: place)
            try access.writeWord(off | F4AccessControl.resets, to: place)
            try access.writeWord(off, to: place)
            try access.writeWord(found.access, to: place)
        }
        let isLocked = found.control & F4Control.lock != 0
        let control = isLocked ? F4Control.lock : found.control
        try access.writeWord(control, to: register(F4Interface.control))
    }

    /// Longest time of one sector's erase, in ms.
    func eraseMillisecondsMax(_ sector: Sector) -> Int {
        timing.erase(sectorByteCount: sector.region.byteCount).millisecondsMax * slowness
    }

    /// How much longer erases take at most at this parallelism.
    var slowness: Int { parallelism == .word ? 1 : timing.narrowFactor }

    var massEraseBits: UInt32 { F4Control.massErase }

    /// Erases one sector from outside.
    func erase(_ sector: Sector) throws(TargetFault) {
        try run(
            F4Control.sectorErase | F4Control.sector(sector.code),
            limitMilliseconds: eraseMillisecondsMax(sector), what: "Erasing sector \(sector.number)"
        )
    }

    /// Erases everything from outside.
    func eraseAll(isDualBank: Bool) throws(TargetFault) {
        let bits =
            isDualBank
            ? F4Control.massErase | F4Control.massEraseSecondBank : F4Control.massErase
        try run(bits, limitMilliseconds: timing.massEraseMillisecondsMax, what: "Mass erase")
    }

    private func run(
        _ bits: UInt32, limitMilliseconds: Int, what: String
    ) throws(TargetFault) {
        let control = register(F4Interface.control)
        let setup = bits | F4Control.size(parallelism)
        try access.writeWord(setup, to: control)
        try access.writeWord(setup | F4Control.start, to: control)
        try finish(limitMilliseconds: limitMilliseconds, what: what)
        try access.writeWord(0, to: control)
    }

    /// Programs without a loader, unit by unit; the address is a multiple of four.
    func program(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        let control = register(F4Interface.control)
        try access.writeWord(F4Control.program | F4Control.size(parallelism), to: control)
        let unit = parallelism.byteCount
        var batch: [(Address, [UInt8])] = []
        for offset in stride(from: 0, to: bytes.count, by: unit) {
            let piece = Array(bytes[offset..<min(offset + unit, bytes.count)])
            if piece.contains(where: { $0 != 0xFF }) { batch.append((address + offset, piece)) }
            let isLast = offset + unit >= bytes.count
            // One command on the wire takes longer than the cells; so the status is looked at
            // only now and then.
            if batch.count == Limits.directWordsPerLook || isLast && !batch.isEmpty {
                try access.writeBatch(batch)
                try finish(
                    limitMilliseconds: timing.programMicrosecondsMax * batch.count / 1000,
                    what: "Programming \(batch[0].0)")
                batch = []
            }
        }
        try access.writeWord(0, to: control)
    }

    /// Waits until the interface is idle; error flags are thrown by name.
    func finish(limitMilliseconds: Int, what: String) throws(TargetFault) {
        let end = ContinuousClock.now + .milliseconds(limitMilliseconds + Limits.slackMilliseconds)
        var pause = 0
        while true {
            let status = F4Status(
                rawValue: try access.readWord(register(F4Interface.status)))
            if !status.isBusy {
                guard let errors = status.errors else { return }
                try access.writeWord(F4Status.clearAll, to: register(F4Interface.status))
                throw TargetFault(.flash, "\(what) failed: \(errors).")
            }
            guard ContinuousClock.now < end else {
                throw TargetFault(
                    .timeout,
                    "\(what) takes longer than the data sheet's \(limitMilliseconds) ms "
                        + "(FLASH_SR \(status.rawValue.hex)). Is the supply stable?")
            }
            if pause > 0 { access.pause(milliseconds: pause) }
            pause = min(pause + 1, Limits.pollMillisecondsMax)
        }
    }
}
