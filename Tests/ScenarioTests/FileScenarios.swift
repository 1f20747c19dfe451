import Testing

extension Scenarios {
    /// Rows A8, A9, A11, B17, B48, B49, B51 and B52: which file it is, and where its bytes go.
    @Suite struct Files {
        /// Every one is refused before anything is erased.
        private static func wrong(
            _ story: String, _ make: String, status: Int = 31, _ says: [String]
        ) -> Scenario {
            Scenario(
                row: "A8", story: story, command: make, status: status, says: says,
                never: ["erasing", "programmed"], next: .isTheSame)
        }

        private static let refused = [
            wrong(
                "a linker script",
                """
                printf '/* STM32H753XIHX */\\nMEMORY {}\\nSECTIONS {}\\n' >H753_FLASH.ld
                stlink flash H753_FLASH.ld@0x08000000
                """, ["This is a linker script", "'/* STM32H753XIHX */'", "--force"]),
            wrong(
                "a text that is called .bin", "echo 'hello, world' >a.bin; stlink flash a.bin",
                ["This is a text file", "'hello, world'"]),
            wrong("an empty file", ": >a.elf; stlink flash a.elf", ["The file is empty"]),
            wrong(
                "the first word is no stack",
                "printf '*/*\\1\\t\\0\\0\\10aaaa' >a.bin; stlink flash a.bin@0x08000000",
                ["The first word at 0x08000000 is 0x012a2f2a", "no stack", "--force"]),
            wrong(
                "the second word is no entry",
                """
                printf '\\0\\20\\1\\40\\20\\0\\0\\10aaaa' >a.bin; stlink flash a.bin@0x08000000
                """, ["reset vector at 0x08000004 is 0x08000010", "no Thumb code", "--force"]),
            wrong(
                "a program for a PC", "stlink flash $(command -v stlink)",
                ["is for another machine"]),
            wrong(
                "a program for another chip",
                """
                elf other.elf 1 0x20001000 0x08000000:600 0x08100000:8; stlink flash other.elf
                """, status: 32, ["8 bytes at 0x08100000", "neither in this chip's flash"]),
            wrong(
                "gdb loads what is outside of the flash",
                """
                elf other.elf 1 0x20001000 0x08000000:600 0x080ffff8:9
                stlink flash other.elf; load other.elf; exit 32
                """, status: 32, ["9 bytes at 0x080ffff8"]),
        ]

        private static let formats = Scenario(
            row: "A9", story: "one program in four formats is one and the same",
            command: """
                stlink flash $ELF; stlink read 0x08000000 0x6000 elf.back
                for file in "${ELF%.elf}.hex" "${ELF%.elf}.bin@0x08000000"; do
                    stlink flash $SECOND; stlink flash $file
                    stlink read 0x08000000 0x6000 back; cmp back elf.back && echo "the same"
                done
                mv back raw; stlink flash $SECOND; cp ${ELF%.elf}.hex picture.elf
                stlink flash picture.elf | grep HEX
                """,
            says: ["the same", "(Intel HEX)"], never: ["differ"], erases: 6,
            again: "stlink verify $ELF", variants: [.plain, .commaLocale])

        /// 4713 bytes on units of 32.
        private static let padding = Scenario(
            row: "A11", story: "an odd length on an H743 is filled up", board: "stm32h743",
            command: """
                stlink info | grep -A9 '^RAM'
                elf odd.elf 3 0x20001000 0x08000000:4713; stlink flash odd.elf
                stlink read 0x08001240 64 back; tail -c 23 back | head -c 23 | xxd -p
                """,
            says: [
                "DTCM", "AXI", "SRAM1", "SRAM4", "23 of padding to units of 32",
                "sector blank already",
            ], again: "stlink verify odd.elf", variants: [.plain, .onV3, .commaLocale])

