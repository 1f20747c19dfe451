import Recording
import RemoteProtocol
import Testing

@testable import stlink_gdbserver

@Suite struct RecordingTapTests {
    /// A recording keeps the server's own words only: who says something must not get lost.
    @Test(arguments: [
        (Reply.ok, ReplyKind.status), (.unsupported, .status), (.errno(14), .status),
        (.errorText("no"), .status), (.errorString(14, "no"), .status),
        (.console("ours"), .words), (.output([0x68]), .programText), (.exited(status: 0), .stop),
        (.terminated(signal: 1), .stop), (.notification("Stop:T05"), .stop), (.text("1"), .answer),
        (.hex([1]), .answer), (.binary(marker: 0x62, [1]), .answer), (.bytes([1]), .answer),
    ])
    func repliesAreOfTheirKind(reply: Reply, kind: ReplyKind) {
        #expect(reply.recordedKind == kind)
    }
}
