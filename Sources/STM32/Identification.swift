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
    public var isDualBank: Bool
    /// Why the size register was not believed, for the log.
    public var doubts: [String]

    public var id: UInt16 { UInt16(idcode & 0xFFF) }
    public var revision: UInt16 { UInt16(idcode >> 16) }

    /// `STM32F74x/F75x`, or what little is known of another.
    public var name: String {
        if let device { return device.name }
        let number = String(id, radix: 16)
        return id == 0 ? "unknown chip" : "unknown STM32 with device id 0x\(number)"
    }

    public var sectors: [Sector] {
        device?.flash.sectors(byteCount: flashByteCount, isDualBank: isDualBank) ?? []
    }

    public init(
        corePart: UInt16, idcode: UInt32, device: Device?, flashByteCount: Int,
        isDualBank: Bool = false, doubts: [String] = []
    ) {
        self.corePart = corePart
        self.idcode = idcode
        self.device = device
        self.flashByteCount = flashByteCount
        self.isDualBank = isDualBank
        self.doubts = doubts
    }

    /// Where DBGMCU_IDCODE is, by core (reference manuals, chapter "MCU device ID code"): the
    /// M0/M0+ families have it on APB, M33 in its own PPB area, STM32H7 (an M7) in D3.
    static func idcodeAddresses(corePart: UInt16) -> [Address] {
        switch corePart {
        case 0xC20, 0xC60: [0x4001_5800]
        case 0xD21: [0xE004_4000]
        case 0xC27: [0xE004_2000, 0x5C00_1000]
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
        if case .dualWhenClear(let option, _, _) = device.flash.bankMode {
            identity.isDualBank = try access.readWord(option.address) & option.bits == 0
        }
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
        // A word access, as one debug register read is the cheapest there is.
        let place = flash.sizeRegister
        let word = try access.readWord(place.alignedDown(to: 4))
        let value = UInt16(truncatingIfNeeded: place.isAligned(to: 4) ? word : word >> 16)
        guard let size = flash.sizeEncoding.byteCount(of: value), size <= flash.byteCountMax else {
            doubts.append(
                "flash size register \(place) reads 0x\(String(value, radix: 16)), which is no "
                    + "size of this die; \(flash.byteCountMax >> 10) KiB assumed")
            return
        }
        flashByteCount = size
    }
}
