"""Times our server against st-util, openocd and pyocd on one and the same virtual board.

Every tool serves the same gdb on a board whose transfers, SWD words and flash operations take
their real time (`stlink-sim --pace`). Before each load the flash holds another program, so that
whoever writes must erase. Run by `make bench`.
"""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

import limits

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
FIRMWARE = ROOT / ".build-firmware"
VENV = ROOT / ".build-venv" / "bin"

# Command to serve gdb at {port}, words of its readiness, how gdb halts through it at reset, steps.
SERVERS = {
    "stlink-gdbserver": (
        "stlink-gdbserver --port {port}", "Listening at", "monitor reset halt", 1000),
    "st-util": ("st-util -p {port} -m", "Listening at", "monitor reset", 20),
    "openocd, stlink.cfg": (
        "openocd -c 'gdb_port {port}' -c 'tcl_port disabled' -c 'telnet_port disabled' "
        "-f interface/stlink.cfg -c 'transport select hla_swd' -f target/stm32f7x.cfg",
        "port {port} for gdb", "monitor reset halt", 20),
    "openocd, stlink-dap.cfg": (
        "openocd -c 'gdb_port {port}' -c 'tcl_port disabled' -c 'telnet_port disabled' "
        "-f interface/stlink-dap.cfg -c 'transport select dapdirect_swd' "
        "-f target/stm32f7x.cfg",
        "port {port} for gdb", "monitor reset halt", 20),
    # The nearest chip that pyocd can flash without a download: same core, controller and sectors.
    "pyocd": (
        "pyocd gdbserver --port {port} --telnet-port 0 --persist --target stm32f767zi "
        "--frequency 4000000",
        "GDB server listening on port {port}", "monitor reset halt", 20),
}

