import DebugSession
import GDBServer
import Recording

/// What is said with clients, into the recording.
struct RecordingTap: ConversationTap {
    let recorder: Recorder

    func received(_ packet: [UInt8], from client: Int) { recorder.received(packet, from: client) }
    func sent(_ packet: [UInt8], to client: Int) { recorder.sent(packet, to: client) }
    func noticed(_ notice: Response.Notice) { recorder.notice(notice.level, notice.text) }
    func left(_ client: Int) { recorder.left(client) }
}
