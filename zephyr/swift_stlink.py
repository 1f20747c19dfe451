# SPDX-License-Identifier: MIT
"""A west runner that flashes and debugs with swift-stlink.

    west flash -r swift_stlink
    west debug -r swift_stlink
    west attach -r swift_stlink
    west debugserver -r swift_stlink

This repository is a Zephyr module (zephyr/module.yml), which makes the runner known to west; a
board offers it by including zephyr/swift_stlink.board.cmake from its board.cmake.
"""

import argparse
from pathlib import Path

from runners.core import RunnerCaps, RunnerConfig, ZephyrBinaryRunner

DEFAULT_GDB_PORT = 4242


class SwiftSTLinkRunner(ZephyrBinaryRunner):
    """Runs `stlink` to flash and `stlink-gdbserver` with gdb to debug."""

    def __init__(self, cfg: RunnerConfig, args: argparse.Namespace, address: "int | None" = None):
        super().__init__(cfg)
        self.args = args
        self.address = address

    @classmethod
    def name(cls) -> str:
        return "swift_stlink"

    @classmethod
    def capabilities(cls) -> RunnerCaps:
        return RunnerCaps(
            commands={"flash", "debug", "debugserver", "attach"},
            dev_id=True, flash_addr=True, erase=True, reset=True, extload=True, tool_opt=True,
            file=True)

    @classmethod
    def dev_id_help(cls) -> str:
        return "The ST-Link's serial number, or its first digits."

    @classmethod
    def extload_help(cls) -> str:
        return "A flash loader for a memory beside the chip's own: a .FLM or .stldr file."

    @classmethod
    def tool_opt_help(cls) -> str:
        return "An option for stlink (flash) or stlink-gdbserver (debug), such as -O=--freq=1M."

    @classmethod
    def do_add_parser(cls, parser: argparse.ArgumentParser):
        parser.add_argument("--gdb-port", type=int, default=DEFAULT_GDB_PORT,
                            help=f"gdb's port, {DEFAULT_GDB_PORT} if not given")
        parser.add_argument("--connect-under-reset", action="store_true",
                            help="hold the reset line low while connecting")
        parser.add_argument("--stlink", default="stlink", help="path of stlink")
        parser.add_argument("--gdbserver", default="stlink-gdbserver",
                            help="path of stlink-gdbserver")

    @classmethod
    def do_create(cls, cfg: RunnerConfig, args: argparse.Namespace) -> "SwiftSTLinkRunner":
        # dt_flash is "n" where it was not given, and false where it was given so.
        if args.dt_flash is True:
            runner = cls(cfg, args)
            runner.address = cls.flash_address_from_build_conf(runner.build_conf)
            return runner
        return cls(cfg, args)

    def do_run(self, command: str, **kwargs):
        if command == "flash":
            self.flash()
        elif command == "debugserver":
            self.check_call(self.server_command(attaches=False))
        elif command in ("debug", "attach"):
            self.debug(attaches=command == "attach")
        else:
            raise ValueError(f"{self.name()} does not know {command}")

    def probe_options(self) -> "list[str]":
        options = ["--serial", self.args.dev_id] if self.args.dev_id else []
        if self.args.connect_under_reset:
            options.append("--connect-under-reset")
        return options + list(self.args.tool_opt or [])

    def image(self) -> "list[str]":
        """The file to flash, with an address where it needs one."""
        given = self.cfg.file
        names = [given] if given else [
            self.cfg.hex_file, self.cfg.elf_file, self.cfg.bin_file]
        for name in names:
            if name and Path(name).is_file():
                if not name.endswith(".bin"):
                    return [name]
                if self.address is None:
                    self.address = self.flash_address_from_build_conf(self.build_conf)
                return [name, "--address", hex(self.address)]
        raise RuntimeError(
            f"there is no file to flash: {', '.join(n for n in names if n) or 'none was built'}")

    def flash(self):
        stlink = self.require(self.args.stlink) or self.args.stlink
        image = self.image()
        if self.args.erase:
            self.check_call([stlink, "erase"] + self.probe_options())
        # `stlink flash` runs the program; --no-reset leaves it at its first instruction.
        halt = ["--halt"] if self.args.reset is False else []
        loader = ["--loader", self.args.extload] if self.args.extload else []
        self.logger.info(f"flashing {image[0]}")
        self.check_call([stlink, "flash"] + image + halt + loader + self.probe_options())

    def server_command(self, attaches: bool) -> "list[str]":
        server = self.require(self.args.gdbserver) or self.args.gdbserver
        attach = ["--no-reset"] if attaches else []
        return [server, "--port", str(self.args.gdb_port)] + attach + self.probe_options()

    def debug(self, attaches: bool):
        if self.cfg.gdb is None:
            raise RuntimeError("no gdb is configured; install the Zephyr SDK's or set CMAKE_GDB")
        if self.cfg.elf_file is None:
            raise RuntimeError("no zephyr.elf was built")
        commands = [f"target extended-remote :{self.args.gdb_port}"]
        if not attaches:
            commands += ["monitor reset halt", "load", "monitor reset halt"]
        client = [self.cfg.gdb, self.cfg.elf_file]
        for command in commands:
            client += ["-ex", command]
        self.require(client[0])
        # gdb tries again for some seconds while the server starts.
        self.run_server_and_client(self.server_command(attaches), client)
