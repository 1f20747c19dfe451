import CortexM
import TargetMemory

/// Lines of flash that have been read while the core stood still.
///
/// A debugger reads the same few instructions again at each step. A single step keeps the lines:
/// before a locked controller can change a cell, a program has to store two keys, set PG and store
/// the data, so that a look at the lock after every third step is in time. Anything else that
/// moves the core empties the cache.
struct FlashCache {
    private static let lineByteCount = 256
    private static let stepsBetweenLooks = 3

    private var lines: [Address: [UInt8]] = [:]
    private var stepsSinceLook = 0
    private let regions: [Region]
    private let isLocked: (any CoreAccess) throws(TargetFault) -> Bool

    init(
        regions: [Region], isLocked: @escaping (any CoreAccess) throws(TargetFault) -> Bool
    ) {
        self.regions = regions
        self.isLocked = isLocked
    }

    mutating func empty() {
        lines.removeAll(keepingCapacity: true)
        stepsSinceLook = 0
    }

    mutating func noteStep() { stepsSinceLook += 1 }

    /// The bytes, read in whole lines; `nil` for what is not flash or too long to be kept, and
    /// where not all of a line can be read: next to protected cells, or to such as lost power.
    mutating func read(
        _ region: Region, from access: any CoreAccess
    ) throws(TargetFault) -> [UInt8]? {
        guard region.byteCount <= Self.lineByteCount,
            let flash = regions.first(where: { $0.contains(region) })
        else { return nil }
        if !lines.isEmpty, stepsSinceLook >= Self.stepsBetweenLooks {
            if try isLocked(access) { stepsSinceLook = 0 } else { empty() }
        }
        var bytes: [UInt8] = []
        var line = region.base.alignedDown(to: Self.lineByteCount)
        while line <= region.last {
            if lines[line] == nil {
                let count = min(Self.lineByteCount, flash.last - line + 1)
                do throws(TargetFault) {
                    lines[line] = try access.read(line, count: count)
                } catch  where error.cause == .access {
                    return nil
                }
            }
            bytes += lines[line] ?? []
            line = line + Self.lineByteCount
        }
        let offset = region.base - region.base.alignedDown(to: Self.lineByteCount)
        return Array(bytes[offset..<offset + region.byteCount])
    }
}