# Runs at the virtual desk: prepares the flash, starts the server, measures, ends the server.
SESSION = """
set -e
if [ -n "$BENCH_BEFORE" ]; then
    stlink flash --address 0x08000000 "$BENCH_BEFORE" >"$BENCH_FOLDER/before.log" 2>&1
fi
kill -USR1 $STLINK_SIM_PID
until [ -e "$BENCH_STATS" ]; do sleep 0.01; done
mv "$BENCH_STATS" "$BENCH_FOLDER/start.json"
export BENCH_STARTED=$EPOCHREALTIME
$BENCH_SHELL_SERVER >"$BENCH_FOLDER/server.log" 2>&1 &
server=$!
for _ in $(seq 3000); do
    grep -q "$BENCH_READY" "$BENCH_FOLDER/server.log" && break
    kill -0 $server 2>/dev/null || exit 70
    sleep 0.01
done
export BENCH_READY_AT=$EPOCHREALTIME
status=0
gdb-multiarch -nx -q -batch -x "$BENCH_SCRIPT" "$BENCH_ELF" >"$BENCH_FOLDER/gdb.log" 2>&1 ||
    status=$?
kill $server 2>/dev/null || true
wait $server 2>/dev/null || true
exit $status
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def other_program(image, folder):
    """A binary with the same first words and every other byte changed."""
    data = bytearray(image.read_bytes())
    data[0x200:] = bytes(byte ^ 0x5A for byte in data[0x200:])
    path = pathlib.Path(folder) / ("other-" + image.name)
    path.write_bytes(data)
    return path


def run(name, image, what, steps, limit_seconds):
    """One server on a fresh board: the measurements by name, or what went wrong."""
    command, ready, halt, _ = SERVERS[name]
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        results = pathlib.Path(folder) / "results.jsonl"
        results.touch()
        before = other_program(FIRMWARE / f"{image}.bin", folder)
        server = command.format(port=port)
        environment = {
            **os.environ,
            "PATH": f"{PRODUCTS}:{VENV}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "BENCH_FOLDER": folder, "BENCH_STATS": f"{folder}/stats.json",
            "BENCH_RESULTS": str(results), "BENCH_PORT": str(port), "BENCH_WHAT": what,
            "BENCH_STEPS": str(steps), "BENCH_HALT": halt, "BENCH_BEFORE": str(before),
            "BENCH_READY": ready.format(port=port), "BENCH_ELF": str(FIRMWARE / f"{image}.elf"),
            "BENCH_SCRIPT": str(HERE / "measure.gdb.py"),
        }
        session = SESSION.replace("$BENCH_SHELL_SERVER", server)
        try:
            status = subprocess.run(
                [PRODUCTS / "stlink-sim", "--pace", "--stats", f"{folder}/stats.json", "--",
                 "bash", "-c", session],
                env=environment, timeout=limit_seconds, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        except subprocess.TimeoutExpired:
            status = f"not done in {limit_seconds} s"
        lines = results.read_text(encoding="utf-8").splitlines()
        found = {}
        for line in lines:
            record = json.loads(line)
            found[record.pop("what")] = record
        missing = [each for each in what.split(",") if each not in found]
        if missing:
            logs = [f"{name}: {image}: no {', '.join(missing)} (status {status})"]
            for log in ("before.log", "server.log", "gdb.log"):
                path = pathlib.Path(folder) / log
                if path.exists():
                    logs += [f"  {log}: {line}" for line in path.read_text(
                        encoding="utf-8", errors="replace").splitlines()[-6:]]
            print("\n".join(logs), file=sys.stderr)
        return found


def best(records):
    """The quickest of several rounds; counts are those of the same round."""
    return min(records, key=lambda record: record["seconds"]) if records else None


def table(title, columns, rows):
    print(f"\n{title}\n")
    print("| " + " | ".join(columns) + " |")
    print("| --- " + "| ---: " * (len(columns) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def print_loads(image, byte_count, found):
    limit = limits.flash_seconds(byte_count)
    rows = []
    for name, results in found.items():
        for what, label in (("load", name), ("again", f"{name}, the same again")):
            one = results.get(what)
            if one is None:
                rows.append([label] + ["-"] * 7)
                continue
            ratio = f"{one['seconds'] / limit:.2f}" if what == "load" else ""
            rows.append([
                label, f"{one['seconds']:.3f}", ratio,
                f"{byte_count / one['seconds'] / 1024:.0f}", f"{one['transfers']:,}",
                f"{one['bytes']:,}", f"{one['erases']}", f"{one['illegal']}"])
    table(
        f"gdb `load` of {image}.elf, {byte_count:,} bytes; the flash's own limit is {limit:.3f} s",
        ["server", "s", "x limit", "KiB/s", "transfers", "bytes", "erases", "illegal"], rows)


def print_others(found):
    wire = limits.read_seconds(256 << 10)
    rows = []
    for name, results in found.items():
        row = [name]
        for what in ("connect", "step", "read"):
            one = results.get(what)
            steps = SERVERS[name][3] if what == "step" else 1
            if one is None:
                row += ["-", "-"]
            elif what == "read":
                row += [f"{one['seconds']:.2f}", f"{wire / one['seconds'] * 100:.0f} %"]
            elif what == "step":
                row += [f"{one['seconds'] / steps * 1000:.2f}", f"{one['transfers'] / steps:.1f}"]
            else:
                row += [f"{one['seconds']:.3f}", f"{one['transfers']}"]
        row[3:3] = [f"{SERVERS[name][3]}"]
        rows.append(row)
    table(
        "From the server's start to gdb's prompt, `stepi`, and reads 256 KiB "
        f"({wire:.2f} s on the wires: SWD at {limits.SWD_HERTZ // 1_000_000} MHz, then USB)",
        ["server", "attach s", "transfers", "steps", "ms each", "transfers each", "read s",
         "of the wires"], rows)


def main():
    global PRODUCTS
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="rounds; the quickest is shown")
    parser.add_argument("--only", action="append", help="only these servers")
    parser.add_argument("--json", help="also write everything measured to this file")
    options = parser.parse_args()
    PRODUCTS = pathlib.Path(subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout.strip())
    names = [name for name in SERVERS if not options.only or name in options.only]
    every = {}
    for image, what in (("zephyr", "load,again,step"), ("large", "load,again,read")):
        for name in names:
            rounds = []
            for number in range(options.rounds):
                print(f"{image}.elf by {name}, round {number + 1}", file=sys.stderr)
                rounds.append(run(name, image, what, SERVERS[name][3], 240))
            every[image, name] = {
                each: best([one[each] for one in rounds if each in one])
                for each in ["connect"] + what.split(",")}
    for image in ("zephyr", "large"):
        byte_count = (FIRMWARE / f"{image}.bin").stat().st_size
        print_loads(image, byte_count, {name: every[image, name] for name in names})
    print_others({name: {**every["large", name], **every["zephyr", name]} for name in names})
    if options.json:
        text = {f"{image} {name}": found for (image, name), found in every.items()}
        pathlib.Path(options.json).write_text(json.dumps(text, indent=2), encoding="utf-8")


PRODUCTS = None

if __name__ == "__main__":
    main()
