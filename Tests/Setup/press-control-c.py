#!/usr/bin/env python3
"""Presses Ctrl-C in gdb once the program has come far enough.

    press-control-c.py PORT PROCESS ADDRESS:COUNT...

Looks on as a second client of the server at PORT until each 32-bit word has reached its count,
then sends SIGINT to PROCESS: a test then waits for the target's state, and for no time.
"""

import os
import signal
import socket
import sys
import time


class Onlooker:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.file = self.socket.makefile("rb")

    def ask(self, text):
        """The reply to a packet, empty for one that is not taken."""
        body = text.encode()
        self.socket.sendall(b"$%s#%02x" % (body, sum(body) & 0xFF))
        while (byte := self.file.read(1)) != b"$":
            if not byte:
                sys.exit("the server has closed")
        reply = b""
        while (byte := self.file.read(1)) != b"#":
            reply += byte
        self.file.read(2)
        self.socket.sendall(b"+")
        return reply.decode()

    def word(self, address):
        """A word in the target's memory; 0 while it cannot be read."""
        reply = self.ask(f"m{address:x},4")
        return int.from_bytes(bytes.fromhex(reply), "little") if len(reply) == 8 else 0


def main():
    port, process = int(sys.argv[1]), int(sys.argv[2])
    wanted = [tuple(int(number, 0) for number in pair.split(":")) for pair in sys.argv[3:]]
    onlooker = Onlooker(port)
    while any(onlooker.word(address) < count for address, count in wanted):
        time.sleep(0.02)
    os.kill(process, signal.SIGINT)


main()
