import TargetMemory

/// Protection of the families with TrustZone, and of H7.
extension Protection {
    private static let flash: Address = 0x4002_2000
    private static let h7Flash: Address = 0x5200_2000

    /// RM0438 6.9: OPTR.TZEN and SWAP_BANK. Secure areas mean something with TZEN only.
    static func l5(pageMask: UInt32) -> Protection {
        var protection = Protection(
            readout: .rdp(flash + 0x40, halfLevel: true),
            write: .pages(flash, .trustZoneBanks, pageMask, isUsedInOneBank: true),
            trustZone: .set(RegisterBits(flash + 0x40, 1 << 31)),
            bankSwap: .set(RegisterBits(flash + 0x40, 1 << 20)))
        protection.secureAreas = watermarks([0x50, 0x60], pageMask)
        return protection
    }

    /// SECWM1 and SECWM2; with one bank both count (RM0438 6.9.15).
    private static func watermarks(_ offsets: [Int], _ mask: UInt32) -> [ProtectedArea] {
        offsets.enumerated().map { bank, offset in
            .page("SECWM\(bank + 1)", bank, flash + offset, mask: mask)
        }
    }

    /// RM0456 7.9.
    static func u5(pageMask: UInt32) -> Protection {
        var protection = l5(pageMask: pageMask)
        protection.write = .pages(flash, .trustZoneBanks, pageMask)
        return protection
    }

    /// RM0493 7.9: one bank.
    static func u5Single(pageMask: UInt32) -> Protection {
        var protection = Protection(
            readout: .rdp(flash + 0x40, halfLevel: true),
            write: .pages(flash, [(0x58, "WRP1A", 0), (0x5C, "WRP1B", 0)], pageMask),
            trustZone: .set(RegisterBits(flash + 0x40, 1 << 31)))
        protection.secureAreas = watermarks([0x50], pageMask)
        return protection
    }

    /// RM0481 7.11: OPTSR_CUR.PRODUCT_STATE and SWAP_BANK, OPTSR2_CUR.TZEN, WRPSG.
    static func h5(sectorsPerBit: Int) -> Protection {
        var protection = Protection(
            readout: .productState,
            write: [0, 1].map { bank in
                .bits(
                    .init(
                        RegisterField(flash + (0xE8 + bank * 0x100), mask: .max), bank: bank,
                        sectorsPerBit: sectorsPerBit))
            },
            trustZone: .equals(RegisterField(flash + 0x70, mask: 0xFF00_0000), 0xB4),
            bankSwap: .set(RegisterBits(flash + 0x50, 1 << 31)))
        protection.secureAreas = watermarks([0xE0, 0x1E0], 0x7F)
        return protection
    }

    /// RM0492 7.9: no TrustZone.
    static let h503 = Protection(
        readout: .productState,
        write: [0, 1].map { bank in
            .bits(
                .init(
                    RegisterField(flash + (0xE8 + bank * 0x100), mask: 0xFF), bank: bank,
                    sectorsPerBit: 1))
        },
        bankSwap: .set(RegisterBits(flash + 0x50, 1 << 31)))

    /// RM0433 4.9: OPTSR_CUR.RDP and SWAP_BANK_OPT, WPSN, PRAR in steps of 256 bytes.
    static func h7(sectorsPerBit: Int, bankCount: Int) -> Protection {
        let banks = 0..<bankCount
        return Protection(
            readout: .rdp(h7Flash + 0x1C, mask: 0xFF00),
            write: banks.map { bank in
                .bits(
                    .init(
                        RegisterField(
                            h7Flash + (0x38 + bank * 0x100),
                            mask: sectorsPerBit == 1 ? 0xFF : .max), bank: bank,
                        sectorsPerBit: sectorsPerBit))
            },
            bankSwap: bankCount == 1 ? nil : .set(RegisterBits(h7Flash + 0x1C, 1 << 31)),
            areas: banks.flatMap { bank -> [ProtectedArea] in
                let base = h7Flash + bank * 0x100
                return [.page("PRAR\(bank + 1)", bank, base + 0x28, mask: 0xFFF, step: 256)]
            })
    }

    /// RM0477 5.9: NVSR.NVSTATE, WRPSR.
    static let h7rs = Protection(
        readout: ReadoutProtection(
            RegisterField(h7Flash + 0x200, mask: 0xFF), [0xB4: .init("NVSTATE OPEN", .open)],
            otherwise: .init("NVSTATE CLOSED", .closed), isOpenedByOptions: false),
        write: [.bits(.init(RegisterField(h7Flash + 0x218, mask: 0xFF), sectorsPerBit: 1))])
}

