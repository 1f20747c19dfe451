/// A probe's firmware: the numbers that it tells of itself, written as its tools write them:
/// `V2J29S7`, `V2J37M26`, `V3J15M7B5S1`, `V4J4B1P2`.
struct FirmwareVersion: Hashable, Sendable, CustomStringConvertible {
    /// Hardware generation: 1, 2 (also V2-1), 3, and 4 for the STLINK-V3PWR.
    var hardware: UInt8
    /// JTAG and SWD; what the commands depend on.
    var debug: UInt8 = 0
    var swim: UInt8 = 0
    var massStorage: UInt8 = 0
    var bridge: UInt8 = 0
    var power: UInt8 = 0

    /// `nil`: not written like a version, or a number that its reply has no room for.
    init?(_ text: String) {
        var numbers: [Character: UInt8] = [:]
        var rest = text[...]
        while let letter = rest.first {
            let digits = rest.dropFirst().prefix(while: \.isNumber)
            guard "VJMBSP".contains(letter), numbers[letter] == nil, let number = UInt8(digits)
            else { return nil }
            numbers[letter] = number
            rest = rest.dropFirst(1 + digits.count)
        }
        guard text.first == "V", let hardware = numbers["V"], (1...4).contains(hardware) else {
            return nil
        }
        self.hardware = hardware
        debug = numbers["J"] ?? 0
        swim = numbers["S"] ?? 0
        massStorage = numbers["M"] ?? 0
        bridge = numbers["B"] ?? 0
        power = numbers["P"] ?? 0
        // Six bits each, and room for one of the two.
        let isShort = hardware < 3
        guard !isShort || (debug < 64 && swim < 64 && massStorage < 64) else { return nil }
        guard !isShort || (swim == 0 || massStorage == 0) && bridge == 0 && power == 0 else {
            return nil
        }
    }

    var description: String {
        let parts: [(String, UInt8)] = [
            ("J", debug), ("M", massStorage), ("B", bridge), ("S", swim), ("P", power),
        ]
        return parts.reduce("V\(hardware)") { text, part in
            part.1 == 0 ? text : text + "\(part.0)\(part.1)"
        }
    }

    /// GET_VERSION: big-endian 4, 6 and 6 bits, then vendor and product. A V3 has zeros in the
    /// places of its numbers, which sends the host to GET_VERSION_EX (OpenOCD, pyOCD).
    func shortReply(product: UInt16) -> [UInt8] {
        let second = swim | massStorage
        let bits =
            UInt16(hardware) << 12
            | (hardware < 3 ? UInt16(debug) << 6 | UInt16(second) : 0)
        var bytes = [UInt8(bits >> 8), UInt8(bits & 0xFF)]
        bytes.append(half: USBDescriptors.vendor)
        bytes.append(half: product)
        return bytes
    }

    /// GET_VERSION_EX: a byte for each number, two of padding, vendor and product.
    func longReply(product: UInt16) -> [UInt8] {
        var bytes = [hardware, swim, debug, massStorage, bridge, power, 0, 0]
        bytes.append(half: USBDescriptors.vendor)
        bytes.append(half: product)
        return bytes
    }
}

/// The first firmware of each generation that knows something; `nil`: none does.
struct Since: Hashable, Sendable {
    var v1: UInt8?
    var v2: UInt8?
    var v3: UInt8?
    /// V3PWR, of the same kind as the V3 but counting anew: what a V3 has, it has from the start
    /// (OpenOCD), unless named.
    var v4: UInt8 = 0

    static let always = Since(v1: 0, v2: 0, v3: 0)
    /// The second API, by which debug commands answer with a status: a V1 from J11 (OpenOCD).
    static let secondAPI = Since(v1: 11, v2: 0, v3: 0)

    func includes(_ version: FirmwareVersion) -> Bool {
        let first =
            switch version.hardware {
            case 1: v1
            case 2: v2
            case 3: v3
            default: v3.map { _ in v4 }
            }
        return first.map { version.debug >= $0 } ?? false
    }
}

/// What firmware can do beyond knowing a command. First versions as OpenOCD's driver and pyOCD's
/// (`probe/stlink`) have them; where the two differ, the later one.
enum FirmwareFeature {
    /// CSW and number of the access port in memory commands.
    static let accessPortInMemoryCommands = Since(v1: nil, v2: 32, v3: 2)
    /// Banked registers of the debug port.
    static let bankedPortRegisters = Since(v1: nil, v2: 32, v3: 2)
    /// JTAG reads of the debug port come back with their own value, not with the one before.
    static let immediatePortReads = Since(v1: nil, v2: 32, v3: 0)
    /// 512 bytes in an 8-bit command.
    static let longByteCommands = Since(v1: nil, v2: nil, v3: 6)
    /// READREG and WRITEREG take the registers of the FPU.
    static let floatingPointRegisters = Since(v1: nil, v2: 15, v3: 0)
    /// An access port has to be opened before it is used.
    static let closedAccessPorts = Since(v1: nil, v2: 28, v3: 0)
    /// CLOSE_AP_DBG tells the truth.
    static let truthfulClose = Since(v1: nil, v2: 29, v3: 0)
}
