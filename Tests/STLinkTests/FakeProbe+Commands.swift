import USBTransport

/// What the fake probe does with a command.
extension FakeProbe {
    func takePlain(_ bytes: [UInt8]) {
        guard !missing.contains(bytes[0]) else { return refuse() }
        switch bytes[0] {
        case 0xF1: replies.append(version)
        case 0xF5: replies.append([mode, 0])
        case 0xF7:
            replies.append(
                voltage.factor.littleEndianBytes + voltage.reading.littleEndianBytes)
        case 0xFB: replies.append(extendedVersion)
        case 0xF3:
            dfuPatience -= 1
            if dfuPatience <= 0 { mode = 1 }
            if reenumerates { isGone = true }
        case 0xF4: mode = 1
        default: refuse()
        }
    }

    private func refuse() { haltedEndpoints.insert(0x81) }

    func takeDebug(_ bytes: [UInt8]) {
        let idle: Set<UInt8> = [
            0x20, 0x21, 0x30, 0x3C, 0x40, 0x41, 0x42, 0x43, 0x44, 0x56, 0x61, 0x62,
        ]
        guard mode == 2 || idle.contains(bytes[1]), !missing.contains(bytes[1]) else {
            return refuse()
        }
        switch bytes[1] {
        case 0x07, 0x08, 0x0C, 0x0D, 0x47, 0x48, 0x3B, 0x3E: takeMemory(bytes)
        case 0x04, 0x05, 0x06, 0x0F, 0x20, 0x22: takeFirstSet(bytes)
        case 0x40...0x46, 0x4B, 0x4C, 0x56, 0x61, 0x62: takeProbe(bytes)
        default: takeTarget(bytes)
        }
    }

    private func takeTarget(_ bytes: [UInt8]) {
        let address = bytes.word(at: 2)
        let status = nextStatus(bytes[1])
        switch bytes[1] {
        case 0x21:
            (mode, stuckStatus, openPorts) = (1, nil, [])
        case 0x30:
            wire = bytes[2]
            let result = enterStatus == 0x80 ? status : enterStatus
            mode = result == 0x80 ? 2 : 1
            replies.append([result, 0])
        case 0x31:
            replies.append([status, 0, 0, 0] + idCode.littleEndianBytes + [0, 0, 0, 0])
        case 0x33: answer(status, registers[Int(bytes[2])])
        case 0x34:
            if status == 0x80 { registers[Int(bytes[2])] = bytes.word(at: 3) }
            replies.append([status, 0])
        case 0x35:
            if status == 0x80 || status == 0x0D {
                store(bytes.word(at: 6).littleEndianBytes, at: address)
            }
            replies.append([status, 0])
        case 0x36: answer(status, load(address, 4).word(at: 0))
        case 0x3A: replies.append([status, 0, 0, 0] + registers.flatMap(\.littleEndianBytes))
        case 0x3C:
            isResetLow = bytes[2] == 0
            replies.append([status, 0])
        default: refuse()
        }
    }

    private func takeMemory(_ bytes: [UInt8]) {
        let address = bytes.word(at: 2)
        let count = Int(bytes.halfword(at: 6))
        switch bytes[1] {
        case 0x07, 0x0C, 0x47:
            lastPort = bytes[8]
            readMemory(address, count, nextStatus(bytes[1]))
        case 0x3B:
            replies.append([lastStatus.0, 0])
            lastStatus = (0x80, 0)
        case 0x3E:
            replies.append(
                [lastStatus.0, 0, 0, 0] + lastStatus.1.littleEndianBytes + [0, 0, 0, 0])
            lastStatus = (0x80, 0)
        default:
            lastPort = bytes[8]
            pendingWrite = (address, count)
            lastStatus = (nextStatus(bytes[1]), address)
        }
    }

    /// Replies without padding, most of them without a status.
    private func takeFirstSet(_ bytes: [UInt8]) {
        switch bytes[1] {
        case 0x04: replies.append(registers.flatMap(\.littleEndianBytes))
        case 0x05: replies.append(registers[Int(bytes[2])].littleEndianBytes)
        case 0x06:
            registers[Int(bytes[2])] = bytes.word(at: 3)
            replies.append([0x80, 0])
        case 0x0F:
            store(bytes.word(at: 6).littleEndianBytes, at: bytes.word(at: 2))
            replies.append([0x80, 0])
        case 0x22: replies.append(idCode.littleEndianBytes)
        default:
            wire = bytes[2]
            mode = 2
        }
    }

