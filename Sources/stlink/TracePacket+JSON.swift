import JSONText
import Trace

/// `docs/json.md`, "trace".
extension TracePacket {
    var json: JSON {
        func packet(_ type: String, _ members: [(String, JSON)] = []) -> JSON {
            .object([("type", .string(type))] + members)
        }
        switch self {
        case .synchronization: return packet("synchronization")
        case .overflow: return packet("overflow")
        case .localTimestamp(let ticks, let relation):
            return packet(
                "localTimestamp",
                [("ticks", .number(Int(ticks))), ("relation", .number(Int(relation.rawValue)))])
        case .globalTimestampLow(let value, let bitCount, let clockChanged, let wrapped):
            return packet(
                "globalTimestampLow",
                [
                    ("value", .number(Int(value))), ("bitCount", .number(bitCount)),
                    ("clockChanged", .bool(clockChanged)), ("wrapped", .bool(wrapped)),
                ])
        case .globalTimestampHigh(let value):
            return packet("globalTimestampHigh", [("value", .number(Int(value)))])
        case .instrumentation(let port, let bytes):
            return packet("instrumentation", [("port", .number(port)), Self.member(bytes)])
        case .eventCounters(let counters):
            return packet("eventCounters", [("counters", .string(counters.words))])
        case .exception(let number, let action):
            return packet(
                "exception",
                [
                    ("number", .number(number)),
                    ("name", .string(Self.exceptionName(number))),
                    ("action", .string("\(action)")),
                ])
        case .programCounter(.at(let address)):
            return packet("programCounter", [("pc", .number(Int(address)))])
        case .programCounter(.sleeping): return packet("sleeping")
        case .programCounter(.prohibited): return packet("prohibited")
        case .dataTraceInstruction(let comparator, let address):
            return packet(
                "dataTraceInstruction",
                [("comparator", .number(comparator)), ("pc", .number(Int(address)))])
        case .dataTraceAddress(let comparator, let low):
            return packet(
                "dataTraceAddress",
                [("comparator", .number(comparator)), ("addressLow", .number(Int(low)))])
        case .dataTraceValue(let comparator, let value, let byteCount, let isWrite):
            return packet(
                "dataTraceValue",
                [
                    ("comparator", .number(comparator)), ("value", .number(Int(value))),
                    ("byteCount", .number(byteCount)), ("isWrite", .bool(isWrite)),
                ])
        case .dataTraceMatch(let comparator):
            return packet("dataTraceMatch", [("comparator", .number(comparator))])
        case .extended(let isHardware, let value):
            return packet(
                "extension",
                [("isHardware", .bool(isHardware)), ("value", .number(Int(value)))])
        case .unknownHardware(let source, let bytes):
            return packet("unknownHardware", [("source", .number(source)), Self.member(bytes)])
        case .damaged(let bytes): return packet("damaged", [Self.member(bytes)])
        }
    }

    private static func member(_ bytes: [UInt8]) -> (String, JSON) {
        ("bytes", .string(bytes.map(\.hexDigits).joined()))
    }
}
