import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Data EEPROM, one-time cells, PCROP areas and the secure world's flash, on boards that have them.
@Suite struct OtherCellsTests {
    @Test(arguments: ["stm32l011", "stm32l072", "stm32l152", "stm32l162"])
    func dataEEPROM(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let memory = try #require(session.dataEEPROM)
        let first = Segment(address: memory.base + 5, bytes: DeviceTests.bytes(13, seed: 2))
        let report = try session.writeEEPROM(first)
        #expect(report.isVerified && report.programmedByteCount == 16)
        #expect(try link.read(memory.base, count: 5) == [0, 0, 0, 0, 0])
        #expect(try link.read(first.address, count: 13) == first.bytes)
        // A byte: its word is written, the others rest; and nothing where nothing changes.
        let byte = Segment(address: memory.base + 7, bytes: [first.bytes[2] ^ 0x0F])
        #expect(try session.writeEEPROM(byte).programmedByteCount == 4)
        #expect(try session.writeEEPROM(byte).programmedByteCount == 0)
        #expect(try link.read(memory.base + 8, count: 10) == Array(first.bytes[3...]))
        // As part of an image, and the last byte there is.
        let base = try #require(target.identity.sectors.first).region.base
        let image = [
            Segment(address: base, bytes: DeviceTests.bytes(100, seed: 3)),
            Segment(address: memory.last, bytes: [0xA5]),
        ]
        #expect(try session.program(image).isVerified)
        #expect(try link.read(memory.last, count: 1) == [0xA5])
        _ = try session.erase([Region(base: memory.base + 4, byteCount: 4)])
        #expect(try link.read(memory.base + 4, count: 4) == [0, 0, 0, 0])
        #expect(try link.read(memory.base + 8, count: 10) == Array(first.bytes[3...]))
        #expect(try link.read(base, count: 100) == image[0].bytes)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(arguments: [
        "stm32f207", "stm32f407", "stm32f756", "stm32l476", "stm32g071", "stm32wb55", "stm32l552",
        "stm32u575", "stm32u385", "stm32h503", "stm32h563", "stm32h7b3", "stm32h7s3", "stm32wb07",
    ])
    func oneTimeCells(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let memory = try #require(target.identity.device?.oneTime).region
        let place = memory.base + 32
        let segment = Segment(address: place, bytes: DeviceTests.bytes(32, seed: 8))
        let refusal = #expect(throws: TargetFault.self) {
            try session.writeOneTime(segment, allowingPermanent: false)
        }
        #expect(refusal?.message.contains("--burn-forever") == true)
        #expect(try link.read(place, count: 32).allSatisfy { $0 == 0xFF })
        let report = try session.writeOneTime(segment, allowingPermanent: true)
        #expect(report.isVerified && report.programmedByteCount == 32)
        #expect(try link.read(place, count: 32) == segment.bytes)
        #expect(try link.read(memory.base, count: 32).allSatisfy { $0 == 0xFF })
        // The same again is no harm, anything else is refused.
        #expect(
            try session.writeOneTime(segment, allowingPermanent: true).programmedByteCount == 0)
        let other = Segment(address: place, bytes: DeviceTests.bytes(32, seed: 9))
        let taken = #expect(throws: TargetFault.self) {
            try session.writeOneTime(other, allowingPermanent: true)
        }
        #expect(taken?.message.contains("not blank") == true)
        #expect(bus.statistic("illegalTotal") == 0)
        // The rest of the flash works as before.
        let base = try #require(target.identity.sectors.first).region.base
        #expect(try session.program([Segment(address: base, bytes: [1, 2, 3, 4])]).isVerified)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(arguments: ["stm32f103", "stm32h743"])
    func someHaveNone(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let segment = Segment(address: 0x1FFF_7000, bytes: [1, 2, 3, 4])
        let refusal = #expect(throws: TargetFault.self) {
            try #require(target.flashSession).writeOneTime(segment, allowingPermanent: true)
        }
        #expect(refusal?.message.contains("no OTP cells") == true)
    }

    /// Of each way to have PCROP: areas by registers, by a mode of the write protection, by bits.
    @Test(arguments: [
        "stm32l476", "stm32g071", "stm32g0b1", "stm32g474", "stm32wb55", "stm32f401", "stm32f429",
        "stm32f722", "stm32l072", "stm32l152", "stm32h743", "stm32h7b3",
    ])
    func executeOnlyAreas(_ name: String) throws {
        let plain = try BoardBus(name, probe: DeviceTests.probe)
        let (unlocked, known) = try plain.target()
        let sectors = known.identity.sectors
        unlocked.close()
        let index = name.hasPrefix("stm32l0") ? 32 : name.hasPrefix("stm32l1") ? 16 : 2
        let hidden = sectors[index].region
        let bus = try BoardBus(
            name, probe: DeviceTests.probe,
            faults: ["pcrop(\(hidden.base.rawValue), \(hidden.byteCount))"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let state = try ProtectionState.read(target.identity, from: link)
        #expect(state.areas.count == 1 && state.writeProtected.isEmpty, "\(state.summary)")
        #expect(state.unreadableArea(hidden) != nil && state.summary.contains("P"))
        #expect(try link.read(hidden.base, count: 4) == [0, 0, 0, 0])

        // Zeros are no reason to think that an image of zeros is there already.
        for bytes in [[UInt8](repeating: 0, count: 64), DeviceTests.bytes(64, seed: 1)] {
            let refusal = #expect(throws: TargetFault.self) {
                try session.program([Segment(address: hidden.base, bytes: bytes)])
            }
            #expect(refusal?.message.contains("PCROP") == true, "\(refusal?.message ?? "")")
        }
        #expect(throws: TargetFault.self) { try session.eraseAll() }
        #expect(throws: TargetFault.self) { try target.crc32(hidden) }
        #expect(bus.statistic("sectorErases") == 0 && bus.statistic("massErases") == 0)
        // Elsewhere all is as ever.
        let free = Segment(
            address: sectors[0].region.base, bytes: DeviceTests.bytes(100, seed: 2))
        #expect(try session.program([free]).isVerified)
        #expect(bus.statistic("illegalTotal") == 0)

        #expect(throws: TargetFault.self) { try session.unlock(allowingErase: false) }
        let report = try session.unlock(allowingErase: true)
        #expect(report.isErased, "\(report.notes)")
        let after = try ProtectionState.read(target.identity, from: link)
        #expect(after.isOpen, "\(after.summary)")
        let image = Segment(address: hidden.base, bytes: DeviceTests.bytes(64, seed: 1))
        #expect(try session.program([image]).isVerified)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// With TrustZone on and the debugger let in: secure pages, and those that are not.
    @Test(arguments: DeviceTests.secureBoards)
    func secureWorld(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        var warnings: [String] = []
        let (link, target) = try bus.target(
            notices: NoticeSink { if $0 == .warning { warnings.append($1) } })
        defer { link.close() }
        let session = try #require(target.flashSession)
        let secure: Address = 0x0C00_0000
        warnings = []
        let first = Segment(address: secure, bytes: DeviceTests.bytes(9001, seed: 31))
        let report = try session.program([first])
        #expect(report.isVerified && report.usedLoader, "\(warnings)")
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(try link.read(secure, count: 9001) == first.bytes)
        // Over it, without a loader, by the other world's address.
        let second = Segment(address: 0x0800_0000, bytes: DeviceTests.bytes(333, seed: 32))
        let direct = try session.program([second], options: FlashOptions(usesLoader: false))
        #expect(direct.isVerified && direct.sectorsErased > 0)
        #expect(try link.read(secure, count: 333) == second.bytes)
        #expect(warnings.contains { $0.contains("SECWM") }, "\(warnings)")
        #expect(try session.program([second]).programmedByteCount == 0)
        _ = try session.eraseAll()
        #expect(try link.read(secure, count: 333).allSatisfy { $0 == 0xFF })
        #expect(bus.statistic("illegalTotal") == 0)
        #expect(try link.readWord(0x5002_2000 + 0xA0) == 0)
    }

    /// Pages above the watermark are the non-secure world's, and take their image all the same.
    @Test(arguments: ["stm32l552-tz", "stm32u575-tz", "stm32h563-tz"])
    func halfTheFlashIsSecure(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        var warnings: [String] = []
        let (link, target) = try bus.target(
            notices: NoticeSink { if $0 == .warning { warnings.append($1) } })
        defer { link.close() }
        let session = try #require(target.flashSession)
        let names = try session.optionBytes().filter { $0.register.hasPrefix("SECWM2R") }
        let changes = names.prefix(2).map {
            OptionChange($0.fullName, $0.field.mask & 1 != 0 ? 0x7F : 0)
        }
        let done = try session.writeOptionBytes(changes)
        #expect(done.changed.count == 2, "\(done.notes)")
        let state = try ProtectionState.read(target.identity, from: link)
        #expect(state.secureSectors.allSatisfy { $0.bank == 0 } && !state.secureSectors.isEmpty)
        let second = try #require(target.identity.sectors.first { $0.bank == 1 }).region.base
        warnings = []
        let image = [
            Segment(address: 0x0C00_0000, bytes: DeviceTests.bytes(5000, seed: 41)),
            Segment(address: second, bytes: DeviceTests.bytes(5000, seed: 42)),
        ]
        #expect(try session.program(image).isVerified)
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// The secure world closed to the debugger.
    @Test(arguments: ["stm32l552-tz", "stm32u575-tz"])
    func keptOutOfTheSecureWorld(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe, faults: ["rdp(0.5)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let refusal = #expect(throws: TargetFault.self) {
            try session.program([Segment(address: 0x0C00_0000, bytes: [1, 2, 3, 4])])
        }
        let message = refusal?.message ?? ""
        #expect(message.contains("RDP level 0.5") && message.contains("SECWM"), "\(message)")
        #expect(bus.statistic("sectorErases") == 0)
        #expect(bus.statistic("illegalTotal") == 0)
    }
}
