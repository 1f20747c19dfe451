import Testing

extension Scenarios {
    /// Rows A6, A7, A12, A14, B8, B27 and B37: where sectors are, and what lies where.
    @Suite struct Geometry {
        private static func size(
            _ board: String, _ raw: String, _ says: [String]
        ) -> Scenario {
            Scenario(
                row: "A12", story: "\(board) with \(raw) in its size register", board: board,
                faults: ["geometry(size=\(raw))"], command: "stlink info", says: says,
                variants: [.plain, .commaLocale])
        }

        private static let sizes = [
            size(
                "stm32l152-a", "0x6B80",
                ["128 KiB at 0x08000000, size register 0x1ff8004c = 0x6b80 (its low byte counts"]),
            size("stm32l162", "0", ["384 KiB at 0x08000000, size register 0x1ff800cc = 0x0"]),
            size("stm32l162", "1", ["256 KiB at 0x08000000, size register 0x1ff800cc = 0x1"]),
            size("stm32f103", "0xFFFF", ["= 0xffff", "16 KiB assumed, the least of these chips"]),
            size("stm32l476", "0", ["= 0x0", "KiB assumed, the least of these chips"]),
        ]

        private static func unread(_ story: String, _ fault: String, _ says: String) -> Scenario {
            Scenario(
                row: "A14", story: story, board: "stm32f767", faults: [fault],
                command: """
                    stlink flash $ELF; echo "ended with $?"
                    stlink erase; echo "ended with $?"
                    load $ELF; serve; kill -0 $server && echo "server lives"; finish $server
                    stlink flash --flash-size 2M $ELF && stlink verify --flash-size 2M $ELF
                    """,
                says: [
                    says, "ended with 25", "Error finishing flash operation", "server lives",
                    "--flash-size 2048k", "sector blank already", "holds all",
                ], again: "stlink verify --flash-size 2M $ELF")
        }

        private static let unreadable = [
            unread(
                "the size register cannot be read",
                "status(READDEBUGREG 0x1FF0F440, 0x11, all)",
                "The flash size register 0x1ff0f442 cannot be read"),
            unread(
                "the size register reads all ones", "geometry(size=0xFFFF)",
                "Flash size register 0x1ff0f442 reads 0xffff, as where nothing answers"),
            Scenario(
                row: "A14", story: "an image past the end: the map is shown", board: "stm32f767",
                command: """
                    elf far.elf 1 0x20001000 0x08000000:600 0x90000000:16
                    stlink flash far.elf; echo "ended with $?"; load far.elf
                    """,
                says: [
                    "16 bytes at 0x90000000", "0x08000000...0x081fffff", "ended with 32",
                ]),
            Scenario(
                row: "B27", story: "a clone that tells no size, and one that is told",
                board: "stm32f103", faults: ["idcode(0x2ba01477)", "geometry(size=0)"],
                command: """
                    elf big.elf 1 0x20001000 0x08000000:40000
                    stlink flash big.elf; echo "ended with $?"
                    stlink flash --flash-size 64k big.elf && stlink verify --flash-size 64k big.elf
                    """,
                says: ["likely a clone", "ended with 32", "sectors blank already", "holds all"],
                never: ["unknown memory region"],
                again: "stlink verify --flash-size 64k big.elf"),
        ]

        /// An image over the border of the banks, between two marks that have to stay.
        private static func border(
            _ board: String, _ border: String, _ page: Int, below: Int? = nil,
            faults: [String] = [], variants: [Variant] = [.plain]
        ) -> Scenario {
            Scenario(
                row: "B8", story: "over the border of the banks of \(board) \(faults)",
                board: board, faults: faults,
                command: """
                    low=$((\(border) - 2 * \(below ?? page))) high=$((\(border) + \(page)))
                    elf marks.elf 1 0x20001000 0x08000000:100 $low:\(page) $high:\(page)
                    stlink flash marks.elf
                    stlink read $low \(page) low.1; stlink read $high \(page) high.1
                    image=$((\(border) - \(below ?? page) + 9)):$((\(below ?? page) + \(page) - 20))
                    elf image.elf 2 0x20001000 $image
                    stlink flash image.elf && stlink verify image.elf
                    elf image.elf 3 0x20001000 $image
                    load image.elf
                    stlink read $low \(page) low.2; stlink read $high \(page) high.2
                    cmp low.1 low.2 && cmp high.1 high.2 && echo "the marks stand"
                    """,
                says: ["the marks stand", "matched"], never: ["MIS-MATCHED", "differ"],
                erases: 2, variants: variants)
        }

