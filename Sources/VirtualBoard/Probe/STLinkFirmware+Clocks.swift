// Clocks of the wire: a V2 has divisors, a V3 a list of frequencies.

extension STLinkFirmware {
    /// How many frequencies GET_COM_FREQ has room for.
    private static let listedFrequencies = 10

    func setSWDClock(_ divisor: UInt16) -> ProbeReply {
        port.swdDivisor = divisor
        return Self.reply(.ok)
    }

    func setJTAGClock(_ divisor: UInt16) -> ProbeReply {
        guard (2...256).contains(divisor), divisor.nonzeroBitCount == 1 else {
            return Self.reply(.frequencyNotSupported)
        }
        port.jtagDivisor = divisor
        return Self.reply(.ok)
    }

    private static func transport(_ number: UInt8) -> DebugPort.Transport? {
        switch number {
        case 0: .swd
        case 1: .jtag
        default: nil
        }
    }

    /// The probe's own clock, divided by 1, 2 or 4, drags all frequencies down with it.
    private func available(_ transport: DebugPort.Transport) -> [UInt32] {
        let list =
            transport == .swd ? model.serialWireKilohertz : model.jtagKilohertz
        return list.map { $0 / UInt32(prescaler) }
    }

    /// Status, the frequency in use, how many there are, and all of them: 52 bytes.
    func frequencies(_ number: UInt8) -> ProbeReply {
        guard let transport = Self.transport(number) else {
            return Self.reply(.commandError, byteCount: 52)
        }
        let list = available(transport)
        var bytes = [ProbeStatus.ok.rawValue, 0, 0, 0]
        bytes.append(word: port.kilohertz[transport] ?? 0)
        bytes.append(word: UInt32(list.count))
        for index in 0..<Self.listedFrequencies {
            bytes.append(word: index < list.count ? list[index] : 0)
        }
        return .bytes(bytes)
    }

    /// Takes the fastest that is not above what was asked for, or the slowest that there is, and
    /// answers which.
    func setFrequency(_ number: UInt8, kilohertz: UInt32) -> ProbeReply {
        guard let transport = Self.transport(number), kilohertz > 0 else {
            return Self.reply(.frequencyNotSupported, byteCount: 8)
        }
        let list = available(transport)
        let chosen = list.first { $0 <= kilohertz } ?? list.last ?? kilohertz
        port.kilohertz[transport] = chosen
        return Self.reply(word: chosen)
    }

    func setPrescaler(_ value: UInt8) -> ProbeReply {
        guard [1, 2, 4].contains(value) else {
            return Self.reply(.frequencyNotSupported, byteCount: 8)
        }
        let isChange = value != prescaler
        let factors = (old: UInt32(prescaler), new: UInt32(value))
        prescaler = value
        for transport in [DebugPort.Transport.swd, .jtag] {
            port.kilohertz[transport] = port.kilohertz[transport].map {
                $0 * factors.old / factors.new
            }
        }
        return Self.reply(isChange ? .configurationChanged : .ok, byteCount: 8)
    }

    /// Mbed's identifier of the board behind the status; the rest of the 128 bytes is not known
    /// and zero (pyOCD reads four).
    func boardIdentifiers() -> ProbeReply {
        let bytes = [ProbeStatus.ok.rawValue, 0] + Array(kind.boardIdentifier.utf8)
        return .bytes(bytes + [UInt8](repeating: 0, count: 128 - bytes.count))
    }

    /// Rates above what OpenOCD names as the receiver's limit are refused.
    func startTrace(byteCount: Int, hertz: UInt32) -> ProbeReply {
        let limit: UInt32 = version.hardware < 3 ? 2_250_000 : 24_000_000
        guard hertz > 0, hertz <= limit, byteCount > 0 else {
            return Self.reply(.frequencyNotSupported)
        }
        trace.start(byteCount: byteCount, hertz: hertz)
        return Self.reply(.ok)
    }
}
