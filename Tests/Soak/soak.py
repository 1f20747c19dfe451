#!/usr/bin/env python3
"""Mixed sessions on several boards at once, for as long as wanted, with one server for each board
that lives all the time; then the verdict: no growth in memory, descriptors or threads, no session
that fails, none slower at the end than at the beginning.

    soak.py --minutes 60 --folder OUT

Run by `make soak SOAK_MINUTES=60`, and for a moment by `make test`. The folder gets samples.csv,
sessions.json, report.md, and the output of each session that failed.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import threading
import time

import measures
import sessions

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SETTLE_SECONDS = 20


class Board:
    """A row: which probe and chip, and what runs there."""

    def __init__(self, probe, name, runs_zephyr):
        self.probe = probe
        self.name = name
        self.runs_zephyr = runs_zephyr
        self.serial = f"SOAK{probe.upper()}"
        self.server = None

    @property
    def option(self):
        return f"{self.probe},board={self.name},serial={self.serial}"

    def is_probe_free(self):
        """Whether the server has let go of the device node."""
        folder = f"/proc/{self.server.pid}/fd"
        for each in os.listdir(folder):
            try:
                if "/dev/bus/usb/" in os.readlink(f"{folder}/{each}"):
                    return False
            except FileNotFoundError:
                pass
        return True


BOARDS = [
    Board("v2", "stm32f756", True),
    Board("v3e", "stm32f767", True),
    Board("v2-1", "stm32f103xe", False),
]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=0, help="so many rounds, not minutes")
    parser.add_argument("--folder", default="soak")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--scale", type=int, default=40, help="connects in a burst")
    parser.add_argument("--boards", type=int, default=len(BOARDS))
    parser.add_argument("--tools", default=str(ROOT / ".build/debug"))
    parser.add_argument("--firmware", default=str(ROOT / ".build-firmware"))
    parser.add_argument("--gdb13", default="gdb-multiarch")
    parser.add_argument("--gdb18", default=str(ROOT / ".build-venv/bin/gdb"))
    parser.add_argument("--lldb", default="lldb-14")
    parser.add_argument("--connects", type=int, default=0, help="to be reached at least")
    parser.add_argument("--breakpoints", type=int, default=0, help="to be reached at least")
    parser.add_argument(
        "--kinds", type=lambda text: text.split(","), help="only these, by the report's names")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    # Sessions run in folders of their own.
    options.tools = str(pathlib.Path(options.tools).resolve())
    options.firmware = str(pathlib.Path(options.firmware).resolve())
    return options


def plug_in(options):
    """Starts this program again beside the boards."""
    folder = pathlib.Path(options.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    words = [f"{options.tools}/stlink-sim", "--stats", str(folder / "counts.json")]
    for board in BOARDS[:options.boards]:
        words += ["--probe", board.option]
    arguments = [a for a in sys.argv[1:] if a != "--inside"]
    words += ["--", sys.executable, __file__, *arguments, "--inside", "--seed", str(options.seed)]
    os.execv(words[0], words)


class Worker(threading.Thread):
    """One board's day: every kind of session in random order, again and again."""

    def __init__(self, index, board, desk, options, counts, ledger, end):
        super().__init__(name=board.name, daemon=True)
        self.index, self.board, self.desk = index, board, desk
        self.options, self.counts, self.ledger, self.end = options, counts, ledger, end
        self.random = random.Random(options.seed + index)
        self.session_count = 0
        self.connects_before = 0

    def run(self):
        self.session("load", sessions.load)
        rounds = 0
        while not self.is_over(rounds):
            rounds += 1
            kinds = list(sessions.kinds(self.board, self.options.kinds).items())
            self.random.shuffle(kinds)
            for name, kind in kinds:
                if self.options.rounds == 0 and time.monotonic() > self.end:
                    break
                self.session(name, kind)
            self.sample()

    def is_over(self, rounds):
        if self.options.rounds:
            return rounds >= self.options.rounds
        return time.monotonic() > self.end

    def session(self, name, kind):
        began = time.monotonic()
        failure = None
        try:
            kind(self.desk)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # Whatever it is, it is this session's, and the next one is begun.
            failure = f"{type(error).__name__}: {error}"
            path = self.desk.folder / f"failed-{name.replace(' ', '-')}-{int(began)}.txt"
            path.write_text(failure, encoding="utf-8")
            if self.board.server.poll() is not None:
                failure = f"the server ended with {self.board.server.returncode}; {failure}"
        self.session_count += 1
        self.ledger.session(self.board.name, name, began, failure)

    def sample(self):
        """With nobody connected: what is left open then is left for good."""
        began = time.monotonic()
        transfers, failure = None, None
        try:
            transfers = sessions.reference(
                self.desk, lambda: self.counts.transfers(self.index))
        except Exception as error:  # pylint: disable=broad-exception-caught
            failure = f"reference: {type(error).__name__}: {error}"
        self.ledger.session(self.board.name, "reference", began, failure)
        figures = self.settled()
        self.ledger.sample(f"server, {self.board.name}", self.session_count, figures, transfers)
        if self.index == 0:
            self.ledger.write()

    def settled(self):
        """The least that a few looks find: closing connections linger for half a second."""
        figures = [measures.process_figures(self.board.server.pid)]
        for _ in range(8):
            time.sleep(0.2)
            figures.append(measures.process_figures(self.board.server.pid))
        return {key: min(each[key] for each in figures) for key in figures[0]}


