import Firmware
import STLink
import STM32Flash
import STM32Target
import TargetMemory

/// A flash loader from a file (`--loader`), read before anything is done to the target.
struct LoaderFile {
    var path: String
    var algorithm: FlashAlgorithm

    init(path: String) throws(ProbeError) {
        self.path = path
        let bytes = try File.read(path)
        do throws(FirmwareError) {
            algorithm = try FlashAlgorithm.parse(bytes)
        } catch {
            throw ProbeError(.notFirmware, "\(path): \(error.message)")
        }
    }

    /// Ready to run on that chip.
    func flash(
        on target: STM32Target
    ) throws(TargetFault) -> ExternalFlash {
        guard let device = target.identity.device else {
            throw TargetFault(
                .unsupported,
                "The RAM of this chip (\(target.identity.name)) is not known, so a flash loader "
                    + "has no place to run in.")
        }
        return try ExternalFlash(
            algorithm, core: target.core, workArea: device.workArea,
            ram: device.ram.map(\.region))
    }
}

extension [LoaderFile] {
    /// The parts of `segments` that each loader is for, and what is left for the chip's own flash.
    func share(
        _ segments: [Segment]
    ) -> (own: [Segment], external: [(loader: LoaderFile, segments: [Segment])]) {
        var own = segments
        var external: [(loader: LoaderFile, segments: [Segment])] = []
        for loader in self {
            let region = loader.algorithm.region
            let mine = own.filter { $0.region.map(region.contains) ?? false }
            own.removeAll { mine.contains($0) }
            if !mine.isEmpty { external.append((loader, mine)) }
        }
        return (own, external)
    }
}
