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
    ])
    func nothingOutsideIsReached(path: String) throws {
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(throws: Folder.Failure.self) { try folder.open(path, Self.read) }
        #expect(throws: Folder.Failure.self) { try folder.open(path, Self.write) }
        let outside = try Data(contentsOf: root.appending(path: "outside.txt"))
        #expect(outside == Data("secret".utf8))
    }

    @Test func linksAreNotRenamedThrough() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        _ = try folder.open("a.txt", Self.write).write([1])
        #expect(throws: Folder.Failure.self) { try folder.rename("a.txt", to: "up/b.txt") }
        #expect(throws: Folder.Failure.self) { try folder.remove("up/outside.txt") }
        #expect(throws: Folder.Failure.self) { try folder.rename("a.txt", to: "../b.txt") }
    }
}
