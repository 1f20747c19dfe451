/// The chip's debug port and its one access port (IHI 0031C), seen from the wire: each access
/// costs its bits, time passes on the whole board meanwhile, and errors are sticky.
final class DebugPort {
    enum Transport { case swd, jtag }

    /// DP registers by address (IHI 0031C, B2.2).
    private enum DP {
        static let identity: UInt16 = 0x0
        static let controlStatus: UInt16 = 0x4
        static let select: UInt16 = 0x8
        static let readBuffer: UInt16 = 0xC
    }

    /// CTRL/STAT (IHI 0031C, B2.2.2).
    enum ControlStatus {
        static let stickyError: UInt32 = 5
        static let debugRequest: UInt32 = 28
        static let systemRequest: UInt32 = 30
        static let writable: UInt32 = 0x5400_0FCD
    }

    let chip: Chip
    var accessPorts: [UInt16: AccessPort]
    /// The port that memory commands go through.
    var memoryPort: UInt16 = 0
    var controlStatus: UInt32 = 0
    private var select: UInt32 = 0
    private var readBuffer: UInt32 = 0
    var transport = Transport.swd
    var swdDivisor = Timing.Wire.swdDefaultDivisor
    var jtagDivisor = Timing.Wire.jtagDefaultDivisor
    /// A V3 has frequencies in place of divisors.
    var kilohertz: [Transport: UInt32] = [:]
    /// JTAG reads of the debug port give the result of the read before.
    var hasDelayedReads = true
    /// The firmware sets SELECT.DPBANKSEL from the register's address.
    var hasBankedRegisters = false
    /// Time of wire that was not yet let pass.
    var owedNanoseconds: UInt64 = 0
    /// A wire that is too bad for a fast clock (`--fault bitnoise`).
    var noise: WireNoise?
    /// A chip that does not answer (`--fault no-target`).
    var isTargetMissing = false
    /// DPIDR of a chip that is not the one of the data sheet (`--fault idcode`).
    var otherIdentity: UInt32?

    /// Since power failed the port waits for a line reset, which comes with connecting.
    private var isLost = false

    init(chip: Chip) {
        self.chip = chip
        accessPorts = Dictionary(
            uniqueKeysWithValues: chip.description.debug.ports.map { ($0.number, AccessPort($0)) })
        chip.onPowerLoss = { [weak self] in
            self?.isLost = true
            self?.controlStatus = 0
        }
    }

    // MARK: - Time on the wire

    var bitNanoseconds: UInt64 {
        if let kilohertz = kilohertz[transport] { return Timing.Wire.bit(kilohertz: kilohertz) }
        return switch transport {
        case .swd: Timing.Wire.swdBit(divisor: swdDivisor)
        case .jtag: Timing.Wire.jtagBit(divisor: jtagDivisor)
        }
    }

    private var transactionNanoseconds: UInt64 {
        switch transport {
        case .swd: Timing.Wire.swdTransactionBits * bitNanoseconds
        case .jtag: Timing.Wire.jtagTransactionBits * bitNanoseconds
        }
    }

    func spend(_ transactions: Int) {
        chip.statistics.wireTransactions += transactions
        owedNanoseconds += UInt64(transactions) * transactionNanoseconds
    }

    /// Lets the time pass that the wire has used so far. To be called before anything is done to
    /// the chip that may depend on when it happens.
    func settle() {
        let owed = owedNanoseconds
        owedNanoseconds = 0
        if owed > 0 { chip.elapse(owed) }
    }

    // MARK: - Connection

    /// Switches the wire to a transport, reads the identity and powers the debug domain up.
    func connect(_ transport: Transport) throws(ProbeStatus) {
        self.transport = transport
        chip.elapse(Timing.Wire.switchSequenceBits * bitNanoseconds)
        isLost = false
        guard isAnswering, noise?.isHopeless(bitNanoseconds: bitNanoseconds) != true else {
            throw .idcodeError
        }
        // Identity, ABORT of what was sticky, power-up request and its answer, SELECT.
        spend(5)
        select = 0
        controlStatus = 0
        powerUp(1 << ControlStatus.debugRequest | 1 << ControlStatus.systemRequest)
        settle()
    }

    var isAnswering: Bool { !isTargetMissing && !isLost && chip.isDebugPortOpen }

    var identities: [UInt32] {
        switch transport {
        case .swd: [otherIdentity ?? chip.description.debug.serialWire, 0]
        case .jtag:
            [
                otherIdentity ?? chip.description.debug.jtag ?? 0,
                chip.description.debug.boundaryScan,
            ]
        }
    }

    /// Acknowledges follow requests (IHI 0031C, B2.2.2: CxxxPWRUPACK).
    private func powerUp(_ requests: UInt32) {
        controlStatus = controlStatus & 1 << ControlStatus.stickyError | requests
        for request in [ControlStatus.debugRequest, ControlStatus.systemRequest] {
            controlStatus = controlStatus.setting(request + 1, requests.has(request))
        }
    }

    private var isPowered: Bool {
        controlStatus.has(ControlStatus.debugRequest)
            && controlStatus.has(ControlStatus.systemRequest)
    }

    // MARK: - DP registers

