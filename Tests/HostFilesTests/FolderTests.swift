import Foundation
import Testing

@testable import HostFiles

/// A program's folder: what is inside can be used, what is outside cannot be reached.
@Suite struct FolderTests {
    private let root: URL
    private let folder: Folder

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(
            path: "folder-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(
            at: root.appending(path: "inside/sub"), withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: root.appending(path: "outside.txt"))
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "inside/link.txt"),
            withDestinationURL: root.appending(path: "outside.txt"))
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "inside/up"), withDestinationURL: root)
        let inside = root.appending(path: "inside").path
        // Outside, and reached by who takes `/` and a mark for a letter.
        try Data("secret".utf8).write(to: root.appending(path: "\u{301}x"))
        mkfifo(inside + "/pipe", 0o600)
        try FileManager.default.createSymbolicLink(
            atPath: inside + "/zero", withDestinationPath: "/dev/zero")
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: (inside + "/socket").utf8.prefix(107))
        }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        folder = try Folder(path: root.appending(path: "inside").path)
    }

    private static let write = Folder.Access(
        reads: false, writes: true, appends: false, creates: true)
    private static let read = Folder.Access(
        reads: true, writes: false, appends: false, creates: false)

    @Test func filesAreWrittenAndRead() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(try folder.open("/sub/../sub/./a.txt", Self.write).write(Array("abc".utf8)) == 3)
        let file = try folder.open("sub\\a.txt", Self.read)
        #expect(try file.byteCount() == 3)
        try file.seek(to: 1)
        #expect(try file.read(10) == Array("bc".utf8))
        #expect(try file.read(10) == [])
        try folder.rename("sub/a.txt", to: "b.txt")
        try folder.remove("b.txt")
        #expect(throws: Folder.Failure(number: ENOENT)) {
            try folder.open("b.txt", Self.read)
        }
    }

    @Test(arguments: [
        "../outside.txt", "sub/../../outside.txt", "link.txt", "up/outside.txt", "", "/", ".",
        "sub", "a\0b",
        // A separator that is one character with the mark behind it still is one.
        "../\u{301}x", "sub/../../\u{301}x", "..\u{FE0F}/../..", "up/\u{301}x", "..\\outside.txt",
        "/../outside.txt", "//../outside.txt", "/etc/passwd", "pipe", "sub/../pipe", "zero",
        "socket", "/proc/self/mem",
    ])
    func nothingOutsideIsReached(path: String) throws {
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(throws: Folder.Failure.self) { try folder.open(path, Self.read) }
        #expect(throws: Folder.Failure.self) { try folder.open(path, Self.write) }
        for name in ["outside.txt", "\u{301}x"] {
            #expect(try Data(contentsOf: root.appending(path: name)) == Data("secret".utf8))
        }
        #expect(throws: Folder.Failure.self) { try folder.rename("sub", to: "../x" + path) }
    }

    /// What is there twice may be outside, too: it is not written to, not even emptied.
    @Test func filesWithTwoNamesAreNotWrittenTo() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.linkItem(
            at: root.appending(path: "outside.txt"), to: root.appending(path: "inside/twin.txt"))
        #expect(throws: Folder.Failure(number: EACCES)) {
            try folder.open("twin.txt", Self.write)
        }
        let appending = Folder.Access(reads: true, writes: true, appends: true, creates: true)
        #expect(throws: Folder.Failure(number: EACCES)) {
            try folder.open("twin.txt", appending)
        }
        let outside = try Data(contentsOf: root.appending(path: "outside.txt"))
        #expect(outside == Data("secret".utf8))
    }

    /// A file has an end, and so has a path; neither takes the disk or the stack.
    @Test func sizesAreBounded() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let file = try folder.open("large", Self.write)
        try file.seek(to: Limits.fileByteCount - 2)
        #expect(try file.write([1, 2]) == 2)
        #expect(throws: Folder.Failure(number: EFBIG)) { try file.write([3]) }
        try file.seek(to: Int(UInt32.max))
        #expect(throws: Folder.Failure(number: EFBIG)) { try file.write([3]) }
        let appending = Folder.Access(reads: false, writes: true, appends: true, creates: true)
        let same = try folder.open("large", appending)
        #expect(throws: Folder.Failure(number: EFBIG)) { try same.write([3]) }
        for path in [String(repeating: "a", count: 5000), String(repeating: "a/", count: 5000)] {
            #expect(throws: Folder.Failure(number: ENAMETOOLONG)) {
                try folder.open(path, Self.read)
            }
        }
    }

    /// Somebody swaps a folder and a link to the outside, over and over: whatever is opened is
    /// inside.
    @Test func swappingALinkInDoesNotHelp() async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let inside = root.appending(path: "inside").path
        try Data("public".utf8).write(to: root.appending(path: "inside/sub/outside.txt"))
        let swapping = Task.detached {
            for _ in 0..<3000 {
                for (from, to) in [("sub", "third"), ("up", "sub"), ("third", "up")] {
                    rename(inside + "/" + from, inside + "/" + to)
                }
            }
        }
        var readCount = 0
        for round in 0..<100_000 where readCount < 200 {
            let path = ["sub", "up", "third"][round % 3] + "/outside.txt"
            guard let file = try? folder.open(path, Self.read) else { continue }
            #expect(try file.read(10) == Array("public".utf8))
            readCount += 1
        }
        #expect(readCount == 200)
        await swapping.value
    }

    @Test func linksAreNotRenamedThrough() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        _ = try folder.open("a.txt", Self.write).write([1])
        #expect(throws: Folder.Failure.self) { try folder.rename("a.txt", to: "up/b.txt") }
        #expect(throws: Folder.Failure.self) { try folder.remove("up/outside.txt") }
        #expect(throws: Folder.Failure.self) { try folder.rename("a.txt", to: "../b.txt") }
    }
}
