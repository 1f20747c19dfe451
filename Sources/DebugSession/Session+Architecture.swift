import RemoteProtocol
import TargetMemory

/// What LLDB asks about the machine.
extension Session {
    /// Byte order, size of a pointer and architecture, as LLDB writes them.
    ///
    /// No more than `arm`: LLDB drops the user's program when any part of a longer triple differs
    /// from what it made of the ELF file, `thumbv7em-none-eabi` from `arm-*-*-eabihf` say.
    var architectureInfo: String {
        "triple:\(Hexadecimal.string("arm".utf8));endian:little;ptrsize:4;"
    }

    /// The DWT halts the core behind the access that it watches (Armv7-M ARM, C1.8.1).
    var hostInfo: String {
        architectureInfo + "watchpoint_exceptions_received:after;"
            + "default_packet_timeout:\(Limits.packetTimeoutSeconds);"
    }

    /// `qMemoryRegionInfo`: the entry of the memory map, or the gap, around an address.
    func memoryRegion(_ request: Request) -> Reply {
        let map = target.memoryMap
        guard !map.isEmpty else { return .unsupported }
        guard case .memoryRegion(let address) = request else { return .ok }
        if let entry = map.first(where: { $0.region.contains(address) }) {
            return .text(
                Self.extent(from: entry.region.base, byteCount: entry.region.byteCount)
                    + "permissions:\(entry.permissions);")
        }
        let start = map.map { $0.region.last }.filter { $0 < address }.max().map { $0 + 1 } ?? 0
        let next = map.map { $0.region.base }.filter { $0 > address }.min()
        let end = next.map { Int($0.rawValue) } ?? 1 << 32
        return .text(Self.extent(from: start, byteCount: end - Int(start.rawValue)))
    }

    private static func extent(from start: Address, byteCount: Int) -> String {
        "start:\(hex(Int(start.rawValue)));size:\(hex(byteCount));"
    }
}

extension MapEntry {
    /// Peripherals, devices and the system region are never executed from (Armv7-M ARM, B3.1).
    private var isExecutable: Bool {
        switch region.base.rawValue >> 28 {
        case 0x4, 0x5, 0xA...0xF: false
        default: true
        }
    }

    fileprivate var permissions: String {
        switch kind {
        case .ram: isExecutable ? "rwx" : "rw"
        case .rom, .flash: "rx"
        }
    }
}
