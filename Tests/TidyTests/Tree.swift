import Foundation

/// The repository as text: every file that is ours, by path from the root.
struct Tree {
    struct File {
        /// From the repository's root: `Sources/STLink/Status.swift`.
        var path: String
        var lines: [String]

        var isSwift: Bool { path.hasSuffix(".swift") }
        /// `STLink` of `Sources/STLink/Status.swift`; `nil` outside `Sources`.
        var module: String? {
            let parts = path.split(separator: "/")
            return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
        }
        /// The modules that a Swift file imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index < 2, words.count > index + 1
                else { return nil }
                // `import struct Foundation.Data` names the module in front of the dot.
                return words.last?.split(separator: ".").first.map(String.init)
            }
        }
    }

    let root: URL
    let files: [File]

    /// Reads what is under `Sources`, `Tests`, `docs` and the like; build products are not ours.
    init(sourceFile: String = #filePath) throws {
        let root = URL(filePath: sourceFile)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        self.root = root
        var paths = try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { Self.topLevelFiles.contains($0) }
        for folder in Self.folders {
            let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let path = found?.nextObject() as? String { paths.append("\(folder)/\(path)") }
        }
        files = paths.sorted().compactMap { path in
            var isFolder: ObjCBool = false
            let full = root.appending(path: path).path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder),
                !isFolder.boolValue, !path.contains("__pycache__"),
                let text = try? String(contentsOfFile: full, encoding: .utf8)
            else { return nil }
            return File(path: path, lines: text.components(separatedBy: "\n"))
        }
    }

    static let folders = ["Sources", "Tests", "docs", "gdbinit-examples", "udev", "zephyr", ".ci"]
    static let topLevelFiles = [
        "Package.swift", "LICENSE", "README.md", "CHANGELOG.md", "Makefile", ".swift-format",
        ".gitignore", ".gitattributes",
    ]

    var swiftFiles: [File] { files.filter(\.isSwift) }

    /// `path:line` of every line of `files` for which `isBad` holds.
    static func places(in files: [File], where isBad: (String) -> Bool) -> [String] {
        files.flatMap { file in
            file.lines.enumerated().filter { isBad($0.element) }
                .map { "\(file.path):\($0.offset + 1)" }
        }
    }
}
