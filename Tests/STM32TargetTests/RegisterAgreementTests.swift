import CortexM
import DebugSession
import RemoteProtocol
import STLink
import STM32Target
import TargetMemory
import Testing

/// The registers of each core: which there are, and that all packets tell the same of them.
@Suite struct RegisterAgreementTests {
    static let boards = [
        "stm32f030", "stm32g071", "stm32f103", "stm32f407", "stm32f756", "stm32h743",
        "stm32l552", "stm32l552-tz",
    ]

    /// Names of a board's registers by gdb's features.
    private func names(_ board: String) throws -> [String: [String]] {
        let (_, target) = try BoardBus(board).target()
        return Dictionary(grouping: target.registers) {
            String($0.feature.dropFirst("org.gnu.gdb.arm.".count))
        }.mapValues { $0.map(\.name) }
    }

    @Test func eachCoreHasItsOwn() throws {
        let masks = ["msp", "psp", "primask", "basepri", "faultmask", "control"]
        let doubles = (0..<16).map { "d\($0)" } + ["fpscr"]
        for board in ["stm32f030", "stm32g071"] {
            let found = try names(board)
            #expect(found["m-system"] == ["msp", "psp", "primask", "control"])
            #expect(Set(found.keys) == ["m-profile", "m-system"])
        }
        #expect(try names("stm32f103").keys.sorted() == ["m-profile", "m-system"])
        for board in ["stm32f103", "stm32f407", "stm32f756"] {
            #expect(try names(board)["m-system"] == masks)
        }
        for board in ["stm32f407", "stm32f756", "stm32h743", "stm32l552"] {
            #expect(try names(board)["vfp"] == doubles)
        }
        let plain = try names("stm32l552")
        #expect(plain["m-system"] == masks + ["msplim", "psplim"])
        #expect(plain["secext"] == nil, "the Secure state is not there to look into")
        let secure = try names("stm32l552-tz")
        #expect(secure["m-system"] == masks)
        #expect(secure["secext"]?.prefix(4) == ["msp_ns", "psp_ns", "msp_s", "psp_s"])
        #expect(secure["secext"]?.count == 16)
    }

    /// gdb's own: MVE where MVFR1 says so.
    @Test func vectorsWhereTheCoreHasThem() throws {
        let features = CoreFeatures(architecture: .v8M, hasFPU: true, hasVectors: true)
        let names = STM32Target.registers(of: features).filter {
            $0.feature == "org.gnu.gdb.arm.m-profile-mve"
        }
        #expect(names.map(\.name) == ["vpr"])
    }

