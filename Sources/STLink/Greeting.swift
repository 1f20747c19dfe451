import TargetMemory
import USBTransport

/// The first words with a probe: open it, ask who it is, and bring it to rest.
struct Greeting {
    var probe: Probe
    var channel: CommandChannel
    var firmware: FirmwareVersion
    var dialect: Dialect

    /// Some probes leave the bus for a moment when they leave DFU mode; those are opened again.
    static func exchange(
        with probe: Probe, on bus: any USBBus, notices: NoticeSink
    ) throws(ProbeError) -> Greeting {
        try checkModel(probe)
        let device = try open(probe, on: bus)
        let channel = CommandChannel(device: device, model: probe.model, notices: notices)
        do throws(ProbeError) {
            return try Greeting(probe, channel)
        } catch {
            device.close()
            guard channel.hasLeftDFU, error.status == .probeLost,
                let again = comeBack(probe, on: bus, device)
            else { throw error }
            notices(.info, "the probe came back from DFU mode")
            let device = try open(again, on: bus)
            let channel = CommandChannel(device: device, model: probe.model, notices: notices)
            do throws(ProbeError) {
                return try Greeting(again, channel)
            } catch {
                device.close()
                throw error
            }
        }
    }

    private init(_ probe: Probe, _ channel: CommandChannel) throws(ProbeError) {
        self.probe = probe
        self.channel = channel
        do throws(TargetFault) {
            let (version, mode) = try Self.introduce(channel)
            firmware = version
            try Self.bringToRest(mode, channel)
        } catch {
            throw error.cause == .state
                ? ProbeError(.probeUnsupported, error.message) : ProbeError(error)
        }
        guard let capabilities = Capability.of(firmware) else {
            throw ProbeError(
                .probeUnsupported,
                "the firmware \(firmware) of the \(probe.model.name) at \(probe.place) has no part "
                    + "for debugging STM32: change it with ST's STLinkUpgrade")
        }
        dialect = Dialect(capabilities)
        channel.dialect = dialect
        if Capability.isUnknown(firmware) {
            channel.notices(
                .info, "firmware \(firmware) is newer than any known here; used as the newest known"
            )
        }
        if !probe.model.isKnown {
            channel.notices(.warning, "\(probe.model.name): used as an STLINK-V3")
        }
        if !dialect.has(.secondCommandSet) {
            channel.notices(
                .warning,
                "firmware \(firmware) does not report failed memory accesses: update it with ST's "
                    + "STLinkUpgrade")
        }
    }

    /// Asks for version and mode in one go. A reply that waited from a session before is noticed
    /// by its length or by the vendor ID that a version ends with.
    static func introduce(
        _ channel: CommandChannel
    ) throws(TargetFault) -> (FirmwareVersion, ProbeMode) {
        channel.isGreeting = true
        defer { channel.isGreeting = false }
        let questions: [Command] = [.getVersion, .currentMode]
        var replies = try channel.run(questions)
        if replies[0].bytes.halfword(at: 2) != ProbeModel.vendorID {
            let doubtful = replies[0].bytes
            channel.drain()
            replies = try channel.run(questions)
            // A clone that leaves the IDs out says the same twice; what was left behind is gone.
            if replies[0].bytes == doubtful { channel.ownVersion = doubtful }
        }
        // Was it a reply from before, or does the probe not keep two commands apart? The latter
        // must be known before commands are queued that cannot be repeated.
        if channel.queueMishapCount > 0 { replies = try channel.run(questions) }
        var version = FirmwareVersion(reply: replies[0].bytes, model: channel.model)
        if version.needsExtendedReply {
            version = FirmwareVersion(
                extendedReply: try channel.run([.getVersionExtended])[0].bytes)
        }
        return (version, ProbeMode(replies[1].bytes[0]))
    }

    /// Leaves a mode until the probe says that it is left.
    private static func bringToRest(
        _ found: ProbeMode, _ channel: CommandChannel
    ) throws(TargetFault) {
        var mode = found
        for _ in 0..<Limits.leaveCount {
            guard let command = mode.leaving else { break }
            if mode == .deviceUpdate { channel.hasLeftDFU = true }
            _ = try channel.run([command])
            mode = ProbeMode(try channel.run([.currentMode])[0].bytes[0])
            if mode.leaving != nil { channel.pause(milliseconds: Limits.leaveMilliseconds) }
        }
        if mode == .bootloader || mode == .deviceUpdate {
            throw TargetFault(
                .state,
                "the ST-Link is in \(mode) and does not leave it: unplug it and plug it in again, "
                    + "or update it with ST's STLinkUpgrade")
        }
        // A probe that was just plugged in is in DFU mode; the others were left there by someone.
        if found == .debug || found == .swim {
            channel.notices(.info, "the probe was left in \(found); it is recovered")
        }
    }

    /// The same probe under its new address, once it is there.
    private static func comeBack(
        _ probe: Probe, on bus: any USBBus, _ device: any USBDevice
    ) -> Probe? {
        for _ in 0..<Limits.comeBackCount {
            device.pause(milliseconds: Limits.comeBackMilliseconds)
            let found = (try? Probe.all(on: bus)) ?? []
            if let same = found.first(where: { $0.isSame(as: probe) }) { return same }
        }
        return nil
    }
}

/// Opening.
extension Greeting {
    private static func checkModel(_ probe: Probe) throws(ProbeError) {
        guard probe.model.kind == .debugger else {
            throw ProbeError(
                .probeUnsupported,
                "the \(probe.model.name) at \(probe.place) cannot debug: unplug it and plug it in "
                    + "again, or finish its update with ST's STLinkUpgrade")
        }
    }

    static func open(
        _ probe: Probe, on bus: any USBBus
    ) throws(ProbeError) -> any USBDevice {
        do throws(TransportError) {
            let device = try bus.open(probe.device)
            switch probe.model.framing {
            case .plain: return device
            case .massStorage: return MassStorageDevice(device, model: probe.model)
            }
        } catch {
            throw refusal(error, probe, bus)
        }
    }

    private static func refusal(
        _ error: TransportError, _ probe: Probe, _ bus: any USBBus
    ) -> ProbeError {
        let what = "the \(probe.model.name) at \(probe.place)"
        switch error {
        case .accessDenied:
            return ProbeError(
                .noPermission, "no permission to open \(what): \(Probe.udevAdvice)")
        case .busy:
            let users = bus.users(of: probe.device)
            let who = users.isEmpty ? "another program" : users.joined(separator: ", ")
            let hint = users.isEmpty ? " (st-util, openocd, an IDE's debugger?)" : ""
            return ProbeError(.probeBusy, "\(who) is using \(what): close it\(hint)")
        case .noDevice:
            return ProbeError(
                .probeLost, "\(what) left the USB bus while it was being opened: plug it in again")
        default:
            return ProbeError(
                .probeLost, "\(what) cannot be opened (\(error)): plug it in again")
        }
    }
}
