public import ProbeSetup
public import STLink
import ArgumentParser

// What people write at a command line, in the same words for every tool. All throw
// ValidationError, which says how to write it.

extension ProbeChoice.Place {
    public init(argument text: String) throws {
        guard let place = Self(text) else {
            throw ValidationError("give the probe as 1, 1-4.2 (bus-ports) or 1:4 (bus:address)")
        }
        self = place
    }
}

extension ConnectOptions.Clock {
    public init(argument text: String) throws {
        guard let clock = ConnectOptions.clock(text) else {
            throw ValidationError("give the clock as auto, 950k, 4M or a number in kHz")
        }
        self = clock
    }
}

extension WireProtocol {
    public init(argument text: String) throws {
        guard let wire = Self(rawValue: text.lowercased()) else {
            throw ValidationError("give the interface as swd or jtag")
        }
        self = wire
    }
}

extension ConnectOptions {
    /// The size of a flash in bytes.
    public static func flashByteCount(argument text: String) throws -> Int {
        guard let size = byteCount(text) else {
            throw ValidationError("give the size as 64k, 1M or a number of bytes, 256M at the most")
        }
        return size
    }
}
