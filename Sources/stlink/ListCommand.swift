import ArgumentParser
import ProbeSetup
import STLink

/// `stlink list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the ST-Links on the USB bus.")

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let probes = try listProbes()
            guard !probes.isEmpty else {
                // Says what to do; never returns a probe.
                _ = try Probe.choose(serial: nil, from: [])
                return
            }
            for probe in probes { terminal.say("\(probe)") }
            if probes.contains(where: { $0.serial == nil }) {
                terminal.notices(.warning, "not all can be opened: \(Probe.udevAdvice)")
            }
            terminal.answer(.object([("probes", .array(probes.map(\.json)))]))
        }
    }
}

extension Probe {
    var json: JSON {
        .object([
            ("serial", .string(orNull: serial)), ("model", .string(model.name)),
            ("productID", .number(Int(device.productID))), ("bus", .number(device.bus)),
            ("device", .number(device.address)),
        ])
    }
}
