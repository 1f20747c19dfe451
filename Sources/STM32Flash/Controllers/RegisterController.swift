import STM32
import TargetMemory

/// Drives every interface that unlocks by two keys, erases by bits of its control register and
/// programs units by storing them: all but F2/F4/F7, L0/L1 and WB0. What differs is data.
struct RegisterController: ControllerDriver {
    let access: any CoreAccess
    let flash: Flash
    /// Where the second bank's own registers start to matter; `nil` where there are none.
    private let secondBankBase: Address?
    private let hasTwoBanks: Bool
    private let flags: [StatusFlag]
    /// CR of each register set, and ACR, as found, between `open` and `close`.
    private var found: (controls: [UInt32], access: UInt32)?

    init(access: any CoreAccess, flash: Flash, sectors: [Sector]) {
        self.access = access
        self.flash = flash
        secondBankBase =
            flash.secondBankRegisters == nil
            ? nil : sectors.first { $0.bank == 1 }?.region.base
        hasTwoBanks = sectors.contains { $0.bank == 1 }
        flags = StatusFlag.list(flash.controller)
    }

    private var layout: FlashRegisterLayout { flash.layout }
    private var isF1: Bool { flash.controller == .f1 }
    /// The register sets in use.
    private var sets: [Address] {
        let second = secondBankBase == nil ? nil : flash.secondBankRegisters
        return [flash.registers] + [second].compactMap(\.self)
    }
    private var clearAll: UInt32 { layout.errors | layout.endOfOperation }

    private func set(for address: Address) -> Address {
        guard let secondBankBase, address >= secondBankBase else { return flash.registers }
        return flash.secondBankRegisters ?? flash.registers
    }

    private func set(ofBank bank: Int) -> Address {
        bank > 0 ? flash.secondBankRegisters ?? flash.registers : flash.registers
    }

    /// What every write to a control register must leave as it was found.
    private var kept: UInt32 { layout.keptControl & (found?.controls.first ?? 0) }

    private func eraseBits(_ sector: Sector) -> UInt32 {
        // F1: which page is said by an address register.
        let page = isF1 ? 0 : UInt32(sector.code) << UInt32(layout.pageShift)
        return layout.pageErase | kept | page
            | (sector.bank > 0 ? layout.bankSelect : 0)
    }

    /// One bit erases both banks of some (H5): there is none for a single bank.
    private var erasesBothAtOnce: Bool {
        layout.massEraseSecondBank == 0 && flash.secondBankRegisters == nil
    }

    private func bankBits(_ bank: Int) -> UInt32 {
        let hasOwn = bank == 0 || flash.secondBankRegisters != nil
        return (hasOwn ? layout.massErase : layout.massEraseSecondBank)
            | kept
    }

    var loader: ControllerLoader {
        let second = flash.secondBankRegisters.map { $0 - flash.registers } ?? 0
        return ControllerLoader(
            code: isF1 ? LoaderImage.f1 : LoaderImage.unit,
            parameters: isF1
                ? []
                : [
                    UInt32(layout.status), UInt32(layout.control), layout.busy, layout.errors,
                    layout.program | kept, layout.start, UInt32(flash.programByteCount),
                    UInt32(layout.flags), UInt32(layout.statusClear),
                ],
            eraseStep: isF1 ? 0 : 1 << UInt32(layout.pageShift), eraseArgument: eraseBits,
            bankEraseArgument: isF1 || hasTwoBanks && erasesBothAtOnce ? nil : bankBits,
            bankRegisters: { $0 > 0 ? second : 0 })
    }

    func errors(in status: UInt32) -> String? {
        flags.filter { layout.errors & $0.bit != 0 }.verdict(in: status)
    }

    mutating func open() throws(TargetFault) {
        guard found == nil else { return }
        var controls: [UInt32] = []
        for set in sets {
            try waitUntilIdle(
                set,
                StatusWait(
                    "An earlier operation",
                    limitMilliseconds: timing.massEraseMillisecondsMax))
            let control = try access.readWord(set + layout.control)
            controls.append(control)
            let keys = control & layout.lock == 0 ? [] : Self.keys
            let writes: [(Int, UInt32)] =
                [(layout.statusClear, clearAll)] + keys.map { (layout.key, $0) }
                + [(layout.control, layout.keptControl & control)]
            try access.writeBatch(writes.map { (set + $0.0, $0.1.littleEndianBytes) })
            guard try access.readWord(set + layout.control) & layout.lock == 0 else {
                throw .staysLocked(set + layout.control)
            }
        }
        found = (controls, try access.readWord(flash.registers))
    }

