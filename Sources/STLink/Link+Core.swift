public import TargetMemory

extension Link: CoreAccess {
    public func readCoreRegisters() throws(TargetFault) -> [UInt32] {
        let reply = try perform([.readAllRegisters])[0].bytes
        // After status and padding; the firmware's last two words are of no use here.
        return (0..<19).map { reply.word(at: 4 + 4 * $0) }
    }

    public func readRegister(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        try perform([.readRegister(selector)])[0].bytes.word(at: 4)
    }

    public func writeRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {
        _ = try perform([.writeRegister(selector, value)])
    }

    public func driveReset(_ asserted: Bool) throws(TargetFault) {
        // Noted before: a line whose state is unknown is let go at the end.
        if asserted { resetLine(isAsserted: true) }
        _ = try perform([.driveReset(asserted: asserted)])
        if !asserted { resetLine(isAsserted: false) }
    }

    public func writeBatch(_ writes: [(Address, [UInt8])]) throws(TargetFault) {
        _ = try perform(writes.flatMap { writing($1, to: $0) })
    }

    public func pause(milliseconds: Int) {
        channel.pause(milliseconds: milliseconds)
    }
}
