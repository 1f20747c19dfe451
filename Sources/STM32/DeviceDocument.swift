import TargetMemory

/// `docs/devices.md`, written from the table.
public enum DeviceDocument {
    public static var markdown: String {
        var lines = [preface]
        lines += ["## By device id", "", header]
        for device in Device.all.sorted(by: { $0.id < $1.id }) { lines.append(row(device)) }
        lines += ["", "## By series"]
        let series = Set(Device.all.map(\.series)).sorted()
        for name in series {
            lines += ["", "### STM32" + name]
            for device in Device.all where device.series == name { lines += section(device) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let preface = """
        # The devices

        Every STM32 die that is known. This page is generated from the table in `Sources/STM32`; a
        test fails when it is stale, and `RECORD=1 swift test --filter DeviceDocument` writes it
        again.

        A die is told by DBGMCU_IDCODE (the WB0 by JTAG_ID) together with the core's CPUID, its
        flash size by the size register, the banks by option bits. A size that cannot be is not
        believed: the biggest of the die is assumed, and said. An id that is not here, or one on
        another core than here, is debugged with a generic memory map; its flash is not touched.

        "Unit" is how many bytes are programmed at once, "interface" the kind of flash interface,
        which is what a driver and a virtual chip exist for.

        """

    private static let header = """
        | id | name | core | flash in KiB | sectors | unit | interface | RAM in KiB |
        |---|---|---|---|---|---|---|---|
        """

    private static func row(_ device: Device) -> String {
        let cells = [
            device.id.hex3, device.name, core(device),
            device.flash.byteCounts.map { String($0 >> 10) }.joined(separator: " "),
            sectors(device.flash), String(device.flash.programByteCount),
            device.flash.controller.rawValue, ram(device.ram),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func core(_ device: Device) -> String {
        [device.corePart, device.secondCorePart].compactMap(\.self).map(CorePart.name)
            .joined(separator: " and ")
    }

    private static func size(_ byteCount: Int) -> String {
        byteCount % 1024 == 0 ? "\(byteCount >> 10) K" : "\(byteCount)"
    }

    private static func layout(_ layout: SectorLayout) -> String {
        switch layout {
        case .uniform(let byteCount): size(byteCount)
        case .runs(let runs):
            runs.map { "\($0.count) × \(size($0.byteCount))" }.joined(separator: ", ")
        }
    }

    private static func sectors(_ flash: Flash) -> String {
        var texts: [String] = []
        for size in flash.byteCounts {
            for arrangement in flash.arrangements(byteCount: size) {
                let text =
                    layout(arrangement.sectors)
                    + (arrangement.bankCount == 2 ? " in 2 banks" : "")
                if !texts.contains(text) { texts.append(text) }
            }
        }
        return texts.joined(separator: "; ")
    }

    private static func ram(_ ram: [NamedRegion]) -> String {
        ram.map { "\($0.name) \($0.region.byteCount >> 10)" }.joined(separator: ", ")
    }

    private static func section(_ device: Device) -> [String] {
        var lines = ["", "#### \(device.name) (\(device.id.hex3))", ""]
        if !device.mistakenIDs.isEmpty {
            let ids = device.mistakenIDs.map(\.hex3).joined(separator: ", ")
            lines += ["Early revisions show \(ids).", ""]
        }
        if !device.revisions.isEmpty {
            let letters = device.revisions.sorted { $0.key < $1.key }.map {
                "0x\(String($0.key, radix: 16)) \($0.value)"
            }
            lines += [("Revisions: " + letters.joined(separator: ", ") + ".").wrapped, ""]
        }
        lines += ["| what | from | to |", "|---|---|---|"]
        lines += places(device).map { place in
            "| \(place.name) | \(place.region.base) | \(place.region.last) |"
        }
        let options = device.optionRegisters.map(\.name).joined(separator: ", ")
        if !options.isEmpty { lines += ["", "Option registers: \(options).".wrapped] }
        lines += ["", "Source: \(device.source).".wrapped]
        return lines
    }

    /// Everything with an address, from the bottom up.
    private static func places(_ device: Device) -> [NamedRegion] {
        let flash = device.flash
        let main =
            [NamedRegion("flash", flash.base, flash.byteCountMax)]
            + flash.aliases.map { NamedRegion("flash alias", $0, flash.byteCountMax) }
        let single =
            [device.oneTime, device.eeprom, device.bootAlias].compactMap(\.self)
        return
            (main + device.ram + device.ramAliases + device.systemMemory + device.optionBytes
            + device.external + single)
            .sorted { $0.region.base < $1.region.base }
    }
}

extension CorePart {
    /// `M0+`; the number for others.
    static func name(_ part: UInt16) -> String {
        let names = [
            m0: "M0", m0Plus: "M0+", m3: "M3", m4: "M4", m7: "M7", m33: "M33",
        ]
        return names[part] ?? part.hex3
    }
}

extension UInt16 {
    /// Three digits, as the manuals write a DEV_ID.
    fileprivate var hex3: String {
        let digits = String(self, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: Swift.max(0, 3 - digits.count)) + digits
    }
}

extension String {
    private static let columns = 100

    /// Broken between words.
    fileprivate var wrapped: String {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= Self.columns {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
