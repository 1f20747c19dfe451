"""Runs inside gdb: times one command and what it costs on the board, as a line of JSON.

The environment says what to measure, how to connect, and where the simulator leaves its counts.
"""

import json
import os
import signal
import time

import gdb

SIMULATOR = int(os.environ["STLINK_SIM_PID"])
STATS = os.environ["BENCH_STATS"]
IMAGE_BYTES = 256 << 10


def counts():
    """The board's counts at this moment."""
    if os.path.exists(STATS):
        os.remove(STATS)
    os.kill(SIMULATOR, signal.SIGUSR1)
    while not os.path.exists(STATS):
        time.sleep(0.01)
    with open(STATS, encoding="utf-8") as file:
        return json.load(file)


def measure(action, before=None):
    before, start = before or counts(), time.monotonic()
    action()
    seconds, after = time.monotonic() - start, counts()
    moved = {key: after["bytes"][key] - before["bytes"][key] for key in ("in", "out")}
    return {
        "seconds": seconds,
        "transfers": sum(after["transfers"].values()) - sum(before["transfers"].values()),
        "bytes": moved["in"] + moved["out"],
        "erases": after["sectorErases"] - before["sectorErases"],
        "illegal": after["illegalTotal"] - before["illegalTotal"],
    }


def connect():
    gdb.execute(f"target extended-remote 127.0.0.1:{os.environ['BENCH_PORT']}", to_string=True)


def load():
    gdb.execute("load", to_string=True)


def step():
    for _ in range(int(os.environ["BENCH_STEPS"])):
        gdb.execute("stepi", to_string=True)


def read():
    path = os.environ["BENCH_FOLDER"] + "/read.bin"
    end = 0x08000000 + IMAGE_BYTES
    gdb.execute(f"dump binary memory {path} 0x08000000 {end:#x}", to_string=True)


def report(what, result):
    with open(os.environ["BENCH_RESULTS"], "a", encoding="utf-8") as file:
        file.write(json.dumps({"what": what, **result}) + "\n")


for setting in ("confirm off", "pagination off", "remotetimeout 60", "tcp connect-timeout 20"):
    gdb.execute(f"set {setting}")
wanted = os.environ["BENCH_WHAT"].split(",")
with open(os.environ["BENCH_FOLDER"] + "/start.json", encoding="utf-8") as file:
    attach = measure(connect, json.load(file))
attach["seconds"] += float(os.environ["BENCH_READY_AT"]) - float(os.environ["BENCH_STARTED"])
report("connect", attach)
for what in wanted:
    if what == "again":
        report("again", measure(load))
    elif what == "load":
        report("load", measure(load))
    elif what == "read":
        gdb.execute(os.environ["BENCH_HALT"], to_string=True)
        report("read", measure(read))
    elif what == "step":
        gdb.execute(os.environ["BENCH_HALT"], to_string=True)
        report("step", measure(step))
gdb.execute("disconnect", to_string=True)
