import TestSupport
import Testing

extension PeerTests {
    /// Every flash interface that a peer knows: programmed from erased and from full, odd sizes,
    /// verified and read back, with not one illegal operation.
    @Suite struct Chips {
        static func folder() throws -> TemporaryFolder {
            let folder = try TemporaryFolder()
            // No two pages alike, and nothing of the first image in the second.
            for (name, seed, count) in [("first.bin", 7, 8000), ("second.bin", 11, 6001)] {
                try folder.write(
                    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* seed &+ $0 >> 8 ^ 0x5A) },
                    to: name)
            }
            return folder
        }

        /// openocd's target script for each board.
        static let scripts = [
            ("stm32f030", "stm32f0x"), ("stm32f091", "stm32f0x"), ("stm32f103", "stm32f1x"),
            ("stm32f107", "stm32f1x"), ("stm32f303", "stm32f3x"), ("stm32f207", "stm32f2x"),
            ("stm32f407", "stm32f4x"), ("stm32f429", "stm32f4x"), ("stm32f767-dual", "stm32f7x"),
            ("stm32g071", "stm32g0x"), ("stm32g0b1", "stm32g0x"), ("stm32g431", "stm32g4x"),
            ("stm32g474", "stm32g4x"), ("stm32g474-single", "stm32g4x"), ("stm32l053", "stm32l0"),
            ("stm32l152", "stm32l1"), ("stm32l162", "stm32l1"), ("stm32l432", "stm32l4x"),
            ("stm32l476", "stm32l4x"), ("stm32l4r5-single", "stm32l4x"),
            ("stm32wb55", "stm32wbx"), ("stm32wl55", "stm32wlx"), ("stm32l552", "stm32l5x"),
            ("stm32u575", "stm32u5x"), ("stm32h743", "stm32h7x"), ("stm32h7b3", "stm32h7x"),
        ]

        @Test(arguments: scripts)
        func openocdProgramsAndVerifies(_ row: (board: String, script: String)) async throws {
            _ = try Tool.openocd()
            let folder = try Self.folder()
            let result = try await Sim.run(
                """
                openocd -f interface/stlink.cfg -f target/\(row.script).cfg \
                    -c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' \
                    -c 'init; reset halt; flash write_image erase first.bin 0x08000000' \
                    -c 'verify_image first.bin 0x08000000' \
                    -c 'flash write_image erase second.bin 0x08000000' \
                    -c 'verify_image second.bin 0x08000000' \
                    -c 'dump_image back.bin 0x08000000 6001; shutdown'
                cmp second.bin back.bin
                """, Sim.Options(board: row.board), in: folder)
            #expect(result.status == 0, "\(row.board): \(result.log)")
            #expect(result.illegalOperations == [:], "\(row.board): \(result.log)")
        }

        /// Boards for a newer openocd, whose scripts know more dies; with the work area where the
        /// script's does not fit the RAM.
        struct Row: Sendable, CustomTestStringConvertible {
            var board: String
            var script: String
            var workArea: Int?
            var base = "0x08000000"
            var interface = "stlink"

            init(_ board: String, _ script: String, _ workArea: Int? = nil) {
                (self.board, self.script, self.workArea) = (board, script, workArea)
            }

            /// The dies of the BlueNRG family have a driver of that name.
            static func wb0(_ board: String) -> Row {
                var row = Row(board, "bluenrg-x", 0x1000)
                row.base = "0x10040000"
                row.interface = "stlink-dap"
                return row
            }

            var testDescription: String { board }
        }

        static let newer =
            [
                ("stm32c0x", ["stm32c011", "stm32c031", "stm32c051", "stm32c071", "stm32c092"]),
                ("stm32u0x", ["stm32u031", "stm32u083"]),
                ("stm32u3x", ["stm32u385", "stm32u3c5"]), ("stm32wba2x", ["stm32wba25"]),
                ("stm32wba5x", ["stm32wba52"]), ("stm32wba6x", ["stm32wba65"]),
                ("stm32u5x", ["stm32u535", "stm32u595", "stm32u5g9"]),
                ("stm32h7rsx", ["stm32h7s3"]), ("stm32h7x", ["stm32h723", "stm32h750"]),
                ("stm32f0x", ["stm32f030x6", "stm32f042", "stm32f072"]),
                ("stm32f1x", ["stm32f100", "stm32f100xe", "stm32f103x6", "stm32f103xe"]),
                ("stm32xl", ["stm32f103xg"]),
                ("stm32f3x", ["stm32f301", "stm32f303xe", "stm32f334", "stm32f373"]),
                (
                    "stm32f4x",
                    [
                        "stm32f401", "stm32f401xc", "stm32f410", "stm32f411", "stm32f412",
                        "stm32f413", "stm32f429xg", "stm32f446", "stm32f469",
                    ]
                ),
                ("stm32f7x", ["stm32f722", "stm32f756", "stm32f767"]),
                ("stm32g0x", ["stm32g031", "stm32g051"]), ("stm32g4x", ["stm32g491"]),
                ("stm32l0", ["stm32l031"]), ("stm32l0_dual_bank", ["stm32l072"]),
                ("stm32l1", ["stm32l152-a", "stm32l152xc"]),
                ("stm32l1x_dual_bank", ["stm32l152xe"]),
                (
                    "stm32l4x",
                    [
                        "stm32l412", "stm32l452", "stm32l496", "stm32l4p5", "stm32l4p5-single",
                        "stm32l4r5",
                    ]
                ),
                ("stm32l5x", ["stm32l552-single"]), ("stm32wbx", ["stm32wb15", "stm32wb35"]),
            ].flatMap { script, boards in boards.map { Row($0, script, 0x1000) } }
            + [Row("stm32l011", "stm32l0", 0x400)]
            + ["stm32wb05", "stm32wb07", "stm32wb09"].map(Row.wb0)

        @Test(arguments: newer) func newerOpenocdProgramsAndVerifies(_ row: Row) async throws {
            let openocd = try Tool.newOpenOCD()
            let area = row.workArea.map { "-c 'set WORKAREASIZE \($0)'" } ?? ""
            let result = try await Sim.run(
                """
                '\(openocd)' \(area) -f interface/\(row.interface).cfg -f target/\(row.script).cfg \
                    -c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' \
                    -c 'init; reset halt; flash write_image erase first.bin \(row.base)' \
                    -c 'verify_image first.bin \(row.base)' \
                    -c 'flash write_image erase second.bin \(row.base)' \
                    -c 'verify_image second.bin \(row.base)' \
                    -c 'dump_image back.bin \(row.base) 6001; shutdown'
                cmp second.bin back.bin
                """, Sim.Options(board: row.board, probe: "v3e"), in: Self.folder())
            #expect(result.status == 0, "\(row.board): \(result.log)")
            #expect(result.illegalOperations == [:], "\(row.board): \(result.log)")
        }

        /// With the Secure registers and the Secure alias of the flash.
        @Test(arguments: [("stm32l552-tz", "stm32l5x"), ("stm32u575-tz", "stm32u5x")])
        func openocdProgramsSecureFlash(_ row: (board: String, script: String)) async throws {
            _ = try Tool.openocd()
            let result = try await Sim.run(
                """
                openocd -f interface/stlink-dap.cfg -f target/\(row.script).cfg \
                    -c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' \
                    -c 'init; reset halt; flash write_image erase first.bin 0x0C000000' \
                    -c 'verify_image first.bin 0x0C000000; shutdown'
                """, Sim.Options(board: row.board), in: try Self.folder())
            #expect(result.status == 0, "\(row.board): \(result.log)")
            #expect(result.illegalOperations == [:], "\(row.board): \(result.log)")
        }

        static let boards = [
            "stm32f042", "stm32f100", "stm32f103xg", "stm32f373", "stm32f446", "stm32f722",
            "stm32f767", "stm32g031", "stm32g431", "stm32l031", "stm32l152xc", "stm32l4r5",
            "stm32wb55", "stm32h743", "stm32f030", "stm32f072", "stm32f103", "stm32f107",
            "stm32f207", "stm32f303", "stm32f407", "stm32f411", "stm32f429", "stm32f756",
            "stm32g071", "stm32g474", "stm32l053", "stm32l152", "stm32l432", "stm32l476",
        ]

        @Test(arguments: boards) func stFlashWritesAndReads(_ board: String) async throws {
            _ = try Tool.stlinkTool("st-flash")
            let result = try await Sim.run(
                patientSTFlash + """
                    st-flash write first.bin 0x08000000
                    st-flash --reset write second.bin 0x08000000
                    st-flash read back.bin 0x08000000 6000
                    cmp -n 6000 second.bin back.bin
                    """, Sim.Options(board: board), in: try Self.folder())
            #expect(result.status == 0, "\(board): \(result.log)")
            #expect(result.illegalOperations == [:], "\(board): \(result.log)")
        }
    }
}
