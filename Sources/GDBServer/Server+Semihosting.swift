import HostFiles

extension Server {
    /// The TCP port of the program's console, where it has one.
    public var consolePort: UInt16? { console?.port }

    /// Opens the folder and the console's port.
    func prepareSemihosting() throws(ServerError) {
        var folder: Folder?
        if let path = configuration.semihostingFolder {
            do throws(Folder.Failure) {
                folder = try Folder(path: path)
            } catch {
                throw .cannotUseFolder(path: path, reason: error.text)
            }
        }
        switch configuration.semihostingConsole {
        case .debugger:
            semihostingDesk = SemihostingDesk(
                folder: folder, printing: { _ in false }, typing: { _ in [] })
        case .standardOutput:
            semihostingDesk = SemihostingDesk(
                folder: folder,
                printing: { bytes in
                    StandardOutput.write(bytes)
                    return true
                }, typing: { _ in [] })
        case .port(let port):
            let console = try ConsolePort(
                configuration.access, port: port, queue: queue, logger: logger
            ) { [self] event in
                assumeIsolated { $0.console?.take(event) }
            }
            self.console = console
            logger.info("the program's console is at port \(console.port)")
            semihostingDesk = SemihostingDesk(
                folder: folder,
                printing: { [weak console] bytes in
                    console?.show(bytes)
                    return true
                }, typing: { [weak console] count in console?.takeTyped(count) })
        }
    }
}
