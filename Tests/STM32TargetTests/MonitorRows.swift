/// What is typed behind `monitor`, in the order in which it is typed on one board, and what must
/// come back. Together they use every command of the table at least once.
enum MonitorRows {
    struct Row: Sendable {
        var line: String
        /// All of these are in the text.
        var texts: [String]
        var fails = false
    }

    private static func works(_ line: String, _ texts: String...) -> Row {
        Row(line: line, texts: texts)
    }

    private static func fails(_ line: String, _ texts: String...) -> Row {
        Row(line: line, texts: texts, fails: true)
    }

    static let scripts: [(name: String, rows: [Row])] = [
        ("running", running), ("memory", memory), ("registers", registers), ("points", points),
        ("flash", flash), ("images", images), ("chip", chip), ("settings", settings),
        ("probe", probe), ("server", server), ("semihosting", semihosting),
    ]

    private static let running = [
        works("step", "halted at 0x20001002"), works("step 2", "halted at 0x20001002"),
        works("s", "halted at 0x20001000"), works("stepi", "0x20001002"),
        works("resume 0x20001000", "running"), works("status", "running"), works("st", "running"),
        works("poll", "background polling: on", "running"), works("poll off"),
        works("poll", "polling: off"), fails("wait_halt 0", "still runs"),
        works("halt", "halted at 0x2000100"), works("h", "halted"),
        works("wait_halt", "halted"), works("halt_timeout 1"),
        works("go", "running"), works("halt 100"), works("c", "running"), works("halt"),
        works("g"), works("halt"), works("continue"), works("halt"), works("resume"),
        works("halt"), works("reset", "reset; halted at"), works("reset halt", "halted at"),
        works("reset init", "halted at"), works("reset run", "running"),
        works("reset hardware", "halted at"), works("reset halt -t sysresetreq", "halted at"),
        fails("reset sideways", "\"sideways\" is no way to reset", "reset [halt|init|run]"),
        works("jtag_reset", "halted at"), works("soft_reset_halt", "halted at"),
        fails("resum", "did you mean \"resume\"?"), fails("nonsense", "no command"),
        fails("", "no command"), works("RESET HALT", "halted at"),
    ]

    private static let memory = [
        works("mww 0x20002000 0x11223344 3"),
        works("mdw 0x20002000 3", "0x20002000: 11223344 11223344 11223344 "),
        works("mdw phys 0x20002000", "0x20002000: 11223344 "), works("mwh 0x20002002 0xabcd"),
        works("mdh 0x20002000 2", "0x20002000: 3344 abcd "), works("mwb 0x20002000 0 2"),
        works("mdb 0x20002000 4", "0x20002000: 00 00 cd ab "),
        works("mdd 0x20002000 2", "0x20002000: 11223344abcd0000 "), fails("mdd 0x20002004", "of 8"),
        works("read_memory 0x20002000 64 1", "0x11223344abcd0000"),
        works("mdw 0x20002000 9", "0x20002000: ", "\n0x20002020: "),
        fails("mdw 0x20002001", "not a multiple of 4"), fails("mdw", "the address is missing"),
        fails("mdw x", "\"x\" is no number"), fails("mdw 0x20002000 0", "not in 1..."),
        fails("mdw 0x20002000 1 2", "\"2\" is too much"), fails("mdw 0xfffffffc 2", "past the end"),
        fails("mdw 0x30000000", "0x30000000"),
        works("write32 0x20002000 0x41424344 0x45464748"),
        works("read32 0x20002000 8", "20002000:  41424344 45464748 ", "|ABCDEFGH|"),
        works("ww 0x20002000 1"), works("rw 0x20002000", "20002000:  00000001"),
        works("write16 0x20002000 0x1234"), works("read16 0x20002000", "20002000:  1234"),
        works("wh 0x20002000 0x5678"), works("rh 0x20002000", "5678"),
        works("write8 0x20002000 0x61 0x62"),
        works("read8 0x20002000 2", "20002000:  61 62", "|ab|"), works("wb 0x20002000 0x63"),
        works("rb 0x20002000", "63"),
        works("write_memory 0x20002000 16 {0x1 0x2}"),
        works("read_memory 0x20002000 16 2", "0x1 0x2"),
        works("mdw 0xe000ed00", "0xe000ed00: 410fc27"),
    ]

