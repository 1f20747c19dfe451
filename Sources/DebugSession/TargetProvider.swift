public import TargetMemory

/// Where a server gets its target from: opens the probe when somebody debugs, lets go of it after.
public protocol TargetProvider: AnyObject {
    /// Opens the probe and finds out what is connected to it, unless it is open already; the core
    /// is not touched before `attach`. Throws with a sentence that says what to do.
    func open() throws(TargetFault) -> any DebugTarget

    /// Releases the probe. Safe to call when nothing is open, or when the probe is gone.
    func close()
}