        private static let borders = [
            border("stm32f767", "0x08100000", 0x40000),
            border(
                "stm32f767", "0x08100000", 0x4000, below: 0x20000, faults: ["geometry(dual)"]),
            border("stm32g474", "0x08040000", 2048, variants: Variant.all),
            border("stm32g474", "0x08040000", 4096, faults: ["geometry(single)"]),
            border("stm32l476", "0x08080000", 2048),
            border("stm32h743", "0x08100000", 0x20000),
            border("stm32g0b1", "0x08040000", 2048), border("stm32f103xg", "0x08080000", 2048),
            border("stm32u575", "0x08100000", 8192), border("stm32l4r5", "0x08100000", 4096),
        ]

        /// Banks that have changed places: what is erased is what is at the address, also where the
        /// controller goes on counting by the cells.
        private static func swapped(
            _ board: String, _ field: String, _ border: String, _ page: Int, _ end: String,
            probe: String? = nil
        ) -> Scenario {
            Scenario(
                row: "B8", story: "the banks of \(board) have changed places", board: board,
                probe: probe,
                command: """
                    low=$((\(border) - 2 * \(page))) high=$((\(border) + \(page)))
                    last=$((\(end) - \(page)))
                    marks="0x08000000:\(page) $low:\(page) $high:\(page) $last:\(page)"
                    elf marks.elf 1 0x20001000 $marks
                    image=$((\(border) - \(page) + 9)):$((2 * \(page) - 20))
                    for seed in 2 3 4; do elf image.$seed $seed 0x20001000 $image; done
                    look() {
                        for place in 0x08000000 $low $high $last; do
                            stlink read $place \(page) piece >/dev/null; cat piece
                        done
                    }
                    stlink option-bytes \(field) >/dev/null && stlink info | grep -i swapped
                    stlink flash marks.elf; stlink flash image.2
                    look >before
                    stlink flash image.3 && stlink verify image.3
                    load image.4
                    look >after; cmp before after && echo "the marks stand"
                    stlink verify image.4
                    """,
                says: ["swapped", "the marks stand", "matched", "image.4: the flash holds all"],
                never: ["MIS-MATCHED", "differ"], erases: 4, again: "stlink info",
                variants: [.plain])
        }

        private static let swaps = [
            swapped("stm32g0b1", "nSWAP_BANK=0", "0x08040000", 2048, "0x08080000"),
            swapped("stm32l552", "SWAP_BANK=1", "0x08040000", 2048, "0x08080000"),
            swapped("stm32u575", "SWAP_BANK=1", "0x08100000", 8192, "0x08200000"),
            swapped(
                "stm32h743", "SWAP_BANK_OPT=1", "0x08100000", 0x20000, "0x08200000"),
            swapped(
                "stm32h563", "SWAP_BANK=1", "0x08100000", 8192, "0x08200000",
                probe: "stlink-v3e"),
        ]

        private static let maps = [
            Scenario(
                row: "B37", story: "the core-coupled RAM of an F407 is there", board: "stm32f407",
                command: """
                    serve
                    gdb "target extended-remote :$port" "info mem" \\
                        "set *(int *)0x10000000 = 0x1234567" "p/x *(int *)0x10000000" \\
                        "p *(int *)0x1fff7a20 != 0" "x/1xw 0x40023c00" "x/1xw 0xe000ed00" "detach"
                    finish $server
                    """,
                says: [
                    "0x10000000 0x10010000 rw", "0x08000000 0x08010000 flash blocksize 0x4000",
                    "0x08010000 0x08020000 flash blocksize 0x10000",
                    "0x08020000 0x08100000 flash blocksize 0x20000", "$1 = 0x1234567", "$2 = 1",
                    "0x40023c00:\t0x", "0xe000ed00:\t0x410fc24",
                ], never: ["Cannot access memory"]),
            Scenario(
                row: "B37", story: "a breakpoint in external flash",
                command: """
                    serve
                    gdb "target extended-remote :$port" "set debug remote 1" \\
                        "hbreak *0x90000000" "info breakpoints" "stepi" "detach"
                    finish $server
                    """,
                says: ["$Z1,90000000,2#", "hw breakpoint"], never: ["Cannot insert"]),
        ]

        static let scenarios = sizes + unreadable + borders + swaps + maps

        @Test(arguments: ScenarioCase.all(scenarios))
        func everythingIsWhereItIs(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
