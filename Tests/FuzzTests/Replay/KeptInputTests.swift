import Foundation
import Testing

/// Every input that was ever worth keeping, fed again: findings that were mended stay mended.
@Suite struct KeptInputTests {
    private static let corpus = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus")

    /// The inputs of a target, in the order of their names.
    private static func inputs(of target: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: corpus.appending(path: target), includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
    }

    /// A trap ends the process that it happens in, so each target has one of its own.
    @Test(arguments: FuzzTarget.all.map(\.name))
    func keptInputsDoNoHarm(name: String) async throws {
        await #expect(processExitsWith: .success) { [name = name as String] in
            let target = try #require(FuzzTarget.named(name))
            for input in try KeptInputTests.inputs(of: name) {
                // The last line tells which it was that trapped.
                FileHandle.standardError.write(Data("\(name)/\(input.lastPathComponent)\n".utf8))
                target.run([UInt8](try Data(contentsOf: input)))
            }
        }
    }

    @Test func everyTargetHasItsInputs() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(Set(folders) == Set(FuzzTarget.all.map(\.name)))
        for target in FuzzTarget.all {
            let inputs = try Self.inputs(of: target.name)
            #expect((5...300).contains(inputs.count), "\(target.name): \(inputs.count)")
            for input in inputs {
                let byteCount = try Data(contentsOf: input).count
                #expect(byteCount <= target.maximumByteCount, "\(input.path)")
            }
        }
    }
}
