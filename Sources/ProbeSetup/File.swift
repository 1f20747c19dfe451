public import STLink

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whole files in and out, with the system's reason where that fails.
public enum File {
    /// Far above any program with its debug information; stops at devices that never end.
    private static let mebibytesMax = 512

    public static func read(_ path: String) throws(ProbeError) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw failure("read", path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            bytes += piece.prefix(count)
            if count < piece.count { break }
            guard bytes.count <= mebibytesMax << 20 else {
                throw ProbeError(
                    .fileFailed,
                    "cannot read \(path): it is larger than \(mebibytesMax) MiB, no program for "
                        + "a microcontroller; name the .elf, .hex or .bin file")
            }
        }
        guard ferror(file) == 0 else { throw failure("read", path) }
        return bytes
    }

    public static func write(_ bytes: [UInt8], to path: String) throws(ProbeError) {
        guard let file = fopen(path, "wb") else { throw failure("write", path) }
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written == bytes.count else { throw failure("write", path) }
    }

    private static func failure(_ verb: String, _ path: String) -> ProbeError {
        ProbeError(.fileFailed, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
