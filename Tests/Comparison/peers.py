"""How each tool is told to identify, to flash and to serve gdb; the board is an STM32F756."""

from dataclasses import dataclass

OPENOCD = ("openocd -f interface/stlink.cfg -c 'transport select hla_swd' "
           "-f target/stm32f7x.cfg")
# The nearest chip that pyocd can flash without a download: same core, controller and sectors.
PYOCD_TARGET = "stm32f767zi"


@dataclass
class Peer:
    name: str
    info: str
    flash: str
    serve: str
    # What it prints once gdb may come.
    ready: str
    # How gdb halts through it.
    halt: str = "monitor reset halt"
    # Whether {file} is a plain binary.
    takes_binary: bool = False


PEERS = [
    Peer("swift-stlink", "stlink info", "stlink flash {file}",
         "stlink-gdbserver --port {port}", "Listening at"),
    Peer("st-util, st-flash 1.7.0", "st-info --probe",
         "st-flash --reset write {file} 0x08000000", "st-util -p {port}", "Listening at",
         halt="monitor reset", takes_binary=True),
    Peer("openocd 0.12",
         OPENOCD + " -c init -c 'flash probe 0' -c shutdown",
         OPENOCD + " -c 'program {file} {address} verify reset exit'",
         OPENOCD + " -c 'gdb_port {port}' -c 'tcl_port disabled' -c 'telnet_port disabled'",
         "port {port} for gdb"),
    Peer("pyocd 0.46",
         f"pyocd commander --no-wait -t {PYOCD_TARGET} -c 'status' -c 'read32 0xe0042000'",
         f"pyocd flash --no-wait -t {PYOCD_TARGET} {{base}} {{file}}",
         f"pyocd gdbserver --no-wait --port {{port}} --telnet-port 0 -t {PYOCD_TARGET}",
         "listening on port {port}"),
]


def flash_line(peer, folder, image):
    """The command for an image; what is no ELF needs its address, as each tool takes it."""
    is_plain = image in ("text", "empty")
    if is_plain:
        file = f"{folder}/{image}.bin"
    else:
        file = f"{folder}/{image}.{'bin' if peer.takes_binary else 'elf'}"
    line = peer.flash.format(
        file=file, address="0x08000000" if is_plain else "",
        base="--base-address 0x08000000 --format bin" if is_plain else "")
    if is_plain and line.startswith("stlink "):
        line += " --address 0x08000000"
    return line
