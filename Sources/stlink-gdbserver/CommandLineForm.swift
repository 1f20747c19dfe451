/// A command line as the server that it was written for takes it, rewritten for the argument
/// parser.
///
/// Users, scripts and editors rely on what the parser would refuse: `-v99`, `-p4242`, `-cp PATH`,
/// `--no-res`, options that do not exist any more, words that mean nothing. What has no meaning is
/// left out with a warning, as st-util does.
struct CommandLineForm {
    let style: LaunchStyle
    private(set) var arguments: [String] = []
    private(set) var warnings: [String] = []

    /// - Parameters:
    ///   - program: argv[0], a link named like another server perhaps.
    ///   - contents: of a configuration file that an option names; `nil` where it cannot be read.
    init(
        _ words: [String], program: String = "stlink-gdbserver",
        contents: (String) -> String? = { _ in nil }
    ) {
        style = LaunchStyle.of(program: program, words: words)
        if let name = style.programs.first, name != LaunchStyle.own.programs.first {
            arguments.append("--launched-as=\(name)")
        }
        var rest = words[...]
        if let first = rest.first, style.commandWords.contains(first) { rest.removeFirst() }
        take(&rest, contents: contents, depth: 0)
        keepLastWayToConnect()
    }

    /// The last of them counts, as in st-util: Cortex-Debug always begins with `--no-reset`.
    private mutating func keepLastWayToConnect() {
        let attaching = ["--no-reset", "--attach-running"]
        let underReset = "--connect-under-reset"
        guard arguments.contains(underReset),
            let last = arguments.last(where: { $0 == underReset || attaching.contains($0) })
        else { return }
        let overruled = last == underReset ? attaching : [underReset]
        for name in overruled where arguments.contains(name) {
            arguments.removeAll { $0 == name }
            warnings.append("ignored '\(name)': '\(last)' comes later")
        }
    }

    private mutating func take(
        _ rest: inout ArraySlice<String>, contents: (String) -> String?, depth: Int
    ) {
        while let word = rest.popFirst() {
            if let option = style.configurationFile, option.contains(word), depth == 0 {
                guard let path = rest.popFirst() else { continue }
                guard let text = contents(path) else {
                    warnings.append("cannot read the configuration file '\(path)'")
                    continue
                }
                var inner = Self.words(ofFile: text)[...]
                take(&inner, contents: contents, depth: 1)
            } else if word == "--" {
                rest.forEach { warnings.append("ignored '\($0)': there is nothing to name") }
                return
            } else if word.hasPrefix("--") {
                takeLong(word, &rest)
            } else if word.hasPrefix("-"), word.count > 1 {
                takeShort(word, &rest)
            } else {
                warnings.append("ignored '\(word)': there is nothing to name")
            }
        }
    }

    /// Options as on a command line, over several lines; `#` begins a remark.
    private static func words(ofFile text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line in
            line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    }

    private mutating func takeLong(_ word: String, _ rest: inout ArraySlice<String>) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let attached = parts.count > 1 ? String(parts[1]) : nil
        let exact = style.forms.first { $0.names.contains(name) }
        // Abbreviated as getopt_long takes it: ambiguous only where the meanings differ.
        let names = style.forms.flatMap(\.names).filter { $0.hasPrefix(name) }
        let abbreviated = style.forms.filter { form in
            form.names.contains { $0.hasPrefix(name) }
        }
        let isClear = abbreviated.count == 1 || (names.count == 1)
        guard let form = exact ?? (isClear ? abbreviated.first : nil) else {
            let why = abbreviated.isEmpty ? "unknown" : "ambiguous"
            warnings.append("ignored the \(why) option '\(name)' (see --help)")
            return
        }
        take(form, attached: attached, &rest)
    }

    /// `-p 4242`, `-p4242`, `-F=1M`, `-cp PATH`; `-mn` where options are clustered.
    private mutating func takeShort(_ word: String, _ rest: inout ArraySlice<String>) {
        if let whole = form(named: word) { return take(whole, attached: nil, &rest) }
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let form = form(named: "-\(letter)") else {
                warnings.append("ignored the unknown option '-\(letter)' (see --help)")
                if style.clusters { continue } else { return }
            }
            if case .nothing = form.takes {
                take(form, attached: nil, &rest)
                continue
            }
            let value = letters.first == "=" ? letters.dropFirst() : letters
            take(form, attached: letters.isEmpty ? nil : String(value), &rest)
            return
        }
    }

    private func form(named name: String) -> OptionForm? {
        style.forms.first { $0.names.contains(name) }
    }

    private mutating func take(
        _ form: OptionForm, attached: String?, _ rest: inout ArraySlice<String>
    ) {
        let value: String? =
            switch form.takes {
            case .nothing: nil
            case .optionalValue(let standard): attached ?? standard
            case .value: attached ?? rest.popFirst()
            }
        let result = form.result(value)
        arguments += result.arguments
        if let warning = result.warning { warnings.append(warning) }
    }
}
