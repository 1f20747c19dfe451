/// The commands of an ST-Link/V2's firmware, from decoded packet to reply bytes. It knows nothing
/// of USB; `STLinkV2` does.
final class STLinkFirmware {
    /// GET_CURRENT_MODE's answers.
    enum Mode: UInt8 {
        case deviceUpdate = 0
        case massStorage = 1
        case debug = 2
        case swim = 3
    }

    static let byteLimit = 64
    static let blockLimit = 6144

    let chip: Chip
    let port: DebugPort
    let version: [UInt8]
    /// GET_TARGET_VOLTAGE: millivolts are 2400 x reading / factor (stlink, OpenOCD).
    var voltage: (factor: UInt32, reading: UInt32)
    /// NRST is not wired (`--fault nrst(open)`).
    var isResetOpen = false
    private(set) var mode = Mode.massStorage
    private var openPorts: Set<UInt8> = []
    private var lastTransfer = (status: ProbeStatus.ok, address: UInt32(0))

    init(chip: Chip, version: [UInt8], voltage: (factor: UInt32, reading: UInt32)) {
        self.chip = chip
        self.version = version
        self.voltage = voltage
        port = DebugPort(chip: chip)
    }

    static func reply(_ status: ProbeStatus, byteCount: Int = 2) -> ProbeReply {
        .bytes([status.rawValue] + [UInt8](repeating: 0, count: byteCount - 1))
    }

    /// Status and a word: eight bytes.
    private static func reply(word: UInt32) -> ProbeReply {
        var bytes = [ProbeStatus.ok.rawValue, 0, 0, 0]
        bytes.append(word: word)
        return .bytes(bytes)
    }

    func status(_ work: () throws(ProbeStatus) -> Void) -> ProbeReply {
        do throws(ProbeStatus) {
            try work()
            return Self.reply(.ok)
        } catch {
            return Self.reply(error)
        }
    }

    func word(_ work: () throws(ProbeStatus) -> UInt32) -> ProbeReply {
        do throws(ProbeStatus) {
            return Self.reply(word: try work())
        } catch {
            return Self.reply(error, byteCount: 8)
        }
    }

    var targetVoltage: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(word: voltage.factor)
        bytes.append(word: voltage.reading)
        return bytes
    }

    // MARK: - Modes

    func enter(_ transport: DebugPort.Transport) -> ProbeReply {
        let reply = status { () throws(ProbeStatus) in try port.connect(transport) }
        if case .bytes(let bytes) = reply, bytes[0] == ProbeStatus.ok.rawValue {
            mode = .debug
            openPorts = [Self.corePort]
            lastTransfer = (.ok, 0)
        } else {
            mode = .massStorage
        }
        return reply
    }

    func enterSWIM() -> ProbeReply {
        mode = .swim
        return .nothing
    }

    /// The command that leaves a mode does nothing in another.
    func leave(_ left: Mode) -> ProbeReply {
        if mode == left {
            mode = .massStorage
            openPorts = []
        }
        return .nothing
    }

    /// For `--fault stale`.
    func begin(in stale: Mode) {
        if stale == .debug { _ = enter(.swd) } else { mode = stale }
    }

    /// The port was reset: the firmware starts anew.
    func restart() {
        mode = .massStorage
        openPorts = []
        lastTransfer = (.ok, 0)
    }

    func readIdentities() -> ProbeReply {
        guard port.isAnswering else { return Self.reply(.idcodeError, byteCount: 12) }
        var bytes = [ProbeStatus.ok.rawValue, 0, 0, 0]
        for identity in port.identities { bytes.append(word: identity) }
        return .bytes(bytes)
    }

    func setSWDClock(_ divisor: UInt16) -> ProbeReply {
        port.swdDivisor = divisor
        return Self.reply(.ok)
    }

    func setJTAGClock(_ divisor: UInt16) -> ProbeReply {
        guard (2...256).contains(divisor), divisor.nonzeroBitCount == 1 else {
            return Self.reply(.frequencyNotSupported)
        }
        port.jtagDivisor = divisor
        return Self.reply(.ok)
    }

    // MARK: - Reset

    func driveReset(_ level: UInt8) -> ProbeReply {
        switch level {
        case 0: setReset(low: true)
        case 1: setReset(low: false)
        default:
            setReset(low: true)
            chip.elapse(Timing.Probe.resetPulseNanoseconds)
            setReset(low: false)
        }
        return Self.reply(.ok)
    }

    private func setReset(low: Bool) {
        if !isResetOpen { chip.driveReset(low: low) }
    }

    func resetSystem() -> ProbeReply {
        writeDebugRegister(CoreRegister.aircr, value: CoreRegister.systemReset)
    }

    // MARK: - Access ports

    private static let debugPortNumber: UInt16 = 0xFFFF
    private static let identityRegister: UInt16 = 0xFC

    /// Open from the start: pyOCD's minimal AP (STM32F767, H743) uses it before it opens any.
    private static let corePort: UInt8 = 0

    /// From J28 on another AP has to be opened; only its identity can be read before (OpenOCD).
    private func checkOpen(_ number: UInt16, _ register: UInt16) throws(ProbeStatus) {
        let isOpen = number <= 0xFF && openPorts.contains(UInt8(number))
        if !isOpen && register != Self.identityRegister { throw .badAP }
    }

    func readPort(_ number: UInt16, _ register: UInt16) -> ProbeReply {
        word { () throws(ProbeStatus) in
            if number == Self.debugPortNumber { return try port.readDP(register) }
            try checkOpen(number, register)
            return try port.readAP(number, register)
        }
    }

    func writePort(_ number: UInt16, _ register: UInt16, value: UInt32) -> ProbeReply {
        status { () throws(ProbeStatus) in
            if number == Self.debugPortNumber { return try port.writeDP(value, to: register) }
            try checkOpen(number, register)
            try port.writeAP(value, to: number, register)
        }
    }

    func openAccessPort(_ number: UInt8) -> ProbeReply {
        status { () throws(ProbeStatus) in
            let identity = try port.readAP(UInt16(number), Self.identityRegister)
            guard identity != 0 else { throw .badAP }
            openPorts.insert(number)
        }
    }

    func closeAccessPort(_ number: UInt8) -> ProbeReply {
        openPorts.remove(number)
        return Self.reply(.ok)
    }

    // MARK: - Status of the last memory command

    func setLastTransfer(_ status: ProbeStatus, at address: UInt32) {
        lastTransfer = (status, address)
    }

    /// Two bytes, or twelve with the address of the fault in bytes 4 to 7 (pyOCD).
    func lastStatus(isLong: Bool) -> ProbeReply {
        guard isLong else { return Self.reply(lastTransfer.status) }
        var bytes = [lastTransfer.status.rawValue, 0, 0, 0]
        bytes.append(word: lastTransfer.address)
        bytes.append(word: 0)
        return .bytes(bytes)
    }
}
