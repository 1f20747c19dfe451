import DebugSession
import TargetDouble
import TargetMemory
import Trace

extension FuzzTarget {
    /// What comes out of SWO: in pieces and at once it must be the same packets.
    static let trace = FuzzTarget(name: "trace", maximumByteCount: 4096) { bytes in
        var whole = TraceDecoder()
        let packets = whole.consume(bytes)
        check(packets.count <= 2 * bytes.count, "\(packets.count) of \(bytes.count) bytes")
        var apart = TraceDecoder()
        let again = bytes.flatMap { apart.consume([$0]) }
        check(again == packets, "\(packets) in pieces are \(again)")
        var text = TraceText()
        var byteCount = 0
        for packet in packets { byteCount += text.text(for: packet).utf8.count }
        byteCount += text.flush().utf8.count
        check(byteCount <= 100 * (bytes.count + 10), "\(byteCount) bytes of text")
    }

    /// A program's semihosting calls. The first byte is how the server was started. Then for each
    /// call its number, R1 and what lies there: a byte for how much, and so many bytes; after it a
    /// byte's worth of what the debugger says or is typed.
    static let semihosting = FuzzTarget(name: "semihosting", maximumByteCount: 2048) { bytes in
        var input = FuzzInput(bytes)
        guard var bench = try? SessionBench(options: input.byte() | 2) else { return }
        bench.files.contents["f"] = Array("one\ntwo\n".utf8)
        let double = bench.target.double
        try? double.writeMemory([0xAB, 0xBE], to: TargetDouble.ramBase)
        for _ in 0..<32 where !input.isEmpty {
            let number = UInt32(input.byte())
            let parameter = pointer(&input)
            let block = (0..<input.byte() % 9).flatMap { _ in
                pointer(&input).littleEndianBytes
            }
            let text = input.bytes(Int(input.byte() % 64))
            try? double.writeMemory(block, to: Address(parameter))
            try? double.writeMemory(text, to: TargetDouble.ramBase + 0x100)
            _ = bench.session.interrupt()
            bench.settle(bench.session.poll())
            for (register, value) in [(0, number), (1, parameter), (15, 0x2000_0000)] {
                try? double.writeRegister(register, value.littleEndianBytes)
            }
            bench.settle(bench.session.handle(Array("vCont;c".utf8)))
            double.pendingStop = .trap
            bench.settle(bench.session.poll())
            answer(&input, &bench)
        }
        bench.end()
    }

    private static func answer(_ input: inout FuzzInput, _ bench: inout SessionBench) {
        let count = input.byte()
        bench.files.typedBytes = input.bytes(Int(count & 7))
        let said = input.bytes(Int(count >> 3 & 15))
        if !said.isEmpty { bench.settle(bench.session.handle([UInt8(ascii: "F")] + said)) }
    }

    /// Mostly somewhere in RAM: other pointers are soon told.
    private static func pointer(_ input: inout FuzzInput) -> UInt32 {
        let kind = input.byte()
        return switch kind & 3 {
        case 0: UInt32(kind >> 2)
        case 1: TargetDouble.ramBase.rawValue + 0x100 * UInt32(kind >> 2)
        case 2: TargetDouble.ramBase.rawValue + UInt32(input.halfword())
        default: input.word()
        }
    }

    /// What lies in RAM and may be a control block of RTT, changing while it is looked at: pieces
    /// of a halfword of address, a byte of length and the bytes, with a turn of the background
    /// after each.
    static let channels = FuzzTarget(
        name: "channels", maximumByteCount: 2048, dictionary: "channels"
    ) { bytes in
        var input = FuzzInput(bytes)
        guard var bench = try? SessionBench(options: 0) else { return }
        bench.host.typed = Array("typed by somebody".utf8)
        let double = bench.target.double
        for (index, _) in (0..<32).enumerated() where !input.isEmpty {
            let place = TargetDouble.ramBase + Int(input.halfword())
            let count = Int(input.byte())
            try? double.writeMemory(input.bytes(count), to: place)
            if index == 0 {
                for command in ["rtt start", "rtt server start 9000 0", "rtt server start 0 1"] {
                    bench.settle(bench.session.handle(.monitor(command)))
                }
            }
            let read = bench.target.readByteCount
            bench.settle(bench.session.runBackground())
            let moved = bench.target.readByteCount - read
            check(moved <= 4 << 20, "\(moved) bytes read in one turn")
            bench.settle(bench.session.handle(.monitor("rtt channels")))
            bench.settle(bench.session.handle(.monitor("rtt channellist")))
        }
        bench.end()
    }
}
