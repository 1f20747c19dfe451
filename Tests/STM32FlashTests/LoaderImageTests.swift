import Foundation
import Testing

@testable import STM32Flash

/// The machine code in the tree is what its source gives.
@Suite struct LoaderImageTests {
    @Test func matchesItsSource() throws {
        let module = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/STM32Flash")
        let build = Process()
        build.executableURL = module.appending(path: "Loaders/build")
        let output = Pipe()
        build.standardOutput = output
        try build.run()
        let made = output.fileHandleForReading.readDataToEndOfFile()
        build.waitUntilExit()
        #expect(build.terminationStatus == 0)
        let kept = try Data(contentsOf: module.appending(path: "LoaderImages.swift"))
        #expect(made == kept, "Loaders/build > LoaderImages.swift was forgotten")
    }

    /// What runs before the stack is there, or from another address, must not need either.
    @Test func isSmall() {
        let images = [
            LoaderImage.f1, LoaderImage.f4, LoaderImage.l0, LoaderImage.unit, LoaderImage.wb0,
        ]
        for image in images { #expect(image.count * 4 <= 1280) }
    }
}
