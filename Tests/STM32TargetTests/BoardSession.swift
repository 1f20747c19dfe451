import DebugSession
import RemoteProtocol
import STLink
import STM32Target
import TargetMemory
import VirtualBoard

/// A debugger's session with a virtual board in this process: packets in, packets out.
final class BoardSession {
    let bus: BoardBus
    let target: STM32Target
    private let link: Link
    private var session: Session

    /// With `TestProgram` in flash, reset and halted.
    init(
        _ board: String = BoardCatalogue.defaultBoard, faults: [String] = [],
        announcing features: String = "swbreak+;hwbreak+"
    ) throws {
        bus = try BoardBus(board, faults: faults)
        (link, target) = try bus.target()
        session = Session(target: target, serverVersion: "server 1")
        try session.begin()
        _ = ask("qSupported:" + features)
        try load()
    }

    struct LoadFailed: Error { var replies: [String] }

    private func load() throws {
        let flash = target.identity.sectors[0].region
        let bytes = TestProgram.bytes
        var write = Array("vFlashWrite:\(flash.base.rawValue.hex.dropFirst(2)):".utf8)
        write += bytes
        let replies = [
            ask(
                "vFlashErase:\(flash.base.rawValue.hex.dropFirst(2)),"
                    + String(flash.byteCount, radix: 16)),
            ask(write), ask("vFlashDone"),
        ]
        guard replies == ["OK", "OK", "OK"] else { throw LoadFailed(replies: replies) }
        _ = ask("vRun;")
    }

    /// All replies, as text; notifications begin with `%`.
    func replies(to packet: [UInt8]) -> [String] { Self.texts(session.handle(packet)) }

    /// The last reply.
    @discardableResult
    func ask(_ packet: [UInt8]) -> String { replies(to: packet).last ?? "" }

    @discardableResult
    func ask(_ packet: String) -> String { ask(Array(packet.utf8)) }

    func bytes(_ packet: String) -> [UInt8] {
        session.handle(Array(packet.utf8)).replies.last?.body ?? []
    }

    /// Time passes, in ms of the board, and the session looks at the core.
    func live(milliseconds: Int) -> [String] {
        bus.board.live(nanoseconds: UInt64(milliseconds) * 1_000_000)
        return Self.texts(session.poll())
    }

    /// Sends a packet that makes the core go, and waits for the stop, at most a second of the
    /// board's.
    @discardableResult
    func run(_ packet: String = "vCont;c") -> [String] {
        var told = replies(to: Array(packet.utf8))
        var polls = 0
        while session.pace != .idle, polls < 2000 {
            if session.pace == .running { bus.board.live(nanoseconds: 500_000) }
            told += Self.texts(session.poll())
            polls += 1
        }
        return told
    }

    func interrupt() -> [String] {
        var told = Self.texts(session.interrupt())
        while session.pace != .idle { told += live(milliseconds: 1) }
        return told
    }

    /// The client has gone without a word.
    func vanish() throws { try session.end() }

    func close() { link.close() }

    /// Console text is in words.
    private static func texts(_ response: Response) -> [String] {
        response.replies.map { reply in
            switch reply {
            case .console(let text): "O " + text
            case .notification(let text): "%" + text
            default: String(decoding: reply.body, as: UTF8.self)
            }
        }
    }

    // MARK: Short ways

    func word(_ address: Address) -> UInt32 {
        let reply = ask("m\(String(address.rawValue, radix: 16)),4")
        return (Hexadecimal.decode(Array(reply.utf8)) ?? [0, 0, 0, 0]).word(at: 0)
    }

    func setWord(_ value: UInt32, at address: Address) {
        let hex = Hexadecimal.string(value.littleEndianBytes)
        ask("M\(String(address.rawValue, radix: 16)),4:\(hex)")
    }

    var counter: Address {
        get { Address(register(15)) }
        set { setRegister(15, newValue.rawValue) }
    }

    func register(_ number: Int) -> UInt32 {
        let reply = ask("p\(String(number, radix: 16))")
        return (Hexadecimal.decode(Array(reply.utf8)) ?? [0, 0, 0, 0]).word(at: 0)
    }

    func setRegister(_ number: Int, _ value: UInt32) {
        ask(
            "P\(String(number, radix: 16))=\(Hexadecimal.string(value.littleEndianBytes))")
    }
}

/// A few instructions for every core, assembled by hand (Armv6-M; only the exclusive accesses need
/// Armv7-M).
enum TestProgram {
    static let loop: Range<Address> = 0x0800_0042..<0x0800_004C
    /// The loop counts here, and reads the word behind.
    static let counted: Address = 0x2000_0100
    static let read: Address = 0x2000_0104
    static let tickHandler: Address = 0x0800_0060
    /// The handler of SysTick counts here.
    static let ticks: Address = 0x2000_0200
    /// BKPT, then back to the loop.
    static let breakpoint: Address = 0x0800_0080
    /// WFI, WFE, then back to the loop.
    static let sleep: Address = 0x0800_0084
    /// LDREX R0, [R3]; ADDS R0, #1; STREX R1, R0, [R3]; CMP R1, #0; BNE back.
    static let exclusive: Address = 0x0800_0090
    /// LDR R0, [R0]
    static let load: Address = 0x0800_00B0
    /// Every fault's handler: a branch to itself.
    static let faultHandler: Address = 0x0800_00E0

    static var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 0x100)
        func put(_ code: [UInt16], at address: Address) {
            let start = Int(address.rawValue - 0x0800_0000)
            let text = code.flatMap(\.littleEndianBytes)
            bytes.replaceSubrange(start..<start + text.count, with: text)
        }
        var vectors = [UInt32](repeating: faultHandler.rawValue | 1, count: 16)
        vectors[0] = 0x2000_0800
        vectors[1] = 0x0800_0041
        vectors[15] = tickHandler.rawValue | 1
        bytes.replaceSubrange(0..<64, with: vectors.flatMap(\.littleEndianBytes))
        put(
            [
                0x4803,  // LDR R0, =counted
                0x6801, 0x3101, 0x6001, 0x6842,  // LDR, ADDS, STR; LDR R2, [R0, #4]
                0xE7FA, 0xBF00, 0xBF00,  // B loop
                0x0100, 0x2000,
            ], at: 0x0800_0040)
        put(
            [0x4802, 0x6801, 0x3101, 0x6001, 0x4770, 0xBF00, 0x0200, 0x2000], at: tickHandler)
        put([0xBE00, 0xE7DE], at: breakpoint)
        put([0xBF30, 0xBF20, 0xE7DB], at: sleep)
        put([0xE853, 0x0F00, 0x3001, 0xE843, 0x0100, 0x2900, 0xD1F8, 0xE7FE], at: exclusive)
        put([0x6800, 0xE7FE], at: load)
        put([0xE7FE], at: faultHandler)
        return bytes
    }
}
