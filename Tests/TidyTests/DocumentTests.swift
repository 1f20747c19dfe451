import Foundation
import Testing

/// What the documents say must be there.
@Suite struct DocumentTests {
    let tree: Tree

    init() throws { tree = try Tree() }

    @Test func linksResolve() {
        var linkCount = 0
        for file in tree.files where file.path.hasSuffix(".md") {
            let folder = tree.root.appending(path: file.path).deletingLastPathComponent()
            for (index, line) in file.lines.enumerated() {
                for match in line.matches(of: /\]\(([^)\s]+)\)/) {
                    let target = String(match.output.1)
                    if target.hasPrefix("http") || target.hasPrefix("#") { continue }
                    linkCount += 1
                    let path = target.split(separator: "#").first.map(String.init) ?? target
                    let exists = FileManager.default.fileExists(
                        atPath: folder.appending(path: path).path)
                    #expect(exists, "\(file.path):\(index + 1): \(target)")
                }
            }
        }
        #expect(linkCount > 5)
    }

    /// Commands that the documents show are targets of the Makefile.
    @Test func makeTargetsExist() throws {
        let makefile = try #require(tree.files.first { $0.path == "Makefile" })
        let targets = Set(
            makefile.lines.compactMap { line in
                line.prefixMatch(of: /([a-z-]+):/).map { String($0.output.1) }
            })
        #expect(targets.contains("demo"))
        for file in tree.files where file.path.hasSuffix(".md") {
            for (index, line) in file.lines.enumerated() {
                for match in line.matches(of: /`?make ([a-z]+)(`|$| #| {2})/) {
                    let target = String(match.output.1)
                    #expect(targets.contains(target), "\(file.path):\(index + 1): make \(target)")
                }
            }
        }
    }

    /// Every exit status of the source is in the document, and the other way round.
    @Test func exitStatusesAreDocumented() throws {
        let source = try #require(
            tree.files.first { $0.path == "Sources/STLink/ExitStatus.swift" })
        let document = try #require(tree.files.first { $0.path == "docs/exit-codes.md" })
        let declared = source.lines.compactMap { line in
            line.firstMatch(of: /case [a-zA-Z]+ = ([0-9]+)/).map { String($0.output.1) }
        }
        let documented = document.lines.flatMap { line -> [String] in
            guard let cell = line.prefixMatch(of: /\| ([0-9, ]+) \|/) else { return [] }
            return cell.output.1.split(separator: ", ").map(String.init)
        }
        #expect(declared.count > 10)
        #expect(declared == documented)
    }

    @Test func gdbExamplesAreShortAndExplained() {
        let examples = tree.files.filter { $0.path.hasPrefix("gdbinit-examples/") }
        #expect(!examples.isEmpty)
        for example in examples {
            #expect(example.path.hasSuffix(".gdb"))
            #expect(example.lines.count <= 21, "\(example.path)")
            #expect(example.lines.first?.hasPrefix("# ") == true, "\(example.path)")
        }
    }

    @Test func topLevelHoldsOnlyWhatBelongsThere() throws {
        let ignored = [".git", ".build", ".build-venv", ".build-firmware", "Package.resolved"]
        let expected = Set(Tree.topLevelFiles + Tree.folders)
        let found = try FileManager.default.contentsOfDirectory(atPath: tree.root.path)
            .filter { !ignored.contains($0) && !$0.hasPrefix(".build") }
        #expect(Set(found).subtracting(expected) == [])
        #expect(expected.subtracting(found) == [])
    }
}
