// Memory commands: what the firmware does on the wire for a block.

extension DebugPort {
    /// What the firmware does first in each memory command: CSW and TAR, and ABORT if an error is
    /// sticky from the last one. OpenOCD's HLA driver never clears one itself, and goes on reading
    /// after a fault (its note on STLINK_SWD_AP_FAULT: a memory view over addresses that fault).
    /// Access through DAP registers gets no such help: there OpenOCD and pyOCD write ABORT.
    /// `attributes`: upper bits of CSW for this block, if the host named any.
    func prepareTransfers(
        at address: UInt32, width: Int, increments: Bool, attributes: UInt32? = nil
    ) {
        if controlStatus.has(ControlStatus.stickyError) {
            spend(1)
            clearStickyError()
        }
        spend(2)
        accessPorts[memoryPort]?.prepare(
            address: address, width: width, increments: increments, attributes: attributes)
    }

    /// TAR is set anew at each 1 KiB (IHI 0031C, C2.2.2: only 10 bits increment for sure).
    func crossBoundary(to address: UInt32) {
        spend(1)
        accessPorts[memoryPort]?.address = address
    }

    /// Reading RDBUFF: the last data of a block, or the last write's acknowledge.
    func finishTransfers() {
        spend(1)
        settle()
    }

    /// One access of a block; reads are pipelined, so each costs one transaction.
    func blockTransfer(
        at address: UInt32, width: Int, write value: UInt32?
    ) throws(ProbeStatus) -> UInt32 {
        spend(1)
        if !chip.isPlainMemory(address) || owedNanoseconds >= Timing.Wire.ramBatchNanoseconds {
            settle()
        }
        try checkAccess()
        let disturbance = noise?.strike(bitNanoseconds: bitNanoseconds, isWrite: value != nil)
        if case .fails(let status) = disturbance { throw status }
        let data = try transfer(at: address, width: width, write: value, through: memoryPort)
        accessPorts[memoryPort]?.address = address &+ UInt32(width)
        if case .flips(let mask) = disturbance { return data ^ mask }
        return data
    }
}