    /// Random values through `P`: `p`, `g`, the stop reply, `jThreadsInfo` and the core itself
    /// hold the same, and as much of it as the register has bits for.
    @Test(arguments: boards, [1, UInt64.random(in: 0...UInt64.max)])
    func allPacketsAgree(board: String, seed: UInt64) throws {
        let (link, target) = try BoardBus(board).target()
        var session = Session(target: target, serverVersion: "1")
        try session.begin()
        var random = Random(state: seed)
        var general = (0...12).map { _ in UInt32(0) }
        func ask(_ text: String) -> String {
            let replies = session.handle(Array(text.utf8)).replies
            return String(decoding: replies.last?.body ?? [], as: UTF8.self)
        }
        _ = ask("qXfer:features:read:target.xml:0,10")
        for number in 0...12 { #expect(ask("P\(Self.hex(number))=00000000") == "OK") }
        for round in 0..<120 {
            let number = round % target.registers.count
            let register = target.registers[number]
            let bytes = (0..<register.bitCount / 8).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let value = Self.prepared(bytes, for: register.name)
            #expect(ask("P\(Self.hex(number))=\(Hexadecimal.string(value))") == "OK")
            if number <= 12 { general[number] = Self.word(value) }
            let told = ask("p\(Self.hex(number))")
            let read = try #require(
                Hexadecimal.decode(Array(told.utf8)), "\(register.name) \(told)")
            if let kept = Self.keptBits(of: register.name) {
                #expect(
                    Self.word(read) & kept == Self.word(value) & kept,
                    "\(board) \(register.name), seed \(seed)")
            } else if register.bitCount == 64 {
                #expect(read == value, "\(board) \(register.name), seed \(seed)")
            }
            try agree(&session, target, number, told)
            if let held = try Self.held(register.name, by: link) {
                let kept = Self.keptBits(of: register.name) ?? ~0
                #expect(held & kept == Self.word(read) & kept, "DCRSR, \(board) \(register.name)")
            }
        }
        for number in 0...12 where target.registers.count < 120 {
            #expect(
                ask("p\(Self.hex(number))") == Hexadecimal.string(general[number].littleEndianBytes)
            )
        }
        _ = try? session.end()
    }

    /// The other ways to hear of a register say what `p` has said.
    private func agree(
        _ session: inout Session, _ target: STM32Target, _ number: Int, _ told: String
    ) throws {
        func ask(_ text: String) -> String {
            let replies = session.handle(Array(text.utf8)).replies
            return String(decoding: replies.last?.body ?? [], as: UTF8.self)
        }
        let name = target.registers[number].name
        if number < target.generalRegisterCount {
            let all = Array(ask("g"))
            let start = target.registers[..<number].reduce(0) { $0 + $1.bitCount / 4 }
            #expect(String(all[start..<(start + told.count)]) == told, "g, \(name)")
        }
        // The stop that was told before is told again; of a new one the registers are new.
        var second = Session(target: target, serverVersion: "1")
        _ = second.handle(Array("qXfer:features:read:target.xml:0,10".utf8))
        let stop = second.handle(Array("?".utf8)).replies.last?.body ?? []
        let fields = String(decoding: stop, as: UTF8.self).split(separator: ";")
        if let field = fields.first(where: { $0.hasPrefix(Self.hex(number) + ":") }) {
            #expect(field.dropFirst(Self.hex(number).count + 1) == told, "stop reply, \(name)")
        }
        let threads = second.handle(Array("jThreadsInfo".utf8)).replies.last?.body ?? []
        let text = String(decoding: threads, as: UTF8.self)
        if text.contains("\"\(number)\":\"") {
            #expect(text.contains("\"\(number)\":\"\(told)\""), "jThreadsInfo, \(name)")
        }
    }

    // MARK: What registers hold

    /// What the core itself holds, by DCRSR and DCRDR through the debug port's memory (Armv7-M ARM,
    /// C1.6.3): the probe's own commands for registers have no part in it. Of doubles the low half.
    private static func held(_ name: String, by link: Link) throws -> UInt32? {
        let masks = ["primask", "basepri", "faultmask", "control"]
        let selector: UInt32
        switch name {
        case "lr": selector = 14
        case "xpsr": selector = 16
        case "fpscr": selector = 33
        case _ where masks.contains(name): selector = 20
        default:
            guard let number = UInt32(name.dropFirst()) else { return nil }
            selector = name.hasPrefix("r") ? number : 64 + 2 * number
        }
        try link.writeWord(selector, to: 0xE000_EDF4)
        #expect(try link.readWord(DHCSR.address) & 1 << 16 != 0, "S_REGRDY, \(name)")
        let value = try link.readWord(0xE000_EDF8)
        guard let index = masks.firstIndex(of: name) else { return value }
        return value >> (8 * UInt32(index)) & 0xFF
    }

    /// Mode and Thumb state stay sane, so that the core can still be asked.
    private static func prepared(_ bytes: [UInt8], for name: String) -> [UInt8] {
        guard name == "xpsr" else { return bytes }
        return ((word(bytes) & 0xF800_0000) | 1 << 24).littleEndianBytes
    }

    /// Bits that every implementation keeps; `nil`: not compared.
    private static func keptBits(of name: String) -> UInt32? {
        switch name {
        case "sp", "msp", "psp", "msp_s", "psp_s", "msp_ns", "psp_ns": ~3
        case "pc": ~1
        case "xpsr": 0xF900_0000
        case _ where name.hasPrefix("primask") || name.hasPrefix("faultmask"): 1
        case _ where name.hasPrefix("basepri"): 0xF0
        case _ where name.hasPrefix("control"): 3
        case _ where name.contains("splim"): ~7
        case "fpscr": 0xF000_0000
        case _ where name.hasPrefix("r") || name == "lr": ~0
        default: nil
        }
    }

    private static func word(_ bytes: [UInt8]) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func hex(_ number: Int) -> String { String(number, radix: 16) }

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }
}
