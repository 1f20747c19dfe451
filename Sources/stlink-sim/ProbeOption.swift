import ArgumentParser
import VirtualBoard

/// A probe as `--probe` names it: `v3e,firmware=V3J15M6,serial=binary:3F...,board=stm32f756`.
struct ProbeOption: ExpressibleByArgument {
    var model: String
    var firmware: String?
    var serial: String?
    var board: String?

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        model = String(parts[0])
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let value = String(part[part.index(after: equals)...])
            switch part[..<equals] {
            case "firmware": firmware = value
            case "serial": serial = value
            case "board": board = value
            default: return nil
            }
        }
    }
}

/// A fault and the probe that has it: `2:busy`; without a number, the first.
struct FaultOption: ExpressibleByArgument {
    /// Counted from 1, in the order of `--probe`.
    var probe = 1
    var text: String

    init?(argument: String) {
        let digits = argument.prefix(while: \.isNumber)
        let rest = argument.dropFirst(digits.count)
        guard !digits.isEmpty, rest.first == ":" else {
            text = argument
            return
        }
        guard let number = Int(digits), number > 0 else { return nil }
        probe = number
        text = String(rest.dropFirst())
    }
}