    /// In JTAG mode firmware before J32 gives the result of the read before, as the scan chain
    /// does (OpenOCD: STLINK_F_QUIRK_JTAG_DP_READ); hosts read RDBUFF behind each.
    func readDP(_ register: UInt16) throws(ProbeStatus) -> UInt32 {
        spend(1)
        settle()
        guard isAnswering else { throw .dpFault }
        let value: UInt32
        let bank = hasBankedRegisters ? register >> 4 & 0xF : 0
        switch (register & 0xF, bank) {
        case (DP.identity, _): value = identities[0]
        case (DP.controlStatus, 0): value = controlStatus
        case (DP.controlStatus, _): value = banked(bank)
        default: value = transport == .swd ? readBuffer : 0
        }
        guard transport == .jtag, hasDelayedReads else { return value }
        defer { readBuffer = value }
        return readBuffer
    }

    /// Registers behind CTRL/STAT that SELECT.DPBANKSEL picks (IHI 0031C, B2.2): DLCR from version
    /// 1 of the debug port, TARGETID and DLPIDR from version 2. What the chip's maker put into
    /// TARGETID is not in the manuals.
    private func banked(_ bank: UInt16) -> UInt32 {
        let version = identities[0].field(12, 4)
        switch bank {
        case 1 where version >= 1: return 0x40
        case 3 where version >= 2: return 1
        default: return 0
        }
    }

    func writeDP(_ value: UInt32, to register: UInt16) throws(ProbeStatus) {
        spend(1)
        settle()
        guard isAnswering else { throw .dpFault }
        if hasBankedRegisters, register & 0xF == DP.controlStatus, register & 0xF0 != 0 { return }
        switch register & 0xF {
        case DP.identity:
            // ABORT: STKERRCLR is bit 2 (IHI 0031C, B2.2.1). No other error is ever raised.
            if value.has(2) { clearStickyError() }
        case DP.controlStatus:
            // The JTAG-DP clears STICKYERR by writing one to it.
            if transport == .jtag, value.has(ControlStatus.stickyError) { clearStickyError() }
            powerUp(value & ControlStatus.writable)
        case DP.select: select = value
        default: break
        }
    }

    func clearStickyError() {
        controlStatus = controlStatus.setting(ControlStatus.stickyError, false)
    }

    /// An AP access is refused while an error is sticky (IHI 0031C, B4.2.4).
    func checkAccess() throws(ProbeStatus) {
        guard isAnswering else { throw .dpFault }
        guard isPowered else { throw .powerError }
        if controlStatus.has(ControlStatus.stickyError) { throw .apFault }
    }

    // MARK: - AP registers

    /// A read costs the access and the read of RDBUFF that fetches its result.
    func readAP(_ number: UInt16, _ register: UInt16) throws(ProbeStatus) -> UInt32 {
        spend(2)
        settle()
        try checkAccess()
        // What is not there reads as zero (IHI 0031C, B2.2.3 and C1.3).
        guard let accessPort = accessPorts[number] else { return 0 }
        switch AccessPort.Register(rawValue: register & 0xFC) {
        case .data:
            readBuffer = try transferData(at: accessPort.address, write: nil, through: number)
            accessPorts[number]?.advance()
        case .banked(let lane):
            readBuffer = try transfer(
                at: accessPort.bankedAddress(lane), width: 4, write: nil, through: number)
        default:
            readBuffer = accessPort.read(register & 0xFC, isEnabled: !chip.isCoreAccessClosed)
        }
        return readBuffer
    }

    func writeAP(
        _ value: UInt32, to number: UInt16, _ register: UInt16
    ) throws(ProbeStatus) {
        spend(1)
        settle()
        try checkAccess()
        guard let accessPort = accessPorts[number] else { return }
        switch AccessPort.Register(rawValue: register & 0xFC) {
        case .data:
            _ = try transferData(at: accessPort.address, write: value, through: number)
            accessPorts[number]?.advance()
        case .banked(let lane):
            _ = try transfer(
                at: accessPort.bankedAddress(lane), width: 4, write: value, through: number)
        default: accessPorts[number]?.write(value, to: register & 0xFC)
        }
    }

    /// DRW keeps narrow data in the byte lane of its address (IHI 0031C, C2.2.6).
    private func transferData(
        at address: UInt32, write value: UInt32?, through number: UInt16
    ) throws(ProbeStatus) -> UInt32 {
        let width = accessPorts[number]?.width ?? 4
        let shift = 8 * (address & 3)
        let mask: UInt32 = width == 4 ? ~0 : (1 << UInt32(8 * width)) - 1
        let data = try transfer(
            at: address & ~UInt32(width - 1), width: width,
            write: value.map { $0 >> shift & mask }, through: number)
        return data << shift
    }

    // MARK: - The bus behind

    /// One access on the bus.
    func transfer(
        at address: UInt32, width: Int, write value: UInt32?, through number: UInt16
    ) throws(ProbeStatus) -> UInt32 {
        switch chip.condition(of: address, isWrite: value != nil) {
        case .refused: throw raise()
        case .stalled(let nanoseconds):
            guard nanoseconds <= Timing.Probe.waitNanoseconds else {
                chip.elapse(Timing.Probe.waitNanoseconds)
                throw .apWait
            }
            chip.elapse(nanoseconds)
        case .ready: break
        }
        do throws(BusFault) {
            defer { chip.noteHalt() }
            let isCacheable = accessPorts[number]?.isCacheable ?? false
            guard let value else {
                return try chip.debugRead(
                    address, width: width, through: number, isCacheable: isCacheable)
            }
            try chip.debugWrite(
                value, to: address, width: width, through: number, isCacheable: isCacheable)
            return value
        } catch {
            throw raise()
        }
    }

    private func raise() -> ProbeStatus {
        controlStatus = controlStatus.setting(ControlStatus.stickyError, true)
        return .apFault
    }
}
