/// Why a file is not taken for firmware, in words for the person who named it.
public struct FirmwareError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The file is damaged: a checksum, a length, a header.
        case malformed
        /// It is something else: a text, a picture, an object file, a program for another machine.
        case notFirmware
        /// A plain binary, and nobody said where it goes.
        case addressMissing
        /// It has bytes where the chip has no memory, or is linked for another chip.
        case doesNotFit
    }

    public var kind: Kind
    public var message: String
    /// What in the message shows contents of the file; a recording leaves it out.
    public var contents: String?

    public init(_ kind: Kind, _ message: String, contents: String? = nil) {
        self.kind = kind
        self.message = message
        self.contents = contents
    }
}

extension FirmwareError: CustomStringConvertible {
    public var description: String { message }
}
