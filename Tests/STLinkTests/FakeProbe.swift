import USBTransport

@testable import STLink

/// A probe that answers as the command descriptions say, with faults by number of transfer or by
/// command, for what no virtual board can be made to do. Memory is one array from 0x20000000 on.
final class FakeProbe: USBDevice {
    var base: UInt32 = 0x2000_0000

    var description: USBDeviceDescription
    var memory: [UInt8]
    var registers = (0..<21).map { UInt32($0) &* 0x0101_0101 }
    var version: [UInt8] = [0x27, 0x47, 0x83, 0x04, 0x48, 0x37]
    var extendedVersion: [UInt8] = []
    var mode: UInt8 = 1
    /// 3.30 V: 2 x 2048 x 1.2 / 1489.
    var voltage: (factor: UInt32, reading: UInt32) = (1489, 2048)

    /// Fails the nth transfer, counted from 0 over the probe's life.
    var failures: [Int: TransportError] = [:]
    /// Whether commands behind a failed transfer still reach the probe: their replies pile up.
    var takesCancelledCommands = false
    /// Takes each command as it comes, whether or not the last reply has been fetched, and has
    /// room for one reply only.
    var forgetsUnfetchedReplies = false
    /// The next replies to the command with this opcode carry these statuses.
    var statuses: [UInt8: [UInt8]] = [:]
    /// The clock's divisor must be at least this, or SWD answers with a parity error.
    var smallestDivisor: UInt16 = 0
    /// Takes commands and says nothing, until its port is reset.
    var isSilent = false
    /// Nothing is connected: entering fails with this status.
    var enterStatus: UInt8 = 0x80

    /// Commands that this firmware does not have: the reply endpoint stalls.
    var missing: Set<UInt8> = [0x56, 0x61, 0x62, 0xFB]
    /// What GET_COM_FREQ lists, for each protocol.
    var frequencies: [UInt8: [UInt32]] = [:]
    /// The clock that SET_COM_FREQ set, by protocol.
    var frequency: [UInt8: UInt32] = [:]
    /// Reading at a faster clock than this gives parity errors.
    var fastestKHz = UInt32.max
    /// Reading at a faster clock than this gives wrong bytes and no error.
    var fastestTrueKHz = UInt32.max
    /// DP registers at port 0xFFFF, AP registers by port.
    var portRegisters: [UInt32: UInt32] = [0xFFFF_0000: 0x5BA0_2477, 0x0001_00FC: 0x0477_0001]
    var openPorts: Set<UInt8> = []
    /// The port that the last memory command went through.
    var lastPort: UInt8 = 0
    /// What waits on the trace endpoint.
    var trace: [UInt8] = []
    var traceHz: UInt32 = 0
    /// What the ROM table's last words are, at 0xE00FFFF0.
    var componentID: [UInt32] = [0x0D, 0x10, 0x05, 0xB1]
    var idCode: UInt32 = 0x5BA0_2477
    /// Everything on the wire fails with this status until debug mode is left and entered.
    var stuckStatus: UInt8?
    /// DFU mode is left only after so many commands.
    var dfuPatience = 0
    var wire: UInt8 = 0
    var jtagDivisor: UInt16 = 32
    /// The device is gone from the bus once DFU mode was left, until it is opened again.
    var reenumerates = false
    var isGone = false

    private(set) var transferCount = 0
    private(set) var submitCount = 0
    var divisor: UInt16 = 1
    private(set) var isClosed = false
    /// Commands that were taken for a memory command's data and written to the target.
    private(set) var misunderstoodCommandCount = 0
    private(set) var pausedMilliseconds = 0
    var isResetLow = false
    /// The second byte of every debug command, or the first of any other, in order.
    var commands: [UInt8] = []
    var replies: [[UInt8]] = []
    var haltedEndpoints: Set<UInt8> = []
    var pendingWrite: (address: UInt32, count: Int)?
    var lastStatus: (UInt8, UInt32) = (0x80, 0)

