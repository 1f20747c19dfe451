import DebugSession
import RemoteProtocol
import TargetMemory

/// A session as the server has it, on a target that offers everything.
struct SessionBench {
    let target = HostileTarget()
    let host = HostileHost()
    let files = FilesDouble()
    var session: Session
    /// The probe has failed on the way: from one that is lost nobody takes leave.
    var hasFailed = false
    /// The most that one request may be answered with, in bytes: `monitor`'s shown memory as a
    /// hexdump, in hexadecimal.
    static let answerByteCountMax = 2 << 20

    /// - Parameter options: bits that choose how the server was started.
    init(options: UInt8) throws(TargetFault) {
        let personalities = [Personality.stUtil, .openOCD, .pyOCD, .stLink]
        session = Session(
            target: target, serverVersion: "server 1", letsProgramRun: options & 1 != 0,
            semihosting: SemihostingOptions(
                isEnabled: options & 2 != 0, usesDebuggersFiles: options & 4 != 0,
                commandLine: "program 1 2", exitEndsServer: options & 8 != 0),
            host: options & 16 != 0 ? nil : files,
            monitoring: MonitorOptions(personality: personalities[Int(options >> 6)]),
            monitorHost: options & 32 != 0 ? nil : host)
        try session.begin()
    }

    /// Looks at what was answered, and lets the program run until nobody waits for it, a while.
    mutating func settle(_ response: Response) {
        look(response)
        for _ in 0..<4 where session.pace != .idle {
            files.microseconds += 1000
            look(session.poll())
        }
    }

    private func look(_ response: Response) {
        let count = response.replies.reduce(0) { $0 + $1.body.count }
        check(count <= Self.answerByteCountMax, "\(count) bytes for one request")
    }

    /// The client has gone.
    mutating func end() {
        do throws(TargetFault) { try session.end() } catch {}
        check(hasFailed || !target.double.isAttached, "the target was not let go")
    }
}
