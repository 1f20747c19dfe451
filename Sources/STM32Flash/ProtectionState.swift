public import STM32
public import TargetMemory

/// What keeps a debugger from the flash, as read from one chip.
public struct ProtectionState: Hashable, Sendable {
    /// RDP, product state or NVSTATE; `nil` where the chip has none that we know.
    public var readout: ReadoutProtection.State?
    /// Sectors that can be neither erased nor programmed.
    public var writeProtected: [Sector]
    /// PCROP, secure and hide-protected areas.
    public var areas: [Area]
    public var isTrustZoneEnabled: Bool
    /// With TrustZone: pages that the option bytes make secure.
    public var secureSectors: Set<Sector> = []
    /// The second bank lies at the base of the flash.
    public var isBankSwapped: Bool

    public struct Area: Hashable, Sendable {
        /// As the manual names it: `PCROP1A`.
        public var name: String
        public var region: Region
        /// Write protection bits that a mode bit has turned into PCROP (SPRMOD, WPRMOD).
        public var isByMode = false
    }

    /// What keeps a debugger from reading the cells in there: PCROP lets only fetches in.
    public func unreadableArea(_ region: Region) -> Area? {
        areas.first { $0.region.overlaps(region) }
    }

    /// Whether nothing keeps a debugger from reading and changing all of the flash.
    public var isOpen: Bool {
        (readout?.kind ?? .open) == .open && writeProtected.isEmpty && areas.isEmpty
            && !isTrustZoneEnabled
    }

    /// All of it on one line: `RDP level 0 (open), write protected: sector 1`.
    public var summary: String {
        var parts: [String] = []
        if let readout {
            parts.append(readout.kind == .open ? "\(readout.name) (open)" : readout.name)
        }
        if !writeProtected.isEmpty {
            parts.append("write protected: sector \(Self.numbers(writeProtected))")
        }
        parts += areas.map { "\($0.name) \($0.region)" }
        if isTrustZoneEnabled { parts.append("TrustZone enabled") }
        if isBankSwapped { parts.append("banks swapped") }
        return parts.isEmpty ? "no protection known" : parts.joined(separator: ", ")
    }

    /// Reads all of it through the debug port; the core may run.
    public static func read(
        _ identity: Identity, from access: any MemoryAccess
    ) throws(TargetFault) -> ProtectionState {
        var reader = RegisterReader(access: access)
        var state = ProtectionState(
            readout: nil, writeProtected: [], areas: [], isTrustZoneEnabled: false,
            isBankSwapped: false)
        guard let protection = identity.device?.protection else { return state }
        if let readout = protection.readout {
            state.readout = readout.state(in: try reader.word(readout.field.address))
        }
        state.isTrustZoneEnabled = try reader.holds(protection.trustZone)
        state.isBankSwapped = try reader.holds(protection.bankSwap)
        let sectors = identity.sectors
        var locked: Set<Sector> = []
        for rule in protection.write {
            switch rule {
            case .bits(let bits):
                guard let mode = bits.pcropMode, try reader.holds(.set(mode)) else {
                    locked.formUnion(try reader.sectors(bits, identity))
                    continue
                }
                var inverted = bits
                inverted.isActiveLow.toggle()
                state.areas += Self.areas(
                    "PCROP", try reader.sectors(inverted, identity), isByMode: true)
            case .range(let area):
                guard let region = try reader.region(area, sectors) else { continue }
                locked.formUnion(sectors.filter { $0.region.overlaps(region) })
            }
        }
        state.writeProtected = locked.sorted { $0.region.base < $1.region.base }
        for area in protection.areas {
            if let region = try reader.region(area, sectors) {
                state.areas.append(Area(name: area.name, region: region))
            }
        }
        if state.isTrustZoneEnabled {
            for area in protection.secureAreas {
                guard let region = try reader.region(area, sectors) else { continue }
                state.secureSectors.formUnion(sectors.filter { $0.region.overlaps(region) })
            }
        }
        if let bits = protection.pcropSectors {
            state.areas += Self.areas("PCROP", try reader.sectors(bits, identity))
        }
        return state
    }

    /// Neighbouring sectors as one area.
    private static func areas(
        _ name: String, _ sectors: [Sector], isByMode: Bool = false
    ) -> [Area] {
        var areas: [Area] = []
        for region in sectors.map(\.region) {
            if let last = areas.last?.region, last.base + last.byteCount == region.base {
                areas[areas.count - 1].region.byteCount += region.byteCount
            } else {
                areas.append(Area(name: name, region: region, isByMode: isByMode))
            }
        }
        return areas
    }

