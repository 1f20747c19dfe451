import STM32
import TargetMemory

/// Drives the interface of STM32WB0: address and data go into registers, then a command is given
/// (RM0530 6.3).
struct CommandController: ControllerDriver {
    let access: any CoreAccess
    let flash: Flash

    init(access: any CoreAccess, flash: Flash) {
        self.access = access
        self.flash = flash
    }

    /// Registers, relative to the interface's base (RM0530 6.4).
    enum Register {
        static let command = 0x00
        static let status = 0x10
        static let address = 0x18
        static let data = 0x40
    }

    /// COMMAND (RM0530 6.4.1).
    enum Command: UInt32 {
        case erasePage = 0x11
        case massErase = 0x22
        case burstWrite = 0xCC
        case oneTimeWrite = 0xEE
    }

    /// IRQRAW: CMDDONE, CMDSTART, CMDERR, ILLCMD, READOK, CMDSLEEPERR.
    private static let clearAll: UInt32 = 0x3F
    private static let done: UInt32 = 1 << 0

    var loader: ControllerLoader {
        ControllerLoader(
            code: LoaderImage.wb0, parameters: [flash.base.rawValue],
            eraseArgument: { _ in Command.erasePage.rawValue },
            bankEraseArgument: { _ in Command.massErase.rawValue })
    }

    /// Four words at once; 0xFFFFFFFF leaves a word alone.
    var operationByteCount: Int { 16 }

    func errors(in status: UInt32) -> String? { StatusFlag.list(.wb0).verdict(in: status) }

    func state() throws(TargetFault) -> String {
        let status = try access.readWord(register(Register.status))
        return "IRQRAW \(status.hex)" + (errors(in: status).map { " (\($0))" } ?? "")
    }

    /// There is no lock.
    mutating func open() throws(TargetFault) {
        try access.writeWord(Self.clearAll, to: register(Register.status))
    }

    mutating func close() throws(TargetFault) {
        try access.writeWord(Self.clearAll, to: register(Register.status))
    }

    func erase(_ sector: Sector) throws(TargetFault) {
        try run(
            .erasePage, at: sector.region.base,
            StatusWait(
                "Erasing page \(sector.number)", limitMilliseconds: eraseMillisecondsMax(sector)))
    }

    func eraseAll(_ sectors: [Sector]) throws(TargetFault) {
        try run(
            .massErase, at: flash.base,
            StatusWait("Mass erase", limitMilliseconds: timing.massEraseMillisecondsMax))
    }

    func program(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        let unit = operationByteCount
        let start = address.alignedDown(to: unit)
        let lead = [UInt8](repeating: flash.erasedByte, count: address - start)
        let padded = lead + bytes
        for offset in stride(from: 0, to: padded.count, by: unit) {
            var piece = Array(padded[offset..<min(offset + unit, padded.count)])
            if piece.isBlank(flash.erasedByte) { continue }
            piece += [UInt8](repeating: flash.erasedByte, count: unit - piece.count)
            try access.write(piece, to: register(Register.data))
            try run(
                .burstWrite, at: start + offset,
                StatusWait(
                    "Programming \(start + offset)",
                    limitMilliseconds: timing.programMicrosecondsMax / 1000 + 1))
        }
    }

    /// One word of the one-time cells, counted from their start.
    func writeOneTime(_ bytes: [UInt8], word: Int) throws(TargetFault) {
        try access.write(bytes, to: register(Register.data))
        try run(
            .oneTimeWrite, word: UInt32(word),
            StatusWait(
                "Programming OTP word \(word)",
                limitMilliseconds: timing.programMicrosecondsMax / 1000 + 1))
    }

    private func run(
        _ command: Command, at address: Address, _ wait: StatusWait
    ) throws(TargetFault) {
        // Words from the start of the flash.
        try run(command, word: UInt32(address - flash.base) >> 2, at: address, wait)
    }

    private func run(
        _ command: Command, word place: UInt32, at address: Address? = nil, _ wait: StatusWait
    ) throws(TargetFault) {
        try access.writeBatch([
            (register(Register.status), Self.clearAll.littleEndianBytes),
            (register(Register.address), place.littleEndianBytes),
            (register(Register.command), command.rawValue.littleEndianBytes),
        ])
        var wait = wait
        while true {
            let status = try access.readWord(register(Register.status))
            if let errors = errors(in: status) {
                throw TargetFault(.flash, at: address, "\(wait.what) failed: \(errors).")
            }
            if status & Self.done != 0 { return }
            try wait.again(access, status: status)
        }
    }
}
