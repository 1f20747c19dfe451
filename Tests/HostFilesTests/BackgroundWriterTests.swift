import Foundation
import Testing

@testable import HostFiles

/// Nobody waits for a reader, and a reader gets whole pieces in order.
@Suite struct BackgroundWriterTests {
    private func makePipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        close(descriptor)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [false, true])
    func whatNobodyReadsIsLostAndCounted(isNonBlocking: Bool) throws {
        let ends = try makePipe()
        if isNonBlocking {
            _ = fcntl(ends.writing, F_SETFL, fcntl(ends.writing, F_GETFL) | O_NONBLOCK)
        }
        let writer = BackgroundWriter(ends.writing, limitByteCount: 100_000) { "lost \($0)\n" }
        let pieces = (0..<1000).map { "\($0) " + String(repeating: "x", count: 994) + "\n" }
        for piece in pieces { writer.write(Array(piece.utf8)) }
        // More than a pipe holds: it is not drained, and who asks comes back all the same.
        writer.drain(milliseconds: 20)
        let reader = DispatchQueue(label: "reader")
        var text = ""
        let group = DispatchGroup()
        reader.async(group: group) {
            writer.drain(milliseconds: 60_000)
            close(ends.writing)
        }
        text = readAll(ends.reading)
        group.wait()
        let lines = text.split(separator: "\n").map(String.init)
        let kept = lines.filter { !$0.hasPrefix("lost") }
        #expect((100...200).contains(kept.count), "\(kept.count)")
        // Whoever writes while the pipe still takes something may lose in between as well.
        let numbers = kept.compactMap { Int($0.prefix { $0 != " " }) }
        #expect(numbers == numbers.sorted() && numbers.prefix(100) == Array(0..<100).prefix(100))
        #expect(kept == numbers.map { String(pieces[$0].dropLast()) })
        let lost = lines.filter { $0.hasPrefix("lost") }.compactMap { Int($0.dropFirst(5)) }
        #expect(lost.reduce(0, +) == 1000 - kept.count)
    }

    @Test func whoHasLeftIsNotWaitedFor() throws {
        signal(SIGPIPE, SIG_IGN)
        let ends = try makePipe()
        close(ends.reading)
        let writer = BackgroundWriter(ends.writing) { "\($0)" }
        for _ in 0..<1000 { writer.write([UInt8](repeating: 0x61, count: 1000)) }
        writer.drain(milliseconds: 60_000)
        close(ends.writing)
    }
}
