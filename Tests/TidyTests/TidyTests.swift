import Foundation
import Testing

/// The tree lints itself: each rule of the house is a test, and what breaks it is named by line.
@Suite struct TidyTests {
    let tree: Tree

    init() throws { tree = try Tree() }

    /// One executable each; there, and in tests, the whole of Foundation may be used.
    static let tools: Set<String> = ["stlink", "stlink-gdbserver", "stlink-sim"]
    var libraryFiles: [Tree.File] {
        tree.swiftFiles.filter { file in file.module.map { !Self.tools.contains($0) } ?? false }
    }

    @Test func treeIsFound() {
        #expect(tree.swiftFiles.count > 50)
        #expect(libraryFiles.contains { $0.path == "Sources/TargetMemory/Address.swift" })
        #expect(libraryFiles.contains { $0.imports.contains("TargetMemory") })
    }

    @Test func linesHaveAtMost100Columns() {
        let kinds = ["swift", "c", "h", "s", "ld", "sh", "py", "gdb", "modulemap", "md"]
        let files = tree.files.filter { file in
            kinds.contains { file.path.hasSuffix(".\($0)") } && file.path != "LICENSE"
        }
        // A table row or a link of a document cannot be broken.
        let places = Tree.places(in: files) { line in
            line.count > 100 && !line.hasPrefix("|") && !line.contains("](")
        }
        #expect(places == [])
    }

    @Test func filesHaveAtMost300Lines() {
        let long = tree.swiftFiles.filter { file in
            file.lines.count > 301 && !file.path.hasPrefix("Sources/STM32/Families/")
        }
        #expect(long.map { "\($0.path): \($0.lines.count - 1)" } == [])
    }

    @Test func functionsHaveAtMost70Lines() {
        #expect(Self.longFunctions(in: tree.swiftFiles, limit: 70) == [])
        // The rule itself must be able to find something.
        let body = Array(repeating: "        x += 1", count: 71)
        let file = Tree.File(path: "A.swift", lines: ["    func a() {"] + body + ["    }"])
        #expect(Self.longFunctions(in: [file], limit: 70) == ["A.swift:1"])
    }

    /// Formatted code closes a function with a brace in the column where the function starts.
    static func longFunctions(in files: [Tree.File], limit: Int) -> [String] {
        files.flatMap { file in
            file.lines.indices.compactMap { start -> String? in
                let line = file.lines[start]
                let indent = line.prefix { $0 == " " }
                let code = line.dropFirst(indent.count)
                guard !code.hasPrefix("//"), !code.hasPrefix("\""), !code.hasPrefix("super."),
                    code.contains("func ") || code.contains("init("),
                    !code.hasSuffix("}")
                else { return nil }
                let end = file.lines[(start + 1)...].firstIndex { other in
                    other == indent + "}"
                        || (other.hasPrefix(indent) && other.hasSuffix("{"))
                            && other.dropFirst(indent.count).first == ")"
                }
                guard let first = end else { return nil }
                var close = first
                if file.lines[first].hasSuffix("{") {
                    close = file.lines[(first + 1)...].firstIndex { $0 == indent + "}" } ?? first
                }
                return close - start - 1 > limit ? "\(file.path):\(start + 1)" : nil
            }
        }
    }

    @Test func nothingIsLeftForLater() {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK"]
        let places = Tree.places(in: tree.files) { line in words.contains { line.contains($0) } }
        #expect(places == [])
    }

    @Test func librariesDoNotPrint() {
        let places = Tree.places(in: libraryFiles) { line in
            let code = line.drop { $0 == " " }
            return !code.hasPrefix("//") && (code.hasPrefix("print(") || code.contains(" print("))
        }
        #expect(places == [])
    }

    @Test func theCompilerIsNeverOverruled() {
        let escapes = [
            "@unchecked", "nonisolated(unsafe)", "unowned(unsafe)", "unsafeBitCast", "try!", "as!",
            "@preconcurrency",
        ]
        let files = tree.swiftFiles.filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        let places = Tree.places(in: files) { line in
            !line.drop { $0 == " " }.hasPrefix("//") && escapes.contains { line.contains($0) }
        }
        #expect(places == [])
    }

    @Test func thereIsNoUnimplementedCode() {
        let places = Tree.places(in: tree.swiftFiles.filter { $0.module != nil }) { line in
            line.contains("fatalError(") || line.lowercased().contains("unimplemented")
        }
        #expect(places == [])
    }

    @Test(arguments: [
        ("CLibUSB", "LibUSB"), ("CUnicorn", "VirtualBoard"), ("CUMockdev", "VirtualBus"),
    ])
    func onlyOneModuleSeesTheCLibrary(library: String, module: String) {
        let importers = tree.swiftFiles.filter { $0.imports.contains(library) }
        #expect(Set(importers.map(\.module)) == [module])
    }

    @Test func librariesDoWithoutFoundation() {
        let importers = libraryFiles.filter { file in
            file.imports.contains { $0.hasPrefix("Foundation") }
        }
        #expect(importers.map(\.path) == [])
    }

    /// An error in a driver must not cancel itself out in the board that proves it.
    @Test func theVirtualBoardKnowsNoDriver() {
        let allowed: Set<String> = ["USBTransport", "CUnicorn", "Glibc", "Synchronization"]
        let board = tree.swiftFiles.filter { $0.module == "VirtualBoard" }
        #expect(!board.isEmpty)
        for file in board {
            #expect(allowed.isSuperset(of: file.imports), "\(file.path)")
        }
    }

    /// The protocol, the session and the drivers are plain Swift: no I/O, no clock, no thread.
    @Test(arguments: [
        "TargetMemory", "USBTransport", "STLink", "CortexM", "STM32", "STM32Flash", "Firmware",
        "RemoteProtocol", "DebugSession", "STM32Target", "Trace",
    ])
    func pureModulesImportOnlyOurs(module: String) {
        let ours = Set(tree.swiftFiles.compactMap(\.module))
        let files = tree.swiftFiles.filter { $0.module == module }
        #expect(!files.isEmpty)
        for file in files {
            #expect(ours.isSuperset(of: file.imports), "\(file.path)")
        }
    }

    /// Registers of the core are named once, in `CortexM` (and in the independent board).
    @Test func coreRegisterAddressesStandInOneModule() {
        let owners: Set<String?> = ["CortexM", "VirtualBoard"]
        // Machine code is made of its source, where the same address is in C.
        let files = tree.swiftFiles.filter {
            $0.module != nil && !owners.contains($0.module)
                && !$0.path.hasSuffix("LoaderImages.swift")
        }
        let places = Tree.places(in: files) { line in
            let code = line.drop { $0 == " " }
            let compact = line.replacing("_", with: "").lowercased()
            return !code.hasPrefix("//") && compact.contains("0xe000e")
        }
        #expect(places == [])
    }
}
