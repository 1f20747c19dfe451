import RemoteProtocol
import TargetMemory

extension Session {
    /// One request, one way: to the handler of its kind.
    mutating func dispatch(_ request: Request) throws(TargetFault) -> Response {
        switch request {
        case .supported(let features):
            client = ClientFeatures(features)
            return .reply(.text(advertisedFeatures.joined(separator: ";")))
        case .startNoAckMode:
            var response = Response.reply(.ok)
            response.endsAcknowledging = true
            return response
        case .mustReplyEmpty: return .reply(.unsupported)
        case .extendedMode:
            isExtended = true
            return .reply(.ok)
        case .stopReason, .detach, .kill, .killProcess, .restart, .run, .attach:
            return try lifeCycle(request)
        case .readGeneralRegisters, .writeGeneralRegisters, .readRegister, .writeRegister:
            return .reply(try register(request))
        case .readMemory, .readMemoryBinary, .writeMemory, .crc, .search:
            return .reply(try memory(request))
        case .resume(let resumption):
            return resume(resumption)
        case .resumeActions:
            return .reply(.text("vCont;c;C;s;S;t;r"))
        case .insertPoint(let kind, let address, let length):
            return .reply(try insert(kind, at: address, length: length))
        case .removePoint(let kind, let address, let length):
            return .reply(try remove(kind, at: address, length: length))
        case .flashErase, .flashWrite, .flashDone:
            return .reply(try program(request))
        case .selectThread(let thread), .threadAlive(let thread):
            return .reply(thread.includes(thread: 1) ? .ok : .errno(3))  // ESRCH
        case .currentThread: return .reply(.text("QC1"))
        case .firstThreads: return .reply(.text(phase == .gone ? "l" : "m1"))
        case .moreThreads: return .reply(.text("l"))
        case .threadExtraInfo: return .reply(.hex(Array(threadName.utf8)))
        case .attachedQuery: return .reply(.text("1"))
        case .offsets: return .reply(.text("Text=0;Data=0;Bss=0"))
        case .symbolsOffered: return .reply(.ok)
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

    private var threadName: String {
        target.isRunning ? "\(target.name), running" : "\(target.name), halted"
    }

    private func transfer(
        _ document: Document, annex: String, offset: Int, count: Int
    ) -> Reply {
        let text: String
        switch document {
        case .features:
            guard !target.registers.isEmpty else { return .unsupported }
            // E00: there is no such annex (gdb manual, `qXfer`).
            guard annex == "target.xml" else { return .errno(0) }
            text = TargetDescription.document(target.registers)
        case .memoryMap:
            guard !target.memoryMap.isEmpty else { return .unsupported }
            guard annex.isEmpty else { return .errno(0) }
            text = MemoryMapDocument.document(
                target.memoryMap, canProgram: target.flash != nil)
        case .threads:
            guard annex.isEmpty else { return .errno(0) }
            let thread = XMLElement(
                "thread", [("id", "1"), ("core", "0"), ("name", target.name)], .text(threadName))
            text = XMLElement("threads", [], .elements(phase == .gone ? [] : [thread]))
                .document(type: "threads SYSTEM \"threads.dtd\"")
        }
        return TransferWindow.reply(Array(text.utf8), offset: offset, count: count)
    }
}
