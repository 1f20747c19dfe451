import CortexM
import Firmware
import Foundation
import STM32Flash
import STM32Target
import TargetMemory
import TestSupport
import Testing

/// Flash loaders from files, run on the virtual chip for a memory that we have no driver for.
@Suite struct ExternalFlashTests {
    private static let kinds = ["FLM", "stldr"]
    private static let base: Address = 0x2004_C000
    private static let sectorByteCount = 2048

    private func loader(_ kind: String) async throws -> FlashAlgorithm {
        let firmware = try await TestFirmware.built()
        let path = kind == "FLM" ? firmware.cmsisLoader : firmware.stLoader
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        return try FlashAlgorithm.parse(bytes)
    }

    private func flash(
        _ kind: String, _ target: STM32Target
    ) async throws -> ExternalFlash {
        let device = try #require(target.identity.device)
        return try ExternalFlash(
            try await loader(kind), core: target.core,
            workArea: device.workArea, ram: device.ram.map(\.region))
    }

    @Test(arguments: kinds) func filesTellWhatTheyAreFor(_ kind: String) async throws {
        let algorithm = try await loader(kind)
        #expect(algorithm.name == "toy memory")
        #expect(algorithm.region == Region(base: Self.base, byteCount: 16 << 10))
        #expect(algorithm.sectors.count == 8)
        #expect(algorithm.sectors.allSatisfy { $0.byteCount == Self.sectorByteCount })
        #expect(algorithm.pageByteCount == 256)
        #expect(algorithm.erasedValue == 0xFF)
        #expect(algorithm.kind == (kind == "FLM" ? .cmsis : .st))
    }

    @Test(arguments: kinds) func unalignedImageTakesTwoSectors(_ kind: String) async throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        try target.core.access.write([UInt8](repeating: 0, count: 6144), to: Self.base)
        let external = try await flash(kind, target)
        let image = Segment(
            address: Self.base + 2000, bytes: (0..<301).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let report = try external.program([image])
        #expect(report.sectorsErased == 2)
        #expect(report.isVerified)
        let after = try target.core.access.read(Self.base, count: 6144)
        #expect(Array(after[2000..<2301]) == image.bytes)
        #expect(after[..<2000].allSatisfy { $0 == 0xFF })
        #expect(after[2301..<4096].allSatisfy { $0 == 0xFF })
        // The third sector was not touched.
        #expect(after[4096...].allSatisfy { $0 == 0 })
        // The same again has nothing to do.
        #expect(try external.program([image]).sectorsUnchanged == 2)
    }

    @Test(arguments: kinds) func restOfASectorIsKeptOnDemand(_ kind: String) async throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        let old = (0..<2048).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        try target.core.access.write(old, to: Self.base)
        let image = Segment(address: Self.base + 100, bytes: [1, 2, 3])
        _ = try await flash(kind, target).program([image], preserves: true)
        var wanted = old
        wanted.replaceSubrange(100..<103, with: [1, 2, 3])
        #expect(try target.core.access.read(Self.base, count: 2048) == wanted)
    }

    @Test(arguments: kinds) func registersAndRAMAreAsBefore(_ kind: String) async throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        let core = target.core
        let ram = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try core.access.write(ram, to: 0x2000_0000)
        let registers = try core.saveRegisters()
        _ = try await flash(kind, target).program([
            Segment(address: Self.base, bytes: [UInt8](repeating: 0x5A, count: 5000))
        ])
        #expect(try core.access.read(0x2000_0000, count: 4096) == ram)
        #expect(try core.saveRegisters() == registers)
    }

    @Test func refusalOfTheLoaderIsTold() async throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        var algorithm = try await loader("FLM")
        // Init then gets an address that it does not serve.
        algorithm.region = Region(base: Self.base + 2048, byteCount: 2048)
        let device = try #require(target.identity.device)
        let external = try ExternalFlash(
            algorithm, core: target.core, workArea: device.workArea,
            ram: device.ram.map(\.region))
        let error = #expect(throws: TargetFault.self) {
            try external.program([Segment(address: Self.base + 2048, bytes: [1])])
        }
        #expect(error?.message.contains("Init failed: it answers 0x00000001") == true)
        #expect(target.core.isHalted)
    }

    @Test func loaderForAnotherChipIsRefused() async throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        var algorithm = try await loader("stldr")
        algorithm.fixedAddress = 0x2400_0000
        let error = #expect(throws: TargetFault.self) {
            try ExternalFlash(
                algorithm, core: target.core,
                workArea: Region(base: 0x2000_0000, byteCount: 65536),
                ram: [Region(base: 0x2000_0000, byteCount: 65536)])
        }
        #expect(error?.message.contains("Is it for another chip?") == true)
    }

    /// A damaged file is refused or taken, but never brings the tool down.
    @Test(arguments: kinds, [UInt64.random(in: .min ... .max), 7])
    func damagedFilesNeverTrap(_ kind: String, seed: UInt64) async throws {
        let firmware = try await TestFirmware.built()
        let path = kind == "FLM" ? firmware.cmsisLoader : firmware.stLoader
        let sound = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        var state = seed
        var refusals = 0
        for _ in 0..<300 {
            var file = sound
            for _ in 0..<8 {
                // Knuth's MMIX generator; most damage goes to the headers at both ends.
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = Int(state >> 33) % (file.count / 16)
                let isEnd = state & 1 << 32 != 0
                let index = isEnd ? file.count - 1 - place : place
                file[index] = UInt8(truncatingIfNeeded: state >> 24)
            }
            do throws(FirmwareError) {
                _ = try FlashAlgorithm.parse(file)
            } catch { refusals += 1 }
        }
        #expect(refusals > 10, "seed \(seed)")
    }
}
