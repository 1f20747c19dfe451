"""What a soak looks at, and how it judges: memory, descriptors, threads, counts, durations."""

import csv
import json
import os
import pathlib
import signal
import statistics
import threading
import time

# Limits of the verdict.
# The allocator's noise: what a line through the samples may rise by, over the whole run.
RSS_GROWTH_KIB_MAX = 1024
# And for one session, where a run is long enough for that to be less.
RSS_PER_SESSION_BYTES_MAX = 256
# What the boards' emulator keeps is no product's. It translates code into a gigabyte for each
# board, and starts over when that is full.
SIMULATOR_GROWTH_KIB_MAX = 4 << 20
# The pool of dispatch queues has a thread more or less from minute to minute.
THREAD_SWING_MAX = 2
SIMULATOR = "stlink-sim"
# The share of a run in which caches, tables and the allocator's arenas fill.
WARM_UP_SHARE = 0.25
# Both ends of a run that are compared are this share of it.
END_SHARE = 0.1
# The server's processor time for a round of sessions may be so much more at the end: unlike seconds
# it hardly depends on what else the machine does.
CPU_RATIO_MAX = 1.5
# So may the seconds of a session, measured by those of a gdb that has nothing to do with us.
DURATION_RATIO_MAX = 1.5
# The same requests may take so many more transfers: a step is now and then asked for once more.
TRANSFER_RATIO_MAX = 1.1


