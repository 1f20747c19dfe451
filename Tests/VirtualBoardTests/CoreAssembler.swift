import Foundation

/// Thumb assembly put together by the toolchain's clang and lld, as a reader would write it.
struct CoreProgram {
    var bytes: [UInt8]
    private var symbols: [String: UInt32]

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Assembles `source` to run at `base`. `.fpu` and the architecture are set already.
    init(_ source: String, at base: UInt32) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "core-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = folder.appending(path: "a.s").path
        let object = folder.appending(path: "a.o").path
        let image = folder.appending(path: "a.elf").path
        let binary = folder.appending(path: "a.bin").path
        let prologue = ".syntax unified\n.thumb\n.text\n.global _start\n_start:\n"
        try (prologue + source + "\n").write(toFile: text, atomically: true, encoding: .utf8)
        _ = try Self.run(
            "clang", "--target=thumbv7em-none-eabihf", "-mcpu=cortex-m7", "-c", text, "-o", object)
        _ = try Self.run("ld.lld", "-Ttext=0x\(String(base, radix: 16))", object, "-o", image)
        _ = try Self.run("llvm-objcopy", "-O", "binary", image, binary)
        bytes = Array(try Data(contentsOf: URL(filePath: binary)))
        symbols = [:]
        for line in try Self.run("llvm-nm", image).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let value = UInt32(fields[0], radix: 16) else { continue }
            symbols[String(fields[2])] = value & ~1
        }
    }

    subscript(_ label: String) -> UInt32 {
        get throws {
            guard let address = symbols[label] else {
                throw Failure(description: "no label \(label)")
            }
            return address
        }
    }

    /// The tool next to `swift`, or on the path.
    private static func run(_ tool: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["PATH", default: ""] += ":/opt/swift/usr/bin"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(tool): \(text)")
        }
        return text
    }
}
