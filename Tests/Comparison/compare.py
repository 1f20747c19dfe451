"""Runs the same faults against swift-stlink, st-util/st-flash, openocd and pyocd.

    compare.py [--only TEXT] [--peers TEXT] [--jobs N] [--table FILE]

Success is judged by the simulator's own dump of the cells, never by a tool's word; a clear error by
the words in faults.py; the next run, where the fault is over, by a second flash of the same tool.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

from faults import FAULTS
from peers import PEERS, flash_line

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELF = ROOT / "Tests" / "Firmware" / "elf.py"
BASE, FLASH_BYTES, IMAGE_BYTES = 0x0800_0000, 1 << 20, 6000
# What everybody calls this chip: the device identity of the F756 is 0x449.
IDENTITY = "449"
HEADER_BYTES = 52 + 32
# Longer than this is a hang; a person has pressed Ctrl-C long before.
HANG_SECONDS = int(os.environ.get("COMPARE_HANG_SECONDS", "40"))

CLASSES = ["success", "clear error", "unclear error", "hang", "wrong success", "unusable"]

# Runs at the virtual desk. $LINE is the tool's command, or the server's with $GDB for gdb's part.
DESK = r"""
order() { echo "$1" >$STLINK_SIM_CONTROL; }
settle() { order "$1"; for _ in $(seq 6000); do
    grep -qs " $1\$" $STLINK_SIM_CONTROL.log && return; sleep 0.01; done; }
run() { # NAME ORDER: one attempt; its output in NAME.out, its status in NAME.status
    local status=0 go=
    case $2 in '') ;; kill*) go="echo \"after ${2#kill } kill \$\$\" >$STLINK_SIM_CONTROL; ";;
        *) order "$2";; esac
    if [ -z "$GDB" ]; then
        timeout -s INT -k 3 $HANG bash -c "${go}exec $LINE" >$1.out 2>&1 || status=$?
    else
        bash -c "${go}exec $LINE" >>$1.out 2>&1 & local server=$!
        status=70
        for _ in $(seq $((HANG * 20))); do
            grep -q "$READY" $1.out && { status=0; break; }
            kill -0 $server 2>/dev/null || { status=71; break; }
            sleep 0.05
        done
        [ $status = 70 ] && status=124
        if [ $status = 0 ]; then
            timeout -s INT -k 3 $HANG bash -c "exec $GDB" >$1.gdb 2>&1 || status=$?
            cat $1.gdb >>$1.out
            grep -q "Transfer rate" $1.gdb || [ $status != 0 ] || status=72
            grep -q "Transfer rate" $1.gdb && [ $status != 124 ] && status=0
        fi
        kill -INT $server 2>/dev/null; sleep 0.3
        kill -KILL $server 2>/dev/null; wait $server 2>/dev/null
    fi
    echo $status >$1.status
    order forget
}
dump() { settle "dump 0x8000000 $BYTES $PWD/$1.dump"; order count; }
settle count
[ -z "$FIRST" ] || settle "$FIRST"
run first "$ORDER"
dump first
if [ -n "$CURE" ]; then settle "$CURE"; sleep 0.3; fi
if [ $NEXT = 1 ]; then run second; dump second; fi
for _ in $(seq 6000); do
    [ "$(grep -c ' count$' $STLINK_SIM_CONTROL.log)" -ge $((NEXT + 2)) ] && break; sleep 0.01
done
cp $STLINK_SIM_CONTROL.log orders.log
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def make_images(folder):
    """`good` fits, `large` does not; both as ELF and as plain binaries."""
    for name, size in (("good", IMAGE_BYTES), ("large", FLASH_BYTES + 4096)):
        elf = folder / f"{name}.elf"
        subprocess.run(
            [sys.executable, ELF, elf, "1", "0x20000800", f"{BASE:#x}:{size}"], check=True)
        (folder / f"{name}.bin").write_bytes(
            elf.read_bytes()[HEADER_BYTES:HEADER_BYTES + size])
    script = "MEMORY { FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 1024K }\n"
    (folder / "text.bin").write_text("/* the linker script, by mistake */\n" + script * 20)
    (folder / "empty.bin").write_bytes(b"")


