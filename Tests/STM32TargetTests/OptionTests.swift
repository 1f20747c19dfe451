import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Option bytes on boards of every flash interface: written by name, loaded, read back; nothing
/// else touched, nothing that the manuals forbid.
@Suite struct OptionTests {
    /// A field that does no harm.
    static let fields: KeyValuePairs<String, String> = [
        "stm32f030": "Data0", "stm32f103": "Data1", "stm32f103xg": "Data0", "stm32f303": "Data1",
        "stm32f207": "nRST_STOP", "stm32f407": "BOR_LEV", "stm32f413": "nRST_STOP",
        "stm32f429": "nRST_STDBY", "stm32f722": "nRST_STOP", "stm32f756": "BOOT_ADD1",
        "stm32f767": "nRST_STOP", "stm32f767-dual": "nRST_STOP",
        "stm32l072": "nRST_STOP", "stm32l152": "nRST_STDBY", "stm32l162": "nRST_STOP",
        "stm32l476": "nRST_STOP", "stm32l432": "nRST_STDBY", "stm32l4r5": "nRST_SHDW",
        "stm32g071": "nRST_STOP", "stm32g0b1": "nRST_STOP", "stm32g474": "nRST_STOP",
        "stm32wb55": "nRST_STOP", "stm32wl55": "nRST_STOP", "stm32c031": "nRST_STOP",
        "stm32u083": "NRST_STOP", "stm32l552": "nRST_STOP", "stm32u575": "nRST_STOP",
        "stm32u385": "NRST_STOP", "stm32wba52": "nRST_STOP", "stm32h503": "NRST_STOP",
        "stm32h563": "NRST_STOP", "stm32h743": "nRST_STOP_D1", "stm32h723": "nRST_STBY_D1",
        "stm32h7b3": "nRST_STOP_D1", "stm32h7s3": "NRST_STOP",
    ]
    static let boards = fields.map(\.key)

    private func field(_ board: String, _ session: FlashSession) throws -> OptionValue {
        let wanted = try #require(Self.fields.first { $0.key == board }?.value)
        let values = try session.optionBytes()
        let found = values.first { $0.field.name == wanted }
        // H723 has the H7's names.
        return try #require(found ?? values.first { $0.field.name == "nRST_STDBY_D1" })
    }

