/// How long tests wait for what must come.
///
/// Long, since a busy machine is no failure: what comes ends the wait at once, and what never
/// comes costs only the test that fails.
public enum Patience {
    /// For a state: a line in a log, an end of a process, an answer.
    public static let seconds = 120
    /// For a command or a script, whatever it does.
    public static let commandSeconds = 600
}
