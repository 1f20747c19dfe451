import CortexM
import STLink
import STM32Target
import TargetMemory

/// From the host to the core.
extension Doctor {
    mutating func lookAtProbe(_ link: Link) {
        let firmware = link.firmware
        let missing = Capability.allCases.filter { capability in
            !link.capabilities.contains(capability)
                && capability.firstFirmware(generation: firmware.generation) != nil
        }
        var figures: [Diagnosis.Figure] = [
            .init("model", "model", .text(link.probe.model.name)),
            .init("firmware", "firmware", .text("\(firmware)")),
            .init("place", "place", .text(link.probe.place)),
        ]
        if let serial = link.probe.serial {
            figures.append(.init("serial", "serial", .text(serial)))
        }
        let name = "\(link.probe.model.name) with firmware \(firmware)"
        let missed = missing.filter(\.isMissed)
        guard missed.isEmpty else {
            let lacks = missed.map(\.purpose).joined(separator: ", ")
            add(
                Diagnosis.Finding(
                    .probe, .doubt, "\(name), which is old and lacks: \(lacks)",
                    figures: figures, nextStep: "Update the probe with ST's STLinkUpgrade"))
            return
        }
        // What nobody misses is worth a remark, and no doubt.
        let remark = missing.isEmpty ? "" : "; there is newer, but nothing of note is missing"
        add(Diagnosis.Finding(.probe, .ok, name + remark, figures: figures))
    }

    mutating func lookAtUSB(_ link: Link) {
        for _ in 0..<Limits.questionCount {
            // Failures are counted by the link itself.
            _ = try? link.currentMode()
        }
        let health = link.health
        let figures: [Diagnosis.Figure] = [
            .init("usbMishaps", "failed transfers", .number(health.usbMishaps, unit: "")),
            .init("usbResets", "resets", .number(health.usbResets, unit: "")),
        ]
        guard health.usbMishaps + health.usbResets > 0 else {
            add(Diagnosis.Finding(.usb, .ok, "no errors", figures: figures))
            return
        }
        add(
            Diagnosis.Finding(
                .usb, .doubt,
                "\(health.usbMishaps) failed transfers, \(health.usbResets) resets so far",
                figures: figures, nextStep: "Try another cable or port, without a hub"))
    }

    mutating func lookAtSupply(_ link: Link) {
        var readings: [VoltageReading] = []
        do throws(TargetFault) {
            for _ in 0..<Limits.sampleCount {
                if let reading = try link.measureVoltage() { readings.append(reading) }
            }
        } catch {
            add(.supply, error)
            return
        }
        guard let last = readings.last else {
            add(Diagnosis.Finding(.supply, .unknown, "this probe cannot measure it"))
            return
        }
        let millivolts = readings.compactMap(\.millivolts)
        let figures: [Diagnosis.Figure] = [
            .init("targetVoltage", "VTref", .numbers(millivolts, unit: "mV")),
            .init("factor", "reference reading", .register(last.factor)),
            .init("reading", "VTref reading", .register(last.reading)),
        ]
        let wiring =
            "Power the board; on a standalone ST-LINK/V2 wire pins 1 and 19 to its supply, on an "
            + "STLINK-V3 pin T_VCC"
        func note(_ health: Diagnosis.Health, _ text: String, _ nextStep: String? = nil) {
            add(Diagnosis.Finding(.supply, health, text, figures: figures, nextStep: nextStep))
        }
        let spread = (millivolts.max() ?? 0) - (millivolts.min() ?? 0)
        switch last.meaning {
        case .notMeasured: note(.unknown, "not measured: the probe's reading has divisor 0")
        case .nonsense: note(.doubt, "VTref reads \(last), which cannot be; clones do so")
        case .absent: note(.doubt, "VTref reads \(last): no power, or not wired", wiring)
        case .floating:
            note(.doubt, "VTref reads \(last), as a reference that is not wired does", wiring)
        case .usable where spread > Limits.voltageSpreadMillivolts:
            note(.doubt, "VTref moves by \(spread) mV", "Look at the supply and its wires")
        case .usable: note(.ok, "VTref \(last)")
        }
    }

    /// `nil` where there is no way to the core.
    mutating func lookAtLink(_ link: Link) -> Connection? {
        var ladder = ConnectLadder(
            link, name: link.probe.model.name, options: options, notices: notices)
        do throws(TargetFault) {
            let report = try ladder.climb()
            guard report.isConnected else {
                add(finding(report, .bad), failing: report.status)
                addUnknownLine(report)
                return nil
            }
            let connection = try Connection.take(report, link)
            let final = connection.report
            add(finding(final, final.isOutOfTheOrdinary ? .doubt : .ok))
            return connection
        } catch {
            add(.link, error)
            return nil
        }
    }

    private func finding(
        _ report: ConnectReport, _ health: Diagnosis.Health
    ) -> Diagnosis.Finding {
        var figures: [Diagnosis.Figure] = [
            .init("rungs", "tried", .text(report.rungs.map(\.name).joined(separator: ", ")))
        ]
        if let idCode = report.idCode {
            figures.append(.init("idCode", "IDCODE", .register(idCode)))
        }
        if let clock = report.clockKHz {
            figures.append(.init("clock", "clock", .number(clock, unit: "kHz")))
        }
        return Diagnosis.Finding(.link, health, report.sentence, figures: figures)
    }

    private mutating func addUnknownLine(_ report: ConnectReport) {
        guard case .unknown(let why) = report.resetLine else { return }
        add(
            Diagnosis.Finding(
                .resetLine, .unknown, "whether NRST is wired cannot be told: \(why)"))
    }

    /// The line is pulled and the core is asked whether it noticed.
    mutating func lookAtResetLine(_ connection: Connection) {
        var line = connection.report.resetLine
        if line == .notTried {
            guard mayDisturb else {
                add(
                    Diagnosis.Finding(
                        .resetLine, .unknown, "not tried, as it would reset the program",
                        nextStep: "Run it again without --hot-plug"))
                return
            }
            do throws(TargetFault) {
                switch try Core.observeResetLine(connection.link) {
                case .works: line = .works
                case .unconnected: line = .unconnected
                case .unknown: line = .unknown("the core could not be looked at after")
                }
            } catch {
                line = .unknown(error.message)
            }
        }
        switch line {
        case .works: add(Diagnosis.Finding(.resetLine, .ok, "NRST resets the core"))
        case .unconnected:
            add(
                Diagnosis.Finding(
                    .resetLine, .doubt,
                    "NRST is not connected: it was pulled low and the core did not notice",
                    nextStep: "Wire it, for firmware that sleeps or turns the debug pins off"))
        case .unknown(let why):
            add(
                Diagnosis.Finding(
                    .resetLine, .unknown, "whether NRST is wired cannot be told: \(why)"))
        case .notTried: break
        }
    }
}
