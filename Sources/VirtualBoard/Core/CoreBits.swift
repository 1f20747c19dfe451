/// xPSR (DDI 0403E, B1.4.2).
enum ProgramStatus {
    static let exceptionMask: UInt32 = 0x1FF
    /// In a stacked xPSR: SP was not doubleword aligned.
    static let stackAligned: UInt32 = 1 << 9
    static let thumb: UInt32 = 1 << 24
    static let itMask: UInt32 = 0x0600_FC00

    /// ITSTATE as the IT instruction encodes it.
    static func itState(_ status: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: status >> 25 & 3 | status >> 8 & 0xFC)
    }

    static func with(itState: UInt8, in status: UInt32) -> UInt32 {
        status & ~itMask | UInt32(itState & 3) << 25 | UInt32(itState & 0xFC) << 8
    }
}

/// CONTROL (DDI 0403E, B1.4.4).
enum Control {
    static let unprivileged: UInt32 = 1 << 0
    static let processStack: UInt32 = 1 << 1
    static let floating: UInt32 = 1 << 2
}

/// An exception by its number (DDI 0403E, B1.5.2).
struct Exception: Hashable, Comparable {
    let number: UInt32

    var index: Int { Int(number) }

    init(_ index: Int) { number = UInt32(index) }

    static func < (left: Exception, right: Exception) -> Bool { left.number < right.number }

    static let reset = Exception(1)
    static let nonMaskable = Exception(2)
    static let hardFault = Exception(3)
    static let memoryManagement = Exception(4)
    static let busFault = Exception(5)
    static let usageFault = Exception(6)
    static let supervisorCall = Exception(11)
    static let debugMonitor = Exception(12)
    static let pendingService = Exception(14)
    static let systemTick = Exception(15)
    static let firstExternal = Exception(16)
}

/// Thumb encodings the model must tell apart (DDI 0403E, A5.2 and A5.3).
enum Thumb {
    static let waitForEvent: UInt16 = 0xBF20
    static let waitForInterrupt: UInt16 = 0xBF30
    static let sendEvent: UInt16 = 0xBF40

    /// The first halfword announces a second one.
    static func isWide(_ first: UInt16) -> Bool { first >= 0xE800 }

    static func isIfThen(_ first: UInt16) -> Bool {
        first & 0xFF00 == 0xBF00 && first & 0x000F != 0
    }

    /// ITAdvance() of A7.3.3.
    static func advance(itState: UInt8) -> UInt8 {
        itState & 7 == 0 ? 0 : itState & 0xE0 | itState << 1 & 0x1F
    }
}
