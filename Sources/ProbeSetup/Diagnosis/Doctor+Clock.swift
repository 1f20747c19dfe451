import CortexM
import STLink
import STM32Target
import TargetMemory

/// How much faster than now the wire could be clocked, and how well it does now.
extension Doctor {
    mutating func lookAtClock(_ target: STM32Target, _ link: Link) {
        let start = link.clockKHz ?? 0
        do throws(TargetFault) {
            let errors = mayDisturb ? try ramErrors(target, link) : nil
            let rates = try link.clockRates(link.wire).filter { $0 >= Limits.slowestClockKHz }
            guard !rates.isEmpty, link.clockKHz == start else {
                addFixed(start, errors)
                return
            }
            var good: [Int] = []
            var bad: [Int] = []
            for rate in rates.reversed() {
                // The link goes slower by itself where the wire fails it.
                let wireErrors = link.health.wireErrors
                let isGood = bad.isEmpty && readsBack(link, rate, target.core.cpuid)
                if isGood, link.health.wireErrors == wireErrors {
                    good.append(rate)
                } else {
                    bad.append(rate)
                    if bad.count == 1 { try reenter(link, start) }
                }
            }
            try link.setClock(notAbove: start)
            add(margin(start, good, bad, errors))
        } catch {
            add(.clock, error, nextStep: "Shorten the wires, or ask for a lower clock with --freq")
        }
    }

    private func readsBack(_ link: Link, _ rate: Int, _ cpuid: CPUID) -> Bool {
        do throws(TargetFault) {
            let clock = try link.setClock(notAbove: rate)
            for _ in 0..<Limits.readBackCount {
                guard try link.fetch(CPUID.self) == cpuid, link.clockKHz == clock else {
                    return false
                }
            }
            return true
        } catch {
            return false
        }
    }

    private func reenter(_ link: Link, _ kHz: Int) throws(TargetFault) {
        let result = try link.attempt(EntryAttempt(wire: link.wire, clockKHz: kHz))
        guard result.isEntered else {
            throw TargetFault(.link, "at \(kHz) kHz again: \(result.words)")
        }
    }

    /// Words of RAM that did not come back as they were sent, and errors on the wire meanwhile.
    private func ramErrors(
        _ target: STM32Target, _ link: Link
    ) throws(TargetFault) -> (words: Int, wire: Int) {
        if !target.core.isAttached { try target.attach() }
        let area = target.identity.device?.workArea
        let base = area?.base ?? 0x2000_0000
        let count = min(Limits.marginByteCount, area?.byteCount ?? Limits.marginByteCount)
        let before = link.health.wireErrors
        let saved = try link.read(base, count: count)
        var wrong = 0
        for seed in [UInt32(0x5AA5_0FF0), 0xA55A_F00F] {
            let words = (0..<count / 4).map { seed ^ UInt32($0) &* 0x0101_0101 }
            let bytes = words.flatMap(\.littleEndianBytes)
            try link.write(bytes, to: base)
            let found = try link.read(base, count: bytes.count).littleEndianWords
            wrong += zip(words, found).count { $0 != $1 }
        }
        try link.write(saved, to: base)
        return (wrong, link.health.wireErrors - before)
    }

    private mutating func addFixed(_ kHz: Int, _ errors: (words: Int, wire: Int)?) {
        let isBad = errors.map { $0.words + $0.wire > 0 } ?? false
        add(
            Diagnosis.Finding(
                .clock, isBad ? .doubt : .ok,
                isBad ? "errors at \(kHz) kHz" : "\(kHz) kHz, not to be changed",
                nextStep: isBad ? "Shorten the wires and check GND" : nil))
    }

    private func margin(
        _ start: Int, _ good: [Int], _ bad: [Int], _ errors: (words: Int, wire: Int)?
    ) -> Diagnosis.Finding {
        var figures: [Diagnosis.Figure] = [
            .init("reliableClocks", "reliable", .numbers(good, unit: "kHz")),
            .init("unreliableClocks", "unreliable", .numbers(bad, unit: "kHz")),
        ]
        if let errors {
            figures += [
                .init("memoryErrors", "wrong words of RAM", .number(errors.words, unit: "")),
                .init("wireErrors", "errors on the wire", .number(errors.wire, unit: "")),
            ]
        }
        let shorter = "Shorten the wires, check GND, or ask for a lower clock with --freq"
        if let errors, errors.words > 0 {
            return Diagnosis.Finding(
                .clock, .bad, "\(errors.words) words came back wrong at \(start) kHz",
                figures: figures, nextStep: shorter)
        }
        if let errors, errors.wire > 0 {
            return Diagnosis.Finding(
                .clock, .doubt, "\(errors.wire) errors at \(start) kHz, all made good",
                figures: figures, nextStep: shorter)
        }
        if !good.contains(where: { $0 >= start }) {
            return Diagnosis.Finding(
                .clock, .doubt, "\(start) kHz does not hold", figures: figures, nextStep: shorter)
        }
        let words = bad.first.map { "reliable up to \(good.last ?? start) kHz, not at \($0) kHz" }
        return Diagnosis.Finding(
            .clock, .ok, words ?? "reliable at every clock of this probe", figures: figures)
    }
}
