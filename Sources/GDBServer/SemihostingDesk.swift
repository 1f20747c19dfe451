import DebugSession
import Dispatch
import HostFiles

/// Semihosting's files in a folder, its console, and its clock.
final class SemihostingDesk: SemihostingHost {
    /// `nil`: no files.
    private let folder: Folder?
    private let printing: ([UInt8]) -> Bool
    private let typing: (Int) -> [UInt8]?
    private var files: [Int: OpenFile] = [:]
    private var openedCount = 0

    /// `printing` and `typing` are the console's; see `SemihostingHost`.
    init(
        folder: Folder?, printing: @escaping ([UInt8]) -> Bool,
        typing: @escaping (Int) -> [UInt8]?
    ) {
        self.folder = folder
        self.printing = printing
        self.typing = typing
    }

    func show(_ bytes: [UInt8]) -> Bool { printing(bytes) }

    func typed(_ count: Int) -> [UInt8]? { typing(count) }

    func open(_ path: String, mode: SemihostingOpenMode) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in
            let file = try self.existingFolder().open(
                path,
                Folder.Access(
                    reads: !mode.isWriting || mode.isUpdating,
                    writes: mode.isWriting || mode.isUpdating, appends: mode.isAppending,
                    creates: mode.isWriting))
            self.openedCount += 1
            self.files[self.openedCount] = file
            return self.openedCount
        }
    }

    func close(_ file: Int) -> Result<Int, SemihostingFailure> {
        files.removeValue(forKey: file) == nil
            ? .failure(SemihostingFailure(SemihostingErrno.badFile)) : .success(0)
    }

    func closeAll() { files = [:] }

    func read(_ count: Int, from file: Int) -> Result<[UInt8], SemihostingFailure> {
        result { () throws(Folder.Failure) in try self.existing(file).read(count) }
    }

    func write(_ bytes: [UInt8], to file: Int) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in try self.existing(file).write(bytes) }
    }

    func seek(_ file: Int, to position: Int) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in
            try self.existing(file).seek(to: position)
            return 0
        }
    }

    func length(_ file: Int) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in try self.existing(file).byteCount() }
    }

    func remove(_ path: String) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in
            try self.existingFolder().remove(path)
            return 0
        }
    }

    func rename(_ path: String, to other: String) -> Result<Int, SemihostingFailure> {
        result { () throws(Folder.Failure) in
            try self.existingFolder().rename(path, to: other)
            return 0
        }
    }

    var secondsSinceEpoch: UInt32 {
        UInt32(truncatingIfNeeded: HostClock.secondsSinceEpoch)
    }

    var microseconds: UInt64 { DispatchTime.now().uptimeNanoseconds / 1000 }

    private func existingFolder() throws(Folder.Failure) -> Folder {
        guard let folder else { throw Folder.Failure(number: SemihostingErrno.access) }
        return folder
    }

    private func existing(_ file: Int) throws(Folder.Failure) -> OpenFile {
        guard let open = files[file] else {
            throw Folder.Failure(number: SemihostingErrno.badFile)
        }
        return open
    }

    private func result<Value>(
        _ work: () throws(Folder.Failure) -> Value
    ) -> Result<Value, SemihostingFailure> {
        do throws(Folder.Failure) {
            return .success(try work())
        } catch {
            return .failure(SemihostingFailure(error.number))
        }
    }
}
