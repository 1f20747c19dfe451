import STM32
import TargetMemory

/// Drives the flash interface of STM32F2, F4 and F7: registers only, no plan.
struct F4Controller: ControllerDriver {
    let access: any CoreAccess
    let flash: Flash
    let parallelism: Parallelism
    /// CR and ACR as found, between `open` and `close`.
    private var found: (control: UInt32, access: UInt32)?

    init(access: any CoreAccess, flash: Flash, parallelism: Parallelism) {
        self.access = access
        self.flash = flash
        self.parallelism = parallelism
    }

    var operationByteCount: Int { parallelism.byteCount }

    var loader: ControllerLoader {
        ControllerLoader(
            code: LoaderImage.f4, parameters: [parallelism.code], eraseStep: F4Control.sector(1),
            eraseArgument: { F4Control.sectorErase | F4Control.sector($0.code) },
            bankEraseArgument: {
                $0 == 0 ? F4Control.massErase : F4Control.massEraseSecondBank
            })
    }

    func errors(in status: UInt32) -> String? { F4Status(rawValue: status).errors }

    mutating func open() throws(TargetFault) {
        guard found == nil else { return }
        var state = try access.read(flash.registers, count: F4Interface.control + 4)
        if F4Status(rawValue: state.word(at: F4Interface.status)).isBusy {
            try finish(
                limitMilliseconds: timing.massEraseMillisecondsMax, what: "An earlier operation")
            state = try access.read(flash.registers, count: F4Interface.control + 4)
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
            throw .staysLocked(register(F4Interface.control))
        }
    }

    mutating func close() throws(TargetFault) {
        guard let found else { return }
        self.found = nil
        // After a time-out: a write to FLASH_CR during an operation stalls the bus (RM0385 3.7.5).
        // The reset that follows ends the operation and locks.
        let status = try access.readWord(register(F4Interface.status))
        if F4Status(rawValue: status).isBusy { return }
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

    func eraseMillisecondsMax(_ sector: Sector) -> Int {
        timing.erase(sectorByteCount: sector.region.byteCount).millisecondsMax * slowness
    }

    /// How much longer erases take at most at this parallelism.
    var slowness: Int { parallelism == .word ? 1 : timing.narrowFactor }

    func erase(_ sector: Sector) throws(TargetFault) {
        try run(
            F4Control.sectorErase | F4Control.sector(sector.code),
            limitMilliseconds: eraseMillisecondsMax(sector), what: "Erasing sector \(sector.number)"
        )
    }

    func eraseAll(_ sectors: [Sector]) throws(TargetFault) {
        let bits =
            sectors.contains { $0.bank == 1 }
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
        var wait = StatusWait(what, limitMilliseconds: limitMilliseconds)
        while true {
            let status = F4Status(rawValue: try access.readWord(register(F4Interface.status)))
            if !status.isBusy {
                guard let errors = status.errors else { return }
                try access.writeWord(F4Status.clearAll, to: register(F4Interface.status))
                throw TargetFault(.flash, "\(what) failed: \(errors).")
            }
            try wait.again(access, status: status.rawValue)
        }
    }
}
