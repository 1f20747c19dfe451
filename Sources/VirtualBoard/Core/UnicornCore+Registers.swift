// The core registers as DCRSR selects them (DDI 0403E, C1.6.3).
extension UnicornCore {
    private enum Selector {
        static let write: UInt32 = 1 << 16
        static let stackPointer: UInt32 = 13
        static let link: UInt32 = 14
        static let returnAddress: UInt32 = 15
        static let programStatus: UInt32 = 16
        static let mainStack: UInt32 = 17
        static let processStack: UInt32 = 18
        static let specials: UInt32 = 20
        static let floatingStatus: UInt32 = 33
        static let singles: ClosedRange<UInt32> = 64...95
    }

    func transferRegister(_ value: UInt32) {
        guard isHalted else {
            environment.illegalOperation("DCRSR written while the core was not halted")
            return
        }
        let selector = value & 0x7F
        if value & Selector.write != 0 {
            writeRegister(selector, debug.transferData)
        } else {
            debug.transferData = readRegister(selector)
        }
        debug.isRegisterReady = true
    }

    private func readRegister(_ selector: UInt32) -> UInt32 {
        switch selector {
        case 0...12: return engine.read(.general(Int(selector)))
        case Selector.stackPointer: return engine.read(.stackPointer)
        case Selector.link: return engine.read(.link)
        case Selector.returnAddress: return programCounter
        case Selector.programStatus: return engine.programStatus
        case Selector.mainStack: return engine.privileged { engine.read(.mainStack) }
        case Selector.processStack: return engine.privileged { engine.read(.processStack) }
        case Selector.specials: return specialRegisters
        case Selector.floatingStatus where configuration.hasFPU:
            return engine.read(.floatingStatus)
        case Selector.singles where configuration.hasFPU:
            return engine.read(.single(Int(selector - Selector.singles.lowerBound)))
        case SecurityRegister.range where configuration.architecture == .v8M:
            return secureRegister(selector)
        default: return 0
        }
    }

    private func writeRegister(_ selector: UInt32, _ value: UInt32) {
        switch selector {
        case 0...12: engine.write(value, to: .general(Int(selector)))
        case Selector.stackPointer: engine.write(value & ~3, to: .stackPointer)
        case Selector.link: engine.write(value, to: .link)
        case Selector.returnAddress: programCounter = value & ~1
        case Selector.programStatus: engine.programStatus = value
        case Selector.mainStack: engine.privileged { engine.write(value & ~3, to: .mainStack) }
        case Selector.processStack:
            engine.privileged { engine.write(value & ~3, to: .processStack) }
        case Selector.specials: specialRegisters = value
        case Selector.floatingStatus where configuration.hasFPU:
            engine.write(value, to: .floatingStatus)
        case Selector.singles where configuration.hasFPU:
            engine.write(value, to: .single(Int(selector - Selector.singles.lowerBound)))
        case SecurityRegister.range where configuration.architecture == .v8M:
            writeSecureRegister(selector, value)
        default: break
        }
    }

    /// The bits of a priority that are there; Armv6-M has no BASEPRI and no FAULTMASK.
    private var implementedPriority: UInt32 {
        configuration.architecture == .v6M
            ? 0 : ~(0xFF >> UInt32(configuration.priorityBits)) & 0xFF
    }

    /// CONTROL, FAULTMASK, BASEPRI and PRIMASK in one word, CONTROL on top.
    private var specialRegisters: UInt32 {
        get {
            engine.privileged {
                (engine.read(.faultMask) & 1) << 16 | (engine.read(.basePriority) & 0xFF) << 8
                    | engine.read(.priorityMask) & 1
            } | engine.control << 24
        }
        set {
            engine.privileged {
                engine.write(newValue & 1, to: .priorityMask)
                engine.write(newValue >> 8 & implementedPriority, to: .basePriority)
                if configuration.architecture != .v6M {
                    engine.write(newValue >> 16 & 1, to: .faultMask)
                }
            }
            let writable = configuration.hasFPU ? UInt32(7) : 3
            engine.control = newValue >> 24 & writable
        }
    }
}

/// DCRSR's numbers of what Armv8-M has once for each security state (DDI 0553, DCRSR).
private enum SecurityRegister {
    static let range: ClosedRange<UInt32> = 24...35
    static let mainStackNonSecure: UInt32 = 24
    static let processStackNonSecure: UInt32 = 25
    static let mainStackSecure: UInt32 = 26
    static let processStackSecure: UInt32 = 27
    static let specialsSecure: UInt32 = 34
    static let specialsNonSecure: UInt32 = 35
    private static let mainLimitNonSecure: UInt32 = 30
    private static let processLimitNonSecure: UInt32 = 31

    static func isNonSecure(_ selector: UInt32) -> Bool {
        [
            mainStackNonSecure, processStackNonSecure, mainLimitNonSecure, processLimitNonSecure,
            specialsNonSecure,
        ].contains(selector)
    }

    static func isSpecial(_ selector: UInt32) -> Bool {
        selector == specialsSecure || selector == specialsNonSecure
    }

    /// Stack pointers are word-aligned, limits doubleword-aligned; CONTROL has four bits (SFPA
    /// the highest), FAULTMASK and PRIMASK one, BASEPRI as many as a priority (DDI 0553, B3.5).
    static func writable(_ selector: UInt32) -> UInt32 {
        switch selector {
        case mainStackNonSecure...processStackSecure: ~3
        case 28...processLimitNonSecure: ~7
        case specialsSecure, specialsNonSecure: 0x0F01_0001
        default: 0
        }
    }
}

// Of the two sets one is the core's own; the other, and the stack limits, hold what is written.
extension UnicornCore {
    private func ownNumber(_ selector: UInt32) -> UInt32? {
        switch (selector, configuration.isSecure) {
        case (SecurityRegister.mainStackNonSecure, false),
            (SecurityRegister.mainStackSecure, true):
            Selector.mainStack
        case (SecurityRegister.processStackNonSecure, false),
            (SecurityRegister.processStackSecure, true):
            Selector.processStack
        case (SecurityRegister.specialsNonSecure, false), (SecurityRegister.specialsSecure, true):
            Selector.specials
        default: nil
        }
    }

    private func secureRegister(_ selector: UInt32) -> UInt32 {
        ownNumber(selector).map(readRegister) ?? bankedRegisters[selector, default: 0]
    }

    private func writeSecureRegister(_ selector: UInt32, _ value: UInt32) {
        if let own = ownNumber(selector) { return writeRegister(own, value) }
        // Without TrustZone there is no Secure set.
        guard configuration.isSecure || SecurityRegister.isNonSecure(selector) else { return }
        var writable = SecurityRegister.writable(selector)
        if SecurityRegister.isSpecial(selector) { writable |= implementedPriority << 8 }
        bankedRegisters[selector] = value & writable
    }
}
