/// What a probe's firmware can do beyond the commands that all have. Derived once, at open; no
/// other file compares version numbers.
public enum Capability: String, CaseIterable, Sendable {
    /// GET_TARGET_VOLTAGE.
    case targetVoltage
    /// GETLASTRWSTATUS2: the status comes with the address that failed. The same firmware takes
    /// the FPU's registers in READREG and WRITEREG.
    case faultAddress
    /// SWD_SET_FREQ with a divisor.
    case swdDivisor
    /// SET_COM_FREQ in kHz.
    case frequencyInKHz
    /// READ_DAP_REG and WRITE_DAP_REG: the DP's ABORT register among others.
    case dapRegisters
    /// READMEM_16BIT and WRITEMEM_16BIT.
    case halfwordAccess
    /// INIT_AP: other access ports than the first.
    case accessPorts
    /// 8-bit memory commands of 512 bytes.
    case wideByteAccess

    /// The first firmware of each generation that has it; `nil` where a generation never does.
    /// Source: OpenOCD `stlink_usb.c`, the list of `STLINK_F_*`.
    private static let introduced: [(Capability, v2: Int?, v3: Int?)] = [
        (.targetVoltage, v2: 13, v3: 1),
        (.faultAddress, v2: 15, v3: 1),
        (.swdDivisor, v2: 22, v3: nil),
        (.frequencyInKHz, v2: nil, v3: 1),
        (.dapRegisters, v2: 24, v3: 1),
        (.halfwordAccess, v2: 26, v3: 1),
        (.accessPorts, v2: 28, v3: 1),
        (.wideByteAccess, v2: nil, v3: 6),
    ]

    /// The oldest V2 firmware that we work with: status with address, FPU registers, voltage.
    public static let oldestFirmware = FirmwareVersion(generation: 2, debug: 15)

    /// `nil` where the firmware is too old to work with at all.
    public static func of(_ firmware: FirmwareVersion) -> Set<Capability>? {
        guard firmware.generation >= 2, firmware.debug > 0 else { return nil }
        if firmware.generation == 2, firmware.debug < oldestFirmware.debug { return nil }
        let capabilities = introduced.filter { row in
            guard let first = firmware.generation == 2 ? row.v2 : row.v3 else { return false }
            return firmware.debug >= first
        }
        return Set(capabilities.map { $0.0 })
    }
}
