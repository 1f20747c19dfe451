"""The kinds of sessions of a soak, each as somebody debugs: real gdbs and LLDB, tools, and raw
connections for what no debugger does on demand."""

import os
import pathlib
import signal
import socket
import subprocess
import time

import remote
from remote import Remote, RemoteError

SESSION_SECONDS_MAX = 180
# Debuggers run without the bus's preload library, which they do not need: that of umockdev before
# 0.18.4 gives one thread the signal mask of another now and then, and a gdb that ends up with that
# of its worker threads never gets a SIGINT again.
WITHOUT_BUS = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}


class Failure(Exception):
    """A session did not go as it should."""

    @classmethod
    def late(cls, error):
        said = (error.output or b"").decode(errors="replace")
        return cls(f"not done in {error.timeout} s: {said[-3000:]}")


class Desk:
    """A board, its server, and what is around it."""

    def __init__(self, board, tools, firmware, folder, ledger, scale):
        self.board = board
        self.tools = tools
        self.firmware = pathlib.Path(firmware)
        self.folder = pathlib.Path(folder)
        self.ledger = ledger
        self.scale = scale
        self.port = 0
        self.symbols = {}
        # The program that is in the flash.
        self.loaded = None

    def elf(self, name=None):
        return str(self.firmware / f"{name or self.loaded}.elf")

    def gdb_arguments(self, gdb, commands, elf):
        words = [self.tools[gdb], "-nx", "-q", "-batch"]
        for command in ["set confirm off", "set width 0", *commands]:
            words += ["-ex", command]
        return [*words, elf]

    def gdb(self, gdb, commands, expected, elf=None):
        """Runs gdb to its end; every text has to occur in what it prints, in this order."""
        words = self.gdb_arguments(gdb, commands, elf or self.elf())
        text = self.run(words, None, WITHOUT_BUS)
        at = 0
        for each in expected:
            found = text.find(each, at)
            if found < 0:
                raise Failure(f"no {each!r} in: {text[-3000:]}")
            at = found + len(each)
        return text

    def run(self, words, status=0, environment=None):
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=SESSION_SECONDS_MAX, check=False,
                cwd=self.folder, env=environment)
        except subprocess.TimeoutExpired as late:
            raise Failure.late(late) from late
        text = done.stdout.decode(errors="replace")
        if status is not None and done.returncode != status:
            raise Failure(f"{words[:3]} ended with {done.returncode}: {text[-3000:]}")
        return text

    def connection(self):
        self.ledger.count("connects", 1)
        return Remote(self.port)

    @property
    def target(self):
        return f"target extended-remote 127.0.0.1:{self.port}"

    def press_control_c(self, after_seconds):
        return f"shell (sleep {after_seconds}; kill -INT $PPID) >/dev/null 2>&1 &"


def start_debugger(words):
    return subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=WITHOUT_BUS)


def load(desk, gdb="gdb13"):
    """Another program than the one that is there, and the first steps in it."""
    others = {"zephyr": "second", "second": "zephyr"}
    name = others.get(desk.loaded, "zephyr") if desk.board.runs_zephyr else "watching"
    main = "main" if desk.board.runs_zephyr else "count"
    desk.gdb(
        gdb, [
            desk.target, "load", "monitor reset halt", f"tbreak {main}", "continue", "next",
            "stepi", "stepi", "info registers", "detach"],
        ["Transfer rate", f"Temporary breakpoint 1, {main}", "xpsr", "detached"],
        elf=desk.elf(name))
    desk.loaded = name


def load_with_the_newer_gdb(desk):
    load(desk, "gdb18")


def steps(desk):
    desk.gdb(
        "gdb13", [
            f"target remote 127.0.0.1:{desk.port}", "monitor reset halt", "break add_scaled",
            "continue", "next", "next", "finish", "tbreak factorial", "continue", "backtrace",
            "delete", "finish", "print average(samples, 8)", "detach"],
        ["add_scaled (left=3", "Value returned", "factorial (n=5)", "in main ()", "= 120",
         "= 4.875", "detached"])


def watch(desk):
    counting = "count_to" if desk.board.runs_zephyr else "count"
    desk.gdb(
        "gdb18", [
            desk.target, "monitor reset halt", f"break {counting}", "continue",
            "watch counter", "continue", "delete", "rwatch counter", "continue", "kill"],
        [f"Breakpoint 1, {counting}", "Hardware watchpoint 2: counter", "Old value",
         "read watchpoint", "Value"])


def control_c(desk):
    if desk.board.runs_zephyr:
        prepared = ["break main", "continue", "set var spin_requested = 1", "delete"]
    else:
        prepared = []
    desk.gdb(
        "gdb13", [
            desk.target, "monitor reset halt", *prepared, desk.press_control_c(0.5), "continue",
            "print/x $pc", desk.press_control_c(0.3), "continue", "info registers pc", "detach"],
        ["SIGINT", "= 0x", "SIGINT", "pc ", "detached"])