        private static let preserved = [
            Scenario(
                row: "B51", story: "what else lies in the sector goes, and it is said",
                board: "stm32f103",
                command: """
                    elf old.elf 1 0x20001000 0x08000000:300 0x08000380:50; stlink flash old.elf
                    elf new.elf 2 0x20001000 0x08000000:200; stlink flash new.elf
                    """,
                says: ["what lay outside the image at 0x08000", "is erased"], erases: 1,
                again: "stlink verify new.elf"),
            Scenario(
                row: "B51", story: "what else lies in the sector is kept on demand",
                board: "stm32f103",
                command: """
                    elf old.elf 1 0x20001000 0x08000000:300 0x08000380:50; stlink flash old.elf
                    elf new.elf 2 0x20001000 0x08000000:200; stlink flash --preserve new.elf
                    stlink read 0x08000380 50 back; tail -c +1 back >kept
                    python3 -c 'import sys; d=open("old.elf","rb").read(); \\
                        print("settings kept" if open("kept","rb").read() in d else "LOST")'
                    elf new2.elf 4 0x20001000 0x08000000:200
                    SERVER_OPTIONS=--preserve load new2.elf
                    stlink read 0x08000380 50 back
                    cmp back kept && echo "kept by the server"
                    """,
                says: ["kept ", "settings kept", "matched", "kept by the server"],
                never: ["LOST", "MIS-MATCHED", "is erased"], erases: 2,
                again: "stlink verify new2.elf"),
        ]

        private static func odd(_ board: String, _ stack: String, _ span: Int) -> Scenario {
            Scenario(
                row: "B17", story: "odd sections with gaps on \(board)", board: board,
                command: """
                    for seed in $SEED; do
                        elf odd.elf $seed \(stack) 0x08000000:\(span) odd
                        stlink erase >/dev/null; load odd.elf
                        stlink read 0x08000000 \(span) back
                        cmp back odd.elf.expected && echo "as expected after $seed"
                        stlink erase >/dev/null; stlink flash odd.elf
                        stlink read 0x08000000 \(span) back; cmp back odd.elf.expected
                    done
                    echo all done
                    """,
                says: ["matched", "as expected", "all done"], never: ["MIS-MATCHED", "differ"],
                erases: nil, again: "stlink verify odd.elf", variants: [.plain, .delays])
        }

        private static let mixed = [
            Scenario(
                row: "B52", story: "RAM and flash in one load",
                command: """
                    elf mixed.elf 9 0x20001000 0x08000000:3001 0x20000400:1003 0x20008001:77
                    load mixed.elf; stlink verify mixed.elf
                    stlink flash mixed.elf
                    """,
                says: [
                    "Loading section .part01, size 0x3eb",
                    "range 0x20008001 -- 0x2000804e: matched",
                    "left out, as they belong into RAM",
                ], never: ["MIS-MATCHED"], again: "stlink verify mixed.elf"),
            Scenario(
                row: "B49", story: "an ELF of two memories, one of them with a loader",
                command: """
                    elf two.elf 9 0x20001000 0x08000000:3001 0x2004c064:2777
                    SERVER_OPTIONS="--loader $FLM" load two.elf "info mem"
                    SERVER_OPTIONS="--loader $STLDR" load two.elf "monitor info"
                    serve --loader $ELF; echo "no loader: $?"
                    serve --loader nowhere.flm; echo "no file: $?"
                    """,
                says: [
                    "Loading section .part01", "range 0x2004c064 -- 0x2004cb3d: matched",
                    "0x2004c000 0x20050000 flash blocksize 0x800",
                    "external flash at 0x2004c000...0x2004ffff, by the loader 'toy memory'",
                    "no flash loader", "no loader: 31", "no file: 30",
                ], never: ["MIS-MATCHED"],
                again: "stlink verify --help", variants: [.plain, .onV3, .commaLocale]),
            Scenario(
                row: "B49", story: "a memory that is not there is found before the first erase",
                board: "stm32f103",
                command: """
                    elf two.elf 9 0x20001000 0x08000000:3001 0x2004c064:277
                    SERVER_OPTIONS="--loader $STLDR" load two.elf
                    stlink flash two.elf --loader $STLDR; echo "ended with $?"
                    stlink read 0x08000000 16
                    """,
                says: [
                    "Error finishing flash operation", "its memory at 0x2004c000...0x2004ffff",
                    "Nothing was erased. Is it the loader for this board?", "ended with 23",
                    "0x08000000  ff ff ff ff",
                ]),
        ]

        static let scenarios =
            refused + [formats, padding] + preserved + mixed + [
                odd("stm32f030", "0x20000800", 5000), odd("stm32g474", "0x20001000", 9000),
                odd("stm32u575", "0x20001000", 20000), odd("stm32f407", "0x20001000", 40000),
            ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func everyByteIsInItsPlace(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