    private static let registers = [
        works("reg", "(0) r0 (/32): 0x", "pc (/32): 0x20001000"),
        works("reg pc", "pc (/32): 0x20001000"), works("reg 15", "pc (/32): 0x20001000"),
        works("reg r0 0x12345678", "r0 (/32): 0x12345678"), works("rr r0", "0x12345678"),
        works("reg r13 force", "sp (/32): 0x20010000"), works("wreg r1 7"), works("wr r2 8"),
        works("get_reg {r1 r2}", "r1 0x00000007\nr2 0x00000008"),
        works("set_reg {r1 9 r2 10}"), works("get_reg r1", "r1 0x00000009"),
        fails("reg r99", "register r99 not found"), fails("reg 999", "out of bounds"),
        fails("reg r0 x", "no value"),
    ]

    private static let points = [
        works("bp 0x08000100 2 hw", "breakpoint set at 0x08000100"), works("bp", "0x08000100"),
        works("rbp 0x08000100"), fails("rbp 0x08000100", "no breakpoint"),
        works("break 0x08000200", "set at"), works("lsbreak", "0x08000200"),
        works("rmbreak 0x08000200"), works("bp 0x08000300"), works("rbp all"),
        works("wp 0x20002000 4 w", "watchpoint set at 0x20002000"),
        works("wp", "address: 0x20002000, len: 0x00000004, r/w/a: w"),
        works("rwp 0x20002000"), works("watch 0x20002010 rw", "set at"),
        works("lswatch", "0x20002010"), works("rmwatch 0x20002010"), works("rwp all"),
        fails("wp 0x20002000 4 q", "none of r, w, a"),
        fails("wp 0xfffffff0 0x100", "past 4 GiB"), fails("watch 0xfffffffe r 3", "past 4 GiB"),
        fails("rtt setup 0xfffffff0 16", "no room"),
        fails("exec SetRTTSearchRanges 0xffffffff 1", "no room"),
    ]

    private static let flash = [
        works("flash banks", "#0 : ", "at 0x08000000, size 0x00100000"),
        works("flash list", "base       0x08000000", "size       0x100000"),
        works("flash probe 0", "found at 0x08000000"), fails("flash probe 7", "no flash bank 7"),
        works(
            "flash info 0", "\t#  0: 0x00000000 (0x8000 32kB) not protected",
            "\t#  5: 0x00040000 (0x40000 256kB)"),
        works("flash fillw 0x08000010 0x12345678 4", "wrote 16 bytes to 0x08000010"),
        works("mdw 0x08000010 4", "12345678 12345678 12345678 12345678"),
        works("mdw 0x08000020", "ffffffff"), works("flash fillh 0x08000020 0xabcd 2", "wrote 4"),
        works("flash fillb 0x08000024 0x5a 1", "wrote 1"),
        works("mdw 0x08000010 6", "12345678 abcdabcd ffffff5a"),
        works("flash erase_sector 0 0 0", "erased sectors 0 through 0 on flash bank 0"),
        works("mdw 0x08000010", "ffffffff"), fails("flash erase_sector 0 9 last", "not in 0...7"),
        works("flash fillw 0x08000000 1 1"),
        fails("flash erase_address 0x08000000 0x100", "not made of whole sectors"),
        works("flash erase_address pad 0x08000000 0x100", "erased address 0x08000000"),
        works("mdw 0x08000000", "ffffffff"), works("flash fillw 0x08000000 1 1"),
        works("erase 0x08000000 4"), works("mdw 0x08000000", "ffffffff"),
        works("flash fillw 0x08000000 1 1"), works("erase_range 0x08000000 4"),
        works("mdw 0x08000000", "ffffffff"), works("flash fillw 0x08000000 1 1"),
        works("erase"), works("mdw 0x08000000", "ffffffff"), works("erase --chip"),
        works("flash mass_erase 0"), works("erase_mass"), works("stm32f2x mass_erase 0"),
        works("stm32f1x mass_erase 0"), works("stm32f4x mass_erase 0"),
        works("stm32lx mass_erase 0"), works("stm32l4x mass_erase 0"),
        works("stm32h7x mass_erase 0"), fails("flash protect 0 0 0 on", "option"),
        fails("flash fillw 0x40000000 1 1", "0x40000000"),
    ]

