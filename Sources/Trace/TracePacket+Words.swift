extension TracePacket: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .synchronization: "synchronised"
        case .overflow: "overflow: packets were lost in the chip, it sends more than SWO carries"
        case .localTimestamp(let ticks, let relation): "time +\(ticks)\(relation.words)"
        case .globalTimestampLow(let value, let bitCount, let clockChanged, let wrapped):
            "global time \(bitCount) low bits 0x\(Self.hex(UInt64(value)))"
                + (clockChanged ? ", clock changed" : "") + (wrapped ? ", wrapped" : "")
        case .globalTimestampHigh(let value): "global time high bits 0x\(Self.hex(value))"
        case .instrumentation(let port, let bytes): "port \(port): \(Self.hex(bytes))"
        case .eventCounters(let counters): "counters wrapped: \(counters.words)"
        case .exception(let number, let action):
            "exception \(number) (\(Self.exceptionName(number))) \(action)"
        case .programCounter(.at(let address)): "pc \(Self.address(address))"
        case .programCounter(.sleeping): "pc: the core sleeps"
        case .programCounter(.prohibited): "pc: sampling is prohibited here"
        case .dataTraceInstruction(let comparator, let address):
            "watch \(comparator): instruction at \(Self.address(address))"
        case .dataTraceAddress(let comparator, let low):
            "watch \(comparator): address 0x....\(Self.hex(UInt64(low), digitCount: 4))"
        case .dataTraceValue(let comparator, let value, let byteCount, let isWrite):
            "watch \(comparator): \(isWrite ? "wrote" : "read") "
                + "0x\(Self.hex(UInt64(value), digitCount: 2 * byteCount))"
        case .dataTraceMatch(let comparator): "watch \(comparator): matched"
        case .extended(let isHardware, let value):
            "extension of the \(isHardware ? "DWT" : "ITM") 0x\(Self.hex(UInt64(value)))"
        case .unknownHardware(let source, let bytes):
            "hardware source \(source): \(Self.hex(bytes))"
        case .damaged(let bytes): "damaged: \(Self.hex(bytes))"
        }
    }

    /// The names of the Armv7-M and Armv8-M exceptions (DDI 0403E, table B1-4), and interrupts.
    public static func exceptionName(_ number: Int) -> String {
        let names = [
            0: "thread", 1: "Reset", 2: "NMI", 3: "HardFault", 4: "MemManage", 5: "BusFault",
            6: "UsageFault", 7: "SecureFault", 11: "SVCall", 12: "DebugMonitor", 14: "PendSV",
            15: "SysTick",
        ]
        return names[number] ?? (number >= 16 ? "IRQ \(number - 16)" : "reserved")
    }

    static func address(_ value: UInt32) -> String {
        "0x" + hex(UInt64(value), digitCount: 8)
    }

    static func hex(_ value: UInt64, digitCount: Int = 1) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { hex(UInt64($0), digitCount: 2) }.joined(separator: " ")
    }
}

extension TimestampRelation {
    var words: String {
        switch self {
        case .synchronous: ""
        case .timestampDelayed: ", timestamp late"
        case .packetDelayed: ", packet late"
        case .bothDelayed: ", packet and timestamp late"
        }
    }
}

extension EventCounters {
    /// `cpi, lsu`
    public var words: String {
        Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
