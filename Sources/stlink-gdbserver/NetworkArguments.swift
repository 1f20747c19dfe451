import ArgumentParser
import GDBServer

/// Who may connect, and where: for the port of debuggers and all others that are opened.
struct NetworkArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An address to listen at instead of this machine's loopback; * is every address. "
                + "May be given several times. There is no password: whoever reaches the port "
                + "has the target.", valueName: "address"))
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --listen: only these machines may connect, and this one; an address, "
                + "192.168.1.0/24, fd00::/8 or a name. May be given several times.",
            valueName: "machines"),
        transform: { try Self.allowList($0) })
    var allow: [AllowList] = []

    func validate() throws {
        if listen.isEmpty, !allow.isEmpty {
            throw ValidationError("--allow needs --listen: only this machine reaches its loopback")
        }
    }

    var hosts: [String] { listen.isEmpty ? ServerConfiguration.loopback : listen }

    var allowed: AllowList { allow.reduce(into: AllowList()) { $0.add($1) } }

    private static func allowList(_ text: String) throws -> AllowList {
        var list = AllowList()
        do throws(AllowList.Failure) {
            try list.add(text)
        } catch {
            throw ValidationError("\(error)")
        }
        return list
    }
}
