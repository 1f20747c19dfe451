/// What the firmware knows of the core (DDI 0403E, C1.6).
enum CoreRegister {
    static let aircr: UInt32 = 0xE000_ED0C
    static let dhcsr: UInt32 = 0xE000_EDF0
    static let dcrsr: UInt32 = 0xE000_EDF4
    static let dcrdr: UInt32 = 0xE000_EDF8
    static let systemReset: UInt32 = 0x05FA_0004
    static let halt: UInt32 = 0xA05F_0003
    static let run: UInt32 = 0xA05F_0001
    static let step: UInt32 = 0xA05F_0005
    static let registerReady: UInt32 = 16
    static let halted: UInt32 = 17
    static let registerWrite: UInt32 = 1 << 16
}

// Debug registers, and core registers through them (DDI 0403E, C1.6.3 and C1.6.4).

extension STLinkFirmware {
    /// Reads of DHCSR that the firmware tries for S_REGRDY.
    private static let registerReadyReads = 10

    func readWord(
        _ address: UInt32, through accessPort: UInt16 = 0
    ) throws(ProbeStatus) -> UInt32 {
        port.memoryPort = accessPort
        port.prepareTransfers(at: address, width: 4, increments: false)
        let value = try port.blockTransfer(at: address, width: 4, write: nil)
        port.finishTransfers()
        return value
    }

    func writeWord(
        _ address: UInt32, _ value: UInt32, through accessPort: UInt16 = 0
    ) throws(ProbeStatus) {
        port.memoryPort = accessPort
        port.prepareTransfers(at: address, width: 4, increments: false)
        _ = try port.blockTransfer(at: address, width: 4, write: value)
        port.finishTransfers()
    }

    func readDebugRegister(_ address: UInt32) -> ProbeReply {
        word { () throws(ProbeStatus) in
            guard address & 3 == 0 else { throw .alignmentError }
            return try readWord(address)
        }
    }

    func writeDebugRegister(_ address: UInt32, value: UInt32) -> ProbeReply {
        status { () throws(ProbeStatus) in
            guard address & 3 == 0 else { throw .alignmentError }
            try writeWord(address, value)
        }
    }

    /// DCRSR, wait for S_REGRDY, DCRDR (DDI 0403E, C1.6.3). A running core is not asked.
    private func coreRegister(_ number: UInt32) throws(ProbeStatus) -> UInt32 {
        try writeWord(CoreRegister.dcrsr, number)
        try awaitRegister()
        return try readWord(CoreRegister.dcrdr)
    }

    private func awaitRegister() throws(ProbeStatus) {
        for _ in 0..<Self.registerReadyReads {
            if try readWord(CoreRegister.dhcsr).has(CoreRegister.registerReady) { return }
        }
        throw .fault
    }

    private func checkHalted() throws(ProbeStatus) {
        guard try readWord(CoreRegister.dhcsr).has(CoreRegister.halted) else { throw .fault }
    }

    /// The first number of the FPU's registers; earlier firmware has none beyond 0x1F.
    private func checkNumber(_ number: UInt8) throws(ProbeStatus) {
        let isKnown =
            number & 0x7F < 0x20 || FirmwareFeature.floatingPointRegisters.includes(version)
        guard isKnown else { throw .unknownError }
    }

    func readRegister(_ number: UInt8) -> ProbeReply {
        word { () throws(ProbeStatus) in
            try checkNumber(number)
            try checkHalted()
            return try coreRegister(UInt32(number & 0x7F))
        }
    }

    func writeRegister(_ number: UInt8, value: UInt32) -> ProbeReply {
        status { () throws(ProbeStatus) in
            try checkNumber(number)
            try checkHalted()
            try writeWord(CoreRegister.dcrdr, value)
            try writeWord(
                CoreRegister.dcrsr, CoreRegister.registerWrite | UInt32(number & 0x7F))
            try awaitRegister()
        }
    }

    /// R0 to R15, xPSR, MSP, PSP and two more words (stlink names them rw and rw2): 84 bytes
    /// behind the status. The second is the register of CONTROL, FAULTMASK, BASEPRI and PRIMASK.
    func readAllRegisters() -> ProbeReply {
        do throws(ProbeStatus) {
            try checkHalted()
            var bytes = [ProbeStatus.ok.rawValue, 0, 0, 0]
            for number in UInt32(0)...18 { bytes.append(word: try coreRegister(number)) }
            bytes.append(word: 0)
            bytes.append(word: try coreRegister(20))
            return .bytes(bytes)
        } catch {
            return Self.reply(error, byteCount: 88)
        }
    }

    func coreState() -> ProbeReply {
        do throws(ProbeStatus) {
            let isHalted = try readWord(CoreRegister.dhcsr).has(CoreRegister.halted)
            return .bytes([isHalted ? 0x81 : 0x80, 0])
        } catch {
            return Self.reply(error)
        }
    }

    /// API v1 has data where v2 has a status.
    func withoutStatus(_ reply: ProbeReply) -> ProbeReply {
        guard case .bytes(let bytes) = reply else { return reply }
        return .bytes(Array(bytes.dropFirst(4)))
    }
}
