import USBTransport

/// Commands, their data, and the failures that were recorded.
extension Replayer {
    func takeCommand(_ bytes: [UInt8], _ endpoint: UInt8) -> Outcome {
        let asked = ProbeCommand(bytes)
        if let near = position(of: bytes, within: Limits.nearSkipCount) {
            return take(near, bytes, endpoint)
        }
        if asked?.isQuestion == true,
            let known = recent.last(where: { $0.command?.fits(bytes) == true })
        {
            currentCommand = asked
            answer(known, to: bytes)
            return .done([])
        }
        if let far = position(of: bytes, within: Limits.farSkipCount) {
            return take(far, bytes, endpoint)
        }
        let came = ProbeCommand.words(.kept(bytes))
        guard !steps[next...].allSatisfy(isOptional) else { return beyond(came) }
        diverge(from: steps[next], came)
        return .gone
    }

    /// Where the command is, if only steps that are no matter lie before it.
    private func position(of bytes: [UInt8], within count: Int) -> Int? {
        var skipped = recent
        for index in next..<min(steps.count, next + count) {
            let step = steps[index]
            if isMatch(step, bytes) { return index }
            guard isOptional(step, known: skipped) else { return nil }
            if case .exchange(let exchange) = step.kind { skipped.append(exchange) }
        }
        return nil
    }

    private func isMatch(_ step: ReplayStep, _ bytes: [UInt8]) -> Bool {
        switch step.kind {
        case .exchange(let exchange): exchange.command?.fits(bytes) ?? false
        case .failure(let batch, _): batch.transfers.first?.payload?.fits(bytes) ?? false
        default: false
        }
    }

    private func take(_ position: Int, _ bytes: [UInt8], _ endpoint: UInt8) -> Outcome {
        while next < position { pass() }
        let step = steps[next]
        pass()
        if case .failure(let batch, let error) = step.kind {
            failing = (batch, error)
            return failure(of: bytes, to: endpoint) ?? .done([])
        }
        guard case .exchange(let exchange) = step.kind else { return .done([]) }
        currentCommand = ProbeCommand(bytes)
        missingData = exchange.data
        answer(exchange, to: bytes)
        return .done([])
    }

    func takeData(_ bytes: [UInt8]) -> Outcome {
        let expected = missingData.removeFirst()
        remember(bytes, as: expected)
        if expected.fits(bytes) || options.ignoresContents && expected.count == bytes.count {
            return .done([])
        }
        if case .hashed(let count, let name) = expected, bytes.count == count,
            replacedNames.contains(name), bytes.allSatisfy({ $0 == 0 })
        {
            return .done([])
        }
        let what = currentCommand?.words ?? "data"
        divergence =
            "line \(lastLine): \(what): "
            + (expected.count == bytes.count
                ? "the \(bytes.count) bytes are others than those that were recorded"
                : "\(expected.count) bytes were recorded, \(bytes.count) came")
        isGone = true
        return .gone
    }

    /// What a question or command brought then is there to be read now.
    func answer(_ exchange: ReplayStep.Exchange, to asked: [UInt8]) {
        if let command = exchange.command { currentCommand = ProbeCommand(command.contents) }
        for reply in exchange.replies {
            var bytes = contents(reply.payload)
            if case .bytes(let kept) = reply.payload,
                asked.count > ReplayStep.Exchange.tag.upperBound,
                kept.count == 13, kept[ReplayStep.Exchange.tag].allSatisfy({ $0 == nil })
            {
                bytes.replaceSubrange(
                    ReplayStep.Exchange.tag, with: asked[ReplayStep.Exchange.tag])
            }
            waiting.append((reply.endpoint, bytes))
        }
        guard exchange.isQuestion, exchange.command != nil else { return }
        recent.append(exchange)
        if recent.count > Limits.recentQuestionCount { recent.removeFirst() }
    }

    private func contents(_ payload: Payload) -> [UInt8] {
        guard case .hashed(let count, let name) = payload else { return payload.contents }
        if let address = currentCommand?.address?.rawValue,
            let bytes = options.contents(address, count), payload.fits(bytes)
        {
            return bytes
        }
        if let bytes = written[name], bytes.count == count { return bytes }
        replacedNames.insert(name)
        return payload.contents
    }

    private func remember(_ bytes: [UInt8], as payload: Payload) {
        guard case .hashed(_, let name) = payload, written[name] == nil, payload.fits(bytes)
        else { return }
        written[name] = bytes
        writtenNames.append(name)
        if writtenNames.count > Limits.rememberedWriteCount {
            written[writtenNames.removeFirst()] = nil
        }
    }

    /// What a write comes to while the recorded failure lasts; `nil` where it is over.
    func failure(of bytes: [UInt8], to endpoint: UInt8) -> Outcome? {
        guard let failing else { return nil }
        let isPart = failing.batch.transfers.contains { transfer in
            !transfer.isIn && transfer.payload?.fits(bytes) == true
        }
        guard isPart else {
            self.failing = nil
            return nil
        }
        return outcome(of: failing.error, at: endpoint, otherwise: .done([]))
    }

    func outcome(
        of error: TransportError, at endpoint: UInt8, otherwise: Outcome = .pending
    ) -> Outcome {
        switch error {
        case .noDevice:
            isGone = true
            return .gone
        case .stall(let halted): return halted == endpoint ? .stall : otherwise
        case .timeout(let silent): return silent == endpoint ? .pending : otherwise
        case .overflow(let full): return full == endpoint ? .overflow : otherwise
        case .busy, .accessDenied, .other:
            return endpoint & 0x80 != 0 ? .failed(error) : otherwise
        }
    }

    func leaveCommand() { (missingData, waiting, failing) = ([], [], nil) }
}
