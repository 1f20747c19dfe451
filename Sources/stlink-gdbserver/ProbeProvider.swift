import DebugSession
import Logging
import ProbeSetup
import STLink
import TargetMemory

/// The server's way to the probe: opened for a session, let go after it.
final class ProbeProvider: TargetProvider {
    private let options: ConnectOptions
    private let logger: Logger
    private var opened: OpenedTarget?

    init(options: ConnectOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    func open() throws(TargetFault) -> any DebugTarget {
        do throws(ProbeError) {
            return try connect().target
        } catch {
            throw TargetFault(error.status == .probeLost ? .probeLost : .link, error.message)
        }
    }

    /// As `open`, with the failure as the tools' exit status has it.
    func connect() throws(ProbeError) -> OpenedTarget {
        close()
        let logger = logger
        let notices = NoticeSink { level, text in
            switch level {
            case .debug: logger.debug("\(text)")
            case .info: logger.info("\(text)")
            case .warning: logger.warning("\(text)")
            }
        }
        // A debugger finds the program where it is, halted, unless it was to be reset.
        let opened = try openTarget(
            options, arrival: options.mode == .underReset ? .reset : .halt, notices: notices)
        self.opened = opened
        return opened
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
