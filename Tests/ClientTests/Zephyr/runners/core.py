"""What a runner sees of Zephyr's `runners.core`, as far as its documentation describes it.

No package has Zephyr's own classes, and they are not ours to copy: this has their names and
signatures (Zephyr documentation, "Building, Flashing and Debugging", "Out of tree runners" and
"API documentation for runners") and does with the commands what they are said to do.
"""

import argparse
import logging
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import NamedTuple, Optional


@dataclass
class RunnerCaps:
    commands: set = field(default_factory=set)
    dev_id: bool = False
    flash_addr: bool = False
    erase: bool = False
    reset: bool = False
    extload: bool = False
    tool_opt: bool = False
    file: bool = False


class RunnerConfig(NamedTuple):
    build_dir: str
    board_dir: str
    elf_file: Optional[str]
    exe_file: Optional[str]
    hex_file: Optional[str]
    bin_file: Optional[str]
    uf2_file: Optional[str]
    file: Optional[str]
    gdb: Optional[str] = None


class ZephyrBinaryRunner:
    def __init__(self, cfg):
        self.cfg = cfg
        self.logger = logging.getLogger(f"runners.{self.name()}")

    @classmethod
    def add_parser(cls, parser):
        parser.add_argument("-i", "--dev-id")
        parser.add_argument("--dt-flash", default="n",
                            type=lambda text: text.lower().startswith("y"))
        parser.add_argument("--erase", action=argparse.BooleanOptionalAction)
        parser.add_argument("--reset", action=argparse.BooleanOptionalAction)
        parser.add_argument("--extload")
        parser.add_argument("-O", "--tool-opt", default=[], action="append")
        cls.do_add_parser(parser)

    @classmethod
    def create(cls, cfg, args):
        return cls.do_create(cfg, args)

    @staticmethod
    def flash_address_from_build_conf(build_conf):
        return build_conf["CONFIG_FLASH_BASE_ADDRESS"]

    @property
    def build_conf(self):
        return {"CONFIG_FLASH_BASE_ADDRESS": 0x08000000}

    def run(self, command, **kwargs):
        if command not in self.capabilities().commands:
            raise ValueError(f"runner {self.name()} does not implement command {command}")
        self.do_run(command, **kwargs)

    @staticmethod
    def require(program, path=None):
        found = shutil.which(program, path=path)
        if found is None:
            raise FileNotFoundError(program)
        return found

    def check_call(self, cmd, **kwargs):
        subprocess.check_call(cmd, **kwargs)

    def run_server_and_client(self, server, client, **kwargs):
        process = subprocess.Popen(server, start_new_session=True, **kwargs)
        try:
            self.check_call(client, **kwargs)
        finally:
            process.terminate()
            process.wait()
