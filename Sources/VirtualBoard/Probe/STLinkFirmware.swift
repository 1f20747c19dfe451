/// The commands of an ST-Link's firmware, from decoded packet to reply bytes. It knows nothing
/// of USB; `STLinkV2` does.
final class STLinkFirmware {
    /// GET_CURRENT_MODE's answers.
    enum Mode: UInt8 {
        case deviceUpdate = 0
        case massStorage = 1
        case debug = 2
        case swim = 3
    }

    static let blockLimit = 6144

    let chip: Chip
    let port: DebugPort
    private(set) var kind: ProbeKind
    let trace = TraceReceiver()
    /// GET_TARGET_VOLTAGE: millivolts are 2400 x reading / factor (stlink, OpenOCD).
    var voltage: (factor: UInt32, reading: UInt32)
    /// NRST is not wired (`--fault nrst(open)`).
    var isResetOpen = false
    private(set) var mode: Mode
    /// What the probe's own clock is divided by (SWITCH_STLINK_FREQ).
    var prescaler: UInt8 = 1
    /// A loader that was told to leave goes from the bus and comes back as what it loads.
    private(set) var hasLeftLoader = false
    /// Values and statuses that RW_MISC_IN will answer.
    private var mixed: [UInt8] = []
    private var openPorts: Set<UInt8> = []
    private var lastTransfer = (status: ProbeStatus.ok, address: UInt32(0))

    init(
        chip: Chip, kind: ProbeKind, voltage: (factor: UInt32, reading: UInt32)
    ) {
        self.chip = chip
        self.kind = kind
        self.voltage = voltage
        mode = kind.model.isLoader ? .deviceUpdate : .massStorage
        port = DebugPort(chip: chip)
        prepareWire()
    }

    /// What the wire is like after power-on.
    private func prepareWire() {
        prescaler = 1
        port.swdDivisor = Timing.Wire.swdDefaultDivisor
        port.jtagDivisor = Timing.Wire.jtagDefaultDivisor
        port.kilohertz = [:]
        port.hasDelayedReads = !FirmwareFeature.immediatePortReads.includes(version)
        port.hasBankedRegisters = FirmwareFeature.bankedPortRegisters.includes(version)
        if let slowest = Self.firstFrequency(model.serialWireKilohertz) {
            port.kilohertz[.swd] = slowest
        }
        if let slowest = Self.firstFrequency(model.jtagKilohertz) {
            port.kilohertz[.jtag] = slowest
        }
    }

    var model: ProbeModel { kind.model }
    var version: FirmwareVersion { kind.version }
    var product: UInt16 { kind.product }

    /// Before it is told another, a V3 is taken to run at the fastest of up to 1 MHz: no source
    /// says.
    private static func firstFrequency(_ list: [UInt32]) -> UInt32? {
        list.first { $0 <= 1000 }
    }

    /// Bytes of an 8-bit memory command.
    var byteLimit: Int { FirmwareFeature.longByteCommands.includes(version) ? 512 : 64 }

    static func reply(_ status: ProbeStatus, byteCount: Int = 2) -> ProbeReply {
        .bytes([status.rawValue] + [UInt8](repeating: 0, count: byteCount - 1))
    }

    /// Status and a word: eight bytes.
    static func reply(word: UInt32) -> ProbeReply {
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
        bytes.append(word: chip.isUnsupplied ? 0 : voltage.reading)
        return bytes
    }

    // MARK: - Modes

    func enter(_ transport: DebugPort.Transport) -> ProbeReply {
        // It has to leave SWIM first (pyOCD: "already opened in another mode").
        guard mode != .swim else { return Self.reply(.otherMode) }
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
        if mode == left && model.isLoader {
            hasLeftLoader = true
        } else if mode == left {
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
        if hasLeftLoader, let application = kind.application { kind = application }
        hasLeftLoader = false
        mode = model.isLoader ? .deviceUpdate : .massStorage
        trace.stop()
        openPorts = []
        lastTransfer = (.ok, 0)
    }

    /// Its plug was out: clocks are as after power-on too.
    func powerOn() {
        restart()
        prepareWire()
    }

    func readIdentities() -> ProbeReply {
        guard port.isAnswering else { return Self.reply(.idcodeError, byteCount: 12) }
        var bytes = [ProbeStatus.ok.rawValue, 0, 0, 0]
        for identity in port.identities { bytes.append(word: identity) }
        return .bytes(bytes)
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
    func checkOpen(_ number: UInt16, _ register: UInt16) throws(ProbeStatus) {
        guard FirmwareFeature.closedAccessPorts.includes(version) else { return }
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

    /// J28 closes it and answers with an error that is none (OpenOCD: STLINK_F_FIX_CLOSE_AP);
    /// which, pyOCD tells.
    func closeAccessPort(_ number: UInt8) -> ProbeReply {
        openPorts.remove(number)
        return Self.reply(FirmwareFeature.truthfulClose.includes(version) ? .ok : .badAP)
    }

    // MARK: - Mixed accesses

    func takeMixed(_ packet: CommandPacket, _ data: [UInt8]) -> ProbeReply {
        let items = Int(packet.word(2) & 0xFFFF)
        if items > MixedAccess.limit(version) {
            chip.statistics.count(illegal: IllegalOperation.mixedCommandLength.rawValue)
        }
        mixed = MixedAccess.perform(data, items: items, on: self)
        return .nothing
    }

    func mixedResults() -> ProbeReply { .bytes(mixed) }

    /// Items that one command may have.
    func mixedLimit() -> ProbeReply {
        var bytes = [ProbeStatus.ok.rawValue, 0]
        bytes.append(half: UInt16(MixedAccess.limit(version)))
        return .bytes(bytes)
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
