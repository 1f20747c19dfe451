import RemoteProtocol
import TargetMemory

extension Session {
    /// One request, one way: to the handler of its kind.
    mutating func dispatch(_ request: Request) throws(TargetFault) -> Response {
        if isWatching, let response = try watching(request) { return response }
        switch request {
        case .supported, .startNoAckMode, .mustReplyEmpty, .extendedMode, .nonStop, .echo,
            .acceptThreadSuffixes, .listThreadsInStops, .enableErrorStrings, .detachOnError:
            return agree(request)
        case .stopReason, .detach, .kill, .killProcess, .restart, .run, .attach:
            return try lifeCycle(request)
        case .readGeneralRegisters, .writeGeneralRegisters, .readRegister, .writeRegister,
            .saveRegisters, .restoreRegisters, .registerInfo:
            return .reply(try register(request))
        case .readMemory, .readMemoryBinary, .writeMemory, .crc:
            return .reply(try memory(request))
        case .search(let address, let count, let pattern):
            return try begin(MemorySearch(from: address, byteCount: count, for: pattern))
        case .memoryRegionSupport, .memoryRegion:
            return .reply(memoryRegion(request))
        case .resume(let resumption):
            return resume(resumption)
        case .resumeActions:
            return .reply(.text("vCont;c;C;s;S;t;r"))
        case .interrupt:
            return interruptByPacket()
        case .stopSeen:
            return .reply(nonStop.seen())
        case .insertPoint(let kind, let address, let length):
            return .reply(try insert(kind, at: address, length: length))
        case .removePoint(let kind, let address, let length):
            return .reply(try remove(kind, at: address, length: length))
        case .flashErase, .flashWrite, .flashDone:
            return .reply(try program(request))
        case .selectThread, .threadAlive, .currentThread, .firstThreads, .moreThreads,
            .threadExtraInfo, .threadStopInfo, .threadsInfo:
            return .reply(try threads(request))
        case .attachedQuery, .offsets, .symbolsOffered, .hostInfo, .processInfo, .serverVersion,
            .watchpointSupport:
            return .reply(fact(request))
        case .transfer(let document, let annex, let offset, let count):
            return .reply(transfer(document, annex: annex, offset: offset, count: count))
        case .monitor(let command):
            return monitor(command)
        case .fileAnswer(let value, let error, let isInterrupted):
            return performRun { (session: inout Session) throws(TargetFault) in
                try session.fileAnswer(value, error: error, isInterrupted: isInterrupted)
            }
        }
    }

    /// What both sides agree on; the target is not asked.
    private mutating func agree(_ request: Request) -> Response {
        switch request {
        case .supported(let features):
            client.announce(features)
            return .reply(.text(advertisedFeatures.joined(separator: ";")))
        case .startNoAckMode:
            var response = Response.reply(.ok)
            response.endsAcknowledging = true
            return response
        case .extendedMode: isExtended = true
        case .nonStop(let isOn): nonStop = NonStopState(isOn: isOn)
        case .listThreadsInStops: client.threadsInStops = true
        case .enableErrorStrings: client.errorStrings = true
        case .acceptThreadSuffixes, .detachOnError: break
        case .echo(let text): return .reply(.text("qEcho:" + text))
        default: return .reply(.unsupported)
        }
        return .reply(.ok)
    }

    /// What is always the same of a target.
    private func fact(_ request: Request) -> Reply {
        switch request {
        case .attachedQuery: .text("1")
        case .offsets: .text("Text=0;Data=0;Bss=0")
        case .symbolsOffered: .ok
        case .hostInfo: .text(hostInfo)
        case .processInfo: .text("pid:1;" + architectureInfo)
        case .serverVersion: .text("name:stlink-gdbserver;version:\(serverVersion);")
        case .watchpointSupport: .text("num:\(target.watchpointCapacity);")
        default: .unsupported
        }
    }
}
