public import TargetMemory

/// What an exception interrupted: the frame that the core pushed when it entered the handler
/// (Armv7-M ARM, B1.5.6).
public struct ExceptionEntry: Hashable, Sendable {
    public var code: ExceptionReturn
    /// Whether the code's Security bits mean anything.
    public var hasSecurity: Bool
    /// Where the frame begins: R0.
    public var frame: Address
    /// R0-R3, R12, LR, the return address and xPSR; `nil` where the stack cannot be read.
    public var words: [UInt32]?

    public init(
        code: ExceptionReturn, hasSecurity: Bool = false, frame: Address, words: [UInt32]?
    ) {
        self.code = code
        self.hasSecurity = hasSecurity
        self.frame = frame
        self.words = words
    }

    static let wordCount = 8
    /// Integrity signature, a reserved word and R4-R11 (Armv8-M ARM, B3.19).
    static let calleeContextByteCount = 0x28

    public var returnAddress: Address? { words.map { Address($0[6] & ~1) } }
    public var linkRegister: UInt32? { words.map { $0[5] } }
    public var xpsr: UInt32? { words.map { $0[7] } }
}

extension Core {
    /// The frame of the handler whose first instruction comes next; `nil` where LR holds
    /// something else by now: the handler has called a function.
    func exceptionEntry() throws(TargetFault) -> ExceptionEntry? {
        guard let code = ExceptionReturn(rawValue: try register(RegisterSelector.linkRegister))
        else { return nil }
        let stack = try register(features.stackSelector(of: code))
        let below = features.isSecureDebugAllowed && code.hasCalleeContext
        let frame = Address(stack) + (below ? ExceptionEntry.calleeContextByteCount : 0)
        var words: [UInt32]?
        // A stack pointer gone astray is a cause of faults, not a reason to say nothing: just
        // below 4 GiB, where a push from address 0 ends, there is no room for a frame.
        if let place = Region(fitting: frame, byteCount: 4 * ExceptionEntry.wordCount) {
            notices.tell(.controlWords(place))
            do throws(TargetFault) {
                words = try access.read(frame, count: place.byteCount).littleEndianWords
            } catch  where error.cause == .access {}
        }
        return ExceptionEntry(
            code: code, hasSecurity: features.isSecureDebugAllowed, frame: frame, words: words)
    }
}

extension CoreFeatures {
    /// The DCRSR selector of the stack pointer that a frame was pushed with.
    fileprivate func stackSelector(of code: ExceptionReturn) -> UInt8 {
        guard isSecureDebugAllowed else {
            return code.usesProcessStack
                ? RegisterSelector.processStackPointer : RegisterSelector.mainStackPointer
        }
        return switch (code.usesSecureStack, code.usesProcessStack) {
        case (false, false): RegisterSelector.mainStackPointerNonSecure
        case (false, true): RegisterSelector.processStackPointerNonSecure
        case (true, false): RegisterSelector.mainStackPointerSecure
        case (true, true): RegisterSelector.processStackPointerSecure
        }
    }
}
