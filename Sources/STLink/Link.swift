public import TargetMemory
public import USBTransport

/// A probe that we have opened, and through it the target: the only type that talks ST-Link.
///
/// Made in two steps: the initialiser opens the probe and learns what it is, `enter` or a
/// successful `attempt` connects to the target. `close` leaves everything as it was found; it may
/// be called twice.
public final class Link {
    public let probe: Probe
    public let firmware: FirmwareVersion
    public let capabilities: Set<Capability>
    /// The last reading of VTref; `nil` where the firmware has none.
    public internal(set) var voltage: VoltageReading?
    /// The protocol that debug mode was last entered with.
    public internal(set) var wire = WireProtocol.swd
    /// The clock in kHz; `nil` before a connection.
    public internal(set) var clockKHz: Int?
    /// The debug port's IDCODE; 0 before a connection.
    public internal(set) var idCode: UInt32 = 0

    /// The access port that memory and core are reached through.
    public internal(set) var corePort: UInt8 = 0

    let channel: CommandChannel
    let notices: NoticeSink
    let dialect: Dialect
    /// What was found out about each protocol's clocks.
    var clocks: [WireProtocol: WireClock] = [:]
    /// Access ports that INIT_AP was done for in this debug session.
    var openPorts: Set<UInt8> = []
    var isTracing = false
    /// Wire errors that are not yet forgiven, and good commands since the last one that was.
    var recentErrorCount = 0
    var goodCommandCount = 0
    /// The clock when the errors of the present command began.
    var clockBeforeTroubleKHz: Int?
    /// Errors on the wire in a row of commands that their callers repeat.
    var callersErrorCount = 0
    /// Debug mode was left and entered anew, and nothing has succeeded since.
    var hasReconnected = false
    private var isInDebugMode = false
    var isResetAsserted = false {
        didSet { channel.isResetHeld = isResetAsserted }
    }
    private var isClosed = false

    /// Opens the probe, brings it out of whatever mode it is in, and reads version and voltage.
    public init(
        opening probe: Probe, on bus: any USBBus, notices: NoticeSink = .none
    ) throws(ProbeError) {
        let greeting = try Greeting.exchange(with: probe, on: bus, notices: notices)
        self.probe = greeting.probe
        firmware = greeting.firmware
        capabilities = greeting.dialect.capabilities
        dialect = greeting.dialect
        channel = greeting.channel
        self.notices = notices
        do throws(TargetFault) {
            _ = try measureVoltage()
        } catch {
            // Clones refuse the question, or answer something else: nothing depends on it.
            guard error.cause != .probeLost else {
                close()
                throw ProbeError(error)
            }
            notices(.info, "the target's voltage cannot be measured: \(error.message)")
        }
        noteLowVoltage()
    }

    deinit { close() }

    /// Leaves debug mode, lets go of NRST and the USB interface, whatever state we are in.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        channel.reentry = []
        // A probe that is gone cannot be told; each attempt ends at its own time limit.
        if isTracing { try? stopTrace() }
        if isResetAsserted { try? driveReset(false) }
        if isInDebugMode { try? leaveDebugMode() }
        channel.close()
    }

    /// Errors between host, probe and target so far.
    public var health: LinkHealth { channel.health }

    /// The last reading of VTref in millivolts; `nil` where there is none.
    public var targetMillivolts: Int? { voltage?.millivolts }

    /// VTref in millivolts, measured now; `nil` where the probe cannot.
    public func measureTarget() throws(TargetFault) -> Int? { try measureVoltage()?.millivolts }

    /// What the probe's converter says of VTref now; `nil` where the firmware cannot measure.
    public func measureVoltage() throws(TargetFault) -> VoltageReading? {
        guard dialect.has(.targetVoltage) else { return nil }
        let reply = try perform([.targetVoltage])[0].bytes
        voltage = VoltageReading(factor: reply.word(at: 0), reading: reply.word(at: 4))
        return voltage
    }

    /// Four characters that name the board a built-in probe is on, as Mbed numbers boards; `nil`
    /// where the firmware has none, or the probe is on no board.
    public func boardIdentifier() throws(TargetFault) -> String? {
        guard dialect.has(.boardIdentifiers) else { return nil }
        let bytes = try perform([.boardIdentifiers])[0].bytes.prefix(4)
        let printable: ClosedRange<UInt8> = 0x21...0x7E
        guard bytes.count == 4, bytes.allSatisfy(printable.contains) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Probe, supply and clock, a line each.
    public var facts: [String] {
        var lines = [
            "probe \(probe.model.name), serial \(probe.serial ?? "unknown"), firmware \(firmware)"
        ]
        if let voltage { lines.append("VTref \(voltage)") }
        if let clockKHz { lines.append("\(wire) at \(clockKHz) kHz, IDCODE \(idCode.hex)") }
        if corePort != 0 { lines.append("core behind AP \(corePort)") }
        if !health.isPerfect { lines.append("link: \(health)") }
        return lines
    }

    func debugMode(isEntered: Bool, idCode: UInt32) {
        isInDebugMode = isEntered
        self.idCode = idCode
        // Leaving and entering closes all of them (OpenOCD `stlink_dap_reinit_interface`).
        openPorts = []
    }

    /// Throws where the firmware lacks what is asked for.
    func require(_ capability: Capability, at address: Address? = nil) throws(TargetFault) {
        guard dialect.has(capability) else { throw lacking(capability, at: address) }
    }

    /// Names the feature that is missing and how to get it.
    func lacking(_ capability: Capability, at address: Address? = nil) -> TargetFault {
        let what =
            "firmware \(firmware) of this \(probe.model.name) does not support "
            + capability.purpose
        guard let first = capability.firstFirmware(generation: firmware.generation) else {
            return TargetFault(
                .unsupported, at: address, "\(what), nor does any other for it: use another probe")
        }
        return TargetFault(
            .unsupported, at: address, "\(what); \(first) does: update it with ST's STLinkUpgrade")
    }

    private func noteLowVoltage() {
        guard let voltage else { return }
        switch voltage.meaning {
        case .absent, .floating:
            notices(
                .warning,
                "VTref reads \(voltage): is the board powered, and the probe's VTref pin "
                    + "connected? On a standalone ST-LINK/V2 "
                    + "wire pins 1 and 19 to the target's supply")
        case .nonsense:
            notices(.warning, "VTref reads \(voltage), which cannot be; the reading is ignored")
        case .notMeasured, .usable: break
        }
    }
}
