public import STM32
public import TargetMemory

extension ProtectionState {
    /// Why a read failed, where read protection is why: at RDP level 1 or 2 the flash answers no
    /// debugger, and the access port calls that a fault like any other (RM0090 3.6.3).
    public func explained(_ fault: TargetFault, on identity: Identity) -> TargetFault {
        guard fault.cause == .access, let address = fault.address, let readout,
            [.closed, .permanent].contains(readout.kind), let flash = identity.device?.flash,
            ([flash.base] + flash.aliases).contains(where: {
                Region(base: $0, byteCount: identity.flashByteCount).contains(address)
            }), let reason = Self.readoutRefusal(readout)
        else { return fault }
        return TargetFault(
            .access, at: address, "\(address) cannot be read. \(reason) (\(fault.message))")
    }
}
