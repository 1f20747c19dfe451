import Foundation
import TestSupport

/// Programs for a board: two that take turns, and one for its last sector.
struct ChaosImages {
    struct Image {
        var path: String
        var address: Int
        var bytes: [UInt8]
    }

    var programs: [Image] = []
    var neighbour: Image

    private static let headerByteCount = 52 + 32

    init(_ board: ChaosBoard, in folder: TemporaryFolder) async throws {
        for seed in 1...2 {
            programs.append(
                try await Self.make(
                    "program\(seed).elf", seed, board.base, board.imageByteCount, folder))
        }
        neighbour = try await Self.make("neighbour.elf", 9, board.neighbour, 96, folder)
    }

    private static func make(
        _ name: String, _ seed: Int, _ address: Int, _ count: Int, _ folder: TemporaryFolder
    ) async throws -> Image {
        let path = folder.file(name)
        let tool = "\(Executables.packageRoot)/Tests/Firmware/elf.py"
        let made = try await Sim.runPlain([
            "python3", tool, path, "\(seed)", "0x20000800", "\(address):\(count)",
        ])
        guard made.status == 0 else { throw DeskFailure(made.log) }
        // One section, behind the headers.
        let bytes = try folder.bytes(name).dropFirst(headerByteCount).prefix(count)
        return Image(path: path, address: address, bytes: Array(bytes))
    }
}
