"""Runs our runner as `west COMMAND -r swift_stlink ...` would: west.py IMAGES GDB COMMAND ..."""

import argparse
import importlib.util
import logging
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
from runners.core import RunnerConfig  # noqa: E402

logging.basicConfig(level=logging.INFO, format="-- %(name)s: %(message)s")
images, gdb, command = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
source = here.parents[2] / "zephyr" / "swift_stlink.py"
spec = importlib.util.spec_from_file_location("swift_stlink", source)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
runner = module.SwiftSTLinkRunner

parser = argparse.ArgumentParser()
parser.add_argument("--image", default="zephyr")
parser.add_argument("--file")
parser.add_argument("--only", help="build output of this kind alone")
parser.add_argument("--only-create", action="store_true")
runner.add_parser(parser)
args = parser.parse_args(sys.argv[4:])


def built(kind):
    return str(images / f"{args.image}.{kind}") if args.only in (None, kind) else None


cfg = RunnerConfig(
    build_dir=str(images), board_dir=str(images), elf_file=built("elf"), exe_file=None,
    hex_file=built("hex"), bin_file=built("bin"), uf2_file=None, file=args.file, gdb=gdb)
made = runner.create(cfg, args)
if args.only_create:
    if command not in runner.capabilities().commands:
        sys.exit(f"{runner.name()} does not implement {command}")
else:
    made.run(command)
