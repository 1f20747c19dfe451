import JSONText

extension Header {
    /// The line, with its end.
    var line: [UInt8] {
        let value = JSON.object([
            "recording": .number(Self.version), "tool": .string(tool), "system": .string(system),
            "command": .string(command),
            "contents": .string(keepsContents ? "kept" : "left out"),
        ])
        return Array((value.line + "\n").utf8)
    }
}

extension Record {
    /// The line, with its end; `microseconds` since the recording began.
    func line(microseconds: Int) -> [UInt8] {
        let members = [JSON.Member(name: "t", value: .number(microseconds))] + members
        return Array((JSON.object(members).line + "\n").utf8)
    }

    private var members: [JSON.Member] {
        switch self {
        case .listed(let devices): Self.members(["list": .array(devices.map(\.value))])
        case .opened(let device, let failure):
            Self.members(["open": device.value, "error": failure.map { .string($0.recordText) }])
        case .closed: Self.members(["close": .bool(true)])
        case .batch(let batch):
            Self.members([
                "x": .array(batch.transfers.map { .string($0.text) }),
                "ms": .number(batch.timeoutMilliseconds),
                "error": batch.failure.map { .string($0.recordText) },
            ])
        case .again(let count): Self.members(["again": .number(count)])
        case .haltCleared(let endpoint, let failure):
            Self.members([
                "unhalt": .string(endpoint.recordText),
                "error": failure.map { .string($0.recordText) },
            ])
        case .reset(let failure):
            Self.members([
                "reset": .bool(true), "error": failure.map { .string($0.recordText) },
            ])
        case .client(let number, let event):
            Self.members(["client": .number(number), "event": .string(event)])
        case .packet(let packet): packet.members
        case .notice(let level, let text):
            Self.members(["say": .string(level), "text": .string(text)])
        case .fact(let name, let text):
            Self.members(["fact": .string(name), "text": .string(text)])
        case .ended(let status, let text):
            Self.members(["end": .number(status), "text": .string(text)])
        case .stopped(let reason): Self.members(["stop": .string(reason)])
        }
    }

    fileprivate static func members(
        _ pairs: KeyValuePairs<String, JSON?>
    ) -> [JSON.Member] {
        guard case .object(let members) = JSON.object(pairs) else { return [] }
        return members
    }
}

extension ListedDevice {
    var value: JSON {
        .object([
            "id": .string("\(vendorID.recordText):\(productID.recordText)"),
            "at": .array([.number(bus), .number(address)]),
            "ports": .array(portPath.map(JSON.number)),
            "serial": serialLength.map(JSON.number),
            "product": product.map(JSON.string),
        ])
    }
}

extension Batch.Transfer {
    /// `02<f5+15` out, `81>64=0100` in, `81>64` where nothing came.
    var text: String {
        let end = endpoint.recordText
        guard isIn else { return "\(end)<\(payload?.text ?? "")" }
        return "\(end)>\(byteCount)" + (payload.map { "=\($0.text)" } ?? "")
    }
}

extension Packet {
    fileprivate var members: [JSON.Member] {
        // Every byte is a character of its own (ISO 8859-1).
        let text = String(String.UnicodeScalarView(text.map { UnicodeScalar($0) }))
        let (raw, hex, words): (Payload?, Payload?, String?) =
            switch tail {
            case .raw(let payload): (payload, nil, nil)
            case .hex(let payload): (nil, payload, nil)
            case .words(let words): (nil, nil, words)
            case nil: (nil, nil, nil)
            }
        return Record.members([
            "client": .number(client), isRequest ? "in" : "out": .string(text),
            "data": raw.map { .string($0.text) }, "hex": hex.map { .string($0.text) },
            "words": words.map(JSON.string),
        ])
    }
}
