public import DebugSession
public import TargetMemory

/// A target in memory: RAM, flash, registers, and a program that runs in a circle.
///
/// The program is `loop`: halfwords executed one after the other, then from the start again. It
/// computes nothing; a breakpoint in it is hit, a step moves the program counter by two.
public final class TargetDouble: DebugTarget {
    public static let flashBase: Address = 0x0800_0000
    public static let ramBase: Address = 0x2000_0000
    /// What reads as missing, protected or worse.
    public static let unmapped: Address = 0xA000_0000
    private static let flashByteCount = 1 << 20
    private static let ramByteCount = 320 << 10

    public let name = "STM32 double"
    public let registers: [RegisterDescription]
    public let generalRegisterCount = 19
    public var memoryMap: [MapEntry] { isMapped ? map : [] }
    public var flash: (any FlashProgramming)? { hasFlash ? flashDouble : nil }

    /// What was called, in words, for tests to compare.
    public private(set) var calls: [String] = []
    public var hasFlash = true
    public var isMapped = true
    /// The call after so many fails, and is `nil` once it has.
    public var failAfter: Int?
    public var loop = 0x0800_0200..<(0x0800_0240 as UInt32)
    /// The core halts for this reason at the next poll.
    public var pendingStop: StopReason?
    public var stopNote: String?
    /// Polls until a core that was asked to halt does.
    public var haltDelay = 0
    /// Every operation fails with this while it is set.
    public var fault: TargetFault?
    /// The same for a test on another thread.
    public var faultSource: (@Sendable () -> TargetFault?)?
    /// Told of every call, for a test on another thread.
    public var listener: (@Sendable (String) -> Void)?
    /// Where text of the program's was said to be.
    public private(set) var texts: [Region] = []
    public private(set) var isRunning = true
    public private(set) var isAttached = false

    private let map: [MapEntry]
    private let flashDouble = FlashDouble()
    private var values: [[UInt8]]
    private var ram = [UInt8](repeating: 0, count: TargetDouble.ramByteCount)
    private var points: Set<UInt32> = []
    private var pollsUntilHalt: Int?

    public func announceText(_ address: Address, count: Int) {
        texts.append(Region(base: address, byteCount: count))
    }

    public init() {
        let core =
            (0...12).map { ("r\($0)", "uint32") } + [
                ("sp", "data_ptr"), ("lr", "uint32"), ("pc", "code_ptr"), ("xpsr", "uint32"),
            ]
        let arm = "org.gnu.gdb.arm."
        registers =
            core.map {
                RegisterDescription(
                    name: $0.0, bitCount: 32, type: $0.1, feature: arm + "m-profile")
            }
            + ["msp", "psp"].map {
                RegisterDescription(
                    name: $0, bitCount: 32, type: "data_ptr", feature: arm + "m-system")
            }
            + (0...15).map {
                RegisterDescription(
                    name: "d\($0)", bitCount: 64, type: "ieee_double", feature: arm + "vfp")
            }
            + [
                RegisterDescription(
                    name: "fpscr", bitCount: 32, type: "int", feature: arm + "vfp",
                    group: "float")
            ]
        values = registers.map { [UInt8](repeating: 0, count: $0.bitCount / 8) }
        map = [
            MapEntry(
                region: Region(base: Self.flashBase, byteCount: 128 << 10),
                kind: .flash(blockByteCount: 32 << 10)),
            MapEntry(
                region: Region(base: Self.flashBase + (128 << 10), byteCount: 128 << 10),
                kind: .flash(blockByteCount: 128 << 10)),
            MapEntry(
                region: Region(base: Self.flashBase + (256 << 10), byteCount: 768 << 10),
                kind: .flash(blockByteCount: 256 << 10)),
            MapEntry(
                region: Region(base: Self.ramBase, byteCount: Self.ramByteCount), kind: .ram),
            MapEntry(region: Region(base: 0xE000_0000, byteCount: 1 << 20), kind: .ram),
        ]
        setCounter(loop.lowerBound)
        setWord(13, 0x2000_1000)
    }

    // MARK: - For tests

    /// The calls since the last time, forgotten by asking.
    public func takeCalls() -> [String] {
        defer { calls = [] }
        return calls
    }

    public var counter: UInt32 { word(15) }

    public var flashBytes: [UInt8] { flashDouble.cells }

    public func setFlashFault(_ fault: TargetFault?) { flashDouble.fault = fault }

    // MARK: - DebugTarget

    public func faultSentences() -> [String] { ["no fault is being handled"] }

    public func attach() throws(TargetFault) {
        try record("attach")
        isAttached = true
    }

    public func detach(leaveHalted: Bool) throws(TargetFault) {
        try record(leaveHalted ? "detach halted" : "detach")
        isAttached = false
        points = []
        if !leaveHalted { isRunning = true }
    }