def start(board, options, folder):
    """The board's server, to live until the end; its port."""
    log = folder / f"server-{board.name}.log"
    port_file = folder / f"port-{board.name}"
    port_file.unlink(missing_ok=True)
    files = folder / f"files-{board.name}"
    files.mkdir(exist_ok=True)
    board.server = subprocess.Popen(
        [f"{options.tools}/stlink-gdbserver", "--serial", board.serial, "-p", "0",
         "--port-file", str(port_file), "--semihosting", "--semihosting-files", str(files)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log.open("wb"))
    while not port_file.exists():
        if board.server.poll() is not None:
            raise SystemExit(f"no server for {board.name}: {log.read_text(errors='replace')}")
        time.sleep(0.05)
    return int(port_file.read_text(encoding="ascii"))


def symbols(options, elf):
    text = subprocess.run(
        [options.gdb13, "-nx", "-batch", "-ex", "info variables -n count", elf],
        stdout=subprocess.PIPE, check=True, stdin=subprocess.DEVNULL).stdout.decode()
    found = {}
    for name in ("counter", "spin_count"):
        if f" {name};" in text:
            answer = subprocess.run(
                [options.gdb13, "-nx", "-batch", "-ex", f"print/x (long)&{name}", elf],
                stdout=subprocess.PIPE, check=True, stdin=subprocess.DEVNULL).stdout.decode()
            found[name] = int(answer.split("=")[1].strip(), 16)
    if not found:
        raise SystemExit(f"neither counter nor spin_count is in {elf}: {text}")
    return found


def look_at_the_simulator(ledger, stop):
    """It is no product, and must live as long."""
    pid = int(os.environ["STLINK_SIM_PID"])
    while not stop.wait(10):
        ledger.sample(measures.SIMULATOR, len(ledger.sessions), measures.process_figures(pid))


def soak(options):
    folder = pathlib.Path(options.folder).resolve()
    ledger = measures.Ledger(folder)
    counts = measures.BoardCounts(folder / "counts.json")
    tools = {
        "gdb13": options.gdb13, "gdb18": options.gdb18, "lldb": options.lldb,
        "stlink": f"{options.tools}/stlink"}
    boards = BOARDS[:options.boards]
    workers = []
    end = time.monotonic() + options.minutes * 60
    stop = threading.Event()
    watcher = threading.Thread(target=look_at_the_simulator, args=(ledger, stop), daemon=True)
    for index, board in enumerate(boards):
        place = folder / board.name
        place.mkdir(exist_ok=True)
        desk = sessions.Desk(board, tools, options.firmware, place, ledger, options.scale)
        desk.port = start(board, options, folder)
        desk.symbols = symbols(options, desk.elf("zephyr" if board.runs_zephyr else "watching"))
        workers.append(Worker(index, board, desk, options, counts, ledger, end))
    watcher.start()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stop.set()
    complaints = finish(boards, counts, ledger, options, folder)
    print(f"seed {options.seed}, {ledger.seconds():.0f} s, {len(ledger.sessions)} sessions\n")
    print(ledger.report())
    for each in complaints:
        print(f"\nFAULT: {each}")
    print("\nthe soak " + ("FAILED" if complaints else "is clean"))
    return 1 if complaints else 0


def finish(boards, counts, ledger, options, folder):
    """Ends the servers; what is to be complained of."""
    complaints = []
    for board in boards:
        if board.server.poll() is not None:
            complaints.append(f"{board.name}: the server ended with {board.server.returncode}")
            continue
        board.server.terminate()
        try:
            board.server.wait(SETTLE_SECONDS)
        except subprocess.TimeoutExpired:
            complaints.append(f"{board.name}: the server does not end on SIGTERM")
            board.server.kill()
    for board, found in zip(boards, counts.all()):
        if found["illegalTotal"]:
            complaints.append(f"{board.name}: illegal operations {found['illegal']}")
    ledger.write()
    complaints += ledger.complaints(
        judges_durations=options.rounds == 0,
        wanted={"connects": options.connects, "breakpoints": options.breakpoints})
    (folder / "report.md").write_text(ledger.report() + "\n", encoding="utf-8")
    return complaints


def main():
    options = parsed()
    if not options.inside:
        plug_in(options)
    sys.exit(soak(options))


if __name__ == "__main__":
    main()
