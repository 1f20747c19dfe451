public import Firmware
public import STM32Flash
public import TargetMemory

extension STM32Target {
    /// A memory beside the chip's own flash, ready to be programmed by the loader for it.
    public func externalFlash(_ loader: FlashAlgorithm) throws(TargetFault) -> ExternalFlash {
        guard let device = identity.device else {
            throw TargetFault(
                .unsupported,
                "The RAM of this chip (\(identity.name)) is not known, so a flash loader has no "
                    + "place to run in.")
        }
        return try ExternalFlash(
            loader, core: core, workArea: device.workArea, ram: device.ram.map(\.region))
    }
}
