import RemoteProtocol
import TargetMemory

extension Session {
    mutating func insert(
        _ kind: PointKind, at address: Address, length: Int
    ) throws(TargetFault) -> Reply {
        do throws(TargetFault) {
            try target.insert(kind.breakpoint, at: address, length: length)
        } catch {
            // No debugger shows the text of this reply, not even one that takes texts.
            remember(error.message, isAboutPoints: true)
            throw error
        }
        points.insert(Point(kind: kind, address: address))
        return .ok
    }

    mutating func remove(
        _ kind: PointKind, at address: Address, length: Int
    ) throws(TargetFault) -> Reply {
        try target.remove(kind.breakpoint, at: address, length: length)
        points.remove(Point(kind: kind, address: address))
        forgetPointTexts()
        return .ok
    }
}

extension PointKind {
    fileprivate var breakpoint: BreakpointKind {
        switch self {
        case .software: .software
        case .hardware: .hardware
        case .writeWatch: .watch(.write)
        case .readWatch: .watch(.read)
        case .accessWatch: .watch(.access)
        }
    }
}
