#!/usr/bin/env python3
"""Writes an ELF program of sections at given places, for loads that no linker would lay out.

elf.py OUT SEED STACK ADDRESS:COUNT...    these sections
elf.py OUT SEED STACK ADDRESS:COUNT odd   1 to 12 sections somewhere in that range, the first at
                                          its start, odd sizes and gaps, and OUT.expected: what
                                          the range then holds where it was erased to 0xff before

The first section begins with a vector table: that stack, and a loop behind the table.
"""
import random
import struct
import sys

out, seed, stack = sys.argv[1], int(sys.argv[2]), int(sys.argv[3], 0)
ranges = [tuple(int(n, 0) for n in a.split(":")) for a in sys.argv[4:] if a != "odd"]
chance = random.Random(seed)
if sys.argv[-1] == "odd":
    base, span = ranges[0]
    count = chance.randint(1, 12)
    cuts = sorted(chance.sample(range(40, span), 2 * count - 1))
    ranges = [(base, cuts[0])] + [
        (base + a, b - a) for a, b in zip(cuts[1::2], cuts[2::2])]

pieces = []
for index, (address, size) in enumerate(ranges):
    data = bytearray(chance.getrandbits(8) for _ in range(size))
    if index == 0:
        # A branch to itself behind the two vectors (DDI 0403E, A7.7.12).
        data[:10] = struct.pack("<IIH", stack, address + 8 | 1, 0xE7FE)
    pieces.append((address, bytes(data)))

names = b"\0.shstrtab\0" + b"".join(b".part%02d\0" % n for n in range(len(pieces)))
headers = 52 + 32 * len(pieces)
body, programs, sections = b"", b"", [b"\0" * 40]
for index, (address, data) in enumerate(pieces):
    offset = headers + len(body)
    # PT_LOAD, readable and executable; SHT_PROGBITS, allocated and executable (TIS ELF 1.2).
    programs += struct.pack(
        "<8I", 1, offset, address, address, len(data), len(data), 5, 1)
    sections.append(struct.pack(
        "<10I", 11 + 8 * index, 1, 6, address, offset, len(data), 0, 0, 1, 0))
    body += data
sections.append(struct.pack("<10I", 1, 3, 0, 0, headers + len(body), len(names), 0, 0, 1, 0))
body += names + b"\0" * (-(headers + len(body) + len(names)) % 4)
# ELF32, little-endian, ET_EXEC, EM_ARM, EABI 5.
header = b"\x7fELF\x01\x01\x01" + b"\0" * 9 + struct.pack(
    "<HHIIIIIHHHHHH", 2, 40, 1, pieces[0][0] + 8 | 1, 52, headers + len(body), 0x05000000, 52,
    32, len(pieces), 40, len(sections), len(sections) - 1)
with open(out, "wb") as file:
    file.write(header + programs + body + b"".join(sections))
if sys.argv[-1] == "odd":
    memory = bytearray(b"\xff" * span)
    for address, data in pieces:
        memory[address - base:address - base + len(data)] = data
    with open(out + ".expected", "wb") as file:
        file.write(memory)
