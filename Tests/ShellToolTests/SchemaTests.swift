import Foundation
import TestSupport
import Testing

extension ShellTool {
    /// What `--json` prints is what docs/json.md says, member by member, in both directions.
    @Suite struct Schema {
        /// A row of the document.
        struct Member: Hashable {
            var type: String
            var isOptional: Bool
        }

        /// The members of one section by their paths.
        static func section(_ name: String) throws -> [String: Member] {
            let path = "\(Executables.packageRoot)/docs/json.md"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            var members: [String: Member] = [:]
            var heading = ""
            for line in text.split(separator: "\n") {
                if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
                guard heading == name,
                    let row = line.firstMatch(of: /^\| `([A-Za-z.\[\]]+)` \| ([a-z]+)(\??) \|/)
                else { continue }
                members[String(row.output.1)] = Member(
                    type: String(row.output.2), isOptional: !row.output.3.isEmpty)
            }
            return members
        }

        static func type(of value: JSON) -> String {
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .number: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        }

        /// Every member of a document with its path, and the paths whose parents are there.
        static func walk(_ value: JSON, _ path: String = "") -> [(path: String, value: JSON)] {
            switch value {
            case .object(let members):
                return members.flatMap { key, member in
                    let place = path.isEmpty ? key : "\(path).\(key)"
                    return [(place, member)] + walk(member, place)
                }
            case .array(let items):
                return items.flatMap { walk($0, "\(path)[]") }
            default: return []
            }
        }

        static func check(
            _ document: JSON, _ name: String, absent: Set<String> = [],
            _ log: String
        ) throws {
            let members = try section(name)
            #expect(!members.isEmpty, "docs/json.md has no section \(name)")
            let found = walk(document)
            for (path, value) in found {
                guard let member = members[path] else {
                    Issue.record("\(name): \(path) is not in docs/json.md")
                    continue
                }
                let type = type(of: value)
                #expect(
                    type == member.type || member.type == "any"
                        || type == "null" && member.isOptional,
                    "\(name): \(path) is \(type)\n\(log)")
            }
            let paths = Set(found.map(\.path))
            for path in members.keys where !absent.contains(path) {
                // Members of what is null or empty need not be there.
                let parts = path.split(separator: ".")
                let parent = parts.dropLast().joined(separator: ".")
                let isParentThere =
                    parent.isEmpty || found.contains { $0.path.hasPrefix("\(parent).") }
                #expect(!isParentThere || paths.contains(path), "\(name): no \(path)\n\(log)")
            }
        }

        static let cases: [(section: String, command: String, absent: Set<String>)] = [
            ("list", "list", []),
            ("info", "info", []),
            ("doctor", "doctor", []),
            ("doctor", "doctor --serial FFFF", []),
            ("reset", "reset", []),
            ("reset", "reset --halt", []),
            ("read", "read 0x20000000 8", ["width", "values", "file"]),
            ("read", "read 0x20000000 8 --width 16", ["file"]),
            ("read", "read 0x20000000 8 out.bin", ["width", "values", "bytes"]),
            ("write", "write 0x20000000 1", []),
            ("write", "write 0x20000000 $ELF", []),
            ("flash", "flash $ELF", []),
            ("erase", "erase --address 0x08000000 --count 1", []),
            ("verify", "verify $ELF", []),
            ("option-bytes", "option-bytes", []),
            ("option-bytes", "option-bytes nRST_STOP=0 --dry-run", []),
            ("option-bytes", "option-bytes nRST_STOP=0", []),
            ("option-bytes", "unlock", []),
            ("otp", "otp", []),
            ("error", "option-bytes RDP=0xCC", []),
            ("error", "info --serial FFFF", []),
            ("error", "read 0x30000000 4", []),
        ]

        @Test(arguments: cases.indices)
        func isWhatTheDocumentSays(_ index: Int) async throws {
            let example = Self.cases[index]
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                ELF=\(elf)
                stlink flash $ELF >&2
                stlink \(example.command) --json || true
                """)
            #expect(result.status == 0, "\(result.log)")
            try Self.check(
                JSON(text: result.stdout), example.section, absent: example.absent, result.log)
        }
    }
}