    mutating func close() throws(TargetFault) {
        guard let found else { return }
        self.found = nil
        try emptyCaches(found.access)
        for (set, control) in zip(sets, found.controls) {
            // After a time-out: the control register is not to be written during an operation
            // (RM0351 3.7.5). The reset that follows ends it and locks.
            if try access.readWord(set + layout.status) & layout.busy != 0 { continue }
            try access.writeWord(clearAll, to: set + layout.statusClear)
            let isLocked = control & layout.lock != 0
            let value = isLocked ? layout.lock | layout.keptControl & control : control
            try access.writeWord(value, to: set + layout.control)
        }
    }

    /// ACR's cache bits are those of the F4 (RM0351 3.7.1, RM0444 3.7.1); L5, U5 and H5 have their
    /// cache in a peripheral of its own, which a reset switches off.
    private func emptyCaches(_ accessControl: UInt32) throws(TargetFault) {
        guard flash.controller == .l4 else { return }
        let enabled = accessControl & F4AccessControl.enables
        guard enabled != 0 else { return }
        let off = accessControl & ~enabled
        try access.writeBatch(
            [off, off | enabled << 2, off, accessControl].map {
                (flash.registers, $0.littleEndianBytes)
            })
    }

    func erase(_ sector: Sector) throws(TargetFault) {
        let set = set(ofBank: sector.bank)
        try run(
            eraseBits(sector), set, page: sector.region.base,
            StatusWait(
                "Erasing sector \(sector.number)",
                limitMilliseconds: eraseMillisecondsMax(sector)))
    }

    func eraseAll(_ sectors: [Sector]) throws(TargetFault) {
        for bank in Set(sectors.map(\.bank)).sorted() where bank == 0 || !erasesBothAtOnce {
            try run(
                bankBits(bank), set(ofBank: bank), page: nil,
                StatusWait(
                    "Mass erase", limitMilliseconds: timing.massEraseMillisecondsMax))
        }
    }

    private func run(
        _ bits: UInt32, _ set: Address, page: Address?, _ wait: StatusWait
    ) throws(TargetFault) {
        // A flag that reading damaged cells has raised is none of this operation's.
        var writes = [(set + layout.statusClear, clearAll), (set + layout.control, bits)]
        if isF1, let page { writes.append((set + Self.pageAddress, page.rawValue)) }
        writes.append((set + layout.control, bits | layout.start))
        try access.writeBatch(writes.map { ($0.0, $0.1.littleEndianBytes) })
        try finish(set, wait)
        try access.writeWord(kept, to: set + layout.control)
    }

    func program(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        let set = set(for: address)
        let unit = flash.programByteCount
        try access.writeWord(layout.program | kept, to: set + layout.control)
        for offset in stride(from: 0, to: bytes.count, by: unit) {
            let piece = Array(bytes[offset..<min(offset + unit, bytes.count)])
            if piece.isBlank(flash.erasedByte) { continue }
            try access.write(piece, to: address + offset)
            try finish(
                set,
                StatusWait(
                    "Programming \(address + offset)",
                    limitMilliseconds: timing.programMicrosecondsMax / 1000 + 1))
        }
        try access.writeWord(kept, to: set + layout.control)
    }

    /// Waits until the interface is idle; error flags are thrown by name.
    private func finish(_ set: Address, _ wait: StatusWait) throws(TargetFault) {
        let what = wait.what
        var status = try waitUntilIdle(set, wait)
        if layout.flags != layout.status { status = try access.readWord(set + layout.flags) }
        guard status & layout.errors != 0 else { return }
        try access.writeWord(clearAll, to: set + layout.statusClear)
        throw TargetFault(.flash, "\(what) failed: \(errors(in: status) ?? status.hex).")
    }

    @discardableResult
    private func waitUntilIdle(
        _ set: Address, _ wait: StatusWait
    ) throws(TargetFault) -> UInt32 {
        var wait = wait
        while true {
            let status = try access.readWord(set + layout.status)
            if status & layout.busy == 0 { return status }
            try wait.again(access, status: status)
        }
    }

    /// The two words that open the control register: the same for all (RM0351 3.3.5).
    static let keys: [UInt32] = F4Interface.keys
    /// FLASH_AR of F0, F1 and F3 (PM0075 3.5).
    static let pageAddress = 0x14
}