extension ReadoutProtection {
    /// Nearly all families: 0xAA is level 0, 0xCC level 2, all else level 1.
    static func rdp(
        _ register: Address, mask: UInt32 = 0xFF, halfLevel: Bool = false
    ) -> ReadoutProtection {
        var states: [UInt32: State] = [0xAA: .level0, 0xCC: .level2]
        if halfLevel { states[0x55] = .init("RDP level 0.5", .nonSecureOnly) }
        return ReadoutProtection(
            RegisterField(register, mask: mask), states, otherwise: .level1)
    }

    /// RM0481 7.11.14 and 4.
    static let productState = ReadoutProtection(
        RegisterField(0x4002_2050, mask: 0xFF00),
        [
            0xED: .init("product state Open", .open),
            0x17: .init("product state Provisioning", .nonSecureOnly),
            0x2E: .init("product state iRoT-Provisioned", .nonSecureOnly),
            0xC6: .init("product state TZ-Closed", .nonSecureOnly),
            0x72: .init("product state Closed", .closed),
            0x5C: .init("product state Locked", .permanent),
        ],
        otherwise: .init("product state Regression", .closed), isOpenedByOptions: false)
}

extension ReadoutProtection.State {
    static let level0 = Self("RDP level 0", .open)
    static let level1 = Self("RDP level 1", .closed)
    static let level2 = Self("RDP level 2", .permanent)
}

extension WriteProtection {
    static func f1(_ register: Address, _ sectorsPerBit: Int, _ bitCount: Int) -> Self {
        let mask = bitCount == 32 ? UInt32.max : 1 << UInt32(bitCount) - 1
        return .bits(
            .init(
                RegisterField(register, mask: mask), sectorsPerBit: sectorsPerBit,
                lastBitCoversRest: true))
    }
}

extension [WriteProtection] {
    /// L0 and L1: registers by offset, with their number of bits, one after the other. Bit 8 of
    /// FLASH_OBR turns them into PCROP.
    static func lowPower(
        _ base: Address, _ registers: KeyValuePairs<Int, Int>, sectorsPerBit: Int
    ) -> Self {
        var first = 0
        return registers.map { offset, bitCount in
            let mask = bitCount == 32 ? UInt32.max : 1 << UInt32(bitCount) - 1
            defer { first += bitCount * sectorsPerBit }
            return .bits(
                .init(
                    RegisterField(base + offset, mask: mask), firstSector: first,
                    sectorsPerBit: sectorsPerBit, isActiveLow: false,
                    pcropMode: RegisterBits(base + 0x1C, 1 << 8)))
        }
    }

    /// First page in bits 15:0, last in 31:16.
    static func pages(
        _ base: Address, _ registers: [(offset: Int, name: String, bank: Int)],
        _ mask: UInt32, isUsedInOneBank: Bool = false
    ) -> Self {
        registers.map {
            var area = ProtectedArea.page($0.name, $0.bank, base + $0.offset, mask: mask)
            if isUsedInOneBank { area.isUsedInOneBank = true }
            return .range(area)
        }
    }
}

extension [(offset: Int, name: String, bank: Int)] {
    static let bothBanks: Self = [
        (0x2C, "WRP1A", 0), (0x30, "WRP1B", 0), (0x4C, "WRP2A", 1), (0x50, "WRP2B", 1),
    ]
    static let trustZoneBanks: Self = [
        (0x58, "WRP1A", 0), (0x5C, "WRP1B", 0), (0x68, "WRP2A", 1), (0x6C, "WRP2B", 1),
    ]
}

extension ProtectedArea {
    /// Both ends in one register, 16 bits apart.
    static func page(
        _ name: String, _ bank: Int, _ register: Address, mask: UInt32, step: Int = 0
    ) -> ProtectedArea {
        ProtectedArea(
            name, bank: bank, first: RegisterField(register, mask: mask),
            last: RegisterField(register, mask: mask << 16), stepByteCount: step)
    }

    /// Each end in a register of its own.
    static func ends(
        _ name: String, _ bank: Int, _ first: Address, _ last: Address, mask: UInt32,
        step: Int = 0
    ) -> ProtectedArea {
        ProtectedArea(
            name, bank: bank, first: RegisterField(first, mask: mask),
            last: RegisterField(last, mask: mask), stepByteCount: step)
    }
}
