#if canImport(Glibc)
    import Glibc

    /// Who has a device node open, as far as /proc shows it: the processes of the same user, or
    /// all of them to root.
    enum DeviceUsers {
        /// `openocd (process 4711)`, an entry for each process but this one.
        static func names(bus: Int, address: Int) -> [String] {
            names(node: "/dev/bus/usb/\(padded(bus))/\(padded(address))")
        }

        static func names(node: String) -> [String] {
            let own = getpid()
            return entries(of: "/proc").compactMap { Int32($0) }.sorted().compactMap { process in
                guard process != own, hasOpen(node, process) else { return nil }
                return "\(name(of: process)) (process \(process))"
            }
        }

        private static func hasOpen(_ node: String, _ process: Int32) -> Bool {
            let folder = "/proc/\(process)/fd"
            return entries(of: folder).contains { target(of: "\(folder)/\($0)") == node }
        }

        private static func name(of process: Int32) -> String {
            guard let file = fopen("/proc/\(process)/comm", "r") else { return "a program" }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: Limits.processNameByteCount)
            guard fgets(&line, Int32(line.count), file) != nil else { return "a program" }
            let bytes = line.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "\n")) }
            return String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }

        private static func target(of link: String) -> String {
            var path = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(link, &path, path.count)
            let bytes = path.prefix(max(0, count)).map(UInt8.init(bitPattern:))
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func entries(of folder: String) -> [String] {
            guard let stream = opendir(folder) else { return [] }
            defer { closedir(stream) }
            var names: [String] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names
        }

        /// The kernel numbers buses and devices with three digits.
        private static func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        }
    }
#else
    /// No other system tells.
    enum DeviceUsers {
        static func names(bus: Int, address: Int) -> [String] { [] }
    }
#endif
