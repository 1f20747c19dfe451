import STLink
import STM32
import STM32Flash
import TargetMemory

extension ChipInformation {
    /// What stands behind the probe's lines of `stlink info`.
    func add(to sheet: inout FactSheet) {
        sheet.add("core", ["\(core)", "\(state)"])
        sheet.add("chip", chipLine)
        guard let device = identity.device else {
            sheet.add("flash", "unknown: debugging works, programming does not")
            return
        }
        sheet.add("flash", [flashLine(device)] + sectorLines)
        sheet.add("RAM", device.ram.map(Self.line))
        sheet.add("EEPROM", device.eeprom.map { [Self.line($0)] } ?? [])
        sheet.add("protection", protection?.summary ?? "could not be read")
        sheet.add("options", optionLines)
        let words = uniqueID.map(\.hex).joined(separator: " ")
        sheet.add("unique id", words.isEmpty ? [] : [words])
        sheet.add("not read", gaps)
    }

    private var chipLine: String {
        let id = String(identity.id, radix: 16)
        return "\(identity.name), device id 0x\(id), \(identity.revisionName) "
            + "(IDCODE \(identity.idcode.hex))"
    }

    private func flashLine(_ device: Device) -> String {
        var line = "\(Self.size(identity.flashByteCount)) at \(device.flash.base)"
        if let sizeValue {
            let value = String(sizeValue & 0xFFFF, radix: 16)
            line +=
                ", size register \(device.flash.sizeRegister) = 0x\(value)"
                + " (\(device.flash.sizeEncoding.rule))"
        }
        return line + identity.doubts.map { "; \($0)" }.joined()
    }

    private var sectorLines: [String] {
        SectorRun.runs(identity.sectors).map { run in
            let bank = identity.isDualBank ? "bank \(run.bank + 1), " : ""
            let last = run.firstNumber + run.count - 1
            let name = run.count == 1 ? "sector \(last)" : "sectors \(run.firstNumber)-\(last)"
            return "\(bank)\(name): \(run.count) x \(Self.size(run.sectorByteCount)), "
                + "\(run.region)"
        }
    }

    /// One line for each register.
    private var optionLines: [String] {
        var lines: [(register: String, fields: [String])] = []
        for option in options {
            let value =
                option.value < 10
                ? "\(option.value)" : "0x" + String(option.value, radix: 16)
            if lines.last?.register != option.register { lines.append((option.register, [])) }
            lines[lines.count - 1].fields.append("\(option.field) \(value)")
        }
        return lines.map { "\($0.register): \($0.fields.joined(separator: ", "))" }
    }

    private static func line(_ memory: NamedRegion) -> String {
        "\(memory.name) \(size(memory.region.byteCount)), \(memory.region)"
    }

    /// `1024 KiB`, `528 bytes`
    private static func size(_ byteCount: Int) -> String {
        byteCount.isMultiple(of: 1024) ? "\(byteCount >> 10) KiB" : "\(byteCount) bytes"
    }
}
