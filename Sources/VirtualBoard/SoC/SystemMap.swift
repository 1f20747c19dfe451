/// Who asks on the bus matrix: the core itself or the debug port's AHB-AP.
public enum BusMaster: Sendable { case core, debugger }

/// An access that the bus matrix answers with an error response.
public struct BusFault: Error, Hashable, Sendable {
    public var address: UInt32

    public init(address: UInt32) { self.address = address }
}

/// Memory that holds bytes: RAM, flash, system memory. The bytes live in host memory, so the
/// core's emulator maps them directly.
public final class MemoryBlock {
    public let name: String
    public let base: UInt32
    public let byteCount: Int
    /// Page aligned; two blocks with one storage are aliases of the same cells (F756: flash
    /// through AXIM and through ITCM).
    public let storage: UnsafeMutableRawPointer
    /// Takes the writes where cells are not simply RAM; `nil` means plain RAM.
    public weak var cells: (any CellWriter)?
    public let isWritable: Bool

    public init(
        name: String, base: UInt32, byteCount: Int, storage: UnsafeMutableRawPointer,
        cells: (any CellWriter)? = nil, isWritable: Bool
    ) {
        self.name = name
        self.base = base
        self.byteCount = byteCount
        self.storage = storage
        self.cells = cells
        self.isWritable = isWritable
    }

    public func contains(_ address: UInt32, width: Int) -> Bool {
        address >= base && width <= byteCount - Int(address - base)
    }
}

/// Somebody to whom a write into non-RAM memory is a request: the flash controller.
public protocol CellWriter: AnyObject {
    /// A write of 1, 2, 4 (or 8, from the core) bytes. It changes the block's storage itself, by
    /// the controller's rules, or does nothing but raise error flags.
    func write(_ bytes: [UInt8], to address: UInt32, by master: BusMaster) throws(BusFault)
}

/// Memory-mapped registers.
public protocol Peripheral: AnyObject {
    var base: UInt32 { get }
    var byteCount: Int { get }

    /// `width` is 1, 2 or 4 bytes; `offset` is naturally aligned.
    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32
    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster) throws(BusFault)
    /// A system reset reached the peripheral.
    func reset()
}

/// All of the chip that hangs on the bus matrix, without the core's own private peripheral bus
/// (0xE0000000...0xE00FFFFF), which the core model answers itself.
public final class SystemMap {
    public private(set) var blocks: [MemoryBlock] = []
    public private(set) var peripherals: [any Peripheral] = []

    public init() {}

    public func add(_ block: MemoryBlock) { blocks.append(block) }

    public func add(_ peripheral: any Peripheral) { peripherals.append(peripheral) }

    public func block(at address: UInt32, width: Int = 1) -> MemoryBlock? {
        blocks.first { $0.contains(address, width: width) }
    }

    public func peripheral(at address: UInt32) -> (any Peripheral)? {
        peripherals.first { address >= $0.base && Int(address - $0.base) < $0.byteCount }
    }
}
