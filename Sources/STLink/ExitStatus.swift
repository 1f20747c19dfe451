/// The exit status of our tools: one for each kind of failure that a script may want to tell
/// apart. Documented for users in `docs/exit-codes.md`; numbers never change their meaning.
public enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    /// Something failed that has no number of its own.
    case failure = 1

    /// No ST-Link on the bus, or none with the serial that was asked for.
    case noProbe = 10
    /// More than one probe fits, and none was chosen.
    case severalProbes = 11
    /// The operating system does not let us open the probe.
    case noPermission = 12
    /// Another program is using the probe.
    case probeBusy = 13
    /// The probe's firmware is too old, is a bootloader, or the model cannot debug over SWD.
    case probeUnsupported = 14
    /// The probe left the bus or stopped answering.
    case probeLost = 15

    /// The probe works, but nothing answers at the other end of the cable.
    case noTarget = 20
    /// The target answered, then the connection broke or stayed unreliable.
    case linkFailed = 21
    /// The chip is not one that we know.
    case unknownChip = 22
    /// The target refused a memory access: nothing is there, or it is protected.
    case accessRefused = 23
    /// The target or the probe said "wait" for too long.
    case targetTimeout = 24
    /// Erasing or programming was refused or did not take.
    case flashFailed = 25
    /// The flash differs from the file.
    case verifyFailed = 26

    /// The file cannot be read or written.
    case fileFailed = 30
    /// The file is not firmware in a format that we know.
    case notFirmware = 31
    /// The image does not fit this chip's memory, or is for another chip.
    case imageDoesNotFit = 32

    /// The TCP port cannot be listened on.
    case portInUse = 40

    /// A wrong option or argument (sysexits.h `EX_USAGE`; the argument parser's own).
    case usage = 64

    /// Ended by SIGINT or SIGTERM, the target left as found (128 + the signal's number).
    case interrupted = 130
    case terminated = 143
}
