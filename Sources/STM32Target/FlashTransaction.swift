public import DebugSession
import STM32Flash
public import TargetMemory

/// gdb's `load`: collects what is to be erased and written, and does it all at the end, so that
/// nothing is erased for an image that turns out not to fit.
public final class FlashTransaction: FlashProgramming {
    private let session: FlashSession
    private var options: FlashOptions
    private let whenDone: () -> Void
    private var erases: [Region] = []
    private var writes: [Segment] = []

    init(session: FlashSession, options: FlashOptions, whenDone: @escaping () -> Void) {
        self.session = session
        self.options = options
        self.whenDone = whenDone
    }

    /// What the loader's RAM holds was put there by the debugger: an image's sections in RAM are
    /// written before those in flash.
    var isRAMWritten = false

    public func erase(_ region: Region) throws(TargetFault) { erases.append(region) }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        guard !bytes.isEmpty else { return }
        if let last = writes.last, last.address + last.bytes.count == address {
            writes[writes.count - 1].bytes += bytes
        } else {
            writes.append(Segment(address: address, bytes: bytes))
        }
    }

    public func commit() throws(TargetFault) -> String {
        defer {
            abandon()
            whenDone()
        }
        options.keepsRAM = isRAMWritten
        return try session.program(writes, erasing: erases, options: options).summary
    }

    public func abandon() {
        erases = []
        writes = []
    }
}
