import DebugSession
import TargetDouble
import TargetMemory

/// A chip that lets everything be done to it and does nothing, but looks at what it is given.
final class ChipDouble: ChipControl, FlashProgramming {
    private var stagedByteCount = 0

    func sectors() throws(TargetFault) -> [FlashSector] {
        (0..<8).map { index in
            FlashSector(
                region: Region(
                    base: TargetDouble.flashBase + (index << 17), byteCount: 1 << 17),
                bank: index / 4, isProtected: index == 7 ? nil : index == 0)
        }
    }

    func erase(
        _ regions: [Region], progress: @escaping Progress
    ) throws(TargetFault) -> String {
        progress("erasing")
        return "erased \(regions.count) regions"
    }

    func eraseAll(progress: @escaping Progress) throws(TargetFault) -> String { "erased all" }

    func program(
        _ segments: [Segment], preserving: Bool, progress: @escaping Progress
    ) throws(TargetFault) -> String {
        for segment in segments {
            check(
                Int(segment.address.rawValue) + segment.bytes.count <= 1 << 32,
                "\(segment.bytes.count) bytes at \(segment.address) to be programmed")
        }
        return "programmed"
    }

    func optionBytes() throws(TargetFault) -> [OptionFact] {
        [
            OptionFact(register: "OPTR", name: "RDP", value: 0xAA, meaning: "open"),
            OptionFact(register: "OPTR", name: "BOR_LEV", value: 3),
        ]
    }

    func writeOptionBytes(
        _ changes: [(name: String, value: UInt32)], allowingErase: Bool, allowingPermanent: Bool
    ) throws(TargetFault) -> String { "changed \(changes.count)" }

    func unlock(allowingErase: Bool) throws(TargetFault) -> String {
        throw TargetFault(.state, "it is open")
    }

    func diagnosis() throws(TargetFault) -> [String] { ["nothing is the matter"] }

    // MARK: FlashProgramming

    func erase(_ region: Region) throws(TargetFault) {}

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        check(
            Int(address.rawValue) + bytes.count <= 1 << 32, "\(bytes.count) bytes to \(address)")
        stagedByteCount += bytes.count
    }

    func commit() throws(TargetFault) -> String {
        defer { stagedByteCount = 0 }
        return "programmed \(stagedByteCount) bytes"
    }

    func abandon() { stagedByteCount = 0 }
}

/// A probe that answers everything.
final class ProbeDouble: ProbeControl {
    var clockKHz: Int? = 4000
    let traceLimitHz: Int? = 2_000_000
    /// What comes in by SWO, a piece at a time.
    var trace: [[UInt8]] = []

    func setClock(kHz: Int?) throws(TargetFault) -> Int {
        clockKHz = kHz ?? 4000
        return clockKHz ?? 0
    }
    func readDebugPort(_ register: UInt8) throws(TargetFault) -> UInt32 { 0x5BA0_2477 }
    func writeDebugPort(_ register: UInt8, _ value: UInt32) throws(TargetFault) {}
    func readAccessPort(_ port: UInt8, _ register: UInt8) throws(TargetFault) -> UInt32 {
        0x7477_0001
    }
    func writeAccessPort(
        _ port: UInt8, _ register: UInt8, _ value: UInt32
    ) throws(TargetFault) {}
    func millivolts() throws(TargetFault) -> Int? { 3300 }
    func startTrace(hz: Int) throws(TargetFault) {
        check((1...2_000_000).contains(hz), "SWO at \(hz) Hz")
    }
    func readTrace() throws(TargetFault) -> [UInt8] {
        trace.isEmpty ? [] : trace.removeFirst()
    }
    func stopTrace() throws(TargetFault) {}
}

/// Trace units that take every setting that fits into their registers.
final class TraceDouble: TraceControl {
    func measureCoreClock() throws(TargetFault) -> Int? { 16_000_000 }
    func startSending(divisor: Int, ports: UInt32) throws(TargetFault) {
        // TPIU_ACPR has 16 bits (CoreSight TPIU; Armv7-M ARM, C1.10.4).
        check((1...1 << 16).contains(divisor), "a divisor of \(divisor)")
    }
    func rearmSending() throws(TargetFault) -> Bool { false }
    func stopSending() throws(TargetFault) {}
}
