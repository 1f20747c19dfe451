public import Firmware
public import STLink
public import STM32Flash
public import STM32Target
public import TargetMemory

/// A flash loader from a file (`--loader`), read before anything is done to the target.
public struct LoaderFile {
    public var path: String
    public var algorithm: FlashAlgorithm

    public init(path: String) throws(ProbeError) {
        self.path = path
        let bytes = try File.read(path)
        do throws(FirmwareError) {
            algorithm = try FlashAlgorithm.parse(bytes)
        } catch {
            throw ProbeError(.notFirmware, "\(path): \(error.message)")
        }
    }

    /// Ready to run on that chip.
    public func flash(on target: STM32Target) throws(TargetFault) -> ExternalFlash {
        try target.externalFlash(algorithm)
    }
}

extension [LoaderFile] {
    /// The parts of `segments` that each loader is for, and what is left for the chip's own flash.
    public func share(
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
