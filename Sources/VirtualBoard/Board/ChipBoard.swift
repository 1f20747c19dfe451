/// An ST-Link with a chip behind it.
public final class ChipBoard: PluggedBoard {
    public let clock = BoardClock()
    public let isOpenDenied: Bool
    let chip: Chip
    private let probe: STLinkDevice

    /// 3.3 V as the probe's ADC gives it: factor and reading of GET_TARGET_VOLTAGE.
    private static let nominalVoltage: (factor: UInt32, reading: UInt32) = (1490, 2040)

    init(
        _ description: ChipDescription, probe kind: ProbeKind, serial: SerialNumber,
        faults: FaultPlan, isPaced: Bool, makeCore: Chip.CoreFactory
    ) throws {
        isOpenDenied = faults.isOpenDenied
        let voltage = faults.voltage ?? Self.nominalVoltage
        // The probe may misread the supply; the chip is not run from its reading.
        chip = try Chip(
            description.changed(by: faults), clock: clock, statistics: BoardStatistics(),
            prepare: { flash in
                flash.deliver(
                    FlashDelivery(
                        protection: faults.protection ?? .none,
                        writeProtectedSectors: faults.writeProtected,
                        isWatchdogHardware: faults.isWatchdogHardware,
                        isWindowWatchdogHardware: faults.isWindowWatchdogHardware,
                        executeOnly: faults.executeOnly,
                        isSecureDebugClosed: faults.isSecureDebugClosed))
            }, makeCore: makeCore)
        for timer in chip.system.flash.timers { timer.isPaced = isPaced }
        chip.system.flash.weakAddresses = faults.weakAddresses
        if faults.isFlashUnread { chip.system.flash.isUnread = true }
        chip.system.flash.injectedErrors = faults.flashErrors
        let firmware = STLinkFirmware(chip: chip, kind: kind, voltage: voltage)
        firmware.isResetOpen = faults.isResetOpen
        firmware.port.isTargetMissing = faults.isTargetMissing
        firmware.port.noise = faults.noise
        firmware.port.otherIdentity = faults.debugPortIdentity
        chip.apply(faults)
        if let mode = faults.staleMode { firmware.begin(in: mode) }
        chip.core.connectTrace { [weak firmware] bytes, hertz in
            firmware?.trace.receive(bytes, hertz: hertz)
        }
        probe = STLinkDevice(chip: chip, firmware: firmware, serial: serial, faults: faults)
    }

    public var device: any VirtualUSBDevice { probe }
    public var absence: Absence? { probe.absence }

    public func plugIn() { probe.plugIn() }

    public func cutPower(nanoseconds: UInt64) {
        probe.work()
        chip.cutPower(nanoseconds: nanoseconds)
    }

    public func restorePower() { chip.restorePower() }

    public func pressReset(down: Bool) {
        probe.work()
        chip.pressReset(down: down)
    }

    public func memory(at address: UInt32, byteCount: Int) -> [UInt8]? {
        guard let block = chip.system.map.block(at: address, width: byteCount) else { return nil }
        let start = block.storage + Int(address - block.base)
        return Array(UnsafeRawBufferPointer(start: start, count: byteCount))
    }

    public func refuseCommand(status: UInt8) { probe.refusal = status }

    public func unplug() { probe.unplug() }

    public var needsTime: Bool {
        let isPowerDue = chip.supplyReturn.map { $0 != .max } ?? false
        return chip.core.isExecuting || probe.hasWork || chip.live?.nextInstant != nil
            || isPowerDue
    }

    public var isIdle: Bool {
        (chip.core.isSleeping || !chip.core.isExecuting) && !probe.hasWork
    }

    public func live(nanoseconds: UInt64) {
        let end = clock.now + nanoseconds
        probe.work()
        // A command may have taken longer than was asked for.
        if clock.now < end { chip.elapse(end - clock.now) }
    }

    public func statistics(wallNanoseconds: UInt64) -> String {
        probe.work()
        return chip.statistics.json(
            virtualNanoseconds: clock.now, wallNanoseconds: wallNanoseconds)
    }
}
