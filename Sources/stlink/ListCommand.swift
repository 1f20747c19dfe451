import ToolOptions
import JSONText
import ArgumentParser
import ProbeSetup
import STLink

/// `stlink list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the ST-Links on the USB bus; no target is touched.",
        discussion: """
            A probe that nobody uses is asked for its firmware and the target's voltage (VTREF). \
            What stands under # and BUS can be given to --probe of the other commands, and what \
            stands under SERIAL to --serial.

            Examples:
              stlink list
              stlink list --json | jq -r '.probes[].serial'
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var recording: RecordOptions

    func run() throws {
        try output.terminal.running(recording) { terminal throws(ProbeError) in
            let probes = try glanceAtProbes(on: terminal.bus)
            guard !probes.isEmpty else {
                // Says what to do; never returns a probe.
                _ = try Probe.choose(serial: nil, from: [])
                return
            }
            var table = TextTable(
                heading: ["#", "MODEL", "SERIAL", "FIRMWARE", "VTREF", "BUS", "STATE"])
            for (index, entry) in probes.enumerated() {
                let (probe, glance) = entry
                table.rows.append([
                    "\(index + 1)", probe.model.name, probe.serial ?? "-",
                    glance.firmware.map { "\($0)" } ?? "-",
                    glance.voltage.map { "\($0)" } ?? "-", probe.busPath, glance.state.words,
                ])
            }
            terminal.say(table.text(isScreen: Terminal.isOutputScreen))
            if probes.contains(where: { $0.glance.state == .denied }) {
                terminal.notices(.warning, "not all can be opened: \(Probe.udevAdvice)")
            }
            let list = probes.enumerated().map { index, entry in
                entry.probe.json(index: index + 1, entry.glance)
            }
            terminal.answer(.object([("probes", .array(list))]))
        }
    }
}

extension ProbeGlance.State {
    /// What stands in the list.
    fileprivate var words: String {
        switch self {
        case .ready: "ready"
        case .bootloader: "in its bootloader: finish the firmware update"
        case .busy(let users) where users.isEmpty: "busy: another program uses it"
        case .busy(let users): "busy: \(users.joined(separator: ", "))"
        case .denied: "no permission"
        case .failed(let reason): "does not answer: \(reason)"
        }
    }

    /// `docs/json.md`, "probe".
    fileprivate var key: String {
        switch self {
        case .ready: "ready"
        case .bootloader: "bootloader"
        case .busy: "busy"
        case .denied: "denied"
        case .failed: "failed"
        }
    }

    fileprivate var users: [String] {
        guard case .busy(let users) = self else { return [] }
        return users
    }
}

extension Probe {
    /// What is known without a word to the probe.
    var identification: [(String, JSON)] {
        [
            ("serial", .string(orNull: serial)), ("model", .string(model.name)),
            ("productID", .number(Int(device.productID))), ("bus", .number(device.bus)),
            ("device", .number(device.address)), ("path", .string(busPath)),
        ]
    }

    fileprivate func json(index: Int, _ glance: ProbeGlance) -> JSON {
        .object(
            [("index", .number(index))] + identification + [
                ("firmware", .string(orNull: glance.firmware.map { "\($0)" })),
                ("millivolts", .number(orNull: glance.voltage?.millivolts)),
                ("mode", .string(orNull: glance.mode.map { "\($0)" })),
                ("state", .string(glance.state.key)),
                ("users", .array(glance.state.users.map(JSON.string))),
            ])
    }
}
