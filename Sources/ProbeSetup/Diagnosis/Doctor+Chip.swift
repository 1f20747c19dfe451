import CortexM
import STLink
import STM32
import STM32Flash
import STM32Target
import TargetMemory

/// From the core to the program.
extension Doctor {
    mutating func lookAtCore(_ target: STM32Target, _ connection: Connection) {
        let core = target.core
        var figures: [Diagnosis.Figure] = [
            .init("chip", "chip", .text(target.name)),
            .init("cpuid", "CPUID", .register(core.cpuid.rawValue)),
            .init("deviceID", "DBGMCU_IDCODE", .register(target.identity.idcode)),
            .init("idCode", "IDCODE", .register(connection.link.idCode)),
        ]
        let what = "\(target.name), \(core.cpuid.name)"
        do throws(TargetFault) {
            // The core that was caught in reset is halted by us, not by anything of its own.
            if connection.isHalted {
                add(
                    Diagnosis.Finding(
                        .core, .ok, "\(what), halted while connecting", figures: figures))
            } else {
                let status = try connection.link.fetch(DHCSR.self)
                let isHalted = status.isHalted
                let state =
                    isHalted ? "halted by another debugger" : "\(try core.state())"
                figures.append(.init("state", "state", .text(state)))
                let isEmpty = try isFlashEmpty(target, connection.link)
                let isLockedUp = status.isLockedUp && !isHalted
                var text = "\(what), \(state)"
                if isLockedUp, isEmpty {
                    text += ", as there is no program"
                } else if isLockedUp {
                    let causes = try connection.link.fetch(CFSR.self).causes
                    if !causes.isEmpty { text += ": " + causes.joined(separator: ", ") }
                }
                add(
                    Diagnosis.Finding(
                        .core,
                        isLockedUp && !isEmpty ? .bad : isLockedUp || isHalted ? .doubt : .ok,
                        text, figures: figures,
                        nextStep: isLockedUp
                            ? isEmpty
                                ? "Load one"
                                : "Attach with --hot-plug and look where it came from (backtrace)"
                            : isHalted ? "Close the other debugger, or reset the board" : nil))
            }
        } catch {
            add(.core, error)
        }
        for doubt in target.doubts {
            add(Diagnosis.Finding(.core, .doubt, doubt))
        }
    }

    mutating func lookAtProtection(_ target: STM32Target, _ link: Link) {
        guard target.identity.device != nil else {
            add(Diagnosis.Finding(.protection, .unknown, "not known for this chip"))
            return
        }
        do throws(TargetFault) {
            let state = try ProtectionState.read(target.identity, from: link)
            var health = Diagnosis.Health.ok
            var nextStep: String?
            switch state.readout?.kind {
            case .open: health = .ok
            case nil: health = .unknown
            case .nonSecureOnly: health = .doubt
            case .closed:
                health = .bad
                nextStep = "Going back to an open state erases the whole flash"
            case .permanent:
                health = .bad
                nextStep = "This is for good: the chip cannot be opened again"
            }
            if health == .ok, !state.writeProtected.isEmpty || state.isTrustZoneEnabled {
                health = .doubt
                nextStep = "Sectors that are protected cannot be erased or programmed"
            }
            add(
                Diagnosis.Finding(.protection, health, state.summary, nextStep: nextStep),
                failing: .accessRefused)
        } catch {
            add(.protection, error)
        }
    }

    /// Whether a program that can start lies where the core starts.
    mutating func lookAtBoot(_ target: STM32Target, _ link: Link) {
        let base = target.identity.device?.flash.base ?? 0x0800_0000
        do throws(TargetFault) {
            let start = try vectors(at: base, link)
            var figures: [Diagnosis.Figure] = [
                .init("stackPointer", "stack pointer at \(base)", .register(start.stackPointer)),
                .init("resetHandler", "reset handler", .register(start.resetHandler)),
            ]
            if start.isErased {
                add(
                    Diagnosis.Finding(
                        .boot, .doubt, "the flash is empty: there is no program at \(base)",
                        figures: figures, nextStep: "Load one"))
                return
            }
            if let doubt = start.doubt(target) {
                add(
                    Diagnosis.Finding(
                        .boot, .doubt, doubt, figures: figures,
                        nextStep: "Load a program for this chip, linked for \(base)"))
                return
            }
            guard target.identity.device?.bootAlias != nil else {
                add(Diagnosis.Finding(.boot, .ok, "a program starts at \(base)", figures: figures))
                return
            }
            let alias = try vectors(at: 0, link)
            figures.append(
                .init("bootHandler", "reset handler at address 0", .register(alias.resetHandler)))
            add(
                alias == start
                    ? Diagnosis.Finding(
                        .boot, .ok, "the core starts from flash, at \(base)", figures: figures)
                    : Diagnosis.Finding(
                        .boot, .doubt,
                        "address 0 does not show the flash: the core starts from somewhere else",
                        figures: figures,
                        nextStep: "Look at the BOOT pins and the boot options"))
        } catch {
            add(.boot, error)
        }
    }

