public import TargetMemory

/// Where a look behind the other access ports led.
public enum CoreSearch: Hashable, Sendable {
    /// A core answers behind this port, and is used from now on.
    case found(port: UInt8)
    /// There is none that answers.
    case none
    /// Another port leads to memory, and perhaps to the core; why the firmware cannot go there.
    case beyondFirmware(port: UInt8, String)
    /// Not even whether there are other ports can be asked; why.
    case unknown(String)
}

/// Most chips have their core behind AP 0. STM32H5, H7R/S and WBA have it behind AP 1, with a debug
/// bus, another bus master or nothing behind AP 0 (RM0481, RM0477 and RM0493, chapters on debug;
/// so do OpenOCD's target files for them).
extension Link {
    /// IDR: class in bits 16:13, where 8 is a memory access port (ADIv5.2, C1.3.1).
    private static let classShift: UInt32 = 13
    private static let classMask: UInt32 = 0xF
    private static let memoryClass: UInt32 = 8

    /// Uses the first core that answers behind another access port than AP 0. To be asked after
    /// AP 0 refused; where no other has a core, AP 0 is used as before. A core is known by
    /// `register`, its CPUID.
    public func findCore(identifiedBy register: Address) throws(TargetFault) -> CoreSearch {
        guard dialect.has(.dapRegisters) else {
            return .unknown(lacking(.memoryThroughPort).message)
        }
        var search = CoreSearch.none
        for port in Limits.otherCorePorts where try isMemoryPort(port) {
            guard dialect.has(.memoryThroughPort) else {
                return .beyondFirmware(port: port, lacking(.memoryThroughPort).message)
            }
            if try hasCore(behind: port, register) {
                notices(.debug, "the core is behind AP \(port)")
                search = .found(port: port)
                break
            }
            try useCore(behind: 0)
        }
        return search
    }

    private func isMemoryPort(_ port: UInt8) throws(TargetFault) -> Bool {
        do throws(TargetFault) {
            let identity = try readAccessPort(port, Self.identification)
            return identity >> Self.classShift & Self.classMask == Self.memoryClass
        } catch  where error.cause != .probeLost {
            return false
        }
    }

    private func hasCore(
        behind port: UInt8, _ register: Address
    ) throws(TargetFault) -> Bool {
        do throws(TargetFault) {
            try useCore(behind: port)
            let value = try readWord(register)
            return value != 0 && value != .max
        } catch  where error.cause != .probeLost {
            notices(.debug, "AP \(port) leads to no core: \(error.message)")
            return false
        }
    }
}
