// What leaves the core through SWO.
extension UnicornCore {
    private var traceConfiguration: TraceStream.Configuration {
        trace.configuration(
            isTraceEnabled: debug.isTraceEnabled, watchControl: watch.read(0))
    }

    public func connectTrace(_ receive: @escaping ([UInt8], UInt64) -> Void) {
        traceOutput = receive
    }

    /// A stimulus port's register: 1 while it takes a word.
    func stimulusRead() -> UInt32 {
        let configuration = traceConfiguration
        guard configuration.isOn else { return 0 }
        return stream.isReady(at: cycle, configuration) ? 1 : 0
    }

    func stimulusWrite(_ value: UInt32, port: UInt32, width: Int) {
        let configuration = traceConfiguration
        guard configuration.isOn, configuration.ports >> port & 1 != 0 else { return }
        send(TraceStream.stimulus(port: port, value, width: width), configuration)
    }

    /// 1 entered, 2 exited, 3 returned to.
    func traceException(_ number: UInt32, action: UInt8) {
        guard watch.read(0) & DataWatch.exceptionTrace != 0 else { return }
        sendFromWatch(TraceStream.exception(number, action: action))
    }

    /// Periodic samples that have become due. Several at once are one: the core did not move.
    func sampleProgramCounter() {
        let control = watch.read(0)
        guard control & DataWatch.sampling == DataWatch.sampling else { return }
        let tap: UInt64 = control >> 9 & 1 != 0 ? 10 : 6
        let period = (UInt64(control >> 1 & 0xF) + 1) << tap
        guard cycle / period != lastSampleCycle / period else { return }
        lastSampleCycle = cycle
        sendFromWatch(TraceStream.sample(sleep == .awake ? programCounter : nil))
    }

    private func sendFromWatch(_ packet: [UInt8]) {
        let configuration = traceConfiguration
        guard configuration.isOn, configuration.forwardsDWT else { return }
        send(packet, configuration)
    }

    private func send(_ packet: [UInt8], _ configuration: TraceStream.Configuration) {
        let bytes = stream.send(packet, at: cycle, configuration)
        guard !bytes.isEmpty, trace.isSerial, isTracePinOn else { return }
        traceOutput(bytes, environment.coreClockHertz / configuration.divisor)
    }

    /// DBGMCU_CR.TRACE_IOEN with TRACE_MODE 0, the serial one (RM0385, 40.14.2; RM0438, 55.12.4).
    private var isTracePinOn: Bool {
        let isV8 = configuration.architecture == .v8M
        let place: UInt32 = isV8 ? 0xE004_4000 : 0xE004_2000
        guard let unit = map.peripheral(at: place),
            let control = try? unit.read(place + 4 - unit.base, width: 4, by: .debugger)
        else { return false }
        return control >> (isV8 ? 4 : 5) & 1 != 0 && control >> 6 & 3 == 0
    }
}
