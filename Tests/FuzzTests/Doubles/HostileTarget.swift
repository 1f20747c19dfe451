import DebugSession
import TargetDouble
import TargetMemory

/// The double with everything that a target can offer, for every command to have something to do.
final class HostileTarget: DebugTarget {
    let double = TargetDouble()
    let chipDouble = ChipDouble()
    let probeDouble = ProbeDouble()
    let traceDouble = TraceDouble()
    /// Bytes asked of the target so far.
    private(set) var readByteCount = 0

    var name: String { double.name }
    var registers: [RegisterDescription] { double.registers }
    var generalRegisterCount: Int { double.generalRegisterCount }
    var memoryMap: [MapEntry] { double.memoryMap }
    var flash: (any FlashProgramming)? { chipDouble }
    var isRunning: Bool { double.isRunning }
    var stopNote: String? { double.stopNote }
    var chip: (any ChipControl)? { chipDouble }
    var probeControl: (any ProbeControl)? { probeDouble }
    var traceControl: (any TraceControl)? { traceDouble }
    var watchpointCapacity: Int { double.watchpointCapacity }
    var vectorCatch: VectorCatch { double.vectorCatch }
    var interruptMasking: InterruptMasking {
        get { double.interruptMasking }
        set { double.interruptMasking = newValue }
    }

    func setVectorCatch(_ vectorCatch: VectorCatch) throws(TargetFault) {
        try double.setVectorCatch(vectorCatch)
    }
    func faultSentences() throws(TargetFault) -> [String] { double.faultSentences() }
    func attach() throws(TargetFault) { try double.attach() }
    func detach(leaveHalted: Bool) throws(TargetFault) {
        try double.detach(leaveHalted: leaveHalted)
    }
    func readRegister(_ number: Int) throws(TargetFault) -> [UInt8]? {
        check(registers.indices.contains(number), "register \(number) was read")
        return try double.readRegister(number)
    }
    func writeRegister(_ number: Int, _ bytes: [UInt8]) throws(TargetFault) {
        check(registers.indices.contains(number), "register \(number) was written")
        check(8 * bytes.count == registers[number].bitCount, "\(bytes.count) bytes for it")
        try double.writeRegister(number, bytes)
    }
    func readMemory(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try checkSpan(address, count)
        readByteCount += count
        return try double.readMemory(address, count: count)
    }
    func writeMemory(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        try checkSpan(address, bytes.count)
        try double.writeMemory(bytes, to: address)
    }
    func crc32(_ region: Region) throws(TargetFault) -> UInt32 {
        guard region.byteCount <= 4096 else { return 0 }
        return try double.crc32(region)
    }
    func resume(at address: Address?) throws(TargetFault) { try double.resume(at: address) }
    func step(at address: Address?) throws(TargetFault) -> StopReason {
        try double.step(at: address)
    }
    func halt() throws(TargetFault) { try double.halt() }
    func poll() throws(TargetFault) -> StopReason? { try double.poll() }
    func insert(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) { try double.insert(kind, at: address, length: length) }
    func remove(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) { try double.remove(kind, at: address, length: length) }
    func reset(_ kind: ResetKind) throws(TargetFault) { try double.reset(kind) }
    func facts() -> [String] { double.facts() }

    /// As the real target has it.
    private func checkSpan(_ address: Address, _ count: Int) throws(TargetFault) {
        check(count >= 0, "\(count) bytes from \(address) on")
        guard Int(address.rawValue) + count <= 1 << 32 else {
            throw TargetFault(.access, at: address, "\(count) bytes there go past the end")
        }
    }
}
