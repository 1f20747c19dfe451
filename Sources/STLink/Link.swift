public import TargetMemory
public import USBTransport

/// A probe that we have opened, and through it the target: the only type that talks ST-Link.
///
/// Made in two steps: the initialiser opens the probe and learns what it is, `enter` connects to
/// the target over SWD. `close` leaves everything as it was found; it may be called twice.
public final class Link {
    public let probe: Probe
    public let firmware: FirmwareVersion
    public let capabilities: Set<Capability>
    /// VTref as the probe measures it; `nil` where it cannot.
    public private(set) var targetMillivolts: Int?
    /// The SWD clock in kHz; `nil` before `enter`.
    public internal(set) var clockKHz: Int?
    /// The debug port's IDCODE; 0 before `enter`.
    public private(set) var idCode: UInt32 = 0

    let channel: CommandChannel
    let notices: NoticeSink
    var clock: SWDClock?
    private var isInDebugMode = false
    private var isResetAsserted = false
    private var isClosed = false

    /// Opens the probe, brings it out of whatever mode it is in, and reads version and voltage.
    public init(
        opening probe: Probe, on bus: any USBBus, notices: NoticeSink = .none
    ) throws(ProbeError) {
        try Self.checkModel(probe)
        let device = try Self.open(probe, on: bus)
        let channel = CommandChannel(device: device, model: probe.model, notices: notices)
        do throws(ProbeError) {
            firmware = try Self.greet(channel, probe.model)
            guard let known = Capability.of(firmware) else { throw Self.tooOld(firmware) }
            capabilities = known
        } catch {
            device.close()
            throw error
        }
        self.probe = probe
        self.channel = channel
        self.notices = notices
        if capabilities.contains(.targetVoltage) {
            do throws(TargetFault) {
                targetMillivolts = try measureTarget()
            } catch {
                close()
                throw ProbeError(error)
            }
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
        if isResetAsserted { try? driveReset(false) }
        if isInDebugMode { _ = try? channel.run([.leaveDebug]) }
        isInDebugMode = false
        channel.close()
    }

    /// VTref in millivolts: the target's half voltage in units of the probe's 1.2 V reference.
    public func measureTarget() throws(TargetFault) -> Int? {
        let reply = try perform([.targetVoltage])[0].bytes
        let factor = Int(reply.word(at: 0))
        guard factor > 0 else { return nil }
        return 2 * Int(reply.word(at: 4)) * 1200 / factor
    }

    /// Probe, supply and clock, a line each.
    public var facts: [String] {
        var lines = [
            "probe \(probe.model.name), serial \(probe.serial ?? "unknown"), firmware \(firmware)"
        ]
        if let targetMillivolts { lines.append("VTref \(Self.volts(targetMillivolts))") }
        if let clockKHz { lines.append("SWD at \(clockKHz) kHz, IDCODE \(idCode.hex)") }
        return lines
    }

    func resetLine(isAsserted: Bool) { isResetAsserted = isAsserted }
    func debugMode(isEntered: Bool, idCode: UInt32) {
        isInDebugMode = isEntered
        self.idCode = idCode
    }

    private func noteLowVoltage() {
        guard let millivolts = targetMillivolts, millivolts < Limits.lowestTargetMillivolts else {
            return
        }
        notices(
            .warning,
            "VTref reads \(Self.volts(millivolts)): is the board powered, and the "
                + "probe's VTref pin connected?")
    }

    /// `3.30 V`
    static func volts(_ millivolts: Int) -> String {
        let hundredths = (millivolts + 5) / 10
        let fraction = String(hundredths % 100)
        return "\(hundredths / 100)." + (fraction.count == 1 ? "0" : "") + fraction + " V"
    }
}

/// Opening.
extension Link {
    private static func checkModel(_ probe: Probe) throws(ProbeError) {
        switch probe.model.kind {
        case .debugger: return
        case .bootloader:
            throw ProbeError(
                .probeUnsupported,
                "\(probe.model.name) at \(probe.place) cannot debug: finish "
                    + "its firmware update, or unplug it and plug it in again")
        case .massStorage:
            throw ProbeError(
                .probeUnsupported,
                "\(probe.model.name) at \(probe.place) is of the first "
                    + "generation, which is not supported: use an ST-LINK/V2 or later")
        }
    }

    private static func open(
        _ probe: Probe, on bus: any USBBus
    ) throws(ProbeError) -> any USBDevice {
        do throws(TransportError) {
            return try bus.open(probe.device)
        } catch {
            switch error {
            case .accessDenied:
                throw ProbeError(
                    .noPermission,
                    "no permission to open the \(probe.model.name) at "
                        + "\(probe.place): \(Probe.udevAdvice)")
            case .busy:
                let users = bus.users(of: probe.device)
                let who = users.isEmpty ? "another program" : users.joined(separator: ", ")
                let hint = users.isEmpty ? " (st-util, openocd, an IDE's debugger?)" : ""
                throw ProbeError(
                    .probeBusy,
                    "\(who) is using the \(probe.model.name) at \(probe.place): close it\(hint)")
            case .noDevice:
                throw ProbeError(
                    .probeLost,
                    "the \(probe.model.name) at \(probe.place) left the USB bus "
                        + "while it was being opened: plug it in again")
            default:
                throw ProbeError(
                    .probeLost,
                    "the \(probe.model.name) at \(probe.place) cannot be opened "
                        + "(\(error)): plug it in again")
            }
        }
    }

    /// Asks for version and mode in one go and leaves the mode. A reply that waited from a session
    /// before is noticed by its length or by the vendor ID that a version ends with.
    private static func greet(
        _ channel: CommandChannel, _ model: ProbeModel
    ) throws(ProbeError) -> FirmwareVersion {
        do throws(TargetFault) {
            channel.isGreeting = true
            defer { channel.isGreeting = false }
            let questions: [Command] = [.getVersion, .currentMode]
            var replies = try channel.run(questions)
            if replies[0].bytes.halfword(at: 2) != ProbeModel.vendorID {
                channel.distrust()
                replies = try channel.run(questions)
            }
            // Was it a reply from before, or does the probe not keep two commands apart? The
            // latter must be known before commands are queued that cannot be repeated.
            if channel.queueMishapCount > 0 { replies = try channel.run(questions) }
            var version = FirmwareVersion(reply: replies[0].bytes, model: model)
            if version.needsExtendedReply {
                version = FirmwareVersion(
                    extendedReply: try channel.run([.getVersionExtended])[0].bytes)
            }
            try leave(replies[1].bytes[0], channel)
            return version
        } catch {
            throw ProbeError(error)
        }
    }

    /// Mode numbers: 0 DFU, 1 mass storage, 2 debug, 3 SWIM (pyOCD `constants.py`).
    private static func leave(_ mode: UInt8, _ channel: CommandChannel) throws(TargetFault) {
        switch mode {
        case 0: _ = try channel.run([.leaveDFU])
        case 2: _ = try channel.run([.leaveDebug])
        case 3: _ = try channel.run([.leaveSWIM])
        default: break
        }
    }

    private static func tooOld(_ version: FirmwareVersion) -> ProbeError {
        ProbeError(
            .probeUnsupported,
            "the probe's firmware \(version) is too old, "
                + "\(Capability.oldestFirmware) is needed: update it with ST's STLinkUpgrade")
    }
}
