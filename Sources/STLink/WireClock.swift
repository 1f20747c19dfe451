/// The clocks of a probe for one protocol, the fastest first.
struct WireClock: Hashable, Sendable {
    /// One setting: what it is in kHz and what the command takes for it.
    struct Step: Hashable, Sendable {
        var kHz: Int
        /// Unused where the command takes kHz.
        var divisor: UInt16 = 0
    }

    var steps: [Step]

    /// The ST-LINK/V2's divisors for SWD; the 4 MHz one is 4.6 MHz by pyOCD's measure
    /// (OpenOCD `stlink_khz_to_speed_map_swd`).
    static let v2SWD = WireClock(steps: [
        Step(kHz: 4000, divisor: 0), Step(kHz: 1800, divisor: 1), Step(kHz: 1200, divisor: 2),
        Step(kHz: 950, divisor: 3), Step(kHz: 480, divisor: 7), Step(kHz: 240, divisor: 15),
        Step(kHz: 125, divisor: 31), Step(kHz: 100, divisor: 40), Step(kHz: 50, divisor: 79),
        Step(kHz: 25, divisor: 158), Step(kHz: 15, divisor: 265), Step(kHz: 5, divisor: 798),
    ])

    /// The ST-LINK/V2's divisors for JTAG (OpenOCD `stlink_khz_to_speed_map_jtag`).
    static let v2JTAG = WireClock(steps: [
        Step(kHz: 9000, divisor: 4), Step(kHz: 4500, divisor: 8), Step(kHz: 2250, divisor: 16),
        Step(kHz: 1125, divisor: 32), Step(kHz: 562, divisor: 64), Step(kHz: 281, divisor: 128),
        Step(kHz: 140, divisor: 256),
    ])

    /// What a V2 runs at when nobody sets its clock, in kHz: SWD 1800, JTAG 1125.
    static let v2DefaultKHz = 1800

    /// The clocks that an STLINK-V3 lists in its answer to GET_COM_FREQ, its status left out:
    /// the present clock, the count, then the clocks in kHz (pyOCD `get_com_frequencies`).
    init(frequencyReply reply: [UInt8]) {
        let count = min(Int(reply.word(at: 4) & 0xFF), (reply.count - 8) / 4)
        steps = (0..<count)
            .map { Step(kHz: Int(reply.word(at: 8 + 4 * $0))) }
            .filter { $0.kHz > 0 }
            .sorted { $0.kHz > $1.kHz }
    }

    init(steps: [Step]) { self.steps = steps }

    /// The fastest step that is not above the request; the slowest where all are.
    func step(notAbove kHz: Int) -> Step? {
        steps.first { $0.kHz <= kHz } ?? steps.last
    }

    /// The next slower step.
    func step(below kHz: Int) -> Step? { steps.first { $0.kHz < kHz } }

    /// Steps that are faster than `kHz` and not above `limit`, the fastest first.
    func steps(above kHz: Int, notAbove limit: Int) -> [Step] {
        steps.filter { $0.kHz > kHz && $0.kHz <= limit }
    }
}
