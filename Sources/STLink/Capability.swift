/// What a probe's firmware can do. Derived once, at open, from one table; no other file compares
/// version numbers.
public enum Capability: String, CaseIterable, Sendable {
    /// The second set of debug commands, each with a status in its reply: ENTER 0x30, READDEBUGREG,
    /// GETLASTRWSTATUS. Firmware before it has the first set, where reading has no status.
    case secondCommandSet
    /// SWD. The oldest ST-LINK/V1 have JTAG only.
    case swd
    /// DRIVE_NRST: the probe has a reset pin that it can pull low.
    case resetLine
    /// GET_TARGET_VOLTAGE.
    case targetVoltage
    /// START_TRACE_RX, GET_TRACE_NB, STOP_TRACE_RX: reception of SWO.
    case trace
    /// GETLASTRWSTATUS2: the status comes with the address that failed.
    case faultAddress
    /// READREG and WRITEREG of the FPU's registers.
    case floatingPointRegisters
    /// SWD_SET_FREQ with a divisor.
    case swdDivisor
    /// JTAG_SET_FREQ with a divisor.
    case jtagDivisor
    /// GET_COM_FREQ and SET_COM_FREQ in kHz.
    case frequencyInKHz
    /// READ_DAP_REG and WRITE_DAP_REG: the DP's ABORT register among others.
    case dapRegisters
    /// READ_DAP_REG of the DP over JTAG answers with the register, not with the read before.
    case directPortReads
    /// READMEM_16BIT and WRITEMEM_16BIT.
    case halfwordAccess
    /// WRITEMEM_32BIT_NO_ADDR_INC.
    case fixedAddressWrites
    /// INIT_AP and CLOSE_AP: other access ports than the first.
    case accessPorts
    /// CLOSE_AP answers with a status that can be believed.
    case closePortStatus
    /// DP registers behind SELECT.DPBANKSEL.
    case bankedPort
    /// Memory commands take the number of an AP and the CSW to use.
    case memoryThroughPort
    /// RW_MISC: a list of DP, AP and memory accesses in one command.
    case mixedAccess
    /// READMEM_32BIT_NO_ADDR_INC.
    case fixedAddressReads
    /// GET_BOARD_IDENTIFIERS.
    case boardIdentifiers
    /// 8-bit memory commands of 512 bytes; 64 without.
    case wideByteAccess
}

extension Capability {
    /// The first JTAG version (the number after J) of each hardware generation that has it.
    private struct Row {
        var capability: Capability
        /// `nil` where no version of the generation has it.
        var v1: Int?
        var v2: Int?
        var v3: Int?
        /// The STLINK-V3PWR calls itself version 4.
        var v4: Int?

        func first(of generation: Int) -> Int? {
            switch generation {
            case 1: v1
            case 2: v2
            case 3: v3
            // Whatever comes next is taken for the newest that is known.
            default: v4
            }
        }
    }

    private static func row(
        _ capability: Capability, v1: Int? = nil, v2: Int? = nil, v3: Int? = 1, v4: Int? = 1
    ) -> Row {
        Row(capability: capability, v1: v1, v2: v2, v3: v3, v4: v4)
    }

