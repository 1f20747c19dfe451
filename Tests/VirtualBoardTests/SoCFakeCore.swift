import VirtualBoard

/// As much of a core as the probe's and the chip's tests need: the bus, DHCSR, DCRSR, DCRDR,
/// AIRCR. It executes nothing.
final class FakeCore: CoreModel {
    let map: SystemMap
    let clock: BoardClock
    let environment: any CoreEnvironment
    var registers: [UInt32: UInt32] = [15: 0x0800_0101, 16: 0x0100_0000]
    private(set) var isHalted = false
    private(set) var isExecuting = false
    private(set) var isHeld = false
    private(set) var changes: [UInt32] = []
    private(set) var stalledUntil: UInt64 = 0
    var isSleeping: Bool { false }
    private var data: UInt32 = 0
    private var isResetSeen = true

    init(map: SystemMap, clock: BoardClock, environment: any CoreEnvironment) {
        self.map = map
        self.clock = clock
        self.environment = environment
    }

    func debugRead(_ address: UInt32, width: Int) throws(BusFault) -> UInt32 {
        switch address {
        case 0xE000_EDF0:
            let seen: UInt32 = isResetSeen ? 1 << 25 : 0
            isResetSeen = false
            return seen | (isHalted ? 3 << 16 : 1 << 16)
        case 0xE000_EDF8: return data
        default: break
        }
        if let peripheral = map.peripheral(at: address) {
            return try peripheral.read(address - peripheral.base, width: width, by: .debugger)
        }
        guard let block = map.block(at: address, width: width) else {
            throw BusFault(address: address)
        }
        let cell = block.storage + Int(address - block.base)
        switch width {
        case 1: return UInt32(cell.load(as: UInt8.self))
        case 2: return UInt32(cell.load(as: UInt16.self))
        default: return cell.load(as: UInt32.self)
        }
    }

    func debugWrite(_ value: UInt32, to address: UInt32, width: Int) throws(BusFault) {
        switch address {
        case 0xE000_EDF0: return control(value)
        case 0xE000_EDF4:
            if value & 1 << 16 != 0 {
                registers[value & 0x7F] = data
            } else {
                data = registers[value & 0x7F] ?? 0
            }
            return
        case 0xE000_EDF8:
            data = value
            return
        case 0xE000_ED0C:
            if value == 0x05FA_0004 { environment.systemReset() }
            return
        default: break
        }
        try write(value, to: address, width: width, by: .debugger)
    }

    /// A store, by whichever master.
    func write(
        _ value: UInt32, to address: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        if let peripheral = map.peripheral(at: address) {
            return try peripheral.write(
                value, to: address - peripheral.base, width: width, by: master)
        }
        guard let block = map.block(at: address, width: width) else {
            throw BusFault(address: address)
        }
        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        if let cells = block.cells {
            return try cells.write(bytes, to: address, by: master)
        }
        guard block.isWritable else { return }
        let cell = block.storage + Int(address - block.base)
        for (index, byte) in bytes.enumerated() {
            cell.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
    }

    private func control(_ value: UInt32) {
        guard value >> 16 == 0xA05F else { return }
        isHalted = value & 2 != 0 && value & 1 != 0
        isExecuting = !isHalted && !isHeld
    }

    func run(nanoseconds: UInt64) { clock.advance(byNanoseconds: nanoseconds) }
    func assertReset() { (isHeld, isExecuting, isResetSeen) = (true, false, true) }
    func releaseReset() { isHeld = false }
    func powerOnReset() {}
    func setInterrupt(_ number: Int, pending: Bool) {}
    func requestSystemReset() { environment.systemReset() }
    func codeChanged(address: UInt32, count: Int) { changes.append(address) }
    func stall(toNanosecond instant: UInt64) { stalledUntil = max(stalledUntil, instant) }
}
