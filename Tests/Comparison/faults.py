"""The faults of the side-by-side comparison: what goes wrong, and which words name it.

The words are looked for in all that a tool, its server and gdb print, in any case. They are meant
to be generous: any word that leads a person to the cause, or to what helps, will do.
"""

from dataclasses import dataclass, field

ALL = ("info", "flash", "load")
REACHING = ("info", "load")
CHANGES = ("flash", "load")

# Words for whole groups of causes.
POWER = ["power", "volt", "supply", "vtref", "vdd", "brown"]
WIRES = ["wir", "cable", "connect", "no device", "not found", "unknown chip", "target not",
         "no target", "idcode", "swd", "link", "init mode failed", "unable to", "no response"]
RESET = ["reset", "nrst"]
PROTECTED = ["protect", "rdp", "wrp", "locked", "read-out", "readout"]
PROBE = ["st-link", "stlink", "probe", "found 0", "usb", "unplug", "plug", "disconnect",
         "no device",
         "libusb_error_no_device", "adapter"]
BUSY = ["busy", "in use", "another program", "claim", "resource", "libusb_error_busy", "occupied"]
RIGHTS = ["permission", "access", "udev", "rights", "denied", "sudo"]
CELLS = ["verif", "differ", "mismatch", "does not match", "contents", "program", "flash"]


@dataclass
class Fault:
    name: str
    words: list
    # --fault of stlink-sim.
    specs: list = field(default_factory=list)
    operations: tuple = REACHING
    # An order to the board at half of the tool's own transfers; `kill` is the tool or its server.
    order: str = ""
    # What a person does before the next run.
    cure: str = ""
    # Whether somebody does something before the tool starts.
    first: str = ""
    # Which file is flashed.
    image: str = "good"
    # Nothing can come of it: whoever claims success is wrong, for these operations.
    hopeless: tuple = ()


FAULTS = [
    Fault("nothing wrong", [], operations=ALL),
    # Before the chip is reached.
    Fault("no probe on the bus", PROBE, first="unplug", cure="plug", hopeless=ALL),
    Fault("the probe is in use", BUSY, specs=["busy"], hopeless=ALL),
    Fault("no right to open the probe", RIGHTS, specs=["denied"], hopeless=ALL),
    Fault("left in debug mode", PROBE, specs=["stale(debug)"]),
    Fault("left in SWIM mode", PROBE + ["swim", "mode"], specs=["stale(swim)"]),
    Fault("left with a reply in its pipe", PROBE, specs=["stale(reply)"]),
    Fault("left with a halted pipe", PROBE, specs=["stale(halt)"]),
    Fault("left in a dead session", PROBE + WIRES, specs=["stale(session)"]),
    Fault("left dumb until the port is reset", PROBE, specs=["stale(wedged)"]),
    Fault("the first entry into SWD fails", WIRES, specs=["status(ENTER_SWD, 0x09, 1)"]),
    Fault("one transfer stalls", PROBE + ["stall", "pipe"], specs=["stall(READMEM_32, 3)"]),
    Fault("one reply is late by a command", PROBE + ["time", "reply"],
          specs=["mute(READDEBUGREG, 1)"]),
    # The wire.
    Fault("nothing answers on the wire", POWER + WIRES, specs=["no-target"], hopeless=ALL),
    Fault("VTref reads 0 V", POWER + WIRES, specs=["volt(1490, 0)"]),
    Fault("VTref reads 1.07 V", POWER + WIRES, specs=["volt(0x5f0, 0x2a9)"]),
    Fault("NRST is not wired", RESET + WIRES, specs=["nrst(open)"]),
    Fault("noise above 1 MHz", WIRES + ["freq", "clock", "speed", "unreliable"],
          specs=["bitnoise(1/200, freq>1 MHz)"]),
    # The firmware in the chip.
    Fault("the program sleeps in STOP", RESET + WIRES + ["sleep", "low power"],
          specs=["sleep(STOP, wakes every 100 ms)"]),
    Fault("the program takes the debug pins", RESET + WIRES + ["pins"],
          specs=["pins(lost after 5 ms)"]),
    # The flash.
    Fault("read protected, RDP level 1", PROTECTED, specs=["rdp(1)"], operations=ALL,
          hopeless=CHANGES),
    Fault("write protected sector", PROTECTED, specs=["wrp(0x1)"], operations=CHANGES,
          hopeless=CHANGES),
    Fault("a flash error flag", CELLS + ["pgperr", "parallelism", "error flag"],
          specs=["flasherr(pgperr, 2)"], operations=CHANGES),
    Fault("a cell that does not take", CELLS, specs=["weak(0x08000101)"], operations=CHANGES,
          hopeless=CHANGES),
    Fault("flash size register 0xFFFF", ["size", "unknown", "geometry"],
          specs=["geometry(size=0xFFFF)"]),
    # In the middle.
    Fault("power lost for good half way", POWER + WIRES, order="power off", cure="power on",
          operations=CHANGES, hopeless=CHANGES),
    Fault("power lost for 20 ms half way", POWER + WIRES + RESET, order="power 20",
          operations=CHANGES),
    Fault("reset pressed half way", RESET + CELLS + POWER, order="reset", operations=CHANGES),
    Fault("reset held down half way", RESET + CELLS + WIRES, order="reset down",
          cure="reset up", operations=CHANGES),
    Fault("unplugged half way", PROBE, order="unplug", cure="plug", operations=CHANGES,
          hopeless=CHANGES),
    Fault("killed half way, then again", ["killed", "closed", "lost"], order="kill",
          operations=CHANGES),
    # The file.
    Fault("a text file for a program", ["not", "format", "firmware", "unknown", "invalid"],
          image="text", operations=("flash",), hopeless=("flash",)),
    Fault("an empty file", ["empty", "no data", "nothing", "size", "zero", "not"],
          image="empty", operations=("flash",), hopeless=("flash",)),
    Fault("larger than the flash",
          ["large", "fit", "beyond", "size", "outside", "exceed", "no flash", "not in", "end of",
           "out of", "no memory", "bounds"], image="large", operations=CHANGES, hopeless=CHANGES),
]
