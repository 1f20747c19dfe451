/// A chip as data: everything the virtual board knows about it. The figures are those of the
/// reference manual named in each row's file; they are written down here independently of the
/// drivers' own tables.
struct ChipDescription: Sendable {
    /// The name that `stlink-sim --board` takes.
    var name: String
    /// What `--help` says of it.
    var summary: String
    var core: CoreConfiguration
    var debug: DebugDescription
    /// Plain memory: RAM of every kind.
    var memories: [Memory]
    var flash: FlashDescription
    var peripherals: Peripherals
    /// The core clock out of reset, in Hz. Only F75x has a clock tree that changes it.
    var resetHertz: UInt64

    var units: LiveUnits {
        switch peripherals {
        case .f75x: .f4
        case .registers(let registers): registers.units
        }
    }

    /// What is outside the flash interface.
    enum Peripherals: Sendable {
        /// Modelled one by one: STM32F75x.
        case f75x
        case registers(RegisterDescription)
    }

    /// RAM at an address; the aliases show the same cells.
    struct Memory: Sendable {
        var name: String
        var base: UInt32
        var byteCount: Int
        var aliases: [UInt32] = []

        init(_ name: String, _ base: UInt32, _ byteCount: Int, aliases: [UInt32] = []) {
            self.name = name
            self.base = base
            self.byteCount = byteCount
            self.aliases = aliases
        }
    }
}

/// What the debug port shows of a chip (IHI 0031C and the manual's debug chapter).
struct DebugDescription: Sendable {
    /// DPIDR, and IDCODE of the JTAG-DP; `nil`: the chip has no JTAG.
    var serialWire: UInt32
    var jtag: UInt32?
    /// IDCODE of the boundary scan TAP in front of the JTAG-DP.
    var boundaryScan: UInt32 = 0
    var ports: [AccessPortDescription]
    /// DBGMCU: base, IDCODE and the first address behind it.
    var controlBase: UInt32
    var identity: UInt32
    var controlByteCount = 0x400
    /// Bits that can be written, by offset; `nil`: every one from offset 4 on.
    var controlMasks: [UInt32: UInt32]?
}

/// An access port: its number, IDR and BASE, and where its addresses go.
struct AccessPortDescription: Sendable {
    /// The bus behind it.
    enum Bus: Sendable, Hashable {
        /// The core's view: system bus and private peripheral bus.
        case core
        /// The system bus without the core's private peripherals.
        case system
        /// A debug bus on which only these windows answer.
        case windows([Window])
    }

    struct Window: Sendable, Hashable {
        var base: UInt32
        var byteCount: UInt32
        /// Where it leads on the system bus.
        var target: UInt32
    }

    var number: UInt16
    var identity: UInt32
    var base: UInt32
    var bus: Bus = .core
}

/// Registers that keep what is written to them.
struct RegisterDescription: Sendable {
    /// Where peripherals are; what lies outside answers with a bus error.
    var spaces: [Range<UInt32>]
    /// What is not zero after a reset, by address.
    var resetValues: [UInt32: UInt32] = [:]
    /// Bits that read as another bit of the same or another register says.
    var followers: [Follower] = []
    /// Watchdogs and the DMA unit, which do something.
    var units: LiveUnits
    /// Distance of the second (secure) view of the same registers; 0: there is none.
    var secureOffset: UInt32 = 0

    /// `bits` of the register at `address` read as the field of the same width at `source`.
    struct Follower: Sendable, Hashable {
        var address: UInt32
        var bit: UInt32
        var width: UInt32 = 1
        var source: UInt32
        var sourceBit: UInt32
    }
}

/// The flash of a chip and the controller that rules it.
struct FlashDescription: Sendable {
    /// Which interface and how this chip's differs from its sisters'.
    enum Controller: Sendable {
        case f1(F1Dialect)
        case f4(F4Dialect)
        case l1(L1Dialect)
        case l4(L4Dialect)
        case h7(H7Dialect)
        case wb0
    }

    var controller: Controller
    /// Base of the interface's registers.
    var registers: UInt32
    var base: UInt32 = 0x0800_0000
    /// Banks as they are delivered, and with the dual-bank option the other way.
    var banks: [FlashBank]
    var otherBanks: [FlashBank] = []
    var erasedByte: UInt8 = 0xFF
    /// Further addresses of main flash; they only read.
    var aliases: [UInt32] = [0]
    /// System memory, one-time bytes, identity: what surrounds the main cells.
    var areas: [FlashArea]
    /// Programmable once, and locks of one byte for each of `oneTimeBlock` bytes if it has some.
    var oneTime: Range<UInt32>?
    var oneTimeLocks: OneTimeLocks?
    /// Byte-wise data memory.
    var eeprom: Range<UInt32>?
    /// Address of the option bytes' image; `nil`: they are registers only.
    var options: UInt32?
    /// Half word with the size in KiB.
    var sizeRegister: UInt32?
    /// What it holds if not simply the size.
    var sizeCode: UInt16?
    /// Fixed contents by address: the unique identity.
    var constants: [UInt32: UInt32] = [:]
    var timing: FlashTiming
    /// Where an empty chip starts.
    var systemMemory: UInt32?
    /// TrustZone is on, and all of main flash is Secure.
    var isSecure = false
    /// Where a chip with programmed flash starts.
    var bootAddress: UInt32 = 0

    var byteCount: Int { banks.reduce(0) { $0 + $1.byteCount } }
}

struct OneTimeLocks: Sendable {
    var base: UInt32
    var blockByteCount: UInt32
}

/// Consecutive sectors that are erased as one by a bank erase.
struct FlashBank: Sendable, Hashable {
    var base: UInt32
    /// Bytes of each sector.
    var sectors: [Int]

    init(_ base: UInt32, _ sectors: [Int]) {
        self.base = base
        self.sectors = sectors
    }

    /// Pages of one size.
    init(_ base: UInt32, _ count: Int, of byteCount: Int) {
        self.init(base, [Int](repeating: byteCount, count: count))
    }

    var byteCount: Int { sectors.reduce(0, +) }

    func contains(_ address: UInt32) -> Bool {
        address >= base && Int(address - base) < byteCount
    }
}

/// Cells beside the main flash.
struct FlashArea: Sendable {
    var name: String
    var base: UInt32
    var byteCount: Int
    var aliases: [UInt32] = []

    init(_ name: String, _ base: UInt32, _ byteCount: Int, aliases: [UInt32] = []) {
        self.name = name
        self.base = base
        self.byteCount = byteCount
        self.aliases = aliases
    }
}

/// Typical times of the data sheet, in nanoseconds.
struct FlashTiming: Sendable {
    /// One program unit.
    var program: UInt64
    /// One page or sector, by its size.
    var erase: UInt64
    var massErase: UInt64
    /// Erasing and writing the option bytes.
    var options: UInt64
    /// A row in fast mode, if there is one.
    var fastRow: UInt64 = 0
}
