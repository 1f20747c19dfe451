import DebugSession
import TargetMemory

/// The flash of a chip that is in no table: gdb's `load` is told why it cannot be.
final class UnknownFlash: FlashProgramming {
    private let refusal: String

    init(_ refusal: String) { self.refusal = refusal }

    func erase(_ region: Region) throws(TargetFault) {
        throw TargetFault(.unsupported, at: region.base, refusal)
    }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        throw TargetFault(.unsupported, at: address, refusal)
    }

    func commit() throws(TargetFault) -> String { throw TargetFault(.unsupported, refusal) }

    func abandon() {}
}
