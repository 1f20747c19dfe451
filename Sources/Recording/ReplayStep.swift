import USBTransport

/// What a recording says that comes next: a command with its data and replies, or something that
/// befell the device.
struct ReplayStep: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// The interface was claimed, or was not to be had.
        case open(TransportError?)
        case close
        /// A command, the data behind it, and what came back.
        case exchange(Exchange)
        /// Transfers of which one failed; which one is not known.
        case failure(Batch, TransportError)
        case clearHalt(UInt8)
        case reset
    }

    struct Exchange: Hashable, Sendable {
        /// `nil`: only looked whether something was left to be read.
        var command: Payload?
        var data: [Payload] = []
        var replies: [Reply] = []

        /// The same bytes would ask the same again, and change nothing.
        var isQuestion: Bool {
            guard let command else { return true }
            return ProbeCommand(command.contents)?.isQuestion == true
        }
    }

    struct Reply: Hashable, Sendable {
        var endpoint: UInt8
        var payload: Payload
    }

    var line: Int
    var kind: Kind

    /// What was expected, in words.
    var words: String {
        switch kind {
        case .open: "the probe to be opened"
        case .close: "the probe to be closed"
        case .exchange(let exchange):
            exchange.command.map(ProbeCommand.words) ?? "a look at what is left to be read"
        case .failure(let batch, let error):
            (batch.transfers.first?.payload.map(ProbeCommand.words) ?? "a read") + ", at which "
                + error.words
        case .clearHalt(let endpoint): "CLEAR_HALT of endpoint \(endpoint.recordText)"
        case .reset: "a reset of the probe's USB port"
        }
    }
}

extension ReplayStep {
    /// The steps of a whole recording, in order.
    static func steps(of file: RecordedFile) -> [ReplayStep] {
        file.entries.flatMap { entry -> [ReplayStep] in
            switch entry.record {
            case .batch(let batch): steps(of: batch, line: entry.line)
            case .opened(_, let failure):
                [ReplayStep(line: entry.line, kind: .open(failure))]
            case .closed: [ReplayStep(line: entry.line, kind: .close)]
            case .haltCleared(let endpoint, _):
                [ReplayStep(line: entry.line, kind: .clearHalt(endpoint))]
            case .reset: [ReplayStep(line: entry.line, kind: .reset)]
            // Questions may be asked as often as one likes anyway.
            case .again, .listed, .client, .packet, .notice, .fact, .ended, .stopped: []
            }
        }
    }

    private static func steps(of batch: Batch, line: Int) -> [ReplayStep] {
        if let failure = batch.failure {
            return [ReplayStep(line: line, kind: .failure(batch, failure))]
        }
        var exchanges: [Exchange] = []
        var missingData = false
        for transfer in batch.transfers {
            guard let payload = transfer.payload else { continue }
            if transfer.isIn {
                if exchanges.isEmpty { exchanges.append(Exchange()) }
                exchanges[exchanges.count - 1].replies.append(
                    Reply(endpoint: transfer.endpoint, payload: payload))
            } else if missingData, !exchanges.isEmpty {
                exchanges[exchanges.count - 1].data.append(payload)
                missingData = false
            } else {
                exchanges.append(Exchange(command: payload))
                missingData = ProbeCommand(payload.contents)?.kind == .writeMemory
            }
        }
        return exchanges.map { ReplayStep(line: line, kind: .exchange($0.withoutTag)) }
    }
}

extension ReplayStep.Exchange {
    /// Where a wrapped command and its status have their tag (USB Mass Storage Class, Bulk-Only
    /// Transport 1.0, 5.1 and 5.2). It counts commands, and is another one after a question more.
    static let tag = 4..<8

    fileprivate var withoutTag: ReplayStep.Exchange {
        guard let command, let decoded = ProbeCommand(command.contents), decoded.offset > 0,
            case .bytes(let bytes) = command
        else { return self }
        var exchange = self
        exchange.command = .bytes(Self.masked(bytes))
        exchange.replies = replies.map { reply in
            guard case .bytes(let status) = reply.payload, status.count == 13,
                Array(status[Self.tag]) == Array(bytes[Self.tag])
            else { return reply }
            return ReplayStep.Reply(
                endpoint: reply.endpoint, payload: .bytes(Self.masked(status)))
        }
        return exchange
    }

    private static func masked(_ bytes: [UInt8?]) -> [UInt8?] {
        bytes.enumerated().map { tag.contains($0.offset) ? nil : $0.element }
    }
}
