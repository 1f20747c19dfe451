import Testing
import Trace

/// Each packet format of the Armv7-M ARM (DDI 0403E, appendix D4), byte by byte.
@Suite struct DecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var packets: [TracePacket]

        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ packets: TracePacket...) {
            (self.name, self.bytes, self.packets) = (name, bytes, packets)
        }
    }

    static let protocolCases = [
        Case("synchronisation", [0, 0, 0, 0, 0, 0x80], .synchronization),
        Case("a longer one", [0, 0, 0, 0, 0, 0, 0, 0, 0x80], .synchronization),
        Case("overflow", [0x70], .overflow),
        Case("time in the header", [0x10], .localTimestamp(ticks: 1, relation: .synchronous)),
        Case("its most", [0x60], .localTimestamp(ticks: 6, relation: .synchronous)),
        Case("time, one byte", [0xC0, 0x7F], .localTimestamp(ticks: 127, relation: .synchronous)),
        Case(
            "time, late", [0xD0, 0x81, 0x01],
            .localTimestamp(ticks: 129, relation: .timestampDelayed)),
        Case("packet late", [0xE0, 0x05], .localTimestamp(ticks: 5, relation: .packetDelayed)),
        Case(
            "time, all of its bits", [0xF0, 0xFF, 0xFF, 0xFF, 0x7F],
            .localTimestamp(ticks: 0xFFF_FFFF, relation: .bothDelayed)),
        Case(
            "global time, low byte", [0x94, 0x2A],
            .globalTimestampLow(value: 0x2A, bitCount: 7, clockChanged: false, wrapped: false)),
        Case(
            "global time, all of them", [0x94, 0xFF, 0xFF, 0xFF, 0x7F],
            .globalTimestampLow(
                value: 0x3FF_FFFF, bitCount: 26, clockChanged: true, wrapped: true)),
        Case(
            "global time, wrapped", [0x94, 0x80, 0x80, 0x80, 0x41],
            .globalTimestampLow(
                value: 1 << 21, bitCount: 26, clockChanged: false, wrapped: true)),
        Case("global time, high", [0xB4, 0x81, 0x80, 0x80, 0x01], .globalTimestampHigh(0x20_0001)),
        Case(
            "global time, 64 bits", [0xB4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x07],
            .globalTimestampHigh((1 << 38) - 1)),
        Case("extension of the DWT", [0x3C], .extended(isHardware: true, value: 3)),
        Case("long extension", [0x98, 0x02], .extended(isHardware: false, value: 0x11)),
    ]

    static let sourceCases = [
        Case("port 0, a byte", [0x01, 0x41], .instrumentation(port: 0, bytes: [0x41])),
        Case("port 31, half", [0xFA, 1, 2], .instrumentation(port: 31, bytes: [1, 2])),
        Case(
            "port 5, a word", [0x2B, 1, 2, 3, 4], .instrumentation(port: 5, bytes: [1, 2, 3, 4])),
        Case(
            "second page", [0x18, 0x01, 0x41, 0x08, 0x01, 0x42],
            .instrumentation(port: 32, bytes: [0x41]), .instrumentation(port: 0, bytes: [0x42])),
        Case("counters", [0x05, 0x22], .eventCounters([.exceptionOverhead, .cycles])),
        Case("enters SysTick", [0x0E, 15, 0x10], .exception(number: 15, action: .entered)),
        Case("leaves 256", [0x0E, 0x00, 0x21], .exception(number: 256, action: .exited)),
        Case("back to thread", [0x0E, 0, 0x30], .exception(number: 0, action: .returned)),
        Case("pc", [0x17, 0x34, 0x12, 0x00, 0x08], .programCounter(.at(0x0800_1234))),
        Case("sleeps", [0x15, 0x00], .programCounter(.sleeping)),
        Case("no pc for us", [0x15, 0xFF], .programCounter(.prohibited)),
        Case(
            "data, instruction of comparator 2", [0x67, 0, 1, 0, 8],
            .dataTraceInstruction(comparator: 2, address: 0x0800_0100)),
        Case(
            "data, address of comparator 1", [0x5E, 0x34, 0x12],
            .dataTraceAddress(comparator: 1, low: 0x1234)),
        Case("data, match of comparator 3", [0x75, 0x01], .dataTraceMatch(comparator: 3)),
        Case(
            "data, byte read", [0x85, 0xAA],
            .dataTraceValue(comparator: 0, value: 0xAA, byteCount: 1, isWrite: false)),
        Case(
            "data, word written", [0xBF, 0x78, 0x56, 0x34, 0x12],
            .dataTraceValue(comparator: 3, value: 0x1234_5678, byteCount: 4, isWrite: true)),
    ]

    static let damageCases = [
        Case("reserved header", [0x04], .damaged([0x04])),
        Case(
            "reserved, then on", [0x84, 0x01, 0x41],
            .damaged([0x84]), .instrumentation(port: 0, bytes: [0x41])),
        Case(
            "a lone zero", [0x00, 0x01, 0x41],
            .damaged([0]), .instrumentation(port: 0, bytes: [0x41])),
        Case(
            "zeros that end wrongly", [0, 0, 0, 0, 0, 0, 0x70],
            .damaged([0, 0, 0, 0, 0]), .overflow),
        Case("too few zeros", [0, 0, 0, 0, 0x80], .damaged([0, 0, 0, 0]), .damaged([0x80])),
        Case(
            "a time without end", [0xC0, 0x80, 0x80, 0x80, 0x80, 0x70],
            .damaged([0xC0, 0x80, 0x80, 0x80, 0x80]), .overflow),
        Case(
            "unknown exception action", [0x0E, 15, 0x00],
            .unknownHardware(source: 1, bytes: [15, 0])),
        Case("unknown source", [0xFD, 0x01], .unknownHardware(source: 31, bytes: [1])),
        Case("pc of a wrong size", [0x16, 1, 2], .unknownHardware(source: 2, bytes: [1, 2])),
        // The word's last bytes were lost; the synchronisation behind it is seen all the same.
        Case(
            "synchronisation inside a word", [0x03, 1, 2, 0, 0, 0, 0, 0, 0x80, 0x70],
            .instrumentation(port: 0, bytes: [1, 2, 0, 0]), .synchronization, .overflow),
        Case(
            "inside a time", [0xC0, 0x81, 0, 0, 0, 0, 0, 0x80, 0x70],
            .localTimestamp(ticks: 1, relation: .synchronous), .synchronization, .overflow),
    ]

    @Test(arguments: protocolCases + sourceCases + damageCases)
    func decodes(_ example: Case) {
        var decoder = TraceDecoder()
        #expect(decoder.consume(example.bytes) == example.packets)
        #expect(decoder.flush() == nil)
    }

    @Test(arguments: protocolCases + sourceCases + damageCases)
    func isTheSameHoweverItIsCut(_ example: Case) {
        for cut in example.bytes.indices {
            var decoder = TraceDecoder()
            let first = decoder.consume(example.bytes[..<cut])
            #expect(first + decoder.consume(example.bytes[cut...]) == example.packets)
        }
    }

    /// A recording may end anywhere.
    @Test(arguments: sourceCases) func whatIsCutOffIsShown(_ example: Case) {
        for count in 1..<example.bytes.count {
            var decoder = TraceDecoder()
            let packets = decoder.consume(example.bytes.prefix(count))
            guard packets.count < example.packets.count, example.packets.count == 1 else {
                continue
            }
            #expect(decoder.flush() == .damaged(Array(example.bytes.prefix(count))))
            #expect(decoder.consume([0x70]) == [.overflow], "it starts anew")
        }
    }

    @Test func theFirstPageIsBackAfterASynchronisation() {
        var decoder = TraceDecoder()
        let packets = decoder.consume([0x28, 0, 0, 0, 0, 0, 0x80, 0x09, 0x41])
        #expect(packets == [.synchronization, .instrumentation(port: 1, bytes: [0x41])])
    }
}