    /// Sources: OpenOCD `stlink_usb.c`, `stlink_usb_version`; where that has no entry, pyOCD
    /// `probe/stlink/constants.py` (NO_ADDR_INC, READWRITEMISC, BOARD_IDENTIFIERS) and
    /// `stlink.py`. Where they disagree (SWD_SET_FREQ: J22 and J20) the later one.
    private static let rows: [Row] = [
        row(.secondCommandSet, v1: 11, v2: 1),
        row(.swd, v1: 11, v2: 1),
        row(.resetLine, v2: 1),
        row(.targetVoltage, v2: 13),
        row(.trace, v2: 13),
        row(.faultAddress, v2: 15),
        row(.floatingPointRegisters, v2: 15),
        row(.swdDivisor, v2: 22, v3: nil, v4: nil),
        row(.jtagDivisor, v2: 24, v3: nil, v4: nil),
        row(.frequencyInKHz),
        row(.dapRegisters, v2: 24),
        row(.directPortReads, v2: 32),
        row(.halfwordAccess, v2: 26),
        row(.fixedAddressWrites, v2: 26),
        row(.accessPorts, v2: 28),
        row(.closePortStatus, v2: 29),
        row(.bankedPort, v2: 32, v3: 2),
        row(.memoryThroughPort, v2: 32, v3: 2),
        row(.mixedAccess, v2: 32, v3: 2),
        row(.fixedAddressReads, v2: 32, v3: 2),
        row(.boardIdentifiers, v2: 36, v3: 6, v4: 6),
        row(.wideByteAccess, v3: 6),
    ]

    /// The newest firmware whose commands the table's sources describe, by generation.
    private static let newestKnown = [1: 13, 2: 46, 3: 17, 4: 9]

    /// `nil` where the firmware has no debug part at all. Newer firmware than any that is known
    /// has what the newest known one has.
    public static func of(_ firmware: FirmwareVersion) -> Set<Capability>? {
        guard firmware.generation >= 1, firmware.debug > 0 else { return nil }
        return Set(
            rows.filter { row in
                row.first(of: firmware.generation).map { firmware.debug >= $0 } ?? false
            }.map(\.capability))
    }

    /// Whether nobody here has seen firmware of that version.
    static func isUnknown(_ firmware: FirmwareVersion) -> Bool {
        firmware.debug > newestKnown[firmware.generation] ?? 0
    }
}

extension Capability {
    /// What it is for, as part of a sentence.
    public var purpose: String {
        switch self {
        case .secondCommandSet: "reporting failed accesses"
        case .swd: "SWD"
        case .resetLine: "driving the reset line"
        case .targetVoltage: "measuring the target's voltage"
        case .trace: "SWO trace"
        case .faultAddress: "telling the address of a failed access"
        case .floatingPointRegisters: "floating-point registers"
        case .swdDivisor: "setting the SWD clock"
        case .jtagDivisor: "setting the JTAG clock"
        case .frequencyInKHz: "setting the clock in kHz"
        case .dapRegisters: "access to DP and AP registers"
        case .directPortReads: "direct reading of DP registers over JTAG"
        case .halfwordAccess: "16-bit memory access"
        case .fixedAddressWrites: "repeated writing of one address"
        case .accessPorts: "other access ports than the first"
        case .closePortStatus: "the status of closing an access port"
        case .bankedPort: "banked DP registers"
        case .memoryThroughPort: "memory behind other access ports"
        case .mixedAccess: "lists of mixed accesses"
        case .fixedAddressReads: "repeated reading of one address"
        case .boardIdentifiers: "the board's identifier"
        case .wideByteAccess: "8-bit access of 512 bytes at a time"
        }
    }

    /// Whether someone at the bench misses something without it. The others are done another way,
    /// or hardly ever asked for.
    public var isMissed: Bool {
        switch self {
        case .secondCommandSet, .swd, .resetLine, .targetVoltage, .trace, .floatingPointRegisters,
            .swdDivisor, .frequencyInKHz, .dapRegisters, .halfwordAccess:
            true
        case .faultAddress, .jtagDivisor, .directPortReads, .fixedAddressWrites, .accessPorts,
            .closePortStatus, .bankedPort, .memoryThroughPort, .mixedAccess, .fixedAddressReads,
            .boardIdentifiers, .wideByteAccess:
            false
        }
    }

    /// The oldest firmware of `generation` that has it, as ST writes it; `nil` where none has.
    public func firstFirmware(generation: Int) -> String? {
        Self.rows.first { $0.capability == self }?.first(of: generation).map { number in
            "V\(generation)J\(number)"
        }
    }
}
