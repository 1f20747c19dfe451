import DebugSession
import GDBServer
import Recording
import RemoteProtocol

/// What is said with clients, into the recording.
struct RecordingTap: ConversationTap {
    let recorder: Recorder

    func received(_ packet: [UInt8], from client: Int) { recorder.received(packet, from: client) }
    func sent(_ reply: Reply, to client: Int) {
        recorder.sent(reply.body, reply.recordedKind, to: client)
    }
    func noticed(_ notice: Response.Notice) {
        recorder.notice(notice.level, notice.text, of: notice.command)
    }
    func left(_ client: Int) { recorder.left(client) }
}

extension Reply {
    /// What a recording may keep of it depends on who says it.
    var recordedKind: ReplyKind {
        switch self {
        case .ok, .unsupported, .errno, .errorText, .errorString: .status
        case .console: .words
        case .output: .programText
        case .stopped, .terminated, .exited, .notification: .stop
        case .text, .hex, .binary, .bytes: .answer
        }
    }
}
