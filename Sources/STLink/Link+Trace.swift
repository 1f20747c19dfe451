public import TargetMemory

/// SWO as the probe receives it.
extension Link {
    /// The fastest SWO in Hz; `nil` where the probe cannot receive any.
    public var traceLimitHz: Int? { dialect.has(.trace) ? probe.model.traceLimitHz : nil }

    /// Starts to receive. The target must send within 3 % of `hz` (OpenOCD
    /// `stlink_config_trace`), Manchester coding is not supported.
    public func startTrace(hz: Int) throws(TargetFault) {
        try require(.trace)
        guard let limit = traceLimitHz else { throw lacking(.trace) }
        guard (1...limit).contains(hz) else {
            throw TargetFault(
                .unsupported,
                "this \(probe.model.name) cannot receive SWO at \(hz) Hz: 1 to \(limit) Hz")
        }
        // What somebody else left running would keep its old rate.
        _ = try channel.run([.stopTrace])
        let buffer = UInt16(Limits.traceBufferByteCount)
        _ = try perform([.startTrace(bufferByteCount: buffer, hz: UInt32(hz))])
        isTracing = true
    }

    /// What has arrived since the last call; empty where nothing has. The probe keeps 4096 bytes:
    /// at 2 MHz it must be asked every 20 ms, or some are lost, which is noticed.
    public func readTrace() throws(TargetFault) -> [UInt8] {
        guard isTracing else {
            throw TargetFault(.state, "SWO reception is not started")
        }
        let count = Int(try perform([.traceByteCount])[0].bytes.halfword(at: 0))
        guard count > 0 else { return [] }
        if count >= Limits.traceBufferByteCount {
            notices(.warning, "SWO is faster than it is fetched: bytes were lost")
        }
        return try channel.readTrace(byteCount: min(count, Limits.traceBufferByteCount))
    }

    public func stopTrace() throws(TargetFault) {
        isTracing = false
        _ = try perform([.stopTrace])
    }
}
