/// A `monitor` command as a recording keeps it: as it was typed where it is one of those whose
/// every form says nothing of memory, of files or of what the program prints; of others the name.
struct MonitorLine {
    let line: String
    let isHarmless: Bool

    init(_ line: String) {
        self.line = line
        let words = line.split(separator: " ").map(String.init)
        isHarmless = Self.harmless.contains { name, others in
            words.starts(with: name)
                && words.dropFirst(name.count).allSatisfy {
                    others.contains($0) || Self.isNumber($0)
                }
        }
    }

    /// What is kept of it.
    var text: String {
        if isHarmless { return line }
        let name = line.prefix { $0.isASCII && ($0.isLetter || $0 == "_" || $0 == "-") }
        let isName = name.utf8.count <= Limits.packetNameByteCount
        return String(isName ? name : "")
            + Self.leftOut(line.utf8.count - (isName ? name.utf8.count : 0))
    }

    static func leftOut(_ count: Int) -> String { count > 0 ? " <\(count) bytes left out>" : "" }

    /// Numbers are addresses, sectors, clocks and times here.
    private static func isNumber(_ word: String) -> Bool {
        let digits = word.hasPrefix("0x") ? word.dropFirst(2) : word[...]
        return (1...10).contains(digits.count)
            && digits.utf8.allSatisfy { word.hasPrefix("0x") ? $0.isHexDigit : $0.isDigit }
    }

    /// The command's words, and those that may follow besides numbers.
    private static let harmless: [(name: [String], others: Set<String>)] = table.map {
        ($0.name.split(separator: " ").map(String.init), Set($0.others))
    }

    private static let switches = ["on", "off", "enable", "disable"]
    private static let catches = [
        "all", "none", "enable", "disable", "hard", "bus", "mm", "int", "chk", "nocp", "state",
        "reset",
    ]
    private static let registers =
        (0...15).map { "r\($0)" } + (0...31).map { "s\($0)" } + (0...15).map { "d\($0)" }
        + ["sp", "lr", "pc", "xpsr", "msp", "psp", "primask", "basepri", "faultmask", "control"]
        + ["fpscr", "force", "all"]

    private static let table: [(name: String, others: [String])] =
        [
            ("reset", ["halt", "init", "run"]), ("poll", switches), ("speed", ["auto"]),
            ("reg", registers), ("erase", ["--chip", "--mass"]),
            ("flash erase_sector", ["last"]), ("flash erase_address", ["pad", "unlock"]),
            ("vector-catch", catches), ("cortex_m vector_catch", catches),
            ("vector_catch", catches), ("step-mask", ["on", "off", "always"]),
            ("maskints", ["on", "off", "step"]),
            ("cortex_m maskisr", ["auto", "on", "off", "steponly"]),
            ("semihosting", switches), ("semihosting files", switches),
            ("arm semihosting", switches), ("arm semihosting_fileio", switches),
            ("gdb_memory_map", switches), ("gdb memory_map", switches),
            ("gdb_flash_program", switches), ("gdb flash_program", switches),
            ("gdb_breakpoint_override", ["hard", "soft", "disable"]),
            ("gdb breakpoint_override", ["hard", "soft", "disable"]),
            ("connect_rst", switches), ("swo decode", switches), ("itm port", switches),
            ("itm ports", switches), ("unlock", ["--erase-the-whole-chip"]),
        ]
        + [
            "halt", "h", "resume", "go", "continue", "step", "stepi", "jtag_reset",
            "soft_reset_halt", "wait_halt", "status", "st", "adapter speed", "adapter_khz",
            "frequency", "voltage", "reconnect", "reinit", "version", "help", "targets", "init",
            "sleep", "core", "shutdown", "exit", "quit", "erase_mass", "erase_range",
            "flash banks", "flash list", "flash probe", "flash info", "flash mass_erase", "option",
            "bp", "rbp", "wp", "rwp", "rtt stop", "rtt polling_interval", "rtt server start",
            "rtt server stop", "tpiu enable", "tpiu disable", "gdb_port", "gdb port",
            "swdp_scan", "jtag_scan", "halt_timeout", "show vector-catch", "gdb_sync", "gdb sync",
        ].map { ($0, []) }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
