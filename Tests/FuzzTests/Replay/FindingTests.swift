import DebugSession
import Firmware
import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

/// What strangers' bytes have done once, with what comes of it now.
@Suite struct FindingTests {
    private func text(_ response: Response) -> String {
        response.replies.map { reply in
            if case .console(let text) = reply { return text }
            return String(decoding: reply.body, as: UTF8.self)
        }.joined()
    }

    /// A segment that ends beyond 4 GiB ended the server when it was made a region.
    @Test(arguments: [
        "flash fillw 0xfffffffc 1 2", "flash write_image f 0xfffffffe", "load_image f 0xfffffffe",
        "loadmem 0xfffffffe f", "verify_image f 0xfffffffe",
    ])
    func nothingIsPutBeyondTheEndOfMemory(command: String) throws {
        var bench = try SessionBench(options: 0)
        bench.files.contents["f"] = Array(":0400000001020304F2\n:00000001FF\n".utf8)
        let response = bench.session.handle(.monitor(command))
        #expect(response.replies.last != .ok)
        #expect(text(response).contains("past the end"), "\(response)")
    }

    /// A count times a size of 32 bits each is more than 63 bits.
    @Test func sectorsOfALoaderAreCountedWithCare() throws {
        let name = "many sectors of 4 GiB"
        let loader = LoaderSample(sectors: [(.max, .max)]).file
        let error = #expect(throws: FirmwareError.self, "\(name)") {
            try FlashAlgorithm.parse(loader)
        }
        #expect(error?.message == "The flash loader's list of sectors is damaged.")
        let sound = try FlashAlgorithm.parse(LoaderSample(sectors: [(8, 2048)]).file)
        #expect(sound.sectors.count == 8)
        #expect(sound.functions.program == 12)
    }

    /// A megabyte of it at once kept the debugger waiting for as long as it takes.
    @Test func aLargeRingIsTakenInPieces() throws {
        var bench = try SessionBench(options: 0)
        let ring = TargetDouble.ramBase + 0x1000
        let byteCount = 0x10000
        func put(_ words: [UInt32], _ offset: Int) throws {
            try bench.target.double.writeMemory(
                words.flatMap(\.littleEndianBytes), to: TargetDouble.ramBase + offset)
        }
        try bench.target.double.writeMemory(
            Array("SEGGER RTT\0\0\0\0\0\0".utf8), to: TargetDouble.ramBase)
        let (start, end) = (UInt32(byteCount - 100), UInt32(byteCount - 200))
        try put([1, 0, 0, ring.rawValue, UInt32(byteCount), end, start, 0], 16)
        for command in ["rtt start", "rtt server start 9000 0"] {
            #expect(bench.session.handle(.monitor(command)).replies.last == .ok)
        }
        var moved: [Int] = []
        for _ in 0..<6 {
            let before = bench.host.sentByteCount
            _ = bench.session.runBackground()
            moved.append(bench.host.sentByteCount - before)
        }
        #expect(moved.reduce(0, +) == byteCount - 100)
        #expect(moved.allSatisfy { $0 <= 16 << 10 })
    }

    /// The client was told that it is watched.
    @Test func nothingToWatchIsRefused() throws {
        var bench = try SessionBench(options: 0)
        #expect(text(bench.session.handle(Array("Z2,20000000,0".utf8))) == "E22")
        #expect(text(bench.session.handle(Array("Z2,20000000,4".utf8))) == "OK")
    }

    /// The product of area and pattern is no longer what a search takes; it finds what it did.
    @Test func repeatingPatternsAreFound() throws {
        var bench = try SessionBench(options: 0)
        let bytes = [UInt8](repeating: 0x61, count: 4095) + Array("aab".utf8)
        try bench.target.double.writeMemory(bytes, to: TargetDouble.ramBase)
        func find(_ pattern: String) -> String {
            var response = bench.session.handle(
                Array("qSearch:memory:20000000;2000;\(pattern)".utf8))
            // It is done piece by piece.
            while bench.session.isWorking { response = bench.session.work() }
            return text(response)
        }
        #expect(find("aaab") == "1,20000ffe")
        #expect(find("aaaa") == "1,20000000")
        #expect(find("b") == "1,20001001")
        #expect(find("abc") == "0")
    }

    /// Comparing it with each command's name took seconds.
    @Test func aLongWordIsNoCommandMistyped() throws {
        var bench = try SessionBench(options: 0)
        let word = "hal" + String(repeating: "t", count: 2000)
        #expect(!text(bench.session.handle(.monitor(word))).contains("did you mean"))
        #expect(text(bench.session.handle(.monitor("hlat"))).contains("did you mean \"halt\""))
    }
}

/// An ST loader of one section, made by hand: code of 64 bytes at 0x20000004, StorageInfo behind.
private struct LoaderSample {
    /// Count and size of each run.
    var sectors: [(UInt32, UInt32)]

    private static let base: UInt32 = 0x2000_0004
    private static let symbols: [(String, UInt32)] = [
        ("Init", 0x2000_0005), ("SectorErase", 0x2000_0009), ("Write", 0x2000_0011),
        ("StorageInfo", 0x2000_0044),
    ]

    var file: [UInt8] {
        var info = Array("toy".utf8) + [UInt8](repeating: 0, count: 101)
        info += words([0x9000_0000, 0x4000, 256, 0xFF])
        for run in sectors { info += words([run.0, run.1]) }
        info += words([0, 0])
        let contents = [UInt8](repeating: 0, count: 64) + info
        var names: [UInt8] = [0]
        var table = [UInt8](repeating: 0, count: 16)
        for (name, value) in Self.symbols {
            table += words([UInt32(names.count), value, 0]) + [0x12, 0, 1, 0]
            names += Array(name.utf8) + [0]
        }
        let start = UInt32(52 + 32)
        let tableStart = start + UInt32(contents.count)
        let namesStart = tableStart + UInt32(table.count)
        let sectionStart = namesStart + UInt32(names.count)
        let count = UInt32(contents.count)
        let header: [UInt8] =
            [0x7F] + Array("ELF".utf8) + [1, 1, 1] + [UInt8](repeating: 0, count: 9)
            + [2, 0, 40, 0] + words([1, Self.base | 1, 52, sectionStart, 0])
            + [52, 0, 32, 0, 1, 0, 40, 0, 4, 0, 0, 0]
        let sections = [
            [UInt32](repeating: 0, count: 10),
            [0, 1, 2, Self.base, start, count, 0, 0, 4, 0],
            [0, 2, 0, 0, tableStart, UInt32(table.count), 3, 0, 4, 16],
            [0, 3, 0, 0, namesStart, UInt32(names.count), 0, 0, 1, 0],
        ]
        return header + words([1, start, Self.base, Self.base, count, count, 5, 4]) + contents
            + table + names + sections.flatMap(words)
    }

    private func words(_ values: [UInt32]) -> [UInt8] { values.flatMap(\.littleEndianBytes) }
}
