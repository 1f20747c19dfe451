import STM32
import TargetMemory

/// Drives the interface of STM32L0 and L1: two locks in PECR, an erase is a store, words and half
/// pages, erased cells read 0 (RM0367 3.3.4, RM0038 3.3.4).
struct PECRController: ControllerDriver {
    let access: any CoreAccess
    let flash: Flash
    /// PECR as found, between `open` and `close`.
    private var found: UInt32?

    init(access: any CoreAccess, flash: Flash) {
        self.access = access
        self.flash = flash
    }

    /// Registers, relative to the interface's base (RM0367 3.7).
    enum Register {
        static let control = 0x04
        static let dataKey = 0x0C
        static let programKey = 0x10
        static let optionKey = 0x14
        static let status = 0x18
    }

    /// FLASH_PECR (RM0367 3.7.2).
    enum Control {
        static let lock: UInt32 = 1 << 0
        static let programLock: UInt32 = 1 << 1
        static let optionLock: UInt32 = 1 << 2
        static let program: UInt32 = 1 << 3
        static let erase: UInt32 = 1 << 9
        static let optionLaunch: UInt32 = 1 << 18
    }

    static let controlKeys: [UInt32] = [0x89AB_CDEF, 0x0203_0405]
    static let programKeys: [UInt32] = [0x8C9D_AEBF, 0x1314_1516]
    static let optionKeys: [UInt32] = [0xFBEA_D9C8, 0x2425_2627]
    private static let busy: UInt32 = 1
    /// EOP is cleared too.
    private var clearAll: UInt32 { StatusFlag.list(.l0).mask | 1 << 1 }

    /// One word.
    var operationByteCount: Int { flash.rowByteCount ?? flash.programByteCount }
    var hasMassErase: Bool { false }

    var loader: ControllerLoader {
        ControllerLoader(
            code: LoaderImage.l0,
            parameters: [UInt32(flash.rowByteCount ?? flash.programByteCount)])
    }

    func errors(in status: UInt32) -> String? { StatusFlag.list(.l0).verdict(in: status) }

    func state() throws(TargetFault) -> String {
        let status = try access.readWord(register(Register.status))
        let control = try access.readWord(register(Register.control))
        let flags = errors(in: status).map { " (\($0))" } ?? ""
        return "FLASH_SR \(status.hex)\(flags), FLASH_PECR \(control.hex)"
    }

    mutating func open() throws(TargetFault) {
        guard found == nil else { return }
        try finish(
            StatusWait("An earlier operation", limitMilliseconds: timing.massEraseMillisecondsMax),
            ignoringErrors: true)
        let control = try access.readWord(register(Register.control))
        var writes: [(Int, UInt32)] = [(Register.status, clearAll)]
        if control & Control.lock != 0 {
            writes += Self.controlKeys.map { (Register.dataKey, $0) }
        }
        if control & Control.programLock != 0 {
            writes += Self.programKeys.map { (Register.programKey, $0) }
        }
        // OPTLOCK is left as it is: a 0 does not open it, a 1 closes it.
        writes.append((Register.control, 0))
        try access.writeBatch(writes.map { (register($0.0), $0.1.littleEndianBytes) })
        let locks = Control.lock | Control.programLock
        guard try access.readWord(register(Register.control)) & locks == 0 else {
            throw .staysLocked(register(Register.control))
        }
        found = control
    }

    mutating func close() throws(TargetFault) {
        guard let found else { return }
        self.found = nil
        try access.writeWord(clearAll, to: register(Register.status))
        // PELOCK closes the others with it.
        let value = found & Control.lock != 0 ? Control.lock : found
        try access.writeWord(value, to: register(Register.control))
    }

    func erase(_ sector: Sector) throws(TargetFault) {
        let control = register(Register.control)
        try access.writeWord(Control.erase | Control.program, to: control)
        try access.writeWord(0, to: sector.region.base)
        try finish(
            StatusWait(
                "Erasing page \(sector.number)", limitMilliseconds: eraseMillisecondsMax(sector)))
        try access.writeWord(0, to: control)
    }

    /// There is none but by going from RDP level 1 to 0; so page by page.
    func eraseAll(_ sectors: [Sector]) throws(TargetFault) {
        for sector in sectors { try erase(sector) }
    }

    func program(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        for offset in stride(from: 0, to: bytes.count, by: 4) {
            let piece = Array(bytes[offset..<min(offset + 4, bytes.count)])
            if piece.isBlank(flash.erasedByte) { continue }
            try writeCell(piece, at: address + offset)
        }
    }

    /// One access to flash or data EEPROM, and the time that it takes.
    func writeCell(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        try access.write(bytes, to: address)
        // Data EEPROM is erased by the same access: twice the time.
        try finish(
            StatusWait(
                "Programming \(address)",
                limitMilliseconds: 2 * timing.programMicrosecondsMax / 1000 + 1))
    }

    /// One option word; the step to level 0 erases the chip.
    func writeOption(_ word: UInt32, at address: Address) throws(TargetFault) {
        try access.writeWord(word, to: address)
        try finish(
            StatusWait(
                "Writing the option word at \(address)",
                limitMilliseconds: timing.massEraseMillisecondsMax
                    + 2 * timing.programMicrosecondsMax / 1000 + 1))
    }

    private func finish(
        _ wait: StatusWait, ignoringErrors: Bool = false
    ) throws(TargetFault) {
        var wait = wait
        while true {
            let status = try access.readWord(register(Register.status))
            if status & Self.busy == 0 {
                guard !ignoringErrors, let errors = errors(in: status) else { return }
                try access.writeWord(clearAll, to: register(Register.status))
                throw TargetFault(.flash, "\(wait.what) failed: \(errors).")
            }
            try wait.again(access, status: status)
        }
    }
}
