/// One option as some server has it, and what it is in ours.
struct OptionForm: Sendable {
    enum Takes: Sendable {
        case nothing
        case value
        /// Only when it is attached (`-v99`, `--verbose=99`); otherwise this.
        case optionalValue(String)
    }

    /// What becomes of it.
    struct Result {
        var arguments: [String] = []
        var warning: String?
    }

    /// As it is written, dashes included: `-p`, `--port-number`, `-cp`.
    var names: [String]
    var takes: Takes
    private var rewriting: @Sendable (String?) -> Result

    func result(_ value: String?) -> Result { rewriting(value) }

    /// Ours has it as `target`, with the same value.
    static func same(_ names: String..., as target: String, takes: Takes = .nothing) -> OptionForm {
        OptionForm(names: names, takes: takes) { value in
            // A missing value is the parser's to complain about.
            Result(arguments: [value.map { "\(target)=\($0)" } ?? target])
        }
    }

    /// Ours says it in these words.
    static func means(
        _ names: String..., words: [String], takes: Takes = .nothing
    ) -> OptionForm {
        OptionForm(names: names, takes: takes) { _ in Result(arguments: words) }
    }

    /// It needs no doing: so it is, or nobody notices.
    static func granted(_ names: String..., takes: Takes = .nothing) -> OptionForm {
        OptionForm(names: names, takes: takes) { _ in Result() }
    }

    /// It has no meaning here, which is said.
    static func ignored(
        _ names: String..., takes: Takes = .nothing, because reason: String
    ) -> OptionForm {
        let spelling = names.joined(separator: ", ")
        return OptionForm(names: names, takes: takes) { _ in
            Result(warning: "ignored '\(spelling)': \(reason)")
        }
    }

    /// The value decides.
    static func reading(
        _ names: String..., takes: Takes = .value,
        _ rewriting: @escaping @Sendable (String) -> Result
    ) -> OptionForm {
        let spelling = names.joined(separator: ", ")
        return OptionForm(names: names, takes: takes) { value in
            value.map(rewriting) ?? Result(warning: "'\(spelling)' wants a value")
        }
    }
}
