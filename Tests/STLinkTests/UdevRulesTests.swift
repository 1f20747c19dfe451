import Foundation
import STLink
import Testing

/// The rules file that is shipped for Linux names every probe that we know.
@Suite struct UdevRulesTests {
    private func rules() throws -> [String] {
        // Tests/STLinkTests/UdevRulesTests.swift in the repository.
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "udev/70-st-link.rules")
        return try String(contentsOf: path, encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    @Test func coverEveryModel() throws {
        let products = try rules().compactMap { line -> UInt16? in
            guard !line.hasPrefix("#"), line.contains("ATTRS{idVendor}==\"0483\""),
                let match = line.firstMatch(of: /ATTRS\{idProduct\}=="([0-9a-f]{4})"/)
            else { return nil }
            return UInt16(match.output.1, radix: 16)
        }
        #expect(products.count == Set(products).count)
        #expect(Set(products) == Set(ProbeModel.all.map(\.productID)))
    }

    @Test func giveTheRights() throws {
        let all = try rules()
        let grant = all.filter { $0.contains("TAG+=\"uaccess\"") && !$0.hasPrefix("#") }
        #expect(grant.count == 1)
        #expect(grant.first?.contains("ENV{ST_LINK}==\"1\"") == true)
        #expect(Probe.udevAdvice.contains("udev/70-st-link.rules"))
    }
}
