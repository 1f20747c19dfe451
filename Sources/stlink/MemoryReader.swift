import ProbeSetup
import STLink
import STM32Flash
import TargetMemory

/// Reads long stretches of memory piece by piece, showing how far it is; a signal ends it.
struct MemoryReader {
    let opened: OpenedTarget
    private var progress: Progress
    private let words: String
    /// `nil` leaves the widths of the accesses to the link.
    private let width: AccessWidth?

    /// A multiple of the longest memory command, so that no command is shorter than need be.
    private static let pieceByteCount = 16 * 6144

    init(_ opened: OpenedTarget, isShown: Bool, words: String, width: AccessWidth? = nil) {
        self.opened = opened
        self.words = words
        self.width = width
        progress = Progress(isShown: isShown)
    }

    mutating func read(_ address: Address, count: Int) throws(ProbeError) -> [UInt8] {
        defer { progress.finish() }
        var bytes: [UInt8] = []
        while bytes.count < count {
            try Interruption.check()
            let next = min(Self.pieceByteCount, count - bytes.count)
            do throws(TargetFault) {
                let place = address + bytes.count
                if let width {
                    bytes += try opened.link.read(place, count: next, width: width)
                } else {
                    bytes += try opened.link.read(place, count: next)
                }
            } catch {
                throw ProbeError(explained(error))
            }
            progress.show(words, done: bytes.count, of: count)
        }
        return bytes
    }

    private func explained(_ fault: TargetFault) -> TargetFault {
        let identity = opened.target.identity
        do throws(TargetFault) {
            let protection = try ProtectionState.read(identity, from: opened.link)
            return protection.explained(fault, on: identity)
        } catch {
            // The first fault is the one to tell of.
            return fault
        }
    }
}