    private static let images = [
        works(
            "load_image a.bin 0x20003000", "4 bytes written at address 0x20003000",
            "downloaded 4 bytes"), works("mdw 0x20003000", "04030201"),
        works("verify_image a.bin 0x20003000", "verified 4 bytes from file a.bin"),
        works("mwb 0x20003002 9"),
        fails(
            "verify_image a.bin 0x20003000", "0x20003002",
            "Was 0x09 instead of 0x03"),
        works("dump_image b.bin 0x20003000 4", "dumped 4 bytes"),
        works("loadmem 0x20003100 b.bin", "downloaded 4 bytes"),
        works("mdw 0x20003100", "04090201"), works("savemem 0x20003100 2 c.bin", "dumped 2"),
        works("flash write_image erase a.bin 0x08000000", "wrote 4 bytes from file a.bin"),
        works("flash verify_image a.bin 0x08000000", "verified 4 bytes"),
        works("load a.bin 0x08008000", "wrote 4"), works("mdw 0x08008000", "04030201"),
        works("program a.bin verify reset exit 0x08010000", "Verified OK", "Resetting"),
        works("mdw 0x08010000", "04030201"), fails("load_image none.bin 0", "no such file"),
    ]

    private static let chip = [
        works("info", "STM32F7"), works("list", "STM32F7"), works("show target", "STM32F7"),
        works("uid", "STM32F7"), works("doctor", "STM32F7", "supply measured now: 3"),
        works("fault", ""), works("show fault", ""), works("option", "RDP"),
        works("option RDP", "RDP", "0xaa"), fails("option NOPE", "no \"NOPE\""),
        fails("option A 1 B 2", "NAME=VALUE"), works("last-error", "NAME=VALUE"),
        works("why", "NAME=VALUE"), fails("option NOPE=1", "NOPE"),
        works("unlock"), works("stm32f2x unlock 0"), works("stm32f1x unlock 0"),
        works("stm32f4x unlock 0"), works("stm32lx unlock 0"), works("stm32l4x unlock 0"),
        works("stm32h7x unlock 0"), works("stm32f2x options_read 0", "RDP"),
        works("stm32f1x options_read 0"),
    ]

    private static let settings = [
        works("vector-catch", "hard_err: catch", "bus_err: ignore"),
        works("vector-catch bus_err hard_err", "bus_err: catch"),
        works("cortex_m vector_catch all", "mm_err: catch"), works("vector-catch none", "ignore"),
        works("vector_catch enable hard", "hard_err: catch"),
        works("vector_catch disable hard", "hard_err: ignore"),
        works("set vector-catch hb", "bus_err: catch"), works("show vector-catch", "catch"),
        fails("vector-catch odd", "\"odd\" is none"), works("step-mask", "interrupts wait"),
        works("step-mask off", "are taken"), works("maskints on", "also while"),
        works("cortex_m maskisr auto", "interrupts wait while"),
        works("set step-into-interrupts on", "are taken"),
        works("set step-into-interrupts off", "interrupts wait"),
        works("cortex_m reset_config sysresetreq"), works("reset_config none separate"),
        works("connect_rst disable"), works("gdb breakpoint_override hard"),
        works("gdb_breakpoint_override hard"), works("set something 1", "ignored"),
        works("arm"),
    ]