    public func readRegister(_ number: Int) throws(TargetFault) -> [UInt8]? {
        try check()
        guard !isRunning else { return nil }
        return number == registers.count - 1 ? nil : values[number]
    }

    public func writeRegister(_ number: Int, _ bytes: [UInt8]) throws(TargetFault) {
        try record("write \(registers[number].name)")
        try checkHalted()
        values[number] = bytes
    }

    public func readMemory(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try check()
        let region = try find(address, count: count)
        let start = address - region.base
        let cells = region.base == Self.ramBase ? ram : flashDouble.cells
        return Array(cells[start..<start + count])
    }

    public func writeMemory(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        try record("write \(bytes.count) bytes to \(address)")
        let region = try find(address, count: bytes.count)
        guard region.base == Self.ramBase else {
            throw TargetFault(.access, at: address, "\(address) is not writable")
        }
        let start = address - region.base
        ram.replaceSubrange(start..<start + bytes.count, with: bytes)
    }

    /// gdb's CRC-32: polynomial 0x04C11DB7, most significant bit first, starts with all ones
    /// (gdb manual, `qCRC`).
    public func crc32(_ region: Region) throws(TargetFault) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in try readMemory(region.base, count: region.byteCount) {
            crc ^= UInt32(byte) << 24
            for _ in 0..<8 { crc = crc & 0x8000_0000 == 0 ? crc << 1 : crc << 1 ^ 0x04C1_1DB7 }
        }
        return crc
    }

    public func resume(at address: Address?) throws(TargetFault) {
        try record("resume")
        if let address { setCounter(address.rawValue) }
        isRunning = true
    }

    public func step(at address: Address?) throws(TargetFault) -> StopReason {
        try record("step")
        if let address { setCounter(address.rawValue) }
        advance()
        return .trap
    }

    public func halt() throws(TargetFault) {
        try record("halt")
        pollsUntilHalt = haltDelay
    }

    public func poll() throws(TargetFault) -> StopReason? {
        try check()
        guard isRunning else { return .trap }
        if let reason = pendingStop {
            pendingStop = nil
            isRunning = false
            return reason
        }
        if let left = pollsUntilHalt {
            pollsUntilHalt = left > 0 ? left - 1 : nil
            if left == 0 {
                isRunning = false
                return .interrupted
            }
        }
        for _ in 0..<10 {
            advance()
            if points.contains(counter) {
                isRunning = false
                return .hardwareBreakpoint
            }
        }
        return nil
    }

    public func insert(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) {
        try record("insert \(kind) \(address)")
        guard points.count < 8 else {
            throw TargetFault(.unsupported, at: address, "all 8 breakpoints are in use")
        }
        points.insert(address.rawValue)
    }

    public func remove(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) {
        try record("remove \(kind) \(address)")
        points.remove(address.rawValue)
    }

    public func reset(_ kind: ResetKind) throws(TargetFault) {
        try record("reset \(kind)")
        setCounter(loop.lowerBound)
        isRunning = kind == .run
    }

    public var interruptMasking = InterruptMasking.stepping
    public private(set) var vectorCatch: VectorCatch = [.hardFault]
    public let watchpointCapacity = 4

    public func setVectorCatch(_ vectorCatch: VectorCatch) throws(TargetFault) {
        try record("catch \(vectorCatch.rawValue)")
        self.vectorCatch = vectorCatch
    }

    public func facts() -> [String] { ["probe: none", "chip: \(name)"] }

    // MARK: - Inside

    private func record(_ call: String) throws(TargetFault) {
        calls.append(call)
        listener?(call)
        try check()
    }

    private func check() throws(TargetFault) {
        if let fault = fault ?? faultSource?() { throw fault }
        guard let left = failAfter else { return }
        failAfter = left > 0 ? left - 1 : nil
        if left == 0 { throw TargetFault(.link, "the wire is loose") }
    }

    private func checkHalted() throws(TargetFault) {
        guard !isRunning else { throw TargetFault(.state, "the core is running") }
    }

    private func advance() {
        let next = counter + 2
        setCounter(loop.contains(next) ? next : loop.lowerBound)
    }

    private func setCounter(_ value: UInt32) { setWord(15, value) }

    private func setWord(_ number: Int, _ value: UInt32) {
        values[number] = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func word(_ number: Int) -> UInt32 {
        values[number].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The memory that holds all of it.
    private func find(_ address: Address, count: Int) throws(TargetFault) -> Region {
        let memories = [
            Region(base: Self.flashBase, byteCount: Self.flashByteCount),
            Region(base: Self.ramBase, byteCount: Self.ramByteCount),
        ]
        for memory in memories where memory.contains(address) {
            if address - memory.base + max(1, count) <= memory.byteCount { return memory }
        }
        throw TargetFault(.access, at: address, "nothing answers at \(address)")
    }
}
