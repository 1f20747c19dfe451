import Foundation
import HostFiles

extension FuzzTarget {
    /// A file's name as a program on the target gives it. The folder has a file, a folder with
    /// another one, and links to itself and out of it; only the two files can be had.
    static let paths = FuzzTarget(
        name: "paths", maximumByteCount: 256, dictionary: "paths"
    ) { bytes in
        let path = String(decoding: bytes, as: UTF8.self)
        let access = Folder.Access(reads: true, writes: false, appends: false, creates: false)
        do throws(Folder.Failure) {
            let file = try Folder(path: Playground.path).open(path, access)
            let text = String(decoding: try file.read(64), as: UTF8.self)
            check(["inside", "deeper"].contains(text), "'\(path)' is \(text)")
        } catch {
            check(error.number != 0, "'\(path)' fails with no error")
        }
    }

    /// Made once for a process, and left for the system to clean up.
    private enum Playground {
        static let path: String = {
            let root = FileManager.default.temporaryDirectory
                .appending(path: "stlink-fuzz-paths-\(UUID())")
            let inside = root.appending(path: "a")
            do {
                let files = FileManager.default
                try files.createDirectory(
                    at: inside.appending(path: "d"), withIntermediateDirectories: true)
                try Data("secret".utf8).write(to: root.appending(path: "s"))
                try Data("inside".utf8).write(to: inside.appending(path: "f"))
                try Data("deeper".utf8).write(to: inside.appending(path: "d/f"))
                for (link, goal) in [("l", "."), ("o", ".."), ("r", "/"), ("n", "../s")] {
                    try files.createSymbolicLink(
                        atPath: inside.appending(path: link).path, withDestinationPath: goal)
                }
            } catch {
                check(false, "\(error)")
            }
            return inside.path
        }()
    }
}