    /// Why these sectors cannot be changed, and what to do; `nil` where they can.
    func refusal(
        for sectors: [Sector], fromSecureWorld: Bool = false
    ) -> TargetFault? {
        let isHalfOpen = readout?.kind == .nonSecureOnly && isTrustZoneEnabled
        if let readout, !isHalfOpen, let text = Self.readoutRefusal(readout) {
            return TargetFault(.flash, text)
        }
        let secure = sectors.filter(secureSectors.contains)
        if isTrustZoneEnabled, !fromSecureWorld, let first = secure.first {
            return TargetFault(
                .flash, at: first.region.base,
                "TrustZone is enabled (TZEN) and the debugger is kept out of the secure world "
                    + "(DAUTHSTATUS; \(readout?.name ?? "the chip's state")): sector "
                    + "\(Self.numbers(secure)) is secure by the SECWM option bytes. Nothing was "
                    + "erased. Non-secure pages can be programmed; the others after a regression "
                    + "to the open state (`stlink unlock`), which erases the chip.")
        }
        let locked = sectors.filter(Set(writeProtected).contains)
        if let first = locked.first {
            return TargetFault(
                .flash, at: first.region.base,
                "Write protected by the option bytes (WRP): sector \(Self.numbers(locked)). "
                    + "Nothing was erased. Take the protection away first, or keep the image out "
                    + "of there.")
        }
        for area in areas {
            guard let sector = sectors.first(where: { $0.region.overlaps(area.region) }) else {
                continue
            }
            return TargetFault(
                .flash, at: sector.region.base,
                "\(area.name) protects \(area.region), which holds sector \(sector.number). "
                    + "It is PCROP: programs run from there, but nobody reads, programs or erases "
                    + "it. Nothing was erased. Such an area goes with a step from RDP level 1 to "
                    + "0 only, which erases the chip and has to be asked for: unlock.")
        }
        return nil
    }

    static func readoutRefusal(_ state: ReadoutProtection.State) -> String? {
        switch state.kind {
        case .open: return nil
        case .nonSecureOnly:
            return "The chip is protected (\(state.name)): a debugger reaches the non-secure "
                + "world only. Nothing was erased. Unlocking it erases the whole chip."
        case .closed:
            return "The chip is read protected (\(state.name)): a debugger cannot reach its flash. "
                + "Taking that away erases it all, and has to be asked for: unlock."
        case .permanent:
            return "The chip is read protected for good (\(state.name)): no debugger will ever "
                + "reach its flash."
        }
    }

    /// `0, 3-7`.
    static func numbers(_ sectors: [Sector]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in sectors.map(\.number).sorted() {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }.joined(separator: ", ")
    }
}

/// Reads each register once.
private struct RegisterReader {
    let access: any MemoryAccess
    private var words: [Address: UInt32] = [:]

    init(access: any MemoryAccess) { self.access = access }

    mutating func word(_ address: Address) throws(TargetFault) -> UInt32 {
        if let word = words[address] { return word }
        let word = try access.readWord(address)
        words[address] = word
        return word
    }

    /// Sectors whose bit is active.
    mutating func sectors(
        _ bits: WriteProtection.Bits, _ identity: Identity
    ) throws(TargetFault) -> [Sector] {
        let isActive = bits.isLocked(
            try word(bits.field.address), isDualBank: identity.isDualBank)
        // A register of one bank counts the sectors of that bank.
        let own = bits.bank.map { bank in identity.sectors.filter { $0.bank == bank } }
        return (own ?? identity.sectors).enumerated().filter { index, sector in
            isActive(own == nil ? sector.number : index)
        }.map(\.element)
    }

    mutating func holds(_ condition: RegisterCondition?) throws(TargetFault) -> Bool {
        guard let condition else { return false }
        return condition.holds(in: try word(condition.address))
    }

    /// The bytes that an area covers; `nil` for an empty one.
    mutating func region(
        _ area: ProtectedArea, _ sectors: [Sector]
    ) throws(TargetFault) -> Region? {
        let first = Int(area.first.value(in: try word(area.first.address)))
        let last = Int(area.last.value(in: try word(area.last.address)))
        let isOneBank = !sectors.contains { $0.bank > 0 }
        let own = sectors.filter {
            isOneBank ? area.isUsedInOneBank : $0.bank == area.bank
        }
        guard first <= last, let base = own.first?.region.base, let end = own.last?.region.last
        else { return nil }
        if area.stepByteCount > 0 {
            let start = base + first * area.stepByteCount
            guard start <= end else { return nil }
            let byteCount = (last - first + 1) * area.stepByteCount
            return Region(base: start, byteCount: min(byteCount, end - start + 1))
        }
        guard first < own.count else { return nil }
        let start = own[first].region.base
        return Region(base: start, byteCount: own[min(last, own.count - 1)].region.last - start + 1)
    }
}

extension WriteProtection.Bits {
    /// Tells for a sector's number, in the chip or in its bank, whether the word protects it.
    fileprivate func isLocked(_ word: UInt32, isDualBank: Bool) -> (Int) -> Bool {
        let width = field.mask.nonzeroBitCount
        let value = field.value(in: word)
        let perBit = isDualBank ? sectorsPerBitDualBank : sectorsPerBit
        return { number in
            guard number >= firstSector, perBit > 0 else { return false }
            var bit = (number - firstSector) / perBit
            if bit >= width {
                guard lastBitCoversRest else { return false }
                bit = width - 1
            }
            return (value >> UInt32(bit) & 1 == 0) == isActiveLow
        }
    }
}
