"""gdb's remote protocol as far as a soak speaks it itself: a packet out, its reply back."""

import socket
import time


class RemoteError(Exception):
    """The server closed, was silent for too long, or said something that is no packet."""


def framed(body):
    return b"$" + body + b"#" + b"%02x" % (sum(body) % 256)


class Remote:
    """One connection, without acknowledgements."""

    def __init__(self, port, timeout_seconds=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout_seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.console = ""
        self.is_acknowledging = True
        self.ask("qSupported:swbreak+;hwbreak+;qRelocInsn+")
        self.ask("QStartNoAckMode")
        self.is_acknowledging = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Without a word, as a debugger that dies."""
        self.socket.close()

    def send(self, body):
        self.socket.sendall(framed(body if isinstance(body, bytes) else body.encode()))

    def receive(self):
        """The next reply; what goes to the console on the way is kept."""
        while True:
            body = self._packet()
            if body.startswith("O") and body != "OK":
                self.console += bytes.fromhex(body[1:]).decode(errors="replace")
                continue
            return body

    def _packet(self):
        while True:
            start = self.buffer.find(b"$")
            end = self.buffer.find(b"#", start) if start >= 0 else -1
            if start >= 0 and 0 <= end <= len(self.buffer) - 3:
                body = self.buffer[start + 1:end]
                # A notification, begun by %, has no $: the one found is a packet's.
                self.buffer = self.buffer[end + 3:]
                if self.is_acknowledging:
                    self.socket.sendall(b"+")
                return body.decode("latin-1")
            data = self.socket.recv(65536)
            if not data:
                raise RemoteError("the server has closed the connection")
            self.buffer += data

    def ask(self, body):
        self.send(body)
        return self.receive()

    def expect(self, body, *starts):
        reply = self.ask(body)
        if not reply.startswith(starts):
            raise RemoteError(f"{body} was answered with {reply!r}, not {' or '.join(starts)}")
        return reply

    def monitor(self, line):
        """The text that a command prints; whether it failed."""
        self.console = ""
        reply = self.ask(b"qRcmd," + line.encode().hex().encode())
        return self.console, reply.startswith("E")

    def read(self, address, count):
        reply = self.ask(f"m{address:x},{count:x}")
        if reply.startswith("E") or len(reply) != 2 * count:
            raise RemoteError(f"reading {count} bytes at {address:#x} gave {reply[:80]!r}")
        return bytes.fromhex(reply)

    def word(self, address):
        return int.from_bytes(self.read(address, 4), "little")

    def write(self, address, data):
        self.expect(f"M{address:x},{len(data):x}:{data.hex()}", "OK")

    def interrupt(self):
        self.socket.sendall(b"\x03")
        return self.receive()


def wait_until(condition, limit_seconds, step_seconds=0.02):
    """Whether it became true in time."""
    end = time.monotonic() + limit_seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step_seconds)
    return True