    @Test(arguments: boards)
    func writesOneField(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        let session = try #require(target.flashSession)
        let base = try #require(target.identity.sectors.first).region.base
        let program = Segment(address: base, bytes: DeviceTests.bytes(200, seed: 3))
        _ = try session.program([program])

        let old = try field(name, session)
        let change = OptionChange(old.fullName, old.value ^ 1)
        let preview = try session.previewOptionBytes([change])
        #expect(preview.changed.map(\.after.fullName) == [old.fullName])
        #expect(preview.notes.isEmpty, "\(preview.notes)")
        #expect(bus.statistic("optionPrograms") == 0)

        let report = try session.writeOptionBytes([change])
        #expect(report.changed.map(\.after.fullName) == [old.fullName], "\(report.notes)")
        #expect(report.changed.first?.after.value == old.value ^ 1)
        #expect(report.notes.isEmpty && !report.isPowerCycleNeeded, "\(report.notes)")
        link.close()

        // Whoever comes next finds it, and the program.
        let (again, later) = try bus.target()
        defer { again.close() }
        let next = try #require(later.flashSession)
        #expect(try field(name, next).value == old.value ^ 1)
        #expect(try again.read(base, count: 200) == program.bytes)
        _ = try next.writeOptionBytes([OptionChange(old.fullName, old.value)])
        #expect(try next.optionBytes() == report.before)
        #expect(bus.statistic("massErases") == 0)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// The first sector is not programmed, in words that have this one; what was to be.
    private func expectRefusal(
        _ session: FlashSession, _ target: STM32Target, _ word: String
    ) -> Segment {
        let segment = Segment(
            address: target.identity.sectors[0].region.base,
            bytes: DeviceTests.bytes(100, seed: 4))
        let locked = #expect(throws: TargetFault.self) { try session.program([segment]) }
        #expect(locked?.message.contains(word) == true)
        return segment
    }

    /// Read protection: refused without the word for it, then gone with the flash's contents.
    @Test(arguments: boards.filter { !$0.hasPrefix("stm32h5") && $0 != "stm32h7s3" })
    func unlocks(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe, faults: ["rdp(1)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let segment = expectRefusal(session, target, "unlock")
        let refusal = #expect(throws: TargetFault.self) {
            try session.unlock(allowingErase: false)
        }
        #expect(refusal?.message.contains("erases the whole chip") == true)
        #expect(bus.statistic("massErases") == 0)
        #expect(bus.statistic("optionPrograms") == 0)

        let report = try session.unlock(allowingErase: true)
        #expect(report.isErased, "\(report.notes)")
        #expect(bus.statistic("massErases") == 1)
        let state = try ProtectionState.read(target.identity, from: link)
        #expect(state.isOpen, "\(state.summary)")
        let loaded = try session.program([segment])
        #expect(loaded.isVerified)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// Life cycles go forward; only ST's debug authentication leads back.
    @Test(arguments: ["stm32h503", "stm32h563", "stm32h7s3"])
    func saysWhatNoDebuggerCanDo(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe, faults: ["rdp(1)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let refusal = #expect(throws: TargetFault.self) {
            try session.unlock(allowingErase: true)
        }
        #expect(refusal?.message.contains("debug authentication") == true)
        #expect(bus.statistic("optionPrograms") == 0)
        #expect(bus.statistic("massErases") == 0)
    }

    @Test(arguments: ["stm32f103", "stm32f407", "stm32l072", "stm32l476", "stm32h743"])
    func liftsWriteProtection(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe, faults: ["wrp(0x3)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let segment = expectRefusal(session, target, "WRP")
        let report = try session.unlock(allowingErase: false)
        #expect(!report.isErased)
        #expect(try session.program([segment]).isVerified)
        #expect(bus.statistic("massErases") == 0)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    static let permanent: [(String, String, UInt32)] = [
        ("stm32f407", "RDP", 0xCC), ("stm32l072", "RDP.RDP", 0xCC), ("stm32f030", "RDP", 0xCC),
        ("stm32g071", "BOOT_LOCK", 1), ("stm32h563", "PRODUCT_STATE", 0x17),
        ("stm32h563", "LOCKBL", 1), ("stm32h7s3", "NVSTATE", 0x51), ("stm32u575", "RDP", 0xCC),
        ("stm32h743", "RDP", 0xCC),
    ]

    @Test(arguments: permanent)
    func whatIsForGoodNeedsItsOwnWord(
        _ name: String, _ field: String, _ value: UInt32
    ) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let change = OptionChange(field, value)
        let refusal = #expect(throws: TargetFault.self) {
            try session.writeOptionBytes([change], allowingErase: true)
        }
        #expect(refusal?.message.contains("--lock-this-chip-forever") == true)
        #expect(try session.previewOptionBytes([change]).notes.count == 1)
        #expect(bus.statistic("optionPrograms") == 0)
    }

    @Test func namesAreNeverGuessed() throws {
        let bus = try BoardBus("stm32u385", probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let several = #expect(throws: TargetFault.self) {
            try session.previewOptionBytes([OptionChange("END", 1)])
        }
        #expect(several?.message.contains("WRP1AR.END, WRP1BR.END") == true)
        let none = #expect(throws: TargetFault.self) {
            try session.previewOptionBytes([OptionChange("nBOOT7", 1)])
        }
        #expect(none?.message.contains("It has: RDP") == true)
        #expect(throws: TargetFault.self) {
            try session.previewOptionBytes([OptionChange("OPTR.RDP", 0x100)])
        }
        #expect(OptionChange("IWDG_SW=0x10") == OptionChange("IWDG_SW", 16))
        #expect(OptionChange("IWDG_SW") == nil && OptionChange("A=0xZ") == nil)
    }

    @Test func wb0HasNone() throws {
        let bus = try BoardBus("stm32wb07", probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let refusal = #expect(throws: TargetFault.self) { try session.optionBytes() }
        #expect(refusal?.message.contains("has no option bytes") == true)
    }

    /// The probe is lost at each transfer of a write in turn: the next one finds a chip that it can
    /// put right, with its program.
    @Test(arguments: [
        "stm32f030", "stm32f103", "stm32f407", "stm32l152", "stm32l476", "stm32u575", "stm32h743",
    ])
    func outlivesTheProbe(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (first, target) = try bus.target()
        let base = try #require(target.identity.sectors.first).region.base
        let program = DeviceTests.bytes(200, seed: 3)
        _ = try #require(target.flashSession).program([Segment(address: base, bytes: program)])
        first.close()
        var round = 0
        var isDone = false
        while !isDone {
            round += 1
            let (link, target) = try bus.target()
            let session = try #require(target.flashSession)
            let old = try field(name, session)
            bus.failTransfer(3 * round, with: .noDevice)
            do {
                _ = try session.writeOptionBytes([OptionChange(old.fullName, old.value ^ 1)])
                isDone = true
            } catch {
                #expect(error.cause == .probeLost)
            }
            // A write of fewer transfers must not leave its failure to the next one.
            bus.repair()
            link.close()
            let (again, later) = try bus.target()
            let next = try #require(later.flashSession)
            let now = try field(name, next)
            let report = try next.writeOptionBytes([OptionChange(now.fullName, old.value)])
            #expect(!report.isErased)
            #expect(try field(name, next).value == old.value)
            #expect(try again.read(base, count: 200) == program, "round \(round)")
            again.close()
        }
        #expect(round > 3)
        #expect(bus.statistic("massErases") == 0)
    }
}
