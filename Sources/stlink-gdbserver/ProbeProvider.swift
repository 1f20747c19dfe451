import DebugSession
import Logging
import ProbeSetup
import STM32Target
import STLink
import TargetMemory

/// The server's way to the probe: opened when the server starts, let go when a debugger leaves.
final class ProbeProvider: TargetProvider {
    private let options: ConnectOptions
    private let logger: Logger
    private var opened: OpenedTarget?
    private var warned: Set<String> = []

    init(options: ConnectOptions, logger: Logger) {
        self.options = options
        self.logger = logger
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
        // A debugger finds the program where it is, halted, unless it was to be reset.
        let opened = try openTarget(
            options, arrival: options.mode == .underReset ? .reset : .halt, notices: notices)
        self.opened = opened
        return opened.target
    }

    /// What the layers below notice goes to the log; a warning that comes with every connection
    /// is one the first time only.
    private var notices: NoticeSink {
        NoticeSink { [weak self, logger] level, text in
            switch level {
            case .debug: logger.debug("\(text)")
            case .info: logger.info("\(text)")
            case .warning:
                let isNew = self?.warned.insert(text).inserted ?? true
                logger.log(level: isNew ? .warning : .debug, "\(text)")
            }
        }
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
