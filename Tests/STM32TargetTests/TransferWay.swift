/// What may become of one USB transfer between host and probe.
enum TransferWay: String, CaseIterable, Sendable {
    /// The endpoint stalls. An OUT is not taken; before a reply that is lost so, the command was
    /// done, and the next one that waits on the bus is taken.
    case stall
    /// An OUT is not taken; a reply never comes, though the command was done.
    case timeout = "time-out"
    /// A transaction error that the host controller gave up on: as a time-out, at once.
    case broken = "bus error"
    /// An OUT is taken although the host gave up; a reply comes at the next read.
    case late = "late"
    /// A reply comes in front of the next command's, after any draining.
    case later = "very late"
    /// Half of the reply.
    case short = "short reply"
    /// Four bytes too many.
    case long = "long reply"
    /// Commands that were not done, with the status that firmware has for it: SWD's WAIT and FAULT
    /// acknowledges, and write data that the target says it did not take.
    case wait = "AP wait"
    case fault = "AP fault"
    case writeData = "AP write data"
    /// Commands that were done, the answer to which was damaged on the wire.
    case parity = "AP parity"
    case portParity = "DP parity"
    case apError = "AP error"
    /// A status that no source names; the command was done.
    case garbage = "status 0x3F"
    /// The probe leaves the bus, and comes back later.
    case gone

    /// The status of a command that is not done.
    var refusal: UInt8? {
        switch self {
        case .wait: 0x10
        case .fault: 0x11
        case .writeData: 0x18
        default: nil
        }
    }

    /// The status put over that of a command that was done.
    var flippedStatus: UInt8? {
        switch self {
        case .apError: 0x12
        case .parity: 0x13
        case .portParity: 0x17
        case .garbage: 0x3F
        default: nil
        }
    }

    /// Whether such a thing can happen to a transfer of this kind.
    func strikes(_ kind: TransferKind) -> Bool {
        if let _ = refusal { return kind == .command(hasStatus: true) }
        if let _ = flippedStatus { return kind == .reply(hasStatus: true) }
        switch self {
        case .later, .short, .long: return kind.isReply
        default: return true
        }
    }
}

/// What a transfer is.
enum TransferKind: Hashable, Sendable {
    /// `hasStatus`: its reply, or the status that is asked for afterwards, tells how it went.
    case command(hasStatus: Bool)
    /// Bytes behind a command.
    case data
    /// `hasStatus`: in its first byte.
    case reply(hasStatus: Bool)

    var isReply: Bool {
        if case .reply = self { return true }
        return false
    }

    /// Of a command with these bytes. Commands for the target have a status, except for those that
    /// read memory (their data has none), count trace bytes or leave debug mode.
    static func command(_ bytes: [UInt8]) -> TransferKind {
        .command(hasStatus: bytes.first == 0xF2 && ![0x21, 0x42].contains(bytes[1]))
    }

    static func reply(to command: [UInt8]) -> TransferKind {
        .reply(
            hasStatus: command.first == 0xF2
                && ![0x07, 0x0C, 0x47, 0x54, 0x21, 0x42].contains(command[1]))
    }

    /// WRITEMEM_32, _8, _16.
    static func hasData(_ command: [UInt8]) -> Bool {
        command.first == 0xF2 && [0x08, 0x0D, 0x48].contains(command[1])
    }
}
