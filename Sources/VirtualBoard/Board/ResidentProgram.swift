/// The firmware that was in the chip before the tool came: a few instructions of Armv6-M, which
/// every Cortex-M executes, put together from what it shall do.
///
/// It sets registers, then sleeps or loops, serving its watchdogs; one interrupt wakes it.
struct ResidentProgram {
    /// What the firmware does, from `--fault`.
    struct Duties: Hashable {
        var sleep: FaultPlan.SleepMode?
        /// Period of the interrupt that wakes it.
        var interruptNanoseconds: UInt64?
        var pinsLostNanoseconds: UInt64?
        var streamAddress: UInt32?
        var independentWatchdogNanoseconds: UInt64?
        var windowWatchdogNanoseconds: UInt64?
        /// Lines of 32 bytes that stay in the data cache.
        var dirtyLines: Int?

        var isEmpty: Bool { self == Duties() }
    }

    struct Store: Hashable {
        var address: UInt32
        var value: UInt32
    }

    /// External interrupt that is raised: every STM32 has one with this number.
    static let interrupt = 2
    /// 16 exceptions and 32 interrupts.
    private static let vectorCount = 48
    /// An interrupt counts here, relative to the start of RAM.
    static let counterOffset: UInt32 = 0x40
    /// What the firmware writes over and over: the counter of its rounds.
    static let roundsOffset: UInt32 = 0x44
    private static let stackOffset: UInt32 = 0x400
    /// Rounds of two instructions in the handler: a millisecond at 16 MHz.
    private static let handlerRounds: UInt32 = 8000

    let bytes: [UInt8]

    /// `setUp` once, `service` in each round.
    init(base: UInt32, ram: UInt32, isSleeping: Bool, setUp: [Store], service: [Store]) {
        let code = base + UInt32(4 * Self.vectorCount)
        var assembler = ThumbAssembler(base: code)
        assembler.stores(setUp)
        let loop = assembler.position
        assembler.stores(service)
        if isSleeping { assembler.waitForInterrupt() }
        assembler.increment(ram + Self.roundsOffset)
        assembler.branch(to: loop)
        let handler = assembler.position
        assembler.increment(ram + Self.counterOffset)
        assembler.idle(rounds: isSleeping ? Self.handlerRounds : 1)
        assembler.leave()
        let handlerVector = code + UInt32(handler) | 1
        var words = [UInt32](repeating: handlerVector, count: Self.vectorCount)
        words[0] = ram + Self.stackOffset
        words[1] = code | 1
        bytes = words.flatMap(Self.littleEndian) + assembler.finished()
    }

    fileprivate static func littleEndian(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
}

/// As much of the Armv6-M instruction set (DDI 0419E, A6.7) as the resident program needs.
private struct ThumbAssembler {
    private let base: UInt32
    private var code: [UInt16] = []
    private var literals: [(position: Int, value: UInt32)] = []

    init(base: UInt32) { self.base = base }

    /// Bytes from the start.
    var position: Int { 2 * code.count }

    /// LDR Rt, literal; the pool is filled in at the end.
    private mutating func load(_ register: UInt16, _ value: UInt32) {
        literals.append((code.count, value))
        code.append(0x4800 | register << 8)
    }

    mutating func stores(_ stores: [ResidentProgram.Store]) {
        for store in stores {
            load(0, store.address)
            load(1, store.value)
            code.append(0x6001)  // STR R1, [R0]
        }
    }

    /// Adds one to the word at an address.
    mutating func increment(_ address: UInt32) {
        load(0, address)
        code += [0x6801, 0x1C49, 0x6001]  // LDR R1, [R0]; ADDS R1, R1, #1; STR R1, [R0]
    }

    mutating func idle(rounds: UInt32) {
        load(0, rounds)
        code += [0x1E40, 0xD1FD]  // SUBS R0, R0, #1; BNE to it
    }

    mutating func waitForInterrupt() { code.append(0xBF30) }

    mutating func leave() { code.append(0x4770) }

    mutating func branch(to target: Int) {
        let distance = (target - (position + 4)) / 2
        code.append(0xE000 | UInt16(truncatingIfNeeded: distance) & 0x7FF)
    }

    /// The code with its literals behind it.
    func finished() -> [UInt8] {
        var code = code
        if code.count % 2 != 0 { code.append(0xBF00) }
        var pool: [UInt32] = []
        for (position, value) in literals {
            let index = pool.firstIndex(of: value) ?? pool.count
            if index == pool.count { pool.append(value) }
            // Relative to the instruction's address + 4, rounded down to a word.
            let origin = (2 * position + 4) & ~3
            code[position] |= UInt16((2 * code.count + 4 * index - origin) / 4)
        }
        let text = code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        return text + pool.flatMap(ResidentProgram.littleEndian)
    }
}