    init(productID: UInt16 = 0x3748, memoryByteCount: Int = 0x1_0000) {
        description = USBDeviceDescription(
            vendorID: 0x0483, productID: productID, bus: 1, address: 2,
            serial: Array("0123456789ABCDEF01234567".utf16))
        memory = (0..<memoryByteCount).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    }

    func submit(
        _ batch: [BulkTransfer], timeoutMilliseconds: Int
    ) throws(TransportError) -> [[UInt8]] {
        submitCount += 1
        if isGone { throw .noDevice }
        var results: [[UInt8]] = []
        if forgetsUnfetchedReplies { return try completeOutFirst(batch) }
        for (index, transfer) in batch.enumerated() {
            do throws(TransportError) {
                results += try complete(transfer)
            } catch {
                if takesCancelledCommands { takeCommands(batch[(index + 1)...]) }
                throw error
            }
        }
        return results
    }

    func clearHalt(endpoint: UInt8) throws(TransportError) { haltedEndpoints.remove(endpoint) }
    func reset() throws(TransportError) {
        (replies, pendingWrite, haltedEndpoints, mode, isSilent) = ([], nil, [], 1, false)
        isResetLow = false
    }

    func close() { isClosed = true }
    func pause(milliseconds: Int) { pausedMilliseconds += milliseconds }

    private func completeOutFirst(
        _ batch: [BulkTransfer]
    ) throws(TransportError) -> [[UInt8]] {
        var results: [[UInt8]] = []
        for case .out(let endpoint, let bytes) in batch {
            if pendingWrite == nil { replies = [] }
            results += try complete(.out(endpoint: endpoint, bytes))
        }
        for case .in(let endpoint, let count) in batch {
            results += try complete(.in(endpoint: endpoint, byteCount: count))
        }
        return results
    }

    private func complete(_ transfer: BulkTransfer) throws(TransportError) -> [[UInt8]] {
        defer { transferCount += 1 }
        if let failure = failures[transferCount] {
            if case .out(let endpoint, let bytes) = transfer, takesCancelledCommands {
                take(endpoint, bytes)
            }
            throw failure
        }
        switch transfer {
        case .out(let endpoint, let bytes):
            take(endpoint, bytes)
            return []
        case .in(let endpoint, let byteCount) where endpoint == 0x82 || endpoint == 0x83:
            let bytes = Array(trace.prefix(byteCount))
            trace.removeFirst(bytes.count)
            return [bytes]
        case .in(let endpoint, let byteCount):
            if haltedEndpoints.contains(endpoint) { throw .stall(endpoint: endpoint) }
            guard !isSilent, let reply = replies.first else { throw .timeout(endpoint: endpoint) }
            replies.removeFirst()
            if reply.count > byteCount { throw .overflow(endpoint: endpoint) }
            return [reply]
        }
    }

    private func takeCommands(_ batch: ArraySlice<BulkTransfer>) {
        for case .out(let endpoint, let bytes) in batch { take(endpoint, bytes) }
    }

    private func take(_ endpoint: UInt8, _ bytes: [UInt8]) {
        if let write = pendingWrite {
            pendingWrite = nil
            // A probe does not know data from a command that comes in its place.
            if bytes.count != write.count { misunderstoodCommandCount += 1 }
            store(Array(bytes.prefix(write.count)), at: write.address)
            return
        }
        precondition(bytes.count == 16, "a command has 16 bytes")
        guard bytes[0] == 0xF2 else {
            commands.append(bytes[0])
            return takePlain(bytes)
        }
        commands.append(bytes[1])
        takeDebug(bytes)
    }
}

/// A bus with fake probes on it.
final class FakeBus: USBBus {
    /// What an opened probe's transfers go through.
    var adapter: (FakeProbe) -> any USBDevice = { $0 }
    var probes: [FakeProbe]
    var openFailure: TransportError?
    var users: [String] = []

    init(_ probes: FakeProbe...) { self.probes = probes }