    private func isFlashEmpty(
        _ target: STM32Target, _ link: Link
    ) throws(TargetFault) -> Bool {
        do throws(TargetFault) {
            return try vectors(at: target.identity.device?.flash.base ?? 0x0800_0000, link).isErased
        } catch  where error.cause == .access {
            // Protected: not empty for all we know.
            return false
        }
    }

    private func vectors(at address: Address, _ link: Link) throws(TargetFault) -> Vectors {
        let words = try link.read(address, count: 8).littleEndianWords
        return Vectors(stackPointer: words[0], resetHandler: words[1])
    }

    /// Who resets the chip while nobody asks for it.
    mutating func lookAtWatchdog(_ target: STM32Target, _ link: Link, wasReset: Bool) {
        do throws(TargetFault) {
            let isHardware = try isStartedByHardware(target, link)
            var resets = 0
            if !wasReset {
                _ = try link.fetch(DHCSR.self)
                for _ in 0..<Limits.sampleCount {
                    link.pause(milliseconds: Limits.resetWatchMilliseconds)
                    if try link.fetch(DHCSR.self).wasReset { resets += 1 }
                }
            }
            var figures: [Diagnosis.Figure] = [
                .init("resets", "resets seen", .number(resets, unit: ""))
            ]
            if let isHardware {
                figures.append(
                    .init("hardwareWatchdog", "started by hardware", .flag(isHardware)))
            }
            let time = Limits.sampleCount * Limits.resetWatchMilliseconds
            let words = isHardware == true ? "; IWDG is started by hardware (option bytes)" : ""
            add(
                resets > 0
                    ? Diagnosis.Finding(
                        .watchdog, .doubt,
                        "the chip reset itself within \(time) ms: a watchdog or its supply\(words)",
                        figures: figures,
                        nextStep: "See whether the program feeds the watchdog, and the supply holds"
                    )
                    : Diagnosis.Finding(
                        .watchdog, .ok,
                        (wasReset ? "not looked for" : "no reset within \(time) ms") + words,
                        figures: figures))
        } catch {
            add(.watchdog, error)
        }
    }

    /// IWDG_SW or WDG_SW of the option bytes; `nil` where the chip's are not known.
    private func isStartedByHardware(
        _ target: STM32Target, _ link: Link
    ) throws(TargetFault) -> Bool? {
        for register in target.identity.device?.optionRegisters ?? [] {
            for field in register.fields where ["IWDG_SW", "WDG_SW"].contains(field.name) {
                return try link.readWord(register.address) & field.mask == 0
            }
        }
        return nil
    }
}

/// The first two words of a vector table.
struct Vectors: Hashable {
    var stackPointer: UInt32
    var resetHandler: UInt32

    var isErased: Bool {
        (stackPointer == .max && resetHandler == .max) || (stackPointer == 0 && resetHandler == 0)
    }

    /// Why no program can start from it; `nil` where one can.
    func doubt(_ target: STM32Target) -> String? {
        let ram = target.identity.device?.ram.map(\.region) ?? []
        // The stack grows down from the end, so that one past the last byte is right too.
        let isStack =
            ram.isEmpty
            || ram.contains { $0.contains(Address(stackPointer &- 4)) }
        if !isStack || stackPointer % 4 != 0 {
            return "\(stackPointer.hex) is no stack pointer in RAM: this is no vector table"
        }
        let flash = target.memoryMap.contains { entry in
            guard case .ram = entry.kind else {
                return entry.region.contains(Address(resetHandler & ~1))
            }
            return false
        }
        if resetHandler & 1 == 0 || !flash {
            return "\(resetHandler.hex) is no reset handler in flash: this is no vector table"
        }
        return nil
    }
}
