public import TargetMemory

/// Which thread a packet means. There is one, number 1: the core.
public enum ThreadSelector: Hashable, Sendable {
    case all
    case any
    case one(UInt32)
}

/// How the core is to go on.
public enum Resumption: Hashable, Sendable {
    /// Runs; from another address if one is given.
    case run(from: Address?)
    /// Executes one instruction.
    case step(from: Address?)
    /// Steps until the program counter leaves `start` up to, not including, `end`.
    case stepRange(start: Address, end: Address)
    /// Stops (`vCont;t`).
    case stop
}

/// What a `Z` packet puts at an address: the digit is its raw value.
public enum PointKind: UInt8, Hashable, Sendable, CaseIterable {
    case software
    case hardware
    case writeWatch
    case readWatch
    case accessWatch
}

/// The documents that `qXfer` reads.
public enum Document: String, Hashable, Sendable {
    case features
    case memoryMap = "memory-map"
    case threads
    case systemData = "osdata"
}

/// A client's packet, understood. One case per thing that can be asked.
public enum Request: Hashable, Sendable {
    case supported(features: [String])
    case startNoAckMode
    case mustReplyEmpty
    case extendedMode
    case stopReason
    case detach(leaveHalted: Bool)
    case kill
    case killProcess
    case restart
    case run
    case attach
    case nonStop(Bool)

    case readGeneralRegisters
    case writeGeneralRegisters([UInt8])
    case readRegister(Int)
    case writeRegister(Int, [UInt8])
    case readMemory(Address, count: Int)
    case readMemoryBinary(Address, count: Int)
    case writeMemory(Address, [UInt8])
    case crc(Address, count: Int)
    case search(Address, count: Int, pattern: [UInt8])

    case resume(Resumption)
    case resumeActions
    case interrupt
    case stopSeen
    case insertPoint(PointKind, Address, length: Int)
    case removePoint(PointKind, Address, length: Int)

    case flashErase(Address, count: Int)
    case flashWrite(Address, [UInt8])
    case flashDone

    case selectThread(ThreadSelector)
    case threadAlive(ThreadSelector)
    case currentThread
    case firstThreads
    case moreThreads
    case threadExtraInfo(ThreadSelector)
    case attachedQuery
    case offsets
    case symbolsOffered
    case transfer(Document, annex: String, offset: Int, count: Int)
    case monitor(String)

    case saveRegisters
    case restoreRegisters(Int)
    case registerInfo(Int)
    case acceptThreadSuffixes
    case listThreadsInStops
    case enableErrorStrings
    case detachOnError
    case hostInfo
    case processInfo
    case serverVersion
    case echo(String)
    case threadStopInfo(ThreadSelector)
    case threadsInfo
    case memoryRegionSupport
    case memoryRegion(Address)
    case watchpointSupport

    /// What became of a File-I/O request: the result, an errno where it is negative, and whether
    /// the user pressed Ctrl-C meanwhile.
    case fileAnswer(Int, error: Int32, isInterrupted: Bool)
}

/// What became of a packet: three outcomes that a client must be able to tell apart.
public enum Understanding: Hashable, Sendable {
    case request(Request)
    /// No such packet here: the empty reply.
    case unsupported
    /// The packet is known, its arguments are wrong: `E22`.
    case malformed(Malformed)
}

extension Request {
    /// Looks the packet up in the table and parses its arguments.
    public static func parse(_ packet: [UInt8]) -> Understanding {
        guard let (rule, arguments) = PacketTable.match(packet) else { return .unsupported }
        var fields = Fields(arguments)
        do throws(Malformed) {
            guard let request = try rule.parse(&fields) else { return .unsupported }
            return .request(request)
        } catch {
            return .malformed(error)
        }
    }
}
