import Firmware
import ProbeSetup
import STLink
import STM32
import STM32Target
import TargetMemory

/// A firmware file that was read and looked at before anything is done to the target.
struct Image {
    var path: String
    var firmware: FirmwareImage

    /// `base` is where a plain binary goes.
    init(path: String, base: UInt32?, force: Bool = false) throws(ProbeError) {
        self.path = path
        let bytes = try File.read(path)
        do throws(FirmwareError) {
            firmware = try FirmwareImage.parse(bytes, base: base.map { Address($0) }, force: force)
        } catch {
            throw Self.failure(error, path)
        }
    }

    /// The parts of all images that belong into the flash of this chip, in ascending order; two
    /// contents for one address are a reason to refuse, too.
    static func combined(
        _ images: [Image], for identity: Identity, loaders: [LoaderFile] = [],
        force: Bool = false, notices: NoticeSink
    ) throws(ProbeError) -> [Segment] {
        var all: [(segment: Segment, path: String)] = []
        for image in images {
            all += try image.segments(
                for: identity, loaders: loaders, force: force, notices: notices
            ).map { ($0, image.path) }
        }
        all.sort { $0.segment.address < $1.segment.address }
        for (one, next) in zip(all, all.dropFirst()) {
            guard let left = one.segment.region, let right = next.segment.region,
                left.overlaps(right)
            else { continue }
            throw ProbeError(
                .imageDoesNotFit,
                "\(one.path) and \(next.path) both have bytes for \(right.base): they do not "
                    + "belong together, or an address is wrong")
        }
        return all.map(\.segment)
    }

    /// The parts that belong into the flash of this chip, or into a memory that a loader is for;
    /// everything else is a reason to refuse.
    func segments(
        for identity: Identity, loaders: [LoaderFile] = [], force: Bool = false,
        notices: NoticeSink
    ) throws(ProbeError) -> [Segment] {
        guard let device = identity.device else {
            throw ProbeError(
                .unknownChip,
                "the flash of this chip (\(identity.name)) is not known, so it is "
                    + "not touched")
        }
        let flash = ([device.flash.base] + device.flash.aliases).map { base in
            Region(base: base, byteCount: identity.flashByteCount)
        }
        let external = loaders.map(\.algorithm.region)
        do throws(FirmwareError) {
            try firmware.check(
                flash: flash, ram: device.ram.map(\.region), other: external, chip: device.name,
                force: force)
        } catch {
            if let contents = error.contents { notices.tell(.contents(contents)) }
            throw Self.failure(error, path)
        }
        let segments = firmware.segments(in: flash + external)
        guard !segments.isEmpty else {
            throw ProbeError(
                .imageDoesNotFit,
                "\(path) has nothing for the flash, which is at \(flash[0]); a "
                    + "program in RAM is loaded with gdb")
        }
        let skipped = firmware.segments.filter { !segments.contains($0) }
        if !skipped.isEmpty {
            let list = skipped.map { "\($0.bytes.count) bytes at \($0.address)" }
            notices(
                .warning,
                "\(path): left out, as they belong into RAM and not into flash: "
                    + "\(list.joined(separator: ", ")); gdb's `load` writes them")
        }
        return segments
    }

    private static func failure(_ error: FirmwareError, _ path: String) -> ProbeError {
        let status: ExitStatus =
            switch error.kind {
            case .malformed, .notFirmware: .notFirmware
            case .addressMissing: .usage
            case .doesNotFit: .imageDoesNotFit
            }
        return ProbeError(status, "\(path): \(error.message)")
    }
}
