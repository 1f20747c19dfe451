import TargetMemory

/// RTT channels, each on a TCP port: looked after in the background, while the program runs.
struct RTTService {
    /// Where to look, and for what.
    struct Setup: Hashable {
        /// `nil`: all of the RAM.
        var region: Region?
        var identification: [UInt8]

        static let standard = Setup(region: nil, identification: Array("SEGGER RTT".utf8))
    }

    var setup: Setup?
    private(set) var isStarted = false
    private(set) var block: RTTControlBlock?
    var intervalMilliseconds = Limits.rttIntervalMilliseconds
    /// The channel behind each port.
    private(set) var servers: [UInt16: Int] = [:]
    /// What came in for a down channel and does not fit yet.
    private var pending: [Int: [UInt8]] = [:]
    private var hasComplained = false
    /// Looks left until the next search: reading all of the RAM takes its time.
    private var looksUntilSearch = 0

    /// Looks for the block; it need not be there yet, since the program makes it.
    mutating func start(_ target: any DebugTarget) throws(TargetFault) -> RTTControlBlock? {
        isStarted = true
        hasComplained = false
        block = try find(target)
        looksUntilSearch = Limits.rttLooksBetweenSearches
        return block
    }

    mutating func stop() {
        isStarted = false
        block = nil
        pending = [:]
    }

    private func find(_ target: any DebugTarget) throws(TargetFault) -> RTTControlBlock? {
        let setup = setup ?? .standard
        let regions =
            setup.region.map { [$0] }
            ?? target.memoryMap.filter { $0.kind == .ram && Self.isRAM($0.region.base) }
            .map(\.region)
        var failure: TargetFault?
        for region in regions {
            do throws(TargetFault) {
                guard
                    let place = try RTTControlBlock.find(
                        in: region, identification: setup.identification, from: target)
                else { continue }
                return try RTTControlBlock.read(
                    at: place, identification: setup.identification, from: target)
            } catch {
                guard error.cause == .access, setup.region == nil else { throw error }
                // RAM that has no clock, or is protected, has no block.
                failure = failure ?? error
            }
        }
        if let failure, regions.count == 1 { throw failure }
        return nil
    }

    /// The map has peripherals and external memory as RAM too: those are not read for a search.
    private static func isRAM(_ address: Address) -> Bool {
        (0x1000_0000..<0x4000_0000).contains(address.rawValue)
    }

    mutating func open(
        _ port: UInt16, channel: Int, _ host: any MonitorHost
    ) throws(TargetFault) -> UInt16 {
        let number = try host.openPort(port, for: "RTT channel \(channel)")
        servers[number] = channel
        return number
    }

    mutating func close(_ port: UInt16, _ host: any MonitorHost) -> Bool {
        guard servers.removeValue(forKey: port) != nil else { return false }
        host.closePort(port)
        return true
    }

    /// The time until the next `serve`, in ms; `nil` while there is nothing to do.
    var nextMilliseconds: Int? { isStarted ? intervalMilliseconds : nil }

    /// Moves what there is, both ways. Returns what the log should have.
    mutating func serve(
        _ target: any DebugTarget, _ host: (any MonitorHost)?
    ) throws(TargetFault) -> String? {
        guard isStarted, let host else { return nil }
        do throws(TargetFault) {
            let text = try look(target)
            guard let block else { return text }
            for channel in Set(servers.values).sorted() {
                try sendUp(channel, block, target, host)
                try sendDown(channel, block, target, host)
            }
            hasComplained = false
            return text
        } catch {
            guard error.cause != .probeLost else { throw error }
            // A target in reset, or without a clock: it may come back.
            defer { hasComplained = true }
            return hasComplained ? nil : "RTT waits: \(error.message)"
        }
    }

    /// The block as it is now; looked for again where it is gone.
    private mutating func look(_ target: any DebugTarget) throws(TargetFault) -> String? {
        let identification = (setup ?? .standard).identification
        if let known = block {
            block = try RTTControlBlock.read(
                at: known.place, identification: identification, from: target)
            if block != nil { return nil }
            looksUntilSearch = 0
        }
        guard looksUntilSearch == 0 else {
            looksUntilSearch -= 1
            return nil
        }
        looksUntilSearch = Limits.rttLooksBetweenSearches
        block = try find(target)
        return block.map { "RTT control block found at \($0.place)" }
    }

    private func sendUp(
        _ channel: Int, _ block: RTTControlBlock, _ target: any DebugTarget,
        _ host: any MonitorHost
    ) throws(TargetFault) {
        guard block.up.indices.contains(channel), block.up[channel].isUsable else { return }
        let buffer = block.up[channel]
        guard buffer.writeOffset != buffer.readOffset else { return }
        let isWrapped = buffer.writeOffset < buffer.readOffset
        let end = isWrapped ? buffer.byteCount : buffer.writeOffset
        let count = min(end - buffer.readOffset, Limits.rttLookByteCount)
        target.announceText(buffer.data + buffer.readOffset, count: count)
        var bytes = try target.readMemory(buffer.data + buffer.readOffset, count: count)
        var offset = (buffer.readOffset + count) % buffer.byteCount
        if isWrapped, offset == 0, buffer.writeOffset > 0, count < Limits.rttLookByteCount {
            let rest = min(buffer.writeOffset, Limits.rttLookByteCount - count)
            target.announceText(buffer.data, count: rest)
            bytes += try target.readMemory(buffer.data, count: rest)
            offset = rest
        }
        try target.writeMemory(
            UInt32(offset).littleEndianBytes,
            to: buffer.place + RTTControlBlock.Buffer.readOffsetPlace)
        for (port, served) in servers where served == channel { host.send(bytes, to: port) }
    }

    private mutating func sendDown(
        _ channel: Int, _ block: RTTControlBlock, _ target: any DebugTarget,
        _ host: any MonitorHost
    ) throws(TargetFault) {
        guard block.down.indices.contains(channel), block.down[channel].isUsable else { return }
        var waiting = pending[channel] ?? []
        for (port, served) in servers where served == channel {
            waiting += host.received(Limits.rttPendingByteCount - waiting.count, from: port)
        }
        pending[channel] = waiting
        guard !waiting.isEmpty else { return }
        let buffer = block.down[channel]
        var offset = buffer.writeOffset
        // One byte stays free: full and empty would look the same.
        var room = (buffer.readOffset - offset - 1 + buffer.byteCount) % buffer.byteCount
        while room > 0, !waiting.isEmpty {
            let count = min(room, waiting.count, buffer.byteCount - offset)
            target.announceText(buffer.data + offset, count: count)
            try target.writeMemory(Array(waiting.prefix(count)), to: buffer.data + offset)
            waiting.removeFirst(count)
            offset = (offset + count) % buffer.byteCount
            room -= count
        }
        guard offset != buffer.writeOffset else { return }
        try target.writeMemory(
            UInt32(offset).littleEndianBytes,
            to: buffer.place + RTTControlBlock.Buffer.writeOffsetPlace)
        pending[channel] = waiting
    }
}
