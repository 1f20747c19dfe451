/// An ST-Link/V2 with an STM32F756 behind it.
public final class STM32F756Board: PluggedBoard {
    public let clock = BoardClock()
    public let isOpenDenied: Bool
    private let chip: STM32F756
    private let probe: STLinkV2

    /// 3.3 V as the probe's ADC gives it: factor and reading of GET_TARGET_VOLTAGE.
    private static let nominalVoltage: (factor: UInt32, reading: UInt32) = (1490, 2040)

    init(
        version: [UInt8], serial: String, faults: FaultPlan, isPaced: Bool,
        makeCore: STM32F756.CoreFactory
    ) throws {
        isOpenDenied = faults.isOpenDenied
        let voltage = faults.voltage ?? Self.nominalVoltage
        var options = OptionBytes.delivered
        if let protection = faults.protection { options.setProtection(protection) }
        options.control &= ~(faults.writeProtected << 16)
        // The probe may misread the supply; the chip is not run from its reading.
        if faults.isWatchdogHardware { options.control &= ~(1 << 5) }
        chip = try STM32F756(
            clock: clock, statistics: BoardStatistics(), options: options,
            configuration: STM32F756.coreConfiguration.changed(by: faults.core),
            makeCore: makeCore)
        chip.system.flash.isPaced = isPaced
        chip.system.flash.weakAddresses = faults.weakAddresses
        chip.system.flash.injectedErrors = faults.flashErrors
        let firmware = STLinkFirmware(chip: chip, version: version, voltage: voltage)
        firmware.isResetOpen = faults.isResetOpen
        firmware.port.isTargetMissing = faults.isTargetMissing
        firmware.port.noise = faults.noise
        firmware.port.otherIdentity = faults.debugPortIdentity
        chip.apply(faults)
        if let mode = faults.staleMode { firmware.begin(in: mode) }
        probe = STLinkV2(chip: chip, firmware: firmware, serial: serial, faults: faults)
    }

    public var device: any VirtualUSBDevice { probe }

    public var needsTime: Bool {
        chip.core.isExecuting || probe.hasWork || chip.live?.nextInstant != nil
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