def attempt(peer, operation, fault, images, after=0):
    """One fault against one tool; what was left in the folder of the desk."""
    with tempfile.TemporaryDirectory(prefix="cmp") as name:
        folder = pathlib.Path(name)
        port = free_port()
        gdb = ""
        if operation == "load":
            line = peer.serve.format(port=port)
            gdb = ("gdb-multiarch -nx -q -batch -ex 'set confirm off' -ex 'set remotetimeout 10' "
                   f"-ex 'target extended-remote :{port}' -ex '{peer.halt}' -ex load "
                   f"-ex detach {images}/{fault.image}.elf")
        elif operation == "flash":
            line = flash_line(peer, images, fault.image)
        else:
            line = peer.info
        order = f"after {after} {fault.order}" if fault.order and after else ""
        if fault.order == "kill" and after:
            order = f"kill {after}"
        is_over = bool(fault.order or fault.cure)
        size = FLASH_BYTES if fault.image == "large" else IMAGE_BYTES
        environment = dict(
            os.environ, LINE=line, GDB=gdb, READY=peer.ready.format(port=port), ORDER=order,
            CURE=fault.cure, FIRST=fault.first, NEXT="1" if is_over else "0", BYTES=str(size),
            HANG=str(HANG_SECONDS), LC_ALL="C")
        specs = [word for spec in fault.specs for word in ("--fault", spec)]
        desk = subprocess.Popen(
            ["stlink-sim", *specs, "--", "bash", "-c", DESK], cwd=folder, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            desk.wait(timeout=4 * HANG_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(desk.pid, signal.SIGKILL)
            desk.wait()
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def transfers(files):
    """How many the first attempt took, by the simulator's log."""
    counts = [int(line.split()[0]) for line in files.get("orders.log", b"").decode().splitlines()
              if line.endswith(" count")]
    return counts[1] - counts[0] if len(counts) > 1 else 0


def judge(fault, operation, files, wanted):
    """One of CLASSES."""
    status = int(files.get("first.status", b"124").decode() or 124)
    said = files.get("first.out", b"").decode(errors="replace").lower()
    is_right = operation == "info" or files.get("first.dump") == wanted
    if operation in fault.hopeless and (operation == "info" or fault.image != "good"):
        # What is no program, or does not fit, cannot have been flashed rightly.
        is_right = False
    if "second.status" in files and operation != "info":
        is_usable = files["second.status"].strip() == b"0" and files.get("second.dump") == wanted
        if not is_usable:
            return "unusable"
    if operation == "info" and status == 0 and IDENTITY not in said:
        # Some end with 0 whatever they found; what they say counts.
        status = 1
    if status == 0:
        return "success" if is_right else "wrong success"
    if fault.order == "kill":
        # Nobody is left to say anything; that the next one works is what counts.
        return "success"
    if status in (124, 137):
        return "hang"
    return "clear error" if any(word in said for word in fault.words) else "unclear error"


def table(rows, peers):
    lines = ["| fault | operation | " + " | ".join(peer.name for peer in peers) + " |",
             "| --- | --- |" + " --- |" * len(peers)]
    for (fault, operation), cells in rows.items():
        lines.append(f"| {fault} | {operation} | "
                     + " | ".join(cells.get(peer.name, "") for peer in peers) + " |")
    sums = ["| outcome | " + " | ".join(peer.name for peer in peers) + " |",
            "| --- |" + " ---: |" * len(peers)]
    counts = {peer.name: collections.Counter(row.get(peer.name) for row in rows.values())
              for peer in peers}
    for kind in CLASSES:
        sums.append(f"| {kind} | "
                    + " | ".join(str(counts[peer.name][kind]) for peer in peers) + " |")
    return "\n".join(sums) + "\n\n" + "\n".join(lines) + "\n"


def merged(files):
    """Rows from the lines that runs print."""
    rows = {(fault.name, operation): {} for fault in FAULTS for operation in fault.operations}
    for file in files:
        for line in pathlib.Path(file).read_text().splitlines():
            parts = line.split(": ")
            if len(parts) == 4 and (parts[3], parts[2]) in rows and parts[0] in CLASSES:
                rows[parts[3], parts[2]][parts[1]] = parts[0]
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="faults whose name contains this")
    parser.add_argument("--peers", default="", help="tools whose name contains this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--operation", default="", help="this one only")
    parser.add_argument("--merge", nargs="+", metavar="FILE",
                        help="only print the table of what earlier runs printed; the last counts")
    parser.add_argument("--table", help="write the table here, too")
    parser.add_argument("--logs", help="keep each attempt's output in this folder")
    options = parser.parse_args()
    if options.merge:
        print(table(merged(options.merge), PEERS))
        return
    faults = [fault for fault in FAULTS if options.only in fault.name]
    peers = [peer for peer in PEERS if options.peers in peer.name]
    rows = {(fault.name, operation): {} for fault in faults for operation in fault.operations
            if options.operation in operation}
    with tempfile.TemporaryDirectory(prefix="img") as name, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        images = pathlib.Path(name)
        make_images(images)

        def one(peer, operation, fault, length):
            files = attempt(peer, operation, fault, images, length // 2)
            kind = fault.image if fault.image != "large" else "good"
            verdict = judge(fault, operation, files, (images / f"{kind}.bin").read_bytes())
            rows[fault.name, operation][peer.name] = verdict
            print(f"{verdict}: {peer.name}: {operation}: {fault.name}", flush=True)
            if options.logs:
                place = pathlib.Path(options.logs) / f"{peer.name.split(',')[0]}" / operation
                place.mkdir(parents=True, exist_ok=True)
                (place / f"{fault.name.replace('/', '-')}.txt").write_bytes(
                    verdict.encode() + b"\n" + b"\n---\n".join(
                        files.get(name, b"") for name in
                        ("first.status", "first.out", "second.status", "second.out",
                         "orders.log")))

        # First where half way is, for each tool and operation.
        lengths = {}
        if any(fault.order for fault in faults):
            plain = FAULTS[0]
            jobs = {pool.submit(attempt, peer, operation, plain, images): (peer.name, operation)
                    for peer in peers for operation in ("flash", "load")}
            lengths = {key: transfers(job.result()) for job, key in jobs.items()}
            if not all(lengths.values()):
                sys.exit(f"a tool made no transfers: {lengths}")
            print("transfers:", json.dumps({" ".join(k): v for k, v in lengths.items()}))
        jobs = [pool.submit(one, peer, operation, fault, lengths.get((peer.name, operation), 0))
                for fault in faults for operation in fault.operations for peer in peers
                if (fault.name, operation) in rows]
        for job in jobs:
            job.result()
    text = table(rows, peers)
    print(text)
    if options.table:
        pathlib.Path(options.table).write_text(text)


if __name__ == "__main__":
    main()
