public import TargetMemory

extension Link: CoreAccess {
    public func readCoreRegisters() throws(TargetFault) -> [UInt32] {
        try checkFirstPort()
        let reply = try perform([dialect.readAllRegisters])[0].bytes
        // The firmware's last two words are of no use here.
        return (0..<19).map { reply.word(at: 4 * $0) }
    }

    public func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        try checkKnown(selector)
        return try perform([dialect.readRegister(selector)])[0].bytes.word(at: 0)
    }

    public func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {
        try checkKnown(selector)
        _ = try perform([dialect.writeRegister(selector, value)])
    }

    /// `unsupported` makes the caller take the way through DCRSR and DCRDR, which needs no
    /// probe's help.
    private func checkKnown(_ selector: UInt8) throws(TargetFault) {
        try checkFirstPort()
        guard dialect.knowsRegister(selector) else { throw lacking(.floatingPointRegisters) }
    }

    private func checkFirstPort() throws(TargetFault) {
        guard corePort == 0 else {
            throw TargetFault(
                .unsupported, "the probe's register commands reach only the core behind AP 0")
        }
    }

    public func driveReset(_ asserted: Bool) throws(TargetFault) {
        try require(.resetLine)
        // Noted before: a line whose state is unknown is let go at the end.
        if asserted { isResetAsserted = true }
        _ = try perform([.driveReset(asserted: asserted)])
        if !asserted { isResetAsserted = false }
    }

    public func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        var commands: [Command] = []
        for (address, bytes) in writes {
            commands += try writing(bytes, to: address, port: openCorePort())
                .map { command in
                    var command = command
                    // What stands in RAM may be a command for a program that runs there.
                    command.isWatched = MemoryMap.isRAM(address)
                    return command
                }
        }
        _ = try perform(commands)
    }

    public func pause(milliseconds: Int) {
        channel.pause(milliseconds: milliseconds)
    }
}