    /// Trace, clocks, ports.
    private func takeProbe(_ bytes: [UInt8]) {
        let status = nextStatus(bytes[1])
        switch bytes[1] {
        case 0x40:
            traceHz = bytes.word(at: 4)
            replies.append([status, 0])
        case 0x41:
            traceHz = 0
            replies.append([status, 0])
        case 0x42: replies.append(UInt16(trace.count).littleEndianBytes)
        case 0x43:
            divisor = bytes.halfword(at: 2)
            replies.append([status, 0])
        case 0x44:
            jtagDivisor = bytes.halfword(at: 2)
            replies.append([status, 0])
        case 0x45: answer(status, portRegisters[portKey(bytes)] ?? 0)
        case 0x46:
            if status == 0x80 { portRegisters[portKey(bytes)] = bytes.word(at: 6) }
            replies.append([status, 0])
        case 0x4B:
            openPorts.insert(bytes[2])
            replies.append([status, 0])
        case 0x4C:
            openPorts.remove(bytes[2])
            replies.append([status, 0])
        case 0x56:
            replies.append(
                [status, 0] + Array("0820".utf8) + [UInt8](repeating: 0, count: 122))
        case 0x61:
            let kHz = bytes.word(at: 4)
            frequency[bytes[2]] = kHz
            replies.append([status, 0, 0, 0] + kHz.littleEndianBytes)
        default:
            let list = frequencies[bytes[2]] ?? []
            let words = [frequency[bytes[2]] ?? 1000, UInt32(list.count)] + list
            let reply = [status, 0, 0, 0] + words.flatMap(\.littleEndianBytes)
            replies.append(reply + [UInt8](repeating: 0, count: 52 - reply.count))
        }
    }

    private func portKey(_ bytes: [UInt8]) -> UInt32 {
        UInt32(bytes.halfword(at: 2)) << 16 | UInt32(bytes.halfword(at: 4))
    }

    /// The present clock in kHz, as far as tests need it.
    private var clockKHz: UInt32 {
        if !frequencies.isEmpty { return frequency[wire == 0xA4 ? 1 : 0] ?? 1000 }
        return [0: 4000, 1: 1800, 2: 1200, 3: 950, 7: 480][divisor] ?? 100
    }

    private func nextStatus(_ opcode: UInt8) -> UInt8 {
        if var list = statuses[opcode], !list.isEmpty {
            let status = list.removeFirst()
            statuses[opcode] = list
            return status
        }
        let isOnTheWire = [0x07, 0x0C, 0x30, 0x31, 0x33, 0x36, 0x3A, 0x47].contains(opcode)
        guard isOnTheWire else { return 0x80 }
        if let stuckStatus, opcode != 0x30 { return stuckStatus }
        return divisor < smallestDivisor || clockKHz > fastestKHz ? 0x17 : 0x80
    }

    private func answer(_ status: UInt8, _ value: UInt32) {
        replies.append([status, 0, 0, 0] + value.littleEndianBytes)
    }

    private func readMemory(_ address: UInt32, _ count: Int, _ status: UInt8) {
        let isMapped = isROMTable(address) || contains(address, count)
        let result: UInt8 = status != 0x80 ? status : isMapped ? 0x80 : 0x11
        lastStatus = (result, address)
        // Data of a failed read is rubbish of the right length, as on a real probe.
        var bytes =
            result == 0x80 ? load(address, count) : [UInt8](repeating: 0xEE, count: count)
        if clockKHz > fastestTrueKHz { bytes[bytes.count / 2] ^= 1 }
        if clockKHz > fastestTrueKHz { bytes[bytes.count - 4] ^= 1 }
        replies.append(count == 1 ? bytes + [0] : bytes)
    }

    private func isROMTable(_ address: UInt32) -> Bool {
        address >> 12 == 0xE00FF && !componentID.isEmpty
    }

    private func contains(_ address: UInt32, _ count: Int) -> Bool {
        address >= base && Int(address - base) + count <= memory.count
    }

    private func load(_ address: UInt32, _ count: Int) -> [UInt8] {
        if isROMTable(address) {
            let words = [UInt32](repeating: 0, count: count / 4 - 4) + componentID
            return words.flatMap(\.littleEndianBytes)
        }
        guard contains(address, count) else { return [UInt8](repeating: 0, count: count) }
        let start = Int(address - base)
        return Array(memory[start..<(start + count)])
    }

    func store(_ bytes: [UInt8], at address: UInt32) {
        guard lastStatus.0 == 0x80, contains(address, bytes.count) else { return }
        let start = Int(address - base)
        memory.replaceSubrange(start..<(start + bytes.count), with: bytes)
    }
}
