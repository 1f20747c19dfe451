/// EXC_RETURN: what LR holds at the entry of a handler (Armv7-M ARM, table B1-8; Armv8-M ARM,
/// B3.18).
public struct ExceptionReturn: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32

    /// `nil` for a value that cannot be one: an ordinary return address.
    public init?(rawValue: UInt32) {
        // All cores so far have ones above bit 6; Armv8-M gave a meaning to those below.
        guard rawValue >> 7 == 0x1FF_FFFF else { return nil }
        self.rawValue = rawValue
    }

    private func bit(_ number: UInt32) -> Bool { rawValue >> number & 1 != 0 }

    /// Mode: the handler returns to Thread mode, not to another handler.
    public var returnsToThread: Bool { bit(3) }
    /// SPSEL: the frame is on the process stack.
    public var usesProcessStack: Bool { returnsToThread && bit(2) }
    /// FType clear: the frame has room for S0-S15 and FPSCR.
    public var hasFloatingPoint: Bool { !bit(4) }
    /// S, Armv8-M: the frame is on a stack of the Secure state.
    public var usesSecureStack: Bool { bit(6) }
    /// ES, Armv8-M: the exception was taken to the Secure state.
    public var isTakenToSecure: Bool { bit(0) }
    /// DCRS set, Armv8-M: the callee's registers were pushed by the usual rules.
    private var followsDefaultStacking: Bool { bit(5) }

    /// Whether R4-R11 lie below the frame, hidden from the Non-secure handler (Armv8-M ARM,
    /// PopStack).
    public var hasCalleeContext: Bool {
        usesSecureStack && (!isTakenToSecure || !followsDefaultStacking)
    }
}