def look_on(desk):
    """A second client reads a variable while gdb lets the program run."""
    name, prepared = "counter", []
    if desk.board.runs_zephyr:
        name = "spin_count"
        prepared = ["break main", "continue", "set var spin_requested = 1", "delete"]
    commands = [
        desk.target, "monitor reset halt", *prepared, "echo now running\\n", "continue",
        "detach"]
    child = start_debugger(desk.gdb_arguments("gdb13", commands, desk.elf()))
    said = b""
    try:
        while b"now running" not in said:
            line = child.stdout.readline()
            if not line:
                raise Failure(f"gdb ended early: {said.decode(errors='replace')[-2000:]}")
            said += line
        with desk.connection() as second:
            first = second.word(desk.symbols[name])
            moves = remote.wait_until(lambda: second.word(desk.symbols[name]) != first, 20)
        child.send_signal(signal.SIGINT)
        said += child.communicate(timeout=SESSION_SECONDS_MAX)[0]
    except subprocess.TimeoutExpired as late:
        raise Failure.late(late) from late
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        child.stdout.close()
    if b"SIGINT" not in said:
        raise Failure(f"gdb was not stopped: {said.decode(errors='replace')[-2000:]}")
    if not moves:
        raise Failure(f"{name} stays at {first} for who looks on")


def monitor(desk):
    text = desk.gdb(
        "gdb18", [
            desk.target, "monitor reset halt", "monitor help", "monitor version",
            "monitor targets", "monitor flash info 0", "monitor mdw 0xe000ed00 4",
            "monitor reg", "monitor nonsense", "monitor adapter speed", "monitor rtt channels",
            "monitor reset run", "monitor halt", "monitor last-error", "detach"], [])
    if "detached" not in text:
        raise Failure(f"no end of the session: {text[-2000:]}")


def semihosting(desk):
    """A program that prints, keeps a file, and leaves another one open."""
    desk.gdb(
        "gdb13", [
            f"set remote exec-file {desk.elf('semihosting')}", desk.target, "load", "continue"],
        ["hello", "exited with code 052"], elf=desk.elf("semihosting"))
    desk.loaded = None
    load(desk)


def rtt(desk):
    """A channel read at a port of its own; the debugger then dies without a word."""
    block, data = 0x2000_0C00, 0x2000_0D00

    def words(*values):
        return b"".join(value.to_bytes(4, "little") for value in values)

    with desk.connection() as debugger:
        debugger.expect("?", "T", "S")
        debugger.monitor("reset halt")
        debugger.write(block + 0x80, b"Terminal\0")
        debugger.write(block, b"SEGGER RTT" + bytes(6) + words(1, 1))
        debugger.write(block + 24, words(block + 0x80, data, 16, 0, 0, 2))
        debugger.write(block + 48, words(block + 0x80, data + 16, 16, 0, 0, 0))
        debugger.write(data, b"hello")
        for line in (f"rtt setup {block:#x} 0x100", "rtt start", "rtt server start 0 0"):
            text, failed = debugger.monitor(line)
            if failed:
                raise Failure(f"monitor {line}: {text}")
        port = int(text.split("port")[1].split()[0].strip(".,:"))
        with socket.create_connection(("127.0.0.1", port), timeout=20) as reader:
            debugger.write(block + 36, words(5))
            got = b""
            while len(got) < 5:
                piece = reader.recv(100)
                if not piece:
                    break
                got += piece
        if got != b"hello":
            raise Failure(f"RTT brought {got!r}")


def leave_without_a_word(desk):
    """Gone in the middle of everything; the next one finds the target in order."""
    with desk.connection() as client:
        client.expect("?", "T", "S")
        client.send("c")
    with desk.connection() as client:
        client.expect("?", "T", "S")
        client.send("m8000000,4000")
    with desk.connection() as client:
        client.expect("?", "T", "S")
        if client.word(0x0800_0000) >> 28 != 2:
            raise Failure("the stack pointer in the vectors is none")
        client.send(b"vFlashErase:")
    desk.gdb("gdb13", [desk.target, "disconnect", desk.target, "stepi", "disconnect"], ["0x"])


def killed(desk):
    """gdb dies while the program runs."""
    commands = [desk.target, "monitor reset halt", "echo now running\\n", "continue"]
    child = start_debugger(desk.gdb_arguments("gdb18", commands, desk.elf()))
    try:
        for line in child.stdout:
            if b"now running" in line:
                break
        time.sleep(0.2)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    desk.gdb("gdb18", [desk.target, "info registers pc", "detach"], ["pc ", "detached"])


