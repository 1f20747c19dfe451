/// Stands where the core will be; every access of its faults.
final class AbsentCore: CoreModel {
    func debugRead(_ address: UInt32, width: Int) throws(BusFault) -> UInt32 {
        throw BusFault(address: address)
    }
    func debugWrite(_ value: UInt32, to address: UInt32, width: Int) throws(BusFault) {
        throw BusFault(address: address)
    }
    func run(nanoseconds: UInt64) {}
    var isExecuting: Bool { false }
    var isHalted: Bool { false }
    var isSleeping: Bool { false }
    func assertReset() {}
    func releaseReset() {}
    func powerOnReset() {}
    func setInterrupt(_ number: Int, pending: Bool) {}
    func codeChanged(address: UInt32, count: Int) {}
}
