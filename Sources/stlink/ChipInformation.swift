import CortexM
import ProbeSetup
import STLink
import STM32
import STM32Flash
import STM32Target
import TargetMemory

/// Everything about core and chip that can be read while the program runs.
struct ChipInformation {
    struct Option {
        var register: String
        var field: String
        var value: UInt32
    }

    var identity: Identity
    var core: CoreFacts
    var state: CoreState
    /// What stands in the flash size register; `nil` where there is none, or it is not known.
    var sizeValue: UInt32?
    var protection: ProtectionState?
    var options: [Option] = []
    /// Three words from the lowest address up.
    var uniqueID: [UInt32] = []
    /// What could not be read, and why.
    var gaps: [String] = []

    static func read(_ opened: OpenedTarget) throws(TargetFault) -> ChipInformation {
        let identity = opened.target.identity
        var information = ChipInformation(
            identity: identity, core: try opened.target.core.facts(),
            state: try opened.target.core.state())
        if let device = identity.device { try information.read(device, opened.link) }
        return information
    }

    private mutating func read(_ device: Device, _ link: Link) throws(TargetFault) {
        sizeValue = try attempt("flash size register") { () throws(TargetFault) in
            guard device.flash.sizeEncoding != .fixed else { return nil }
            let place = device.flash.sizeRegister
            let word = try link.readWord(place.alignedDown(to: 4))
            return place.isAligned(to: 4) ? word : word >> 16
        }
        let identity = identity
        protection = try attempt("protection") { () throws(TargetFault) in
            try ProtectionState.read(identity, from: link)
        }
        options =
            try attempt("option bytes") { () throws(TargetFault) in
                try Self.options(device, link)
            } ?? []
        uniqueID =
            try attempt("unique id") { () throws(TargetFault) in
                try link.read(device.uniqueIDRegister, count: 12).littleEndianWords
            } ?? []
    }

    private static func options(_ device: Device, _ link: Link) throws(TargetFault) -> [Option] {
        var options: [Option] = []
        for register in device.optionRegisters {
            let word = try link.readWord(register.address)
            options += register.fields.map { field in
                let place = RegisterField(register.address, mask: field.mask)
                return Option(
                    register: register.name, field: field.name, value: place.value(in: word))
            }
        }
        return options
    }

    /// What the chip refuses to show is a gap and no reason to show nothing.
    private mutating func attempt<Value>(
        _ what: String, _ read: () throws(TargetFault) -> Value?
    ) throws(TargetFault) -> Value? {
        do throws(TargetFault) {
            return try read()
        } catch  where error.cause == .access {
            gaps.append("\(what): \(error.message)")
            return nil
        }
    }
}

extension SizeEncoding {
    /// How the size register is to be read.
    var rule: String {
        switch self {
        case .kibibytes: "in KiB"
        case .lowByteKibibytes: "its low byte counts, in KiB"
        case .codes: "a code for some sizes, else in KiB"
        case .wordsLessOne: "words less one"
        case .fixed: "no register"
        }
    }
}

/// Sectors of one size that follow one another in one bank.
struct SectorRun {
    var bank: Int
    var firstNumber: Int
    var count: Int
    var sectorByteCount: Int
    var base: Address

    var region: Region { Region(base: base, byteCount: count * sectorByteCount) }

    static func runs(_ sectors: [Sector]) -> [SectorRun] {
        var runs: [SectorRun] = []
        for sector in sectors {
            if let last = runs.last, last.bank == sector.bank,
                last.sectorByteCount == sector.region.byteCount
            {
                runs[runs.count - 1].count += 1
            } else {
                runs.append(
                    SectorRun(
                        bank: sector.bank, firstNumber: sector.number, count: 1,
                        sectorByteCount: sector.region.byteCount, base: sector.region.base))
            }
        }
        return runs
    }
}