def lldb(desk):
    counting = "count_to" if desk.board.runs_zephyr else "count"
    commands = [
        f"gdb-remote 127.0.0.1:{desk.port}", "process plugin packet monitor reset halt",
        f"breakpoint set --hardware --name {counting}", "process continue",
        "thread step-inst", "register read pc", "process detach"]
    words = [desk.tools["lldb"], "--no-lldbinit", "--no-use-colors", "--batch"]
    for command in commands:
        words += ["-o", command]
    text = desk.run([*words, desk.elf()], None, WITHOUT_BUS)
    for each in (counting, "pc = 0x", "detached"):
        if each not in text:
            raise Failure(f"LLDB: no {each!r} in: {text[-3000:]}")


def tools(desk):
    """The probe is free while nobody debugs: other programs take it between two sessions."""
    if not remote.wait_until(desk.board.is_probe_free, 10):
        raise Failure("the server does not let go of the probe")
    serial = ["--serial", desk.board.serial]
    desk.run([desk.tools["stlink"], "info", *serial])
    desk.run([desk.tools["stlink"], "verify", desk.elf(), *serial])
    desk.run([desk.tools["stlink"], "read", "0x08000000", "0x1000", "back.bin", *serial])


def connects(desk):
    """Debuggers that only look, clients that say nothing, and scans of the port."""
    for _ in range(desk.scale):
        with desk.connection() as client:
            client.expect("?", "T", "S")
            client.expect("D", "OK")
    for index in range(2 * desk.scale):
        desk.ledger.count("connects", 1)
        with socket.create_connection(("127.0.0.1", desk.port), timeout=20) as scan:
            if index % 2:
                scan.sendall(b"GET / HTTP/1.0\r\n\r\n")


def breakpoints(desk):
    """Set and removed, of each kind, at ever other places; too many are refused."""
    with desk.connection() as client:
        client.expect("?", "T", "S")
        for index in range(desk.scale * 2):
            address = 0x0800_0100 + 2 * index
            client.expect(f"Z1,{address:x},2", "OK")
            client.expect(f"z1,{address:x},2", "OK")
            client.expect(f"Z0,{0x20000900 + 4 * index:x},2", "OK")
            client.expect(f"z0,{0x20000900 + 4 * index:x},2", "OK")
            client.expect(f"Z2,{0x20000800 + 4 * index:x},4", "OK")
            client.expect(f"z2,{0x20000800 + 4 * index:x},4", "OK")
        desk.ledger.count("breakpoints", desk.scale * 6)
        taken = []
        for index in range(16):
            if client.ask(f"Z1,{0x0800_0200 + 8 * index:x},2") != "OK":
                break
            taken.append(0x0800_0200 + 8 * index)
        if len(taken) in (0, 16):
            raise Failure(f"{len(taken)} hardware breakpoints at once")
        for address in taken:
            client.expect(f"z1,{address:x},2", "OK")
        client.expect("D", "OK")


def gdb_alone(desk):
    """No server: how long the machine takes for the like."""
    start = "handle_reset" if desk.board.runs_zephyr else "run"
    words = desk.gdb_arguments("gdb13", [f"info line {start}"], desk.elf())
    desk.run(words, 0, WITHOUT_BUS)


def reference(desk, transfers):
    """The same requests each time; how many transfers they took."""
    with desk.connection() as client:
        client.expect("?", "T", "S")
        client.monitor("reset halt")
        before = transfers()
        client.read(0x0800_0000, 1024)
        for _ in range(10):
            client.expect("vCont;s", "T", "S")
        for index in range(20):
            client.expect(f"Z1,{0x8000200 + 2 * index:x},2", "OK")
            client.expect(f"z1,{0x8000200 + 2 * index:x},2", "OK")
        after = transfers()
        client.expect("D", "OK")
    return after - before


EVERY_BOARD = {
    "load": load, "load, gdb 18": load_with_the_newer_gdb, "watch": watch,
    "Ctrl-C": control_c, "live watch": look_on, "monitor": monitor,
    "semihosting": semihosting, "RTT": rtt, "left without a word": leave_without_a_word,
    "gdb killed": killed, "LLDB": lldb, "tools between": tools, "connects": connects,
    "breakpoints": breakpoints, "gdb alone": gdb_alone,
}
ZEPHYR_ONLY = {"steps": steps}


def kinds(board, wanted):
    """Those for the board, or those of them that are wanted."""
    found = {**EVERY_BOARD, **ZEPHYR_ONLY} if board.runs_zephyr else EVERY_BOARD
    return {name: kind for name, kind in found.items() if not wanted or name in wanted}


__all__ = ["Desk", "Failure", "RemoteError", "kinds", "load", "reference"]
