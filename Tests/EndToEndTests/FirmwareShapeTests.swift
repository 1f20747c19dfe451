import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The images are what the first story's log shows: names, sizes, addresses.
    @Suite struct FirmwareShapeTests {
        struct Section: Equatable {
            var name: String
            var byteCount: Int
            var address: UInt32
            var loadAddress: UInt32
        }

        /// The allocated sections with content, as `gdb` would load them.
        func sections(_ name: String) async throws -> [Section] {
            let elf = try await firmware(name)
            let outcome = try await Sim.runPlain(
                ["llvm-objdump", "--section-headers", "--show-lma", elf])
            try #require(outcome.status == 0, "\(outcome.log)")
            return outcome.stdout.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard words.count >= 5, Int(words[0]) != nil,
                    let size = Int(words[2], radix: 16), size > 0,
                    let address = UInt32(words[3], radix: 16), address != 0,
                    let load = UInt32(words[4], radix: 16), !words.contains("BSS")
                else { return nil }
                return Section(
                    name: words[1], byteCount: size, address: address, loadAddress: load)
            }
        }

        static let names = [
            "rom_start", "text", ".ARM.exidx", "initlevel", "device_area", "sw_isr_table",
            "gpio_driver_api_area", "reset_driver_api_area", "clock_control_driver_api_area",
            "uart_driver_api_area", "rodata", "datas", "device_states", ".last_section",
        ]

        @Test(arguments: [("zephyr", 18_120), ("second", 18_120), ("large", 262_144)])
        func sectionsAreZephyrs(image: String, byteCount: Int) async throws {
            let sections = try await sections("\(image).elf")
            #expect(sections.map(\.name) == Self.names)
            #expect(sections.map(\.byteCount).reduce(0, +) == byteCount)
            let start = Section(
                name: "rom_start", byteCount: 0x160, address: 0x0800_0000, loadAddress: 0x0800_0000)
            let text = Section(
                name: "text", byteCount: 0x36BC, address: 0x0800_0160, loadAddress: 0x0800_0160)
            #expect(sections.first == start)
            #expect(sections.dropFirst().first == text)
            for section in sections where ["datas", "device_states"].contains(section.name) {
                #expect(section.address >> 24 == 0x20)
                #expect(section.loadAddress >> 24 == 0x08)
            }
        }

        @Test func imagesAreFullOfContent() async throws {
            for image in ["zephyr", "second", "large"] {
                let bytes = try await firmwareBytes("\(image).bin")
                let longestRun = bytes.split { $0 != 0 }.map(\.count).max() ?? 0
                #expect(longestRun < 64, "\(image)")
            }
            let first = try await firmwareBytes("zephyr.bin")
            let second = try await firmwareBytes("second.bin")
            let different = zip(first, second).filter { $0 != $1 }.count
            #expect(different > first.count / 2)
        }
    }
}
