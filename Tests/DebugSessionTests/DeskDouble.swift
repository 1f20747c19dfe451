import DebugSession

/// One file in memory, a clock that stands still, and a keyboard.
final class DeskDouble: SemihostingHost {
    var typed: [UInt8]? = []
    var microseconds: UInt64 = 0
    let secondsSinceEpoch: UInt32 = 1_000_000
    private var contents: [UInt8] = []
    private var position = 0

    func show(_ bytes: [UInt8]) -> Bool { false }
    func typed(_ count: Int) -> [UInt8]? { typed.map { Array($0.prefix(count)) } }
    func closeAll() {}

    func open(_ path: String, mode: SemihostingOpenMode) -> Result<Int, SemihostingFailure> {
        guard path == "log.txt" else { return .failure(SemihostingFailure(2)) }
        position = 0
        return .success(1)
    }

    func close(_ file: Int) -> Result<Int, SemihostingFailure> { .success(0) }

    func read(_ count: Int, from file: Int) -> Result<[UInt8], SemihostingFailure> {
        .success(Array(contents.dropFirst(position).prefix(count)))
    }

    func write(_ bytes: [UInt8], to file: Int) -> Result<Int, SemihostingFailure> {
        contents += bytes
        return .success(bytes.count)
    }

    func seek(_ file: Int, to position: Int) -> Result<Int, SemihostingFailure> {
        self.position = position
        return .success(0)
    }

    func length(_ file: Int) -> Result<Int, SemihostingFailure> { .success(contents.count) }
    func remove(_ path: String) -> Result<Int, SemihostingFailure> { .success(0) }
    func rename(_ path: String, to other: String) -> Result<Int, SemihostingFailure> { .success(0) }
}
