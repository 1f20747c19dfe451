// READMEM and WRITEMEM: the data has no status of its own; GETLASTRWSTATUS tells it afterwards.

extension STLinkFirmware {
    /// TAR counts ten bits only (IHI 0031C, C2.2.2); the firmware sets it at each boundary.
    private static let incrementBlock: UInt32 = 1024

    /// Sends as many bytes as were asked for, whatever becomes of the reading. A single byte is
    /// sent as two (OpenOCD, stlink_usb_read_mem8).
    func readMemory(_ packet: CommandPacket, width: Int, increments: Bool) -> ProbeReply {
        let count = packet.dataByteCount
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 1)
        if check(packet, width: width), select(packet) {
            port.prepareTransfers(
                at: packet.address, width: width, increments: increments,
                attributes: attributes(of: packet))
            transfer(packet, width: width, increments: increments) { address throws(ProbeStatus) in
                let value = try port.blockTransfer(at: address, width: width, write: nil)
                for shift in 0..<width {
                    bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * shift)))
                }
            }
        }
        bytes += [UInt8](repeating: 0, count: max(0, count - bytes.count))
        if bytes.count == 1 { bytes.append(0) }
        return .bytes(bytes)
    }

    func writeMemory(
        _ packet: CommandPacket, _ data: [UInt8], width: Int, increments: Bool
    ) {
        guard check(packet, width: width), select(packet) else { return }
        port.prepareTransfers(
            at: packet.address, width: width, increments: increments,
            attributes: attributes(of: packet))
        var offset = 0
        transfer(packet, width: width, increments: increments) { address throws(ProbeStatus) in
            let value = data.value(at: offset, width: width)
            _ = try port.blockTransfer(at: address, width: width, write: value)
            offset += width
        }
    }

    /// Byte 8 is the number of the access port; earlier firmware looks at nothing there.
    private func select(_ packet: CommandPacket) -> Bool {
        port.memoryPort = 0
        guard FirmwareFeature.accessPortInMemoryCommands.includes(version) else { return true }
        do throws(ProbeStatus) {
            try checkOpen(UInt16(packet[8]), 0)
            port.memoryPort = UInt16(packet[8])
            return true
        } catch {
            setLastTransfer(error, at: packet.address)
            return false
        }
    }

    /// Bytes 9 to 11 are bits 8 to 31 of CSW; zero leaves it to the firmware (OpenOCD, pyOCD).
    private func attributes(of packet: CommandPacket) -> UInt32? {
        guard FirmwareFeature.accessPortInMemoryCommands.includes(version) else { return nil }
        let value = packet.word(8) & 0xFFFF_FF00
        return value == 0 ? nil : value
    }

    private func check(_ packet: CommandPacket, width: Int) -> Bool {
        let count = packet.dataByteCount
        let alignment = UInt32(width - 1)
        guard packet.address & alignment == 0, count & Int(alignment) == 0 else {
            chip.statistics.count(illegal: IllegalOperation.memoryAlignment.rawValue)
            setLastTransfer(.alignmentError, at: packet.address)
            return false
        }
        if width == 1, count > byteLimit {
            chip.statistics.count(illegal: IllegalOperation.byteCommandLength.rawValue)
        } else if count > Self.blockLimit {
            chip.statistics.count(tolerated: ToleratedOperation.longMemoryCommand.rawValue)
        }
        return true
    }

    /// Runs one access for each unit until one fails.
    private func transfer(
        _ packet: CommandPacket, width: Int, increments: Bool = true,
        access: (UInt32) throws(ProbeStatus) -> Void
    ) {
        var address = packet.address
        setLastTransfer(.ok, at: 0)
        do throws(ProbeStatus) {
            for _ in 0..<packet.dataByteCount / width {
                try access(address)
                guard increments else { continue }
                address &+= UInt32(width)
                if address % Self.incrementBlock == 0 { port.crossBoundary(to: address) }
            }
        } catch {
            setLastTransfer(error, at: address)
        }
        port.finishTransfers()
    }

    // MARK: - Single words of RW_MISC

    func memoryWord(at address: UInt32, through port: UInt8) throws(ProbeStatus) -> UInt32 {
        try checkOpen(UInt16(port), 0)
        guard address & 3 == 0 else { throw .alignmentError }
        return try readWord(address, through: UInt16(port))
    }

    func writeMemoryWord(
        _ value: UInt32, to address: UInt32, through port: UInt8
    ) throws(ProbeStatus) {
        try checkOpen(UInt16(port), 0)
        guard address & 3 == 0 else { throw .alignmentError }
        try writeWord(address, value, through: UInt16(port))
    }
}
