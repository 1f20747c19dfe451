public import TargetMemory

/// Which chip is there, as read from it.
public struct Identity: Hashable, Sendable {
    /// CPUID part number of the core.
    public var corePart: UInt16
    /// DBGMCU_IDCODE: DEV_ID in bits 11:0, REV_ID in 31:16; 0 where it could not be read.
    public var idcode: UInt32
    /// `nil`: an id that is in no table of ours.
    public var device: Device?
    /// Flash size in bytes, from the size register or, where that makes no sense, the table.
    public var flashByteCount: Int
    /// The banks as the option bytes have them; `nil` for one bank.
    public var arrangement: BankArrangement?
    /// Why the size register was not believed, for the log.
    public var doubts: [String]

    public var id: UInt16 { UInt16(idcode & 0xFFF) }
    public var revision: UInt16 { UInt16(idcode >> 16) }
    public var isDualBank: Bool { arrangement?.bankCount == 2 }

    /// `STM32F74x/F75x`, or what little is known of another.
    public var name: String {
        if let device { return device.name }
        let number = String(id, radix: 16)
        return id == 0 ? "unknown chip" : "unknown STM32 with device id 0x\(number)"
    }

    /// `rev Z`, or the number where the manuals give no letter.
    public var revisionName: String {
        let letter = device?.revisions[revision]
        return "rev " + (letter ?? "0x" + String(revision, radix: 16))
    }

    public var sectors: [Sector] {
        device?.flash.sectors(byteCount: flashByteCount, arrangement: arrangement) ?? []
    }

    public init(
        corePart: UInt16, idcode: UInt32, device: Device?, flashByteCount: Int,
        arrangement: BankArrangement? = nil, doubts: [String] = []
    ) {
        self.corePart = corePart
        self.idcode = idcode
        self.device = device
        self.flashByteCount = flashByteCount
        self.arrangement = arrangement
        self.doubts = doubts
    }

    /// Where DBGMCU_IDCODE is, by core (reference manuals, chapter "MCU device ID code"): the
    /// M0/M0+ families have it on APB, M33 in its own PPB area, STM32H7 in D3.
    static func idcodeAddresses(corePart: UInt16) -> [Address] {
        switch corePart {
        case CorePart.m0, CorePart.m0Plus: [0x4001_5800]
        case CorePart.m33: [0xE004_4000]
        case CorePart.m7, CorePart.m4: [0xE004_2000, 0x5C00_1000]
        default: [0xE004_2000]
        }
    }

    /// Reads the identity through the debug port; the core may run.
    public static func read(
        from access: any MemoryAccess, corePart: UInt16
    ) throws(TargetFault) -> Identity {
        let idcode = try readIDCode(access, corePart)
        guard let device = Device.find(id: UInt16(idcode & 0xFFF), corePart: corePart) else {
            return Identity(corePart: corePart, idcode: idcode, device: nil, flashByteCount: 0)
        }
        var identity = Identity(
            corePart: corePart, idcode: idcode, device: device,
            flashByteCount: device.flash.byteCountMax)
        try identity.readSize(access, device.flash)
        try identity.readArrangement(access, device.flash)
        return identity
    }

    private static func readIDCode(
        _ access: any MemoryAccess, _ corePart: UInt16
    ) throws(TargetFault) -> UInt32 {
        for address in idcodeAddresses(corePart: corePart) {
            do throws(TargetFault) {
                let value = try access.readWord(address)
                if value & 0xFFF != 0 { return value }
            } catch  where error.cause == .access {
                continue
            }
        }
        return 0
    }

    private mutating func readSize(
        _ access: any MemoryAccess, _ flash: Flash
    ) throws(TargetFault) {
        guard flash.sizeEncoding != .fixed else { return }
        // A word access, as one debug register read is the cheapest there is.
        let place = flash.sizeRegister
        let word = try access.readWord(place.alignedDown(to: 4))
        let value = place.isAligned(to: 4) ? word : word >> 16
        guard let size = flash.sizeEncoding.byteCount(of: value), size <= flash.byteCountMax else {
            doubts.append(
                "flash size register \(place) reads 0x\(String(value & 0xFFFF, radix: 16)), "
                    + "which is no size of this die; \(flash.byteCountMax >> 10) KiB assumed")
            return
        }
        flashByteCount = size
    }

    /// The first rule that holds for this size; each register is read once.
    private mutating func readArrangement(
        _ access: any MemoryAccess, _ flash: Flash
    ) throws(TargetFault) {
        var words: [Address: UInt32] = [:]
        for rule in flash.bankRules where rule.byteCounts.contains(flashByteCount) {
            var holds = true
            for condition in rule.conditions where holds {
                let word: UInt32
                if let known = words[condition.address] {
                    word = known
                } else {
                    word = try access.readWord(condition.address)
                    words[condition.address] = word
                }
                holds = condition.holds(in: word)
            }
            guard holds else { continue }
            arrangement = rule.arrangement
            return
        }
    }
}
