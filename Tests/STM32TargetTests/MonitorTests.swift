import ProbeSetup
import RemoteProtocol
import TargetMemory
import Testing

@testable import DebugSession

/// Every `monitor` command on the virtual board, in one process.
@Suite struct MonitorTests {
    @Test(arguments: MonitorRows.scripts.map(\.name))
    func commandsAnswer(script: String) throws {
        let bench = try MonitorBench()
        bench.files.contents["a.bin"] = [1, 2, 3, 4]
        let rows = try #require(MonitorRows.scripts.first { $0.name == script }).rows
        for row in rows {
            let answer = bench.ask(row.line)
            #expect(answer.isOK == !row.fails, "\(row.line): \(answer)")
            for text in row.texts where !text.isEmpty {
                #expect(answer.text.contains(text), "\(row.line): \(answer) lacks \(text)")
            }
        }
        try bench.close()
        #expect(bench.bus.statistic("illegalTotal") == 0)
    }

    /// A command that no row uses would be one that nobody has seen work.
    @Test func everyCommandHasARow() {
        let lines = MonitorRows.scripts.flatMap { $0.rows.map(\.line) } + Self.streamLines
        let used = Set(
            lines.compactMap { line in
                MonitorCommand.find(MonitorArguments.words(of: line))?.0.name
            })
        let missing = MonitorCommand.all.map(\.name).filter { !used.contains($0) }
        #expect(missing == [])
    }

    /// What the tests of RTT and SWO below and in `StreamTests` type.
    static let streamLines =
        [
            "rtt setup", "rtt start", "rtt stop", "rtt channels", "rtt channellist",
            "rtt polling_interval", "rtt server start", "rtt server stop", "exec SetRTTAddr",
            "exec SetRTTSearchRanges", "tpiu config", "tpiu configure", "tpiu enable",
            "tpiu disable",
            "tpiu names", "tpiu init", "swo decode", "itm port", "itm ports", "SWO EnableTarget",
            "SWO DisableTarget", "CDSWOConfigure",
        ]
        + ["stm32f1x", "stm32f2x", "stm32f3x", "stm32f4x", "stm32f7x", "stm32x"].flatMap { chip in
            ["\(chip).tpiu configure", "\(chip).tpiu enable", "\(chip).tpiu disable"]
        }

    /// Where peers disagree: what a plain reset leaves behind, and in which words.
    @Test(arguments: [
        ("st-util", false, "reset; halted at"), ("openocd", true, ""),
        ("pyocd", true, "Resetting target"), ("st-link", true, "running"),
    ])
    func resetLeavesWhatThePersonalitySays(
        name: String, isRunning: Bool, text: String
    ) throws {
        let personality = try #require(Personality.named(name))
        let bench = try MonitorBench(personality: personality)
        // Something to run: an endless loop at the reset vector.
        bench.files.contents["loop.bin"] =
            [0x00, 0x00, 0x01, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7, 0xFE, 0xE7]
        #expect(bench.ask("flash write_image loop.bin 0x08000000").isOK)
        let answer = bench.ask("reset")
        #expect(answer.isOK)
        if !text.isEmpty { #expect(answer.text.contains(text), "\(answer)") }
        #expect(bench.opened.target.isRunning == isRunning)
        let halted = bench.ask("reset halt")
        #expect(!bench.opened.target.isRunning)
        #expect(bench.ask("reg pc").text.contains("0x08000008"), "\(halted)")
        try bench.close()
    }

    /// OpenOCD's words for a halt, which scripts look for.
    @Test func openOCDsHaltIsTold() throws {
        let bench = try MonitorBench(personality: .openOCD)
        let answer = bench.ask("halt")
        let name = "[stm32f75x.cpu]"
        #expect(
            answer.text.contains(
                " halted due to debug-request, current mode: Thread \n"
                    + "xPSR: 0x01000000 pc: 0x20001000 msp: 0x20010000"), "\(answer) \(name)")
    }

    @Test func shutdownEndsTheServer() throws {
        let bench = try MonitorBench()
        #expect(bench.ask("shutdown").end == .shutdownAsked)
    }

    /// Long commands say that they are at work.
    @Test func progressIsShownMeanwhile() throws {
        let bench = try MonitorBench()
        bench.files.contents["big.bin"] = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(bench.ask("flash write_image big.bin 0x08000000").isOK)
        #expect(
            bench.host.shown.contains { $0.hasPrefix("erasing") || $0.hasPrefix("programming") })
        #expect(bench.host.shown.count >= 3, "\(bench.host.shown)")
        _ = bench.ask("erase")
        #expect(bench.host.shown.last?.contains("erasing 1024 KiB") == true)
    }

    /// Other chips' flash, by sector and whole.
    @Test(arguments: ["stm32f103", "stm32l476", "stm32g071", "stm32h743"])
    func flashCommandsOnOtherChips(board: String) throws {
        let bench = try MonitorBench(board)
        #expect(bench.ask("flash fillw 0x08000000 0x5aa5a55a 8").isOK)
        #expect(bench.ask("mdw 0x08000000").text.contains("5aa5a55a"))
        #expect(bench.ask("flash erase_sector 0 0 0").isOK)
        #expect(bench.ask("mdw 0x08000000").text.contains("ffffffff"))
        #expect(bench.ask("flash info 0").text.contains("#  0: 0x00000000"))
        try bench.close()
        #expect(bench.bus.statistic("illegalTotal") == 0)
    }
}

extension MonitorTests {
    @Test func wordsAreTakenApartAsTclDoes() {
        #expect(
            MonitorArguments.words(of: "rtt setup 0x20 1 {SEGGER RTT}")
                == ["rtt", "setup", "0x20", "1", "SEGGER RTT"])
        #expect(MonitorArguments.words(of: "a \"b  c\" {d {e f}}") == ["a", "b  c", "d {e f}"])
        #expect(MonitorArguments.words(of: "  ") == [])
        #expect(MonitorArguments.words(of: "a \"\" {}") == ["a", "", ""])
    }

    @Test(arguments: [
        ("hatl", "halt"), ("rest", "reset"), ("flash inof", "flash info"), ("mdww", "mdw"),
        ("rtt sart", "rtt start"),
    ])
    func nearestNamesAreFound(typed: String, meant: String) {
        #expect(MonitorCommand.nearest(to: MonitorArguments.words(of: typed)) == meant)
    }

    @Test func namesAreUniqueAndExplained() {
        #expect(Set(MonitorCommand.all.map(\.name)).count == MonitorCommand.all.count)
        for command in MonitorCommand.all {
            #expect(command.summary.hasSuffix("."), "\(command.name)")
        }
        #expect(MonitorCommand.nearest(to: ["xyzzyplugh"]) == nil)
    }
}