    private static let probe = [
        works("speed", "adapter speed: ", " kHz"), works("adapter speed 1000", ": 950 kHz"),
        works("adapter_khz 480", ": 480 kHz"), works("frequency 1800k", ": 1800 kHz"),
        works("set frequency 1000000", ": 950 kHz"), works("speed auto", "kHz"),
        fails("speed fast", "no clock"), works("voltage", "target voltage: 3."),
        works("ReadDP 0", "0x5ba02477"), works("WriteDP 0x2 0xF0"), works("ReadAP 0x2", "0xe00f"),
        works("ReadAP 3", "0x74770001"), works("WriteDP 2 0"), works("WriteAP 1 0x20001000"),
        works("ReadAP 1", "0x20001000"), works("readdp 0", "DP register 0x0 = 0x5ba02477"),
        works("writedp 0 0x1e"), works("readap 0 0xfc", "AP #0 register 0xfc = 0x74770001"),
        works("writeap 0 4 0x20001004"), works("readap 4", "0x20001004"),
        works("dap info 0", "AP ID register 0x74770001"), works("dap info 9", "no AP # 0x9"),
        works("reconnect", "attached anew: halted at"), works("reinit", "attached anew"),
        works("swdp_scan", "STM32F7"), works("jtag_scan", "STM32F7"), works("tpwr", "disabled"),
        fails("tpwr enable", "own supply"), fails("ReadDP 5", "multiple of 4"),
    ]

    private static let semihosting = [
        works("semihosting enable", "semihosting is enabled"),
        works("arm semihosting disable", "is disabled"), works("arm semihosting", "is disabled"),
        works("semihosting files enable", "gdb's"),
        works("arm semihosting_fileio disable", "server's"),
        works("semihosting arguments a b"), works("arm semihosting_cmdline x y"),
        works("semihosting ioclient 3"), works("arm semihosting_resexit enable"),
        fails("semihosting maybe", "none of"),
    ]

    private static let server = [
        works("help", "reset [halt|init|run]", "Flash:"), works("help reset", "Reset the target"),
        works("usage mdw", "mdw"), works("? mdw", "mdw"), fails("help rest", "did you mean"),
        works("version", "server 1, debugging STM32F7"),
        works("targets", "cortex_m   little", "halted"),
        works("target current", ".cpu"), works("target names", ".cpu"),
        works("echo a  b", "a b"), works("puts -nonewline {a b}", "a b"), works("sleep 10"),
        fails("sleep 9999999", "not in"), works("capture {echo hello}", "hello"),
        works("catch {echo x}", "0"), works("catch {nonsense}", "1"), works("gdb_port", "4242"),
        works("gdb_port 3333"), works("gdb port", "4242"), works("telnet_port"),
        works("tcl_port"), works("telnet port"), works("tcl port"), works("init"),
        works("gdb_sync"), works("gdb sync"), works("gdb_memory_map enable"),
        works("gdb memory_map enable"), works("gdb_flash_program enable"),
        works("gdb flash_program enable"), works("gdb_report_data_abort enable"),
        works("gdb report_data_abort enable"), works("gdb_report_register_access_error enable"),
        works("gdb_target_description enable"), works("gdb target_description enable"),
        works("gdb_max_connections 2"), works("tcl_notifications on"), works("tcl_trace on"),
        works("tcl_notify x"), works("set_type x"), works("debug_level 3"), works("log_output x"),
        works("transport select"), works("interface stlink"), works("bindto 0.0.0.0"),
        works("noinit"), works("source x"), works("find x"), works("flushregs"), works("core 0"),
        works("threads flush"), works("initdp"), works("makeap 0"), works("flushprobe"),
        works("CDLiveWatchSetup"), works("CDRTOSConfigure FreeRTOS"),
        works("shutdown", "shutdown command invoked"), works("exit"), works("quit"),
    ]
}
