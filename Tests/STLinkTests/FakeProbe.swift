import USBTransport

@testable import STLink

/// A probe that answers as the command descriptions say, with faults by number of transfer or by
/// command, for what no virtual board can be made to do. Memory is one array from 0x20000000 on.
final class FakeProbe: USBDevice {
    static let base: UInt32 = 0x2000_0000

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

    private(set) var transferCount = 0
    private(set) var submitCount = 0
    private(set) var divisor: UInt16 = 1
    private(set) var isClosed = false
    /// Commands that were taken for a memory command's data and written to the target.
    private(set) var misunderstoodCommandCount = 0
    private(set) var pausedMilliseconds = 0
    private(set) var isResetLow = false
    /// The second byte of every debug command, or the first of any other, in order.
    private(set) var commands: [UInt8] = []
    var replies: [[UInt8]] = []
    private(set) var haltedEndpoints: Set<UInt8> = []
    private var pendingWrite: (address: UInt32, count: Int)?
    private var lastStatus: (UInt8, UInt32) = (0x80, 0)

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

    private func takePlain(_ bytes: [UInt8]) {
        switch bytes[0] {
        case 0xF1: replies.append(version)
        case 0xF5: replies.append([mode, 0])
        case 0xF7:
            replies.append(
                voltage.factor.littleEndianBytes + voltage.reading.littleEndianBytes)
        case 0xFB: replies.append(extendedVersion)
        case 0xF3, 0xF4: mode = 1
        default: haltedEndpoints.insert(0x81)
        }
    }

    private func takeDebug(_ bytes: [UInt8]) {
        let address = bytes.word(at: 2)
        let count = Int(bytes.halfword(at: 6))
        let status = nextStatus(bytes[1])
        let needsDebugMode = ![0x21, 0x30, 0x3C, 0x43].contains(bytes[1])
        if needsDebugMode, mode != 2 {
            haltedEndpoints.insert(0x81)
            return
        }
        switch bytes[1] {
        case 0x07, 0x0C, 0x47: readMemory(address, count, status)
        case 0x08, 0x0D, 0x48:
            pendingWrite = (address, count)
            lastStatus = (status, address)
        case 0x21: mode = 1
        case 0x30:
            let result = enterStatus == 0x80 ? status : enterStatus
            mode = result == 0x80 ? 2 : 1
            replies.append([result, 0])
        case 0x31:
            replies.append(
                [status, 0, 0, 0] + UInt32(0x5BA0_2477).littleEndianBytes + [0, 0, 0, 0])
        case 0x33: answer(status, registers[Int(bytes[2])])
        case 0x34:
            if status == 0x80 { registers[Int(bytes[2])] = bytes.word(at: 3) }
            replies.append([status, 0])
        case 0x35:
            if status == 0x80 { store(bytes.word(at: 6).littleEndianBytes, at: address) }
            replies.append([status, 0])
        case 0x36: answer(status, load(address, 4).word(at: 0))
        case 0x3A: replies.append([status, 0, 0, 0] + registers.flatMap(\.littleEndianBytes))
        case 0x3C:
            isResetLow = bytes[2] == 0
            replies.append([status, 0])
        case 0x3E:
            replies.append(
                [lastStatus.0, 0, 0, 0] + lastStatus.1.littleEndianBytes + [0, 0, 0, 0])
            lastStatus = (0x80, 0)
        case 0x43:
            divisor = bytes.halfword(at: 2)
            replies.append([status, 0])
        case 0x46: replies.append([status, 0])
        default: haltedEndpoints.insert(0x81)
        }
    }

    private func nextStatus(_ opcode: UInt8) -> UInt8 {
        if var list = statuses[opcode], !list.isEmpty {
            let status = list.removeFirst()
            statuses[opcode] = list
            return status
        }
        let isOnTheWire = [0x07, 0x0C, 0x30, 0x31, 0x33, 0x36, 0x3A, 0x47].contains(opcode)
        return isOnTheWire && divisor < smallestDivisor ? 0x17 : 0x80
    }

    private func answer(_ status: UInt8, _ value: UInt32) {
        replies.append([status, 0, 0, 0] + value.littleEndianBytes)
    }

    private func readMemory(_ address: UInt32, _ count: Int, _ status: UInt8) {
        let isMapped =
            address >= Self.base && Int(address - Self.base) + count <= memory.count
        let result: UInt8 = status != 0x80 ? status : isMapped ? 0x80 : 0x11
        lastStatus = (result, address)
        // Data of a failed read is rubbish of the right length, as on a real probe.
        let bytes =
            result == 0x80 ? load(address, count) : [UInt8](repeating: 0xEE, count: count)
        replies.append(count == 1 ? bytes + [0] : bytes)
    }

    private func load(_ address: UInt32, _ count: Int) -> [UInt8] {
        guard address >= Self.base, Int(address - Self.base) + count <= memory.count else {
            return [UInt8](repeating: 0, count: count)
        }
        let start = Int(address - Self.base)
        return Array(memory[start..<(start + count)])
    }

    private func store(_ bytes: [UInt8], at address: UInt32) {
        guard lastStatus.0 == 0x80, address >= Self.base,
            Int(address - Self.base) + bytes.count <= memory.count
        else { return }
        let start = Int(address - Self.base)
        memory.replaceSubrange(start..<(start + bytes.count), with: bytes)
    }
}

/// A bus with fake probes on it.
final class FakeBus: USBBus {
    var probes: [FakeProbe]
    var openFailure: TransportError?
    var users: [String] = []

    init(_ probes: FakeProbe...) { self.probes = probes }

    func devices() throws(TransportError) -> [USBDeviceDescription] { probes.map(\.description) }
    func users(of device: USBDeviceDescription) -> [String] { users }

    func open(_ device: USBDeviceDescription) throws(TransportError) -> any USBDevice {
        if let openFailure { throw openFailure }
        guard let probe = probes.first(where: { $0.description == device }) else {
            throw .noDevice
        }
        return probe
    }
}

/// Opens the only probe of a bus.
func open(_ fake: FakeProbe) throws -> Link {
    let bus = FakeBus(fake)
    return try Link(opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus)
}

/// Opens it and connects to the target.
func connect(_ fake: FakeProbe, clockKHz: Int? = nil) throws -> Link {
    let link = try open(fake)
    try link.enter(clockKHz: clockKHz)
    return link
}

/// Swift Testing has a type of that name, too.
typealias ExitStatus = STLink.ExitStatus
