/// What everything on the board costs, in nanoseconds unless named otherwise. The one place for
/// figures; each has its source.
enum Timing {
    /// USB between host and probe, at one of its two speeds.
    struct Bus: Hashable, Sendable {
        /// Megabits per second as sysfs writes them.
        let speed: String
        /// Largest packet of a bulk endpoint (USB 2.0, 5.8.3).
        let packetByteCount: Int
        let packetNanoseconds: UInt64
        /// From the host's decision to the first bit, and from the last bit to the host's notice.
        let transferNanoseconds: UInt64
        /// Setup, data and status stage of a control transfer (USB 2.0, 8.5.3).
        var controlNanoseconds: UInt64 { 3 * transferNanoseconds }

        /// Packets: USB 2.0, table 5-9: at most 19 bulk transactions of 64 bytes fit a 1 ms
        /// frame. Transfers: one behind a high-speed hub or root port with a transaction
        /// translator is started in one 125 us microframe and completed in a later one (11.17
        /// and 11.18).
        static let fullSpeed = Bus(
            speed: "12", packetByteCount: 64, packetNanoseconds: 1_000_000 / 19,
            transferNanoseconds: 125_000)
        /// Packets: USB 2.0, table 5-10: at most 13 bulk transactions of 512 bytes fit a
        /// microframe of 125 us. Transfers: no translator is in between; a host controller takes
        /// up new work within the microframe, half of one on average: our assumption.
        static let highSpeed = Bus(
            speed: "480", packetByteCount: 512, packetNanoseconds: 125_000 / 13,
            transferNanoseconds: 62_500)

        func bulk(byteCount: Int) -> UInt64 {
            let packets = max(1, (byteCount + packetByteCount - 1) / packetByteCount)
            return transferNanoseconds + UInt64(packets) * packetNanoseconds
        }
    }

    /// The wire between probe and chip.
    enum Wire {
        /// IHI 0031C, B4.2: 8 bits request, turnaround, 3 bits acknowledge, turnaround (of a
        /// write; after the data of a read), 32 bits data and parity.
        static let swdTransactionBits: UInt64 = 46
        /// IHI 0031C, B3.2: IR of 4 bits and DR of 35 bits with the walk through the TAP states.
        /// The IR is shifted anew only when the register class changes; half is charged.
        static let jtagTransactionBits: UInt64 = 35 + 7 + 5
        /// Line reset, switch sequence, line reset, idle (IHI 0031C, B5.3.1).
        static let switchSequenceBits: UInt64 = 56 + 16 + 56 + 8

        /// Clock period for the delay count of SWD_SET_FREQ. The rates that OpenOCD and pyOCD
        /// list (4000 or 4600 kHz at 0, 1800 at 1, 1200 at 2, 950 at 3, 480 at 7, 240 at 15, 125 at
        /// 31, 100 at 40, 50 at 79, 25 at 158, 15 at 265, 5 at 798) lie on this line.
        static func swdBit(divisor: UInt16) -> UInt64 {
            divisor == 0 ? 250 : 310 + 250 * UInt64(divisor)
        }

        /// JTAG_SET_FREQ divides 36 MHz (OpenOCD and pyOCD: 9000 kHz at 4, 1125 at 32).
        static func jtagBit(divisor: UInt16) -> UInt64 { 1_000_000 * UInt64(divisor) / 36_000 }

        /// Rounded up: never faster than the frequency says.
        static func bit(kilohertz: UInt32) -> UInt64 {
            (1_000_000 + UInt64(kilohertz) - 1) / UInt64(kilohertz)
        }

        /// Accesses of a block to RAM share one step of time up to this length; a choice of ours
        /// that spares the host work, far below what a debugger can see.
        static let ramBatchNanoseconds: UInt64 = 50_000

        /// 1.8 MHz (OpenOCD, pyOCD: the default).
        static let swdDefaultDivisor: UInt16 = 1
        /// 1.12 MHz (likewise).
        static let jtagDefaultDivisor: UInt16 = 32
    }

    /// The probe's own work. No source gives figures for the V2; of a V3's 1642 us for a command
    /// with 1024 bytes, 1111 us are neither USB nor SWD (ST community, "STLINK-V3MINIE:
    /// pipelined data transfers"), so these are on the fast side.
    enum Probe {
        static let commandNanoseconds: UInt64 = 20_000
        /// Length of NRST's pulse for DRIVE_NRST with parameter 2: our choice.
        static let resetPulseNanoseconds: UInt64 = 1_000_000
        /// How long an AP that answers WAIT is asked again before the command fails with status
        /// 0x10 or 0x14: a few times, says OpenOCD's change "add retries on SWD WAIT".
        static let waitNanoseconds: UInt64 = 500_000
    }

    /// STM32F756 data sheet, "Flash memory programming": typical times for each parallelism (x8,
    /// x16, x32, x64; the last needs VPP). Word, 32 KiB and mass erase times are the table's. Those
    /// of the larger sectors are scaled so that the sectors sum up to the mass erase; the table's
    /// maxima at x8 (0.8, 2.4, 4 and 32 s) say that a real part may be faster there.
    enum Flash {
        static let programNanoseconds: UInt64 = 16_000

        static func sectorErase(byteCount: Int, parallelism: Int) -> UInt64 {
            let milliseconds: [UInt64]
            switch byteCount {
            case ...0x8000: milliseconds = [400, 300, 250, 230]
            // F4 data sheets: 64 KiB.
            case ...0x1_0000: milliseconds = [1100, 700, 550, 500]
            case ...0x2_0000: milliseconds = [2000, 1300, 1000, 875]
            default: milliseconds = [4000, 2600, 2000, 1750]
            }
            return milliseconds[parallelism & 3] * 1_000_000
        }

        static func massErase(parallelism: Int) -> UInt64 {
            [16_000, 11_000, 8000, 6900][parallelism & 3] * 1_000_000
        }

        /// Not in the data sheet: the option bytes are a sector of their own that is erased and
        /// written, so the time of a small sector is taken.
        static func optionProgram(parallelism: Int) -> UInt64 {
            sectorErase(byteCount: 0x8000, parallelism: parallelism)
        }
    }

    /// Reads of FLASH_SR with BSY set that are answered truthfully before time is skipped: see
    /// `FlashTimer`.
    static let truthfulBusyReads = 4
}
