import CortexM
import STM32
import TargetMemory

// TrustZone (TZEN): pages belong to the secure world by the watermarks of the option bytes, or by
// block-based bits that last until a reset, and each world's registers change its own pages only
// (RM0438 6.5, RM0456 7.5, RM0481 7.5).
extension FlashSession {
    /// The same chip through its secure registers and addresses, while TrustZone is on and the
    /// debugger may go there; else `nil`.
    func secureSession() throws(TargetFault) -> FlashSession? {
        guard !isSecureView, let view = identity.secureView,
            let trustZone = identity.device?.protection.trustZone,
            trustZone.holds(in: try core.access.readWord(trustZone.address)),
            DAUTHSTATUS(rawValue: try core.access.readWord(DAUTHSTATUS.address)).allowsSecureDebug
        else { return nil }
        let session = FlashSession(
            core: core, identity: view, notices: notices, millivolts: millivolts)
        session.isSecureView = true
        return session
    }

    /// With all pages secure for the time of the operation one set of registers reaches them all,
    /// whatever the watermarks say; the next reset, or `closeBlocks`, takes that back.
    func openBlocks() throws(TargetFault) { try writeBlocks(.max) }

    func closeBlocks() throws(TargetFault) { try writeBlocks(0) }

    private func writeBlocks(_ value: UInt32) throws(TargetFault) {
        guard isSecureView, let flash = identity.device?.flash else { return }
        let banks = Set(identity.sectors.map(\.bank)).sorted()
        var writes: [(Address, [UInt8])] = []
        for (bank, offset) in zip(banks, flash.layout.options.blockSecurity) {
            let count = identity.sectors.count { $0.bank == bank }
            for word in 0..<(count + 31) / 32 {
                writes.append((flash.registers + offset + 4 * word, value.littleEndianBytes))
            }
        }
        try core.access.writeBatch(writes)
    }

    /// An image that is linked for the other world's address of a page will not run there.
    func noteWorlds(_ image: [Segment], _ protection: ProtectionState) {
        guard isSecureView, let flash = identity.device?.flash, let other = flash.aliases.first
        else { return }
        for segment in image {
            let isSecureAddress = segment.address >= flash.base
            let offset = segment.address - (isSecureAddress ? flash.base : other)
            let place = flash.base + offset
            guard let sector = identity.sectors.first(where: { $0.region.contains(place) }),
                protection.secureSectors.contains(sector) != isSecureAddress
            else { continue }
            let (page, address) =
                isSecureAddress ? ("non-secure", "secure") : ("secure", "non-secure")
            notices(
                .warning,
                "\(segment.address) is the \(address) address of a page that the option bytes "
                    + "(SECWM) make \(page): it is programmed, but will not be found there. "
                    + "Link it for the other address, or change SECWM with `option-bytes`")
            return
        }
    }
}
