import TargetMemory
public import USBTransport

/// What can be learned of a probe without connecting to its target or changing its mode.
public struct ProbeGlance: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case ready
        /// In its bootloader: it cannot debug until its firmware update is finished.
        case bootloader
        /// Claimed by these programs, as far as the system tells.
        case busy([String])
        case denied
        /// Why it does not answer.
        case failed(String)
    }

    public var state: State
    /// `nil` where the probe could not be asked.
    public var firmware: FirmwareVersion?
    public var mode: ProbeMode?
    /// `nil` where the probe could not be asked, or does not measure.
    public var voltage: VoltageReading?
}

extension Probe {
    /// Asks for version, mode and VTref, where nobody else has the probe. No command goes to the
    /// target, and the mode that the probe is in is not left.
    public func glance(on bus: any USBBus) -> ProbeGlance {
        guard model.kind == .debugger else {
            return ProbeGlance(state: serial == nil ? .denied : .bootloader)
        }
        // Asking a first-generation probe takes its disk away from the system.
        guard model.framing == .plain else {
            return ProbeGlance(state: serial == nil ? .denied : .ready)
        }
        do throws(ProbeError) {
            let device = try Greeting.open(self, on: bus)
            defer { device.close() }
            return glance(CommandChannel(device: device, model: model, notices: .none))
        } catch {
            switch error.status {
            case .noPermission: return ProbeGlance(state: .denied)
            case .probeBusy: return ProbeGlance(state: .busy(bus.users(of: device)))
            default: return ProbeGlance(state: .failed(error.message))
            }
        }
    }

    private func glance(_ channel: CommandChannel) -> ProbeGlance {
        var glance = ProbeGlance(state: .ready)
        do throws(TargetFault) {
            let (firmware, mode) = try Greeting.introduce(channel)
            glance.firmware = firmware
            glance.mode = mode
            let canMeasure = Capability.of(firmware)?.contains(.targetVoltage) == true
            guard canMeasure, mode != .deviceUpdate, mode != .bootloader else { return glance }
            let reply = try channel.run([.targetVoltage])[0].bytes
            glance.voltage = VoltageReading(factor: reply.word(at: 0), reading: reply.word(at: 4))
        } catch {
            glance.state = .failed(error.message)
        }
        return glance
    }

    /// Where it is plugged in, as Linux names the place: `1-4.2`, bus and ports; the address where
    /// the system does not tell ports.
    public var busPath: String {
        let ports = device.portPath.map(String.init).joined(separator: ".")
        return ports.isEmpty ? "\(device.bus):\(device.address)" : "\(device.bus)-\(ports)"
    }
}
