import CortexM
import STLink
import STM32Target
import TargetMemory
import USBTransport
import VirtualBoard

/// A bus of one virtual board in this process. Time is the board's: a pause of the driver lets the
/// board live for just as long, so that durations can be stated exactly on any machine.
final class BoardBus: USBBus {
    let board: any PluggedBoard
    private let log: Log

    init(
        _ name: String = BoardCatalogue.defaultBoard, probe: String = BoardCatalogue.defaultProbe,
        firmware: String? = nil, faults: [String] = []
    ) throws {
        board = try BoardCatalogue.make(
            board: name, probe: probe, firmware: firmware, faults: faults, isPaced: true)
        log = Log()
    }

    private var description: USBDeviceDescription {
        USBDeviceDescription(
            vendorID: 0x0483, productID: board.device.deviceDescriptor.halfword(at: 10), bus: 1,
            address: 2,
            serial: Array(BoardCatalogue.defaultSerial.utf16))
    }

    func devices() -> [USBDeviceDescription] { [description] }
    func users(of device: USBDeviceDescription) -> [String] { [] }

    func open(_ device: USBDeviceDescription) -> any USBDevice {
        BoardDevice(board: board, log: log, description: description)
    }

    /// Bulk transfers so far.
    var transfers: Int { log.transfers }
    /// The board's clock in ms.
    var milliseconds: Double { Double(board.clock.now) / 1e6 }

    /// Makes the nth transfer from now on fail, once, or with all that follow until `repair`.
    func failTransfer(
        _ number: Int, with error: TransportError, isForGood: Bool = false
    ) {
        log.failure = (log.transfers + number, error, isForGood)
    }

    /// The chip's supply fails at the nth transfer from now on.
    func cutPower(at number: Int, milliseconds: UInt64) {
        log.powerLoss = (log.transfers + number, milliseconds * 1_000_000)
    }

    /// From now on all goes well.
    func repair() {
        (log.failure, log.powerLoss, log.disturbance, log.limit) = (nil, nil, nil, nil)
        log.hasStruck = false
    }

    /// The board's statistics as JSON text.
    var statistics: String { board.statistics(wallNanoseconds: 0) }

    /// One number of them.
    func statistic(_ name: String) -> Int {
        let text = statistics
        guard let range = text.range(of: "\"\(name)\": ") else { return -1 }
        return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? -1
    }

    /// What goes over the bus from now on, for who wants to know which transfer is of which kind.
    func record() { log.kinds = [] }
    var kinds: [TransferKind] { log.kinds ?? [] }

    /// Something happens to the nth transfer from now on; with more than `limit` of them the probe
    /// is taken away, and `isHung` tells.
    func disturb(_ number: Int, _ way: TransferWay, limit: Int) {
        log.disturbance = (log.transfers + number, way)
        log.limit = log.transfers + limit
    }

    /// Whether it has happened.
    var isDisturbed: Bool { log.hasStruck }
    var isHung: Bool { log.isHung }

    /// What a device and the bus have in common.
    final class Log {
        var transfers = 0
        var failure: (number: Int, error: TransportError, isForGood: Bool)?
        var powerLoss: (number: Int, nanoseconds: UInt64)?
        var kinds: [TransferKind]?
        var disturbance: (number: Int, way: TransferWay)?
        var hasStruck = false
        var limit: Int?
        var isHung = false
        /// Replies that were late, and whether they are held back until the next command.
        var late: [[UInt8]] = []
        var isLateHeld = false
    }
}

extension BoardBus {
    /// Opens probe and target; the core is attached and halted.
    func target(
        _ options: TargetOptions = TargetOptions(), notices: NoticeSink = .none
    ) throws -> (link: Link, target: STM32Target) {
        let probe = try Probe.choose(serial: nil, from: Probe.all(on: self))
        let link = try Link(opening: probe, on: self, notices: notices)
        try link.enter()
        let facts = ProbeFacts(
            millivolts: { () throws(TargetFault) in try link.measureTarget() }, lines: { [] })
        let target: STM32Target
        do {
            target = try STM32Target(
                access: link, options: options, probe: facts, notices: notices)
        } catch {
            // The core is behind another access port, or not to be had.
            guard case .found = try link.findCore(identifiedBy: CPUID.address) else { throw error }
            target = try STM32Target(
                access: link, options: options, probe: facts, notices: notices)
        }
        try target.attach()
        return (link, target)
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? { self.firstRange(of: text) }
}