    func devices() throws(TransportError) -> [USBDeviceDescription] {
        let present = probes.filter { !$0.isGone }.map(\.description)
        // What left comes back under another address by the next look.
        for probe in probes where probe.isGone {
            probe.isGone = false
            probe.description.address += 1
        }
        return present
    }

    func users(of device: USBDeviceDescription) -> [String] { users }

    func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice {
        if let openFailure { throw openFailure }
        guard let probe = probes.first(where: { $0.description == device }) else {
            throw .noDevice
        }
        return adapter(probe)
    }
}

/// Opens the only probe of a bus.
func open(_ fake: FakeProbe) throws -> Link {
    let bus = FakeBus(fake)
    return try Link(opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus)
}

/// An ST-LINK/V1 with this firmware.
func firstGeneration(debug: UInt16) -> (FakeProbe, FakeMassStorage, FakeBus) {
    let fake = FakeProbe(productID: 0x3744)
    let version = 1 << 12 | debug << 6
    fake.version = [UInt8(version >> 8), UInt8(version & 0xFF), 0x83, 0x04, 0x44, 0x37]
    fake.missing = [0xF7, 0x3C, 0x3E, 0x45, 0x46, 0x47, 0x48, 0x4B, 0x43, 0x44]
    if debug < 11 { fake.missing.formUnion([0x30, 0x31, 0x33, 0x34, 0x35, 0x36, 0x3A, 0x3B]) }
    let wrapped = FakeMassStorage(fake)
    let bus = FakeBus(fake)
    bus.adapter = { _ in wrapped }
    return (fake, wrapped, bus)
}

/// An STLINK-V3 with this firmware; generation 4 is the V3PWR.
func thirdGeneration(debug: UInt8, generation: UInt8 = 3, productID: UInt16 = 0x374F) -> FakeProbe {
    let fake = FakeProbe(productID: productID)
    let ids = UInt16(0x0483).littleEndianBytes + productID.littleEndianBytes
    fake.version = [generation << 4, 0] + ids
    fake.extendedVersion = [generation, 1, debug, 2, 4, 0, 0, 0] + ids
    fake.frequencies = [0: [24000, 8000, 3300, 1000, 200], 1: [21333, 16000, 9000, 1000]]
    fake.missing = [0x43, 0x44]
    return fake
}

/// An ST-LINK/V2 with this firmware, and none of the commands that came after it.
func secondGeneration(debug: UInt16) -> FakeProbe {
    let fake = FakeProbe()
    let version = 2 << 12 | debug << 6 | 7
    fake.version = [UInt8(version >> 8), UInt8(version & 0xFF), 0x83, 0x04, 0x48, 0x37]
    let later: [(UInt16, [UInt8])] = [
        (13, [0xF7, 0x40, 0x41, 0x42]), (15, [0x3E]), (22, [0x43]), (24, [0x44, 0x45, 0x46]),
        (26, [0x47, 0x48]), (28, [0x4B, 0x4C]), (36, [0x56]), (99, [0x61, 0x62, 0xFB]),
    ]
    fake.missing = Set(later.filter { $0.0 > debug }.flatMap(\.1))
    return fake
}

extension Link {
    /// One attempt, which has to do.
    func enter(
        wire: WireProtocol = .swd, clockKHz: Int? = nil, underReset: Bool = false
    ) throws {
        let rates = try clockRates(wire)
        let rate = rates.first { $0 <= clockKHz ?? 4000 } ?? rates.last
        let entry = EntryAttempt(wire: wire, clockKHz: rate, underReset: underReset)
        let result = try attempt(entry)
        guard result.isEntered else { throw ProbeError(.noTarget, result.words) }
    }
}

/// Opens it and connects to the target.
func connect(_ fake: FakeProbe, clockKHz: Int? = nil) throws -> Link {
    let link = try open(fake)
    try link.enter(clockKHz: clockKHz)
    return link
}

/// Swift Testing has a type of that name, too.
typealias ExitStatus = STLink.ExitStatus
