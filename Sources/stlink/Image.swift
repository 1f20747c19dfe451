import Firmware
import STLink
import STM32
import STM32Target
import TargetMemory

/// A firmware file that was read and looked at before anything is done to the target.
struct Image {
    var path: String
    var firmware: FirmwareImage

    /// `base` is where a plain binary goes.
    init(path: String, base: UInt32?) throws(ProbeError) {
        self.path = path
        let bytes = try File.read(path)
        do throws(FirmwareError) {
            firmware = try FirmwareImage.parse(bytes, base: base.map { Address($0) })
        } catch {
            throw Self.failure(error, path)
        }
    }

    /// The parts that belong into the flash of this chip; everything else is a reason to refuse.
    func segments(for identity: Identity, notices: NoticeSink) throws(ProbeError) -> [Segment] {
        guard let device = identity.device else {
            throw ProbeError(
                .unknownChip,
                "the flash of this chip (\(identity.name)) is not known, so it is "
                    + "not touched")
        }
        let flash = ([device.flash.base] + device.flash.aliases).map { base in
            Region(base: base, byteCount: identity.flashByteCount)
        }
        do throws(FirmwareError) {
            try firmware.check(flash: flash, ram: device.ram.map(\.region))
        } catch {
            throw Self.failure(error, path)
        }
        let segments = firmware.segments(in: flash)
        guard !segments.isEmpty else {
            throw ProbeError(
                .imageDoesNotFit,
                "\(path) has nothing for the flash, which is at \(flash[0]); a "
                    + "program in RAM is loaded with gdb")
        }
        if segments.count < firmware.segments.count {
            notices(.warning, "\(path) also has bytes for RAM, which are left out")
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
