import TargetMemory

/// Registers of the trace units: ITM (Armv7-M ARM, C1.7), DWT (C1.8) and TPIU (C1.10).
enum TraceRegisters {
    static let itmTraceEnable: Address = 0xE000_0E00
    /// A set bit keeps unprivileged code from a group of eight ports.
    static let itmTracePrivilege: Address = 0xE000_0E40
    static let itmTraceControl: Address = 0xE000_0E80
    static let itmLockAccess: Address = 0xE000_0FB0

    static let tpiuPortSize: Address = 0xE004_0004
    static let tpiuPrescaler: Address = 0xE004_0010
    static let tpiuProtocol: Address = 0xE004_00F0
    static let tpiuFormatter: Address = 0xE004_0304

    /// What opens a CoreSight component's registers to software (CoreSight, B2.3.10).
    static let lockKey: UInt32 = 0xC5AC_CE55
    /// SPPR: NRZ, as a UART sends.
    static let asynchronousNRZ: UInt32 = 2

    /// ITM_TCR.
    enum Control {
        static let enable: UInt32 = 1 << 0
        static let timestamps: UInt32 = 1 << 1
        static let synchronization: UInt32 = 1 << 2
        static let forwardDWT: UInt32 = 1 << 3
        /// TraceBusID; any but 0 will do.
        static let busID: UInt32 = 1 << 16
        static let writable: UInt32 = 0x007F_0F1F
    }

    /// DWT_CTRL.
    enum Watch {
        static let cycleCounter: UInt32 = 1 << 0
        /// Every sixteenth tap of the cycle counter's bit 10 is a sample.
        static let slowestSampling: UInt32 = 0xF << 1 | 1 << 9
        static let samplingFields: UInt32 = 0xFF << 1 | 1 << 9
        /// A synchronisation packet at every tap of the cycle counter's bit 24.
        static let synchronizationTap: UInt32 = 1 << 10
        static let synchronizationField: UInt32 = 3 << 10
        static let sampleProgramCounter: UInt32 = 1 << 12
        static let traceExceptions: UInt32 = 1 << 16
        /// The wrap events of the other counters.
        static let otherEvents: UInt32 = 0x3F << 17
        /// There is no trace in this core's DWT.
        static let hasNoTrace: UInt32 = 1 << 27
    }

    /// FUNCTION: a packet with the instruction's address and one with the value (table C1-14).
    static let traceInstructionAndValue: UInt32 = 0b0011
}
