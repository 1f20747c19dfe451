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
    /// The second bank is at the first addresses, and the controller has to be told so.
    public var areBanksSwapped = false
    /// Why the size register was not believed, for the log.
    public var doubts: [String]
    /// Why the flash must not be changed: nothing told its size. `nil` where it may be.
    public var sizeRefusal: String?

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
        device?.flash.sectors(
            byteCount: flashByteCount, arrangement: arrangement, isSwapped: areBanksSwapped) ?? []
    }

    /// The flash as it lies in the address space: one region, or two where banks lie apart.
    public var flashRegions: [Region] {
        var regions: [Region] = []
        for sector in sectors {
            if let last = regions.last, last.base + last.byteCount == sector.region.base {
                regions[regions.count - 1].byteCount += sector.region.byteCount
            } else {
                regions.append(sector.region)
            }
        }
        return regions
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

    /// Reads the identity through the debug port; the core may run.
    ///
    /// `flashByteCount`: the user's word for the size, which counts more than the register's.
    public static func read(
        from access: any MemoryAccess, corePart: UInt16, flashByteCount: Int? = nil
    ) throws(TargetFault) -> Identity {
        let idcode = try readIDCode(access, corePart)
        let id = UInt16(idcode & 0xFFF)
        guard let device = Device.find(id: id, corePart: corePart) else {
            var identity = Identity(
                corePart: corePart, idcode: idcode, device: nil, flashByteCount: 0)
            if let original = Device.all.first(where: { $0.id == id }) {
                identity.doubts.append(
                    "device id 0x\(String(id, radix: 16)) is that of the \(original.name), which "
                        + "has another core: this is not one of them, and its flash is not touched")
            }
            return identity
        }
        var identity = Identity(
            corePart: corePart, idcode: idcode, device: device,
            flashByteCount: flashByteCount ?? device.flash.byteCountMin)
        if flashByteCount == nil { try identity.readSize(access, device.flash) }
        try identity.readBanks(access)
        return identity
    }

    /// Reads anew what option bytes and programs may have changed: how many banks there are, and
    /// which of them is at the first addresses.
    ///
    /// `isHalted`: no program can change clocks at the same time, so they may be switched on to
    /// look; without that, banks swapped by a unit whose clock is off are not noticed.
    public mutating func readBanks(
        _ access: any MemoryAccess, isHalted: Bool = false
    ) throws(TargetFault) {
        guard let flash = device?.flash else { return }
        arrangement = nil
        areBanksSwapped = false
        try readArrangement(access, flash)
        guard isDualBank, let swap = flash.bankSwap else { return }
        do throws(TargetFault) {
            areBanksSwapped = try swap.isInForce(access, isHalted: isHalted)
        } catch  where error.cause == .access {
            doubts.append(
                "whether the banks have changed places cannot be read at "
                    + "\(swap.condition.address); they have not, it is assumed")
        }
    }

    private static func readIDCode(
        _ access: any MemoryAccess, _ corePart: UInt16
    ) throws(TargetFault) -> UInt32 {
        for place in IdentityRegister.places(corePart: corePart) {
            guard let word = try word(access, place.address) else { continue }
            let value = place.idcode(of: word)
            if value & 0xFFF != 0, value & 0xFFF != 0xFFF { return value }
        }
        return 0
    }

    private mutating func readSize(
        _ access: any MemoryAccess, _ flash: Flash
    ) throws(TargetFault) {
        guard flash.sizeEncoding != .fixed else { return }
        // A word access, as one debug register read is the cheapest there is.
        let place = flash.sizeRegister
        let assumed = "\(flash.byteCountMin >> 10) KiB assumed, the least of these chips"
        let remedy =
            "its flash is neither erased nor programmed until --flash-size names the size, such "
            + "as --flash-size \(flash.byteCountMax >> 10)k"
        guard let word = try Self.word(access, place.alignedDown(to: 4)) else {
            doubts.append("the flash size register \(place) cannot be read; \(assumed)")
            sizeRefusal = "The flash size register \(place) cannot be read; \(remedy)."
            return
        }
        let value = place.isAligned(to: 4) ? word : word >> 16
        if let size = flash.sizeEncoding.byteCount(of: value), flash.canHold(byteCount: size) {
            flashByteCount = size
            return
        }
        let found = "lash size register \(place) reads 0x\(String(value & 0xFFFF, radix: 16))"
        doubts.append("f\(found), which is no size of this die; \(assumed)")
        // All ones is what a bus reads where nobody answers. And where banks begin depends on the
        // size: with a wrong one, another page than the one meant would be erased.
        let isUnread = value & 0xFFFF == 0xFFFF
        guard isUnread || !flash.bankRules.isEmpty else { return }
        sizeRefusal =
            "F\(found), "
            + (isUnread ? "as where nothing answers" : "which is no size of this die")
            + "; \(remedy)."
    }

    /// The first rule that holds for this size; each register is read once.
    private mutating func readArrangement(
        _ access: any MemoryAccess, _ flash: Flash
    ) throws(TargetFault) {
        var words: [Address: UInt32] = [:]
        for rule in flash.bankRules where rule.byteCounts.contains(flashByteCount) {
            for place in rule.conditions.map(\.address) where words[place] == nil {
                guard let word = try Self.word(access, place) else {
                    doubts.append("the option register \(place) cannot be read; one bank assumed")
                    return
                }
                words[place] = word
            }
            guard rule.conditions.allSatisfy({ $0.holds(in: words[$0.address] ?? 0) }) else {
                continue
            }
            arrangement = rule.arrangement
            return
        }
    }

    /// `nil` where the chip refuses the access; everything else is thrown.
    private static func word(
        _ access: any MemoryAccess, _ address: Address
    ) throws(TargetFault) -> UInt32? {
        do throws(TargetFault) {
            return try access.readWord(address)
        } catch  where error.cause == .access {
            return nil
        }
    }
}

extension BankSwap {
    /// Its clock is switched on to look, and left as it was.
    func isInForce(
        _ access: any MemoryAccess, isHalted: Bool
    ) throws(TargetFault) -> Bool {
        guard let clock, isHalted else {
            return condition.holds(in: try access.readWord(condition.address))
        }
        let found = try access.readWord(clock.address)
        let isOff = found & clock.bits == 0
        if isOff { try access.writeWord(found | clock.bits, to: clock.address) }
        let word = try access.readWord(condition.address)
        if isOff { try access.writeWord(found, to: clock.address) }
        return condition.holds(in: word)
    }
}
