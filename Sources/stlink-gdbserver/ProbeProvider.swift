import DebugSession
import Firmware
import Logging
import ProbeSetup
import Recording
import STM32Flash
import STM32Target
import STLink
import TargetMemory
import USBTransport

/// The server's way to the probe: opened when the server starts, let go when a debugger leaves.
final class ProbeProvider: TargetProvider {
    private let options: ConnectOptions
    private let logger: Logger
    /// How `load` goes about it, and which memories it programs besides.
    var loading = FlashOptions()
    var loaders: [FlashAlgorithm] = []
    /// Keeps what happens; the bus is then one on which everything is recorded.
    private var recorder: Recorder?
    private var bus: (any USBBus)?
    private var opened: OpenedTarget?
    /// The probe that was served before.
    private var known: Probe?
    private var warned: Set<String> = []

    /// So many different warnings are remembered; some have figures in them and never end.
    private static let warnedCountMax = 100

    init(options: ConnectOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// From here on everything is recorded.
    func record(with recorder: Recorder) throws(ProbeError) {
        bus = RecordedBus(try machineBus(), recorder)
        self.recorder = recorder
    }

    func open() throws(TargetFault) -> any DebugTarget {
        do throws(ProbeError) {
            return try connect()
        } catch {
            throw TargetFault(error.status == .probeLost ? .probeLost : .link, error.message)
        }
    }

    /// As `open`, with the failure as the tools' exit status has it.
    @discardableResult
    func connect() throws(ProbeError) -> STM32Target {
        if let opened { return opened.target }
        let options = try self.options(for: known)
        // Without a reset the program runs until the debugger asks where it is.
        let opened = try openTarget(
            options, arrival: options.mode == .hotPlug ? .keepRunning : .reset,
            loading: loading, loaders: loaders, on: bus,
            notices: recorder?.notices(passingTo: notices) ?? notices)
        self.opened = opened
        known = opened.link.probe
        return opened.target
    }

    /// Whatever else was plugged in meanwhile, it is the probe from before that is meant, wherever
    /// on the bus it is now.
    private func options(for known: Probe?) throws(ProbeError) -> ConnectOptions {
        guard let known else { return options }
        var options = options
        let probes = if let bus { try Probe.all(on: bus) } else { try listProbes() }
        let same = probes.filter { $0.isSame(as: known) }
        if let only = same.first, same.count == 1 {
            options.probe = .address(bus: only.device.bus, address: only.device.address)
        } else if options.probe == nil {
            options.serial = known.serial ?? options.serial
        }
        return options
    }

    /// The core is halted by connecting, and nobody debugs yet.
    var isHoldingCore: Bool { opened?.wasHaltedByConnecting ?? false }

    /// What the layers below notice goes to the log; a warning that comes with every connection
    /// is one the first time only.
    private var notices: NoticeSink {
        NoticeSink { [weak self, logger] level, text in
            switch level {
            case .debug: logger.debug("\(text)")
            case .info: logger.info("\(text)")
            case .warning:
                let isNew = self?.isNew(text) ?? true
                logger.log(level: isNew ? .warning : .debug, "\(text)")
            }
        }
    }

    private func isNew(_ warning: String) -> Bool {
        if warned.count >= Self.warnedCountMax { warned = [] }
        return warned.insert(warning).inserted
    }

    func close() {
        guard let opened else { return }
        self.opened = nil
        do throws(ProbeError) {
            try opened.close()
        } catch {
            logger.debug("closing the probe: \(error.message)")
        }
    }
}
