import Glibc
import VirtualBoard

/// A FIFO that takes orders, and beside it a log of those that were carried out: a line each, the
/// number of the transfer first.
final class ControlPipe {
    let path: String
    let descriptor: Int32
    private let log: Int32
    /// The first probe's.
    private let port: HubPort?
    private var rest: [UInt8] = []
    private var waiting: [ControlOrder] = []
    /// Of the first probe, since it was first plugged in.
    private var transfers = 0

    init(path: String, port: HubPort?) throws(BusError) {
        self.path = path
        self.port = port
        guard mkfifo(path, 0o600) == 0 else {
            throw .system(call: "mkfifo", path: path, errno: errno)
        }
        // Open for writing too: it never ends.
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        log = open(path + ".log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0, log >= 0 else {
            throw .system(call: "open", path: path, errno: errno)
        }
        port?.onTransfer = { [unowned self] in transferDone() }
    }

    deinit {
        close(descriptor)
        close(log)
    }

    /// Takes what has been written, and does what is to be done at once.
    func readOrders() throws(BusError) {
        var buffer = [UInt8](repeating: 0, count: Int(Limits.fifoByteCount))
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return }
        rest += buffer.prefix(count)
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest.removeSubrange(...end)
            guard let order = ControlOrder(line) else {
                tell("no such order: \(line)")
                continue
            }
            if order.remaining > 0 { waiting.append(order) } else { try carryOut(order) }
        }
    }

    private func transferDone() {
        transfers += 1
        guard !waiting.isEmpty else { return }
        for index in waiting.indices { waiting[index].remaining -= 1 }
        let due = waiting.filter { $0.remaining == 0 }
        waiting.removeAll { $0.remaining == 0 }
        for order in due {
            // A plug that is put back, the one thing that can fail, comes as from a hand.
            do throws(BusError) { try carryOut(order) } catch { tell("\(error)") }
        }
    }

    private func carryOut(_ order: ControlOrder) throws(BusError) {
        guard let port else { return }
        switch order.deed {
        case .powerOff(let nanoseconds): port.board.cutPower(nanoseconds: nanoseconds)
        case .powerOn: port.board.restorePower()
        case .reset(let isDown, let isUp):
            if isDown { port.board.pressReset(down: true) }
            if isUp { port.board.pressReset(down: false) }
        case .unplug: port.board.unplug()
        case .plug(let isSame): try port.plugIn(atSamePlace: isSame)
        case .kill(let process): kill(process, SIGKILL)
        case .count: break
        case .forget: waiting = []
        case .dump(let address, let byteCount, let path):
            guard let bytes = port.board.memory(at: address, byteCount: byteCount) else {
                return tell("no memory there: \(order.text)")
            }
            write(bytes, to: path)
        }
        tell(order.text)
    }

    private func tell(_ text: String) {
        let line = "\(transfers) \(text)\n"
        _ = Glibc.write(log, line, line.utf8.count)
    }

    private func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "we") else {
            return tell("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
