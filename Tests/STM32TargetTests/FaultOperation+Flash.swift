import STM32Flash
import TargetMemory
import Testing

/// The old image and the new one, and bytes in the last sector that are nobody's business.
private struct FaultImages {
    let base: UInt32
    let old, new, neighbour: [UInt8]
    /// Offsets in the flash that the new image's sectors cover.
    let touched: Range<Int>
    let neighbourOffset: Int

    init(_ bench: FaultBench) throws {
        let sectors = try bench.sectors
        let count = min(2100, sectors[0].region.byteCount * sectors.count / 4)
        base = bench.flashBase
        old = DeviceTests.bytes(count, seed: 41)
        new = DeviceTests.bytes(count, seed: 42)
        neighbour = DeviceTests.bytes(128, seed: 43)
        let covered = sectors.filter { $0.region.base < sectors[0].region.base + count }
        touched = 0..<covered.reduce(0) { $0 + $1.region.byteCount }
        neighbourOffset = sectors[sectors.count - 1].region.base - sectors[0].region.base
    }
}

extension FaultOperation {
    private static func arrange(_ bench: FaultBench) throws {
        let images = try FaultImages(bench)
        if bench.flashBefore.isEmpty {
            try bench.install(images.old, at: images.base)
            if !images.touched.contains(images.neighbourOffset) {
                try bench.install(
                    images.neighbour, at: images.base + UInt32(images.neighbourOffset))
            }
            try bench.noteFlash()
        }
    }

    /// The flash holds `bytes` from its start, blank cells behind, and else what it held.
    private static func flaw(
        _ bench: FaultBench, _ bytes: [UInt8], in touched: Range<Int>
    ) throws -> String? {
        let erased = try #require(bench.identity?.device).flash.erasedByte
        let wanted = bytes + [UInt8](repeating: erased, count: touched.count - bytes.count)
        if try !bench.holds(wanted, in: touched) {
            return "the flash is wrong within offsets \(touched)"
        }
        return try bench.damage(outside: touched)
    }

    private static func flashing(
        _ name: String, _ boards: [String],
        _ perform: @escaping @Sendable (FaultBench) throws -> Void,
        flaw: @escaping @Sendable (FaultBench) throws -> String?,
        damage: @escaping @Sendable (FaultBench) throws -> String?
    ) -> FaultOperation {
        FaultOperation(
            name: name, boards: boards.map { BoardAndProbe($0) }, arrange: arrange,
            perform: perform, flaw: flaw, damage: damage)
    }

    static let flash = [
        flashing("load", PowerLossTests.boards) { bench in
            let images = try FaultImages(bench)
            let report = try bench.flashSession.program([
                Segment(address: Address(images.base), bytes: images.new)
            ])
            try #require(report.isVerified)
        } flaw: { bench in
            let images = try FaultImages(bench)
            return try flaw(bench, images.new, in: images.touched)
        } damage: {
            try $0.damage(outside: FaultImages($0).touched)
        },
        flashing("erase a sector", ["stm32f103xg", "stm32f756", "stm32l476", "stm32h743"]) {
            bench in
            _ = try bench.flashSession.erase([bench.sectors[0].region])
        } flaw: { bench in
            try flaw(bench, [], in: 0..<bench.sectors[0].region.byteCount)
        } damage: {
            try $0.damage(outside: 0..<$0.sectors[0].region.byteCount)
        },
        flashing("erase all", ["stm32f103xg", "stm32f756", "stm32l152", "stm32l476"]) { bench in
            _ = try bench.flashSession.eraseAll()
        } flaw: { bench in
            try flaw(bench, [], in: bench.flashBefore.indices)
        } damage: { _ in
            nil
        },
        FaultOperation(
            name: "option bytes",
            boards: [
                "stm32f030", "stm32f103", "stm32f407", "stm32l152", "stm32l476", "stm32g071",
                "stm32u575", "stm32h563", "stm32h743",
            ].map { BoardAndProbe($0) },
            begin: { bench in
                try bench.attach()
                let name = OptionTests.fields.first { $0.key == bench.name }?.value
                try bench.noteOptions(toChange: #require(name))
            },
            arrange: arrange,
            perform: { bench in
                let change = try #require(bench.change)
                let report = try bench.flashSession.writeOptionBytes([change])
                // A report that owns to a doubt is no success. What a run before left half done
                // is put right, and told.
                let doubts = report.notes.filter { !$0.hasSuffix("put right.") }
                if report.isPowerCycleNeeded || !doubts.isEmpty {
                    throw TargetFault(.flash, report.notes.joined(separator: " "))
                }
            }, flaw: optionFlaw),
    ]

    /// In this session and in the next one.
    private static func optionFlaw(_ bench: FaultBench) throws -> String? {
        if bench.bus.statistic("massErases") > 0 { return "the chip was erased" }
        for isFresh in [false, true] {
            if isFresh {
                bench.abandon()
                try bench.attach()
            }
            for value in try bench.flashSession.optionBytes()
            where bench.options[value.fullName] != value.value {
                return "\(value.fullName) is \(value.value)"
            }
        }
        return try bench.damage()
    }
}
