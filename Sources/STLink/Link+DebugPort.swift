public import TargetMemory

/// The registers of the debug port and of access ports, one by one.
///
/// Register numbers are byte addresses as in ADIv5.2: DP 0x0 DPIDR/ABORT, 0x4 CTRL/STAT,
/// 0x8 RESEND/SELECT, 0xC RDBUFF, with DPBANKSEL in bits 7:4; AP 0x00 CSW, 0x04 TAR, 0x0C DRW,
/// 0xF8 BASE, 0xFC IDR. All of them need firmware with `dapRegisters`.
extension Link {
    public func readDebugPort(_ register: UInt8) throws(TargetFault) -> UInt32 {
        try checkPortRegister(register)
        let read = Command.readDAPRegister(port: Command.debugPort, UInt16(register))
        let first = try perform([read])[0].bytes.word(at: 0)
        guard wire == .jtag, !dialect.has(.directPortReads), register != Self.readBuffer else {
            return first
        }
        // Over JTAG this firmware hands out the answer to the read before; RDBUFF has ours.
        let buffer = Command.readDAPRegister(port: Command.debugPort, UInt16(Self.readBuffer))
        return try perform([buffer])[0].bytes.word(at: 0)
    }

    public func writeDebugPort(_ register: UInt8, _ value: UInt32) throws(TargetFault) {
        try checkPortRegister(register)
        var value = value
        // The firmware banks by itself, and does not bear overrun detection (OpenOCD
        // `stlink_dap_dp_write`).
        if register == Self.select { value &= ~0xF }
        if register == Self.controlStatus { value &= ~1 }
        _ = try perform([.writeDAPRegister(port: Command.debugPort, UInt16(register), value)])
    }

    public func readAccessPort(
        _ port: UInt8, _ register: UInt8
    ) throws(TargetFault) -> UInt32 {
        try require(.dapRegisters)
        // IDR may be asked of a port that does not exist.
        if register != Self.identification { try openPort(port) }
        let read = Command.readDAPRegister(port: UInt16(port), UInt16(register))
        return try perform([read])[0].bytes.word(at: 0)
    }

    public func writeAccessPort(
        _ port: UInt8, _ register: UInt8, _ value: UInt32
    ) throws(TargetFault) {
        try require(.dapRegisters)
        try openPort(port)
        _ = try perform([.writeDAPRegister(port: UInt16(port), UInt16(register), value)])
    }

    private static let controlStatus: UInt8 = 0x4
    private static let select: UInt8 = 0x8
    private static let readBuffer: UInt8 = 0xC
    static let identification: UInt8 = 0xFC

    private func checkPortRegister(_ register: UInt8) throws(TargetFault) {
        try require(.dapRegisters)
        if register & 0xF0 != 0 { try require(.bankedPort) }
    }

    /// Newer firmware wants to be told before the first access to a port of its own.
    func openPort(_ port: UInt8) throws(TargetFault) {
        guard dialect.has(.accessPorts), !openPorts.contains(port) else { return }
        _ = try perform([.openAccessPort(port)])
        openPorts.insert(port)
    }

    /// On the way out; a failure changes nothing for anyone.
    func closePorts() {
        let commands = openPorts.sorted().map { Command.closeAccessPort($0) }
        openPorts = []
        guard !commands.isEmpty, let outcomes = try? channel.run(commands),
            dialect.has(.closePortStatus)
        else { return }
        for (command, outcome) in zip(commands, outcomes) where !outcome.status.isOK {
            notices(.debug, "\(command.name): \(outcome.status)")
        }
    }
}

/// Memory as another access port sees it: the second core's, or a bus without a core.
public final class AccessPortMemory: MemoryAccess {
    private let link: Link
    public let port: UInt8

    /// Throws where the firmware cannot reach memory through other ports than the first.
    public init(_ link: Link, port: UInt8) throws(TargetFault) {
        if port != 0 { try link.require(.memoryThroughPort) }
        self.link = link
        self.port = port
    }

    public func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try link.openPort(port)
        return try link.perform(link.reading(count, from: address, port: port)).flatMap(\.bytes)
    }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        try link.openPort(port)
        _ = try link.perform(link.writing(bytes, to: address, port: port))
    }

    public func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        try link.checkAligned(address)
        return try read(address, count: 4).word(at: 0)
    }

    public func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        try link.checkAligned(address)
        try write(value.littleEndianBytes, to: address)
    }
}
