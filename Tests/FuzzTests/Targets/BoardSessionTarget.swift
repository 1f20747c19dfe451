import DebugSession
import RemoteProtocol
import STM32Target
import TargetMemory
import VirtualBoard

@testable import ProbeSetup

extension FuzzTarget {
    /// A whole session on a virtual board. Lines as those of `session`: `>` a packet, `^` Ctrl-C,
    /// `.` a look at the core after a millisecond, `~` a turn of the background, `$` a `monitor`
    /// command as it is typed.
    static let boardSession = FuzzTarget(
        name: "board-session", maximumByteCount: 512, timeoutSeconds: 40, dictionary: "packets"
    ) { bytes in
        var input = FuzzInput(bytes)
        let boards = ["stm32f756", "stm32f103", "stm32l476", "stm32g071"]
        let name = boards[Int(input.byte()) % boards.count]
        guard let board = try? BoardCatalogue.make(board: name, isPaced: true) else {
            check(false, "there is no board \(name)")
            return
        }
        let bus = HostileBus(board, makesReplies: SpoiltReplies(board, FuzzInput([])))
        guard let opened = try? openTarget(ConnectOptions(clockKHz: 4000), on: bus) else {
            check(false, "\(name) cannot be opened")
            return
        }
        let files = FilesDouble()
        var session = Session(
            target: opened.target, serverVersion: "server 1",
            semihosting: SemihostingOptions(isEnabled: true), host: files,
            monitorHost: HostileHost())
        try? session.begin()
        var lines = 0
        while let line = input.line(), lines < 64 {
            lines += 1
            let rest = Array(line.dropFirst())
            switch line.first {
            case UInt8(ascii: ">"): look(session.handle(rest))
            case UInt8(ascii: "$"):
                look(session.handle(.monitor(String(decoding: rest, as: UTF8.self))))
            case UInt8(ascii: "^"): look(session.interrupt())
            case UInt8(ascii: "~"): look(session.runBackground())
            case UInt8(ascii: "."):
                board.live(nanoseconds: 1_000_000)
                look(session.poll())
            default: break
            }
        }
        try? session.end()
        try? opened.close()
    }

    private static func look(_ response: Response) {
        let count = response.replies.reduce(0) { $0 + $1.body.count }
        check(
            count <= SessionBench.answerByteCountMax, "\(count) bytes for one request")
    }
}
