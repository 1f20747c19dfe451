import CortexM
import STM32Flash
public import TargetMemory

extension STM32Target {
    public func readRegister(_ number: Int) throws(TargetFault) -> [UInt8]? {
        guard core.isHalted, registerList.indices.contains(number) else { return nil }
        return try core.read(registerList[number].place)
    }

    public func writeRegister(_ number: Int, _ bytes: [UInt8]) throws(TargetFault) {
        guard registerList.indices.contains(number) else {
            throw TargetFault(.unsupported, "There is no register number \(number).")
        }
        try core.write(bytes, to: registerList[number].place)
    }

    public func announceText(_ address: Address, count: Int) {
        guard count > 0, Int(address.rawValue) + count <= 1 << 32 else { return }
        notices.tell(.programText(Region(base: address, byteCount: count)))
    }

    public func readMemory(
        _ address: Address, count: Int
    ) throws(TargetFault) -> [UInt8] {
        guard let region = try region(address, count) else { return [] }
        if core.isHalted, let bytes = try cache.read(region, from: access) { return bytes }
        if layout.isCacheable(address) { try core.prepareRead(of: region) }
        do throws(TargetFault) {
            var bytes = try access.read(address, count: count)
            core.hideBreakpoints(in: &bytes, from: address)
            return bytes
        } catch {
            throw protection?.explained(error, on: identity) ?? error
        }
    }

    public func writeMemory(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        guard let region = try region(address, bytes.count) else { return }
        if let flash = layout.flash(overlapping: region) {
            throw TargetFault(
                .flash, at: max(address, flash.base),
                "\(max(address, flash.base)) is flash, which cannot be written like memory; use "
                    + "`load` to program it.")
        }
        if identity.device == nil, address.rawValue < 0x2000_0000 {
            throw TargetFault(
                .unsupported, at: address,
                "\(address) is not RAM, and what it is on an \(identity.name) is not known: it is "
                    + "not written to.")
        }
        try core.liftBreakpoints(overlapping: region)
        if layout.isCacheable(address) {
            try core.prepareWrite(of: region)
            try access.write(bytes, to: address)
            try core.finishWrite()
        } else {
            try access.write(bytes, to: address)
        }
        if let area = identity.device?.workArea, area.overlaps(region) {
            transaction?.isRAMWritten = true
        }
        // It may have been the flash controller that was written to.
        if !layout.isRAM(address) { cache.empty() }
    }

    /// `nil` for nothing; a request beyond the end of the address space is refused.
    func region(_ address: Address, _ count: Int) throws(TargetFault) -> Region? {
        guard count > 0 else { return nil }
        guard Int(address.rawValue) + count <= 1 << 32 else {
            throw TargetFault(
                .access, at: address, "\(count) bytes at \(address) go past the end of memory.")
        }
        return Region(base: address, byteCount: count)
    }

    /// What is read at once for a checksum that the target cannot compute, in bytes.
    private static let checksumPieceByteCount = 64 << 10

    public func crc32(_ region: Region) throws(TargetFault) -> UInt32 {
        if let area = protection?.unreadableArea(region) {
            throw TargetFault(
                .access, at: area.region.base,
                "\(area.name) protects \(area.region) from being read, so it cannot be compared.")
        }
        if let value = try flashSession?.checksum(of: region) { return value }
        var checksum = GDBChecksum()
        for offset in stride(from: 0, to: region.byteCount, by: Self.checksumPieceByteCount) {
            let count = min(Self.checksumPieceByteCount, region.byteCount - offset)
            checksum.update(with: try readMemory(region.base + offset, count: count))
        }
        return checksum.value
    }
}
