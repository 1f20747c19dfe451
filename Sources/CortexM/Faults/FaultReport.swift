public import TargetMemory

/// What the fault registers and the exception frame say about a fault.
///
/// The values are a copy, read when the core was caught or when somebody asks. Armv6-M has no
/// fault registers; there the frame is all there is.
public struct FaultReport: Hashable, Sendable {
    /// MemManage, BusFault and UsageFault status; zero where the core has none.
    public var configurable: CFSR
    public var hard: HFSR
    public var debug: DFSR
    /// MMFAR, where the registers say that it is valid.
    public var memoryAddress: Address?
    /// BFAR, where the registers say that it is valid.
    public var busAddress: Address?
    /// SecureFault status of Armv8-M; zero without the Security Extension.
    public var secure: SFSR
    /// SFAR, where the registers say that it is valid.
    public var secureAddress: Address?
    /// Armv7-M and Armv8-M Mainline record causes; others do not.
    public var recordsCauses: Bool
    /// IPSR: the exception being handled, 0 in Thread mode; `nil` while the core runs.
    public var exception: Int?
    /// What was interrupted, where the core is at the first instruction of a handler.
    public var entry: ExceptionEntry?

    public init(
        configurable: CFSR = CFSR(rawValue: 0), hard: HFSR = HFSR(rawValue: 0),
        debug: DFSR = DFSR(rawValue: 0), memoryAddress: Address? = nil,
        busAddress: Address? = nil, secure: SFSR = SFSR(rawValue: 0),
        secureAddress: Address? = nil, recordsCauses: Bool = true, exception: Int? = nil,
        entry: ExceptionEntry? = nil
    ) {
        self.configurable = configurable
        self.hard = hard
        self.debug = debug
        self.memoryAddress = memoryAddress
        self.busAddress = busAddress
        self.secure = secure
        self.secureAddress = secureAddress
        self.recordsCauses = recordsCauses
        self.exception = exception
        self.entry = entry
    }

    /// The address that could not be accessed, whichever register has it.
    public var faultAddress: Address? { busAddress ?? memoryAddress ?? secureAddress }

    /// Whether any status bit says that something went wrong.
    public var hasCause: Bool {
        configurable.rawValue & ~CFSR.addressValid != 0 || hard.rawValue != 0
            || secure.causeBits != 0
    }

    /// The Unix signal that comes nearest, by gdb's numbers: 4 SIGILL, 5 SIGTRAP, 8 SIGFPE,
    /// 10 SIGBUS, 11 SIGSEGV.
    public var signal: UInt8 {
        if configurable.rawValue & ~CFSR.addressValid != 0 { return configurable.signal }
        if hard.isDebugEvent { return 5 }
        if hard.isVectorRead { return 10 }
        return 11
    }
}

extension FaultReport {
    /// Reads the registers; the core may run.
    static func read(
        from access: any MemoryAccess, of features: CoreFeatures
    ) throws(TargetFault) -> FaultReport {
        var report = FaultReport(recordsCauses: features.architecture.hasFaultRegisters)
        guard report.recordsCauses else {
            report.debug = try access.fetch(DFSR.self)
            return report
        }
        // CFSR, HFSR, DFSR, MMFAR and BFAR are neighbours: one transfer instead of five.
        let words = try access.read(CFSR.address, count: 20).littleEndianWords
        report.configurable = CFSR(rawValue: words[0])
        report.hard = HFSR(rawValue: words[1])
        report.debug = DFSR(rawValue: words[2])
        if report.configurable.isMemoryAddressValid { report.memoryAddress = Address(words[3]) }
        if report.configurable.isBusAddressValid { report.busAddress = Address(words[4]) }
        if features.isSecureDebugAllowed {
            report.secure = try access.fetch(SFSR.self)
            if report.secure.isAddressValid {
                report.secureAddress = Address(try access.readWord(SFSR.faultAddressRegister))
            }
        }
        return report
    }
}

extension Core {
    /// Why the program is in a fault handler, or what the registers keep of an earlier fault.
    ///
    /// While the core runs there is no frame, only the registers.
    public func faultReport() throws(TargetFault) -> FaultReport {
        var report = try FaultReport.read(from: access, of: features)
        guard isHalted else { return report }
        report.exception = Int(try register(RegisterSelector.xpsr) & 0x1FF)
        if report.exception != 0 { report.entry = try exceptionEntry() }
        return report
    }
}
