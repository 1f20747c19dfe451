/// A command line as `getopt_long` takes it, rewritten for the argument parser.
///
/// st-util's users, scripts and editors rely on what the parser would refuse: `-v99`, `-p4242`,
/// `--no-res`, options that do not exist any more, words that mean nothing. What has no meaning is
/// left out with a warning, as st-util does.
struct CommandLineForm {
    private(set) var arguments: [String] = []
    private(set) var warnings: [String] = []

    private enum Takes {
        case nothing
        case value
        /// Only when it is attached; otherwise this.
        case optionalValue(String)
        /// It was an option of st-util once; a following word belongs to it.
        case ignored(withValue: Bool)
    }

    private struct Form {
        var long: String
        var short: Character?
        var takes: Takes
        /// What the argument parser knows it as, if not by `long`.
        var canonical: String?
    }

    private static let forms = [
        Form(long: "help", short: "h", takes: .nothing),
        Form(long: "version", short: "V", takes: .nothing),
        // A bare -v means 75: all that is of interest when something fails, packets left out.
        Form(long: "verbose", short: "v", takes: .optionalValue("75")),
        Form(long: "port", short: "p", takes: .value),
        Form(long: "listen_port", takes: .value, canonical: "port"),
        Form(long: "listen-port", takes: .value, canonical: "port"),
        Form(long: "multi", short: "m", takes: .nothing),
        Form(long: "no-reset", short: "n", takes: .nothing),
        Form(long: "hot-plug", takes: .nothing, canonical: "no-reset"),
        Form(long: "attach", takes: .nothing, canonical: "no-reset"),
        Form(long: "attach-running", takes: .nothing),
        Form(long: "connect-under-reset", short: "u", takes: .nothing),
        Form(long: "freq", short: "F", takes: .value),
        Form(long: "semihosting", takes: .nothing),
        Form(long: "semihosting-console", takes: .value),
        Form(long: "semihosting-files", takes: .value),
        Form(long: "semihosting-arguments", takes: .value),
        Form(long: "exit-on-semihosting", takes: .nothing),
        Form(long: "serial", takes: .value),
        Form(long: "probe", takes: .value),
        Form(long: "interface", takes: .value),
        Form(long: "flash-size", takes: .value),
        Form(long: "loader", takes: .value),
        Form(long: "preserve", takes: .nothing),
        Form(long: "listen", takes: .value),
        Form(long: "once", takes: .nothing),
        Form(long: "port-file", takes: .value),
        Form(long: "stlinkv1", short: "1", takes: .ignored(withValue: false)),
        Form(long: "stlink_version", short: "s", takes: .ignored(withValue: true)),
    ]

    init(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                rest.forEach { warnings.append("ignored '\($0)': there is nothing to name") }
                return
            }
            if word.hasPrefix("--") {
                takeLong(word.dropFirst(2), &rest)
            } else if word.hasPrefix("-"), word.count > 1 {
                takeCluster(word.dropFirst(), &rest)
            } else {
                warnings.append("ignored '\(word)': there is nothing to name")
            }
        }
    }

    private mutating func takeLong(_ word: Substring, _ rest: inout ArraySlice<String>) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0]
        let attached = parts.count > 1 ? String(parts[1]) : nil
        let exact = Self.forms.first { $0.long == name }
        let abbreviated = Self.forms.filter { $0.long.hasPrefix(name) }
        guard let form = exact ?? (abbreviated.count == 1 ? abbreviated.first : nil) else {
            let why = abbreviated.isEmpty ? "unknown" : "ambiguous"
            warnings.append("ignored the \(why) option '--\(name)' (see --help)")
            return
        }
        take(form, attached: attached, &rest)
    }

    /// `-mn`, `-v99`, `-p 4242`, `-p4242`, `-F=1M`.
    private mutating func takeCluster(_ word: Substring, _ rest: inout ArraySlice<String>) {
        var letters = word
        while let letter = letters.popFirst() {
            guard let form = Self.forms.first(where: { $0.short == letter }) else {
                warnings.append("ignored the unknown option '-\(letter)' (see --help)")
                continue
            }
            if case .nothing = form.takes {
                take(form, attached: nil, &rest)
                continue
            }
            if case .ignored(withValue: false) = form.takes {
                take(form, attached: nil, &rest)
                continue
            }
            let value = letters.first == "=" ? letters.dropFirst() : letters
            take(form, attached: letters.isEmpty ? nil : String(value), &rest)
            return
        }
    }

    private mutating func take(
        _ form: Form, attached: String?, _ rest: inout ArraySlice<String>
    ) {
        let name = "--" + (form.canonical ?? form.long)
        switch form.takes {
        case .nothing:
            arguments.append(name)
        case .optionalValue(let standard):
            arguments.append("\(name)=\(attached ?? standard)")
        case .value:
            // A missing value is the parser's to complain about.
            if let value = attached ?? rest.popFirst() {
                arguments.append("\(name)=\(value)")
            } else {
                arguments.append(name)
            }
        case .ignored(let hasValue):
            if hasValue, attached == nil { _ = rest.popFirst() }
            let spelling = form.short.map { "-\($0), --\(form.long)" } ?? name
            warnings.append("ignored '\(spelling)': the probe's model is found out by itself")
        }
    }
}
