import Testing

/// One row of what people suffer from: what goes wrong, what is done, and all that comes of it.
struct Scenario: Sendable, CustomTestStringConvertible {
    /// What a second attempt on the same board comes to.
    enum Next: Sendable, Hashable {
        /// `again` ends with success.
        case works
        /// The fault is still there: the same command gives the same status and sentences.
        case isTheSame
        /// The probe is gone for good, or the command was a whole story in itself.
        case isNotTried
    }

    /// Row of the list of failures, such as "A1", and which of its cases.
    var row: String
    var story: String
    var board: String?
    var probe: String?
    /// Several at once.
    var probes: [String] = []
    var firmware: String?
    var faults: [String] = []
    /// Replaces `faults` where a generation has other clocks.
    var faultsOnV3: [String]?
    /// The board lives by the wall clock.
    var isPaced = false
    /// A line or more of shell; the prelude of `ScenarioRun` has `serve`, `gdb` and `counts`.
    var command: String
    var status = 0
    /// Every one of these is in the output.
    var says: [String] = []
    var saysOnV3: [String]?
    /// None of these is.
    var never: [String] = []
    /// Sectors erased; `nil`: as many as the load needs.
    var erases: Int? = 0
    var next: Next = .works
    /// The second attempt.
    var again = "stlink info"
    /// The models that can be in that state.
    var variants: [Variant] = Variant.all

    var testDescription: String { "\(row), \(story)" }
}

/// The same scenario under other circumstances.
enum Variant: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case plain, onV3, commaLocale, delays

    static let all = Variant.allCases
    /// Without the V3: what its firmware or clocks cannot have.
    static let onV2Only: [Variant] = [.plain, .commaLocale, .delays]

    var testDescription: String { rawValue }
}

/// A scenario under one circumstance: what a parameterised test is run with.
struct ScenarioCase: Sendable, CustomTestStringConvertible {
    var scenario: Scenario
    var variant: Variant

    var testDescription: String { "\(scenario.testDescription), \(variant.rawValue)" }

    static func all(_ scenarios: [Scenario]) -> [ScenarioCase] {
        scenarios.flatMap { scenario in
            scenario.variants.map { ScenarioCase(scenario: scenario, variant: $0) }
        }
    }
}
