// The private peripheral bus: which register, of what width, for whom (DDI 0403E, B3.1).
extension UnicornCore {
    private static let systemControlSpace: UInt32 = 0xE000_E000

    func privateRead(
        _ address: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) -> UInt32 {
        try checkPrivilege(address, master)
        // What the part's maker put on the bus: DBGMCU.
        if let peripheral = map.peripheral(at: address) {
            return try peripheral.read(address - peripheral.base, width: width, by: master)
        }
        let word = privateWord(address & ~3, by: master)
        let shift = 8 * (address & 3)
        switch width {
        case 1: return word >> shift & 0xFF
        case 2: return word >> shift & 0xFFFF
        default: return word
        }
    }

    func privateWrite(
        _ value: UInt32, to address: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        try checkPrivilege(address, master)
        if let peripheral = map.peripheral(at: address) {
            return try peripheral.write(
                value, to: address - peripheral.base, width: width, by: master)
        }
        if let port = TraceRegisters.stimulusPort(address) {
            return stimulusWrite(value, port: port, width: width)
        }
        guard width < 4 else { return writePrivateWord(value, to: address, by: master) }
        // Priorities, SHPRn and CFSR take bytes. In write-one-to-clear and
        // set-enable registers the other bytes are zero, elsewhere they stay.
        let shift = 8 * (address & 3)
        let mask: UInt32 = (width == 1 ? 0xFF : 0xFFFF) << shift
        let kept = isWriteOne(address & ~3) ? 0 : privateWord(address & ~3, by: master)
        writePrivateWord(kept & ~mask | value << shift & mask, to: address & ~3, by: master)
    }

    private func isWriteOne(_ address: UInt32) -> Bool {
        switch address & 0xF_FFFF {
        case 0xE100..<0xE300, 0xED28, 0xED2C, 0xED30: true
        default: false
        }
    }

    /// Unprivileged code reaches only STIR, with CCR.USERSETMPEND, and the stimulus ports.
    private func checkPrivilege(_ address: UInt32, _ master: BusMaster) throws(BusFault) {
        guard master == .core, engine.isUnprivilegedThread else { return }
        if address == 0xE000_EF00, system.permitsUserPending { return }
        if address < 0xE000_0E00 { return }
        throw BusFault(address: address)
    }

    private func privateWord(_ address: UInt32, by master: BusMaster) -> UInt32 {
        if TraceRegisters.stimulusPort(address) != nil { return stimulusRead() }
        switch address & ~0xFFF {
        case Self.systemControlSpace: return systemRead(address & 0xFFF, by: master)
        case 0xE000_1000 where address & 0xFFF < 0xFD0: return watchRead(address & 0xFFF)
        case 0xE000_2000 where address & 0xFFF < 0xFB0: return patch.read(address & 0xFFF)
        default: return identification.read(address) ?? trace.read(address)
        }
    }

    private func writePrivateWord(_ value: UInt32, to address: UInt32, by master: BusMaster) {
        switch address & ~0xFFF {
        case Self.systemControlSpace: systemWrite(value, to: address & 0xFFF, by: master)
        case 0xE000_1000:
            countSysTick()
            watch.write(value, to: address & 0xFFF)
        case 0xE000_2000: patch.write(value, to: address & 0xFFF)
        default: trace.write(value, to: address)
        }
    }

    private func watchRead(_ offset: UInt32) -> UInt32 {
        countSysTick()
        // DWT_PCSR: a sample of what executes, all ones when halted (C1.8.14).
        if offset == 0x1C { return isHalted ? UInt32.max : programCounter }
        return watch.read(offset)
    }

    private var identification: ComponentIdentification {
        ComponentIdentification(configuration: configuration)
    }

    // MARK: System control space

    private func systemRead(_ offset: UInt32, by master: BusMaster) -> UInt32 {
        switch offset {
        case 0x004 where configuration.architecture == .v6M: return 0
        case 0x004: return UInt32(max(1, (configuration.interruptCount + 31) / 32) - 1)
        case 0x010...0x01C:
            countSysTick()
            return sysTick.read(offset - 0x010, isDebugger: master == .debugger)
        case 0x100..<0x400: return interruptBits(offset)
        case 0x400..<0x7F0: return priorityWord(16 + Int(offset - 0x400))
        case 0xD04: return interruptControlState
        case 0xD0C: return 0xFA05_0000 | exceptions.priorityGrouping << 8
        case 0xD18, 0xD1C, 0xD20: return priorityWord(4 + Int(offset - 0xD18))
        case 0xD24:
            return configuration.architecture == .v6M ? handlerState & 1 << 15 : handlerState
        case 0xDD0...0xDE8 where configuration.architecture == .v8M:
            return security.read(offset)
        case 0xE04...0xE08 where configuration.architecture == .v8M:
            return security.read(offset)
        case 0xFB8 where configuration.architecture == .v8M: return security.read(offset)
        case 0xD30, 0xDF0...0xDFC: return debugRegister(offset, by: master)
        case 0xFD0...0xFFC: return identification.read(Self.systemControlSpace + offset) ?? 0
        default: return system.read(offset) ?? 0
        }
    }

    private func systemWrite(_ value: UInt32, to offset: UInt32, by master: BusMaster) {
        switch offset {
        case 0x010...0x01C:
            countSysTick()
            sysTick.write(value, to: offset - 0x010)
        case 0x100..<0x300: writeInterruptBits(value, to: offset)
        case 0x400..<0x7F0: setPriorityWord(value, 16 + Int(offset - 0x400))
        case 0xD04: writeInterruptControlState(value)
        case 0xD0C: writeApplicationInterrupt(value, by: master)
        case 0xD18, 0xD1C, 0xD20: setPriorityWord(value, 4 + Int(offset - 0xD18))
        case 0xD24:
            _ = system.write(value, to: offset)
            writeHandlerState(value)
        case 0xDD0...0xDE8, 0xE04...0xE08:
            if configuration.architecture == .v8M { security.write(value, to: offset) }
        case 0xD30, 0xDF0...0xDFC: writeDebugRegister(value, to: offset, by: master)
        case 0xF00: exceptions.setPending(Exception(16 + Int(value & 0x1FF)))
        case 0xF50...0xF78: environment.maintainCache(offset, value)
        default: _ = system.write(value, to: offset)
        }
        wakeIfPossible()
    }
}