def process_figures(pid):
    """VmRSS and RssAnon in KiB, open descriptors, threads, processor time in seconds."""
    fields = {}
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        fields[name] = value.split()
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return {
        "cpu": (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"),
        "rss": int(fields["VmRSS"][0]), "heap": int(fields["RssAnon"][0]),
        "threads": int(fields["Threads"][0]),
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
    }


class BoardCounts:
    """The counts that the simulator keeps, on demand."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.lock = threading.Lock()

    def all(self):
        with self.lock:
            self.path.unlink(missing_ok=True)
            os.kill(int(os.environ["STLINK_SIM_PID"]), signal.SIGUSR1)
            end = time.monotonic() + 20
            while not self.path.exists():
                if time.monotonic() > end:
                    raise RuntimeError("the simulator wrote no counts")
                time.sleep(0.005)
            found = json.loads(self.path.read_text(encoding="utf-8"))
        return found.get("probes", [found])

    def transfers(self, index):
        return sum(self.all()[index]["transfers"].values())


def slope(points):
    """Least squares: units of y for each unit of x."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    if spread == 0:
        return 0.0
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


def ends(values):
    """The first and the last tenth, at least three of each."""
    count = max(3, int(len(values) * END_SHARE))
    return values[:count], values[-count:]


class Ledger:
    """Everything measured, and every session's outcome."""

    COLUMNS = [
        "seconds", "who", "sessions", "rss", "heap", "descriptors", "threads", "cpu",
        "transfers"]

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.lock = threading.Lock()
        self.start = time.monotonic()
        self.samples = []
        self.sessions = []
        self.totals = {"connects": 0, "breakpoints": 0}

    def seconds(self):
        return round(time.monotonic() - self.start, 2)

    def count(self, what, number):
        with self.lock:
            self.totals[what] += number

    def session(self, board, kind, began, failure):
        entry = {
            "board": board, "kind": kind, "at": round(began - self.start, 2),
            "took": round(time.monotonic() - began, 3), "failure": failure}
        with self.lock:
            self.sessions.append(entry)

    def sample(self, who, sessions, figures, transfers=None):
        entry = {
            "seconds": self.seconds(), "who": who, "sessions": sessions, **figures,
            "transfers": transfers}
        with self.lock:
            self.samples.append(entry)

    def write(self):
        with self.lock:
            samples, sessions = list(self.samples), list(self.sessions)
        with open(self.folder / "samples.csv", "w", encoding="ascii", newline="") as file:
            writer = csv.DictWriter(file, self.COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(samples)
        (self.folder / "sessions.json").write_text(
            json.dumps({"totals": self.totals, "sessions": sessions}, indent=0),
            encoding="utf-8")

    # The verdict

    def complaints(self, judges_durations, wanted):
        """Everything that is not as it should be; empty for a clean soak."""
        found = []
        failed = [each for each in self.sessions if each["failure"]]
        for each in failed[:20]:
            found.append(f"{each['board']}, {each['kind']}: {each['failure']}")
        if len(failed) > 20:
            found.append(f"and {len(failed) - 20} failed sessions more")
        for who in sorted({each["who"] for each in self.samples}):
            found += self._complaints_of(who)
        if judges_durations:
            found += self._complaints_of_durations()
        for what, number in wanted.items():
            if self.totals[what] < number:
                found.append(f"only {self.totals[what]} of {number} {what}")
        return found

    def _complaints_of(self, who):
        mine = [each for each in self.samples if each["who"] == who]
        if len(mine) < 4:
            return [] if who == SIMULATOR else [f"{who}: only {len(mine)} samples"]
        warm = mine[int(len(mine) * WARM_UP_SHARE):]
        found = []
        for what in ("descriptors", "threads") if who != SIMULATOR else ():
            first, last = (statistics.median(e[what] for e in end) for end in ends(warm))
            if last > first + (THREAD_SWING_MAX if what == "threads" else 0):
                found.append(f"{who}: {what} went from {first} to {last}")
        growth, allowed = self.growth(warm)
        if growth > allowed:
            found.append(
                f"{who}: the heap grew by {growth:.0f} KiB in "
                f"{warm[-1]['sessions'] - warm[0]['sessions']} sessions ({allowed:.0f} allowed)")
        counted = [each["transfers"] for each in mine if each["transfers"] is not None]
        if counted:
            first, last = (statistics.median(end) for end in ends(counted))
            if last > first * TRANSFER_RATIO_MAX:
                found.append(f"{who}: the same requests took {first} transfers, then {last}")
        return found

    @staticmethod
    def processor(samples):
        """Milliseconds of processor time for each session, round by round."""
        return [
            1000 * (after["cpu"] - before["cpu"]) / max(1, after["sessions"] - before["sessions"])
            for before, after in zip(samples, samples[1:])]

    @staticmethod
    def growth(samples):
        """By the line through the samples, in KiB, and what is allowed."""
        span = samples[-1]["sessions"] - samples[0]["sessions"]
        rise = slope([(each["sessions"], each["heap"]) for each in samples]) * span
        if samples[0]["who"] == SIMULATOR:
            return rise, SIMULATOR_GROWTH_KIB_MAX
        return rise, max(RSS_GROWTH_KIB_MAX, span * RSS_PER_SESSION_BYTES_MAX / 1024)

    def durations(self):
        """Of each kind: count, median of the first and the last tenth in seconds."""
        rows = {}
        for kind in sorted({each["kind"] for each in self.sessions}):
            took = [each["took"] for each in self.sessions if each["kind"] == kind]
            first, last = (statistics.median(end) for end in ends(took))
            rows[kind] = (len(took), first, last)
        return rows

    def _complaints_of_durations(self):
        found = []
        rows = [row for row in self.durations().values() if row[0] >= 20]
        ratios = [last / max(first, 0.05) for _, first, last in rows]
        busier = self.business()
        if not rows:
            found.append("too few sessions to compare durations")
        elif statistics.median(ratios) > DURATION_RATIO_MAX * busier:
            found.append(
                f"sessions take {statistics.median(ratios):.2f} times as long at the end "
                f"({DURATION_RATIO_MAX} allowed; gdb alone takes {busier:.2f} times as long)")
        for who in sorted({e["who"] for e in self.samples} - {SIMULATOR}):
            spent = self.processor([each for each in self.samples if each["who"] == who])
            if len(spent) < 6:
                continue
            first, last = (statistics.median(end) for end in ends(spent))
            if last > first * CPU_RATIO_MAX:
                found.append(
                    f"{who}: {first:.0f} ms of processor time for a session at the beginning, "
                    f"{last:.0f} ms at the end")
        return found

    def business(self):
        """How much longer gdb takes for nothing at the end than at the beginning."""
        row = self.durations().get("gdb alone")
        return max(1.0, row[2] / max(row[1], 0.01)) if row else 1.0

    def report(self):
        """The tables as Markdown."""
        lines = [
            "| process | sessions | heap first, last, KiB | line, KiB | descriptors | threads "
            "| ms of processor time for a session, first and last tenth | transfers of the same "
            "requests |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
        for who in sorted({each["who"] for each in self.samples}):
            mine = [each for each in self.samples if each["who"] == who]
            warm = mine[int(len(mine) * WARM_UP_SHARE):]
            counted = [e["transfers"] for e in mine if e["transfers"] is not None]
            first, last = ends(counted) if counted else ([0], [0])
            asked = f"{statistics.median(first):.0f}, {statistics.median(last):.0f}"
            spent = self.processor(mine) or [0]
            took = ", ".join(f"{statistics.median(end):.0f}" for end in ends(spent))
            growth = f"{self.growth(warm)[0]:+.0f}" if len(warm) > 1 else "-"
            lines.append(
                f"| {who} | {mine[-1]['sessions']} | {warm[0]['heap']}, {warm[-1]['heap']} "
                f"| {growth} | {warm[0]['descriptors']}, {warm[-1]['descriptors']} "
                f"| {warm[0]['threads']}, {warm[-1]['threads']} | {took} "
                f"| {asked if counted else '-'} |")
        lines += ["", "| session | number | median of the first tenth, s | of the last, s |",
                  "| --- | ---: | ---: | ---: |"]
        for kind, (number, first, last) in self.durations().items():
            lines.append(f"| {kind} | {number} | {first:.2f} | {last:.2f} |")
        lines += ["", ", ".join(f"{number} {what}" for what, number in self.totals.items())]
        return "\n".join(lines)
