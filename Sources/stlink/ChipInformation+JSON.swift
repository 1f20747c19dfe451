import JSONText
import CortexM
import STLink
import STM32
import STM32Flash
import TargetMemory

/// `docs/json.md`, "info".
extension ChipInformation {
    var coreJSON: JSON {
        .object([
            ("name", .string(core.cpuid.name)), ("cpuid", .number(Int(core.cpuid.rawValue))),
            ("hasFPU", .bool(core.hasFPU)),
            ("hasDoublePrecision", .bool(core.hasDoublePrecision)),
            ("mpuRegions", .number(core.mpuRegionCount)),
            ("breakpoints", .number(core.breakpointCount)),
            ("watchpoints", .number(core.watchpointCount)),
            ("now", state.json),
        ])
    }

    var chipJSON: JSON {
        .object([
            ("name", .string(identity.name)), ("isKnown", .bool(identity.device != nil)),
            ("series", .string(orNull: identity.device?.series)),
            ("deviceID", .number(Int(identity.id))), ("revision", .number(Int(identity.revision))),
            ("revisionName", .string(identity.revisionName)),
            ("flashByteCount", .number(identity.flashByteCount)),
            ("sectorCount", .number(identity.sectors.count)),
            ("flash", identity.device.map(flashJSON) ?? .null),
            ("ram", .array((identity.device?.ram ?? []).map(Self.json))),
            ("eeprom", identity.device?.eeprom.map(Self.json) ?? .null),
            ("protection", protection?.json ?? .null),
            (
                "options",
                .array(
                    options.map { option in
                        .object([
                            ("register", .string(option.register)),
                            ("field", .string(option.field)),
                            ("value", .number(Int(option.value))),
                        ])
                    })
            ),
            ("uniqueID", .array(uniqueID.map { .number(Int($0)) })),
            ("gaps", .array(gaps.map(JSON.string))),
        ])
    }

    private func flashJSON(_ device: Device) -> JSON {
        let size = sizeValue.map { value in
            JSON.object([
                ("address", .number(Int(device.flash.sizeRegister.rawValue))),
                ("value", .number(Int(value & 0xFFFF))),
                ("rule", .string(device.flash.sizeEncoding.rule)),
            ])
        }
        let runs = SectorRun.runs(identity.sectors).map { run in
            JSON.object([
                ("bank", .number(run.bank + 1)), ("firstSector", .number(run.firstNumber)),
                ("sectorCount", .number(run.count)),
                ("sectorByteCount", .number(run.sectorByteCount)),
                ("address", .number(Int(run.base.rawValue))),
            ])
        }
        return .object([
            ("address", .number(Int(device.flash.base.rawValue))),
            ("bankCount", .number(identity.isDualBank ? 2 : 1)),
            ("programByteCount", .number(device.flash.programByteCount)),
            ("erasedByte", .number(Int(device.flash.erasedByte))),
            ("sizeRegister", size ?? .null), ("sectors", .array(runs)),
            ("doubts", .array(identity.doubts.map(JSON.string))),
        ])
    }

    private static func json(_ memory: NamedRegion) -> JSON {
        .object([
            ("name", .string(memory.name)),
            ("address", .number(Int(memory.region.base.rawValue))),
            ("byteCount", .number(memory.region.byteCount)),
        ])
    }
}

extension ProtectionState {
    var json: JSON {
        .object([
            ("summary", .string(summary)), ("readout", .string(orNull: readout?.name)),
            ("isReadoutOpen", .bool(readout.map { $0.kind == .open } ?? true)),
            ("writeProtectedSectors", .array(writeProtected.map { .number($0.number) })),
            (
                "areas",
                .array(
                    areas.map { area in
                        .object([
                            ("name", .string(area.name)),
                            ("address", .number(Int(area.region.base.rawValue))),
                            ("byteCount", .number(area.region.byteCount)),
                        ])
                    })
            ),
            ("isTrustZoneEnabled", .bool(isTrustZoneEnabled)),
            ("areBanksSwapped", .bool(isBankSwapped)),
        ])
    }
}

extension Link {
    /// `docs/json.md`, "probe".
    var json: JSON {
        .object(
            probe.identification + [
                ("firmware", .string("\(firmware)")),
                ("millivolts", .number(orNull: targetMillivolts)),
                ("wire", .string("\(wire)")), ("clockKHz", .number(orNull: clockKHz)),
                ("idCode", .number(Int(idCode))),
                (
                    "health",
                    .object([
                        ("waits", .number(health.waits)),
                        ("wireErrors", .number(health.wireErrors)),
                        ("clockSteps", .number(health.clockSteps)),
                        ("usbMishaps", .number(health.usbMishaps)),
                        ("usbResets", .number(health.usbResets)),
                    ])
                ),
            ])
    }
}
