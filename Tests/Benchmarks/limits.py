"""What the hardware itself allows: the figures that results are compared with."""

# STM32F756xx data sheet (DS10915), "Flash memory programming", typical times at a parallelism of
# 32 bits and 2.7 to 3.6 V: seconds for one sector, by its size in KiB, and for one word.
SECTOR_ERASE_SECONDS = {32: 0.25, 128: 1.0, 256: 2.0}
WORD_PROGRAM_SECONDS = 16e-6
# RM0385, table 3: 1 MiB of flash in eight sectors, sizes in KiB.
SECTORS_KIB = [32, 32, 32, 32, 128, 256, 256, 256]

# ST-Link/V2 at its fastest SWD clock; a read of a word takes 46 bits on the wire (ADIv5.2).
SWD_HERTZ = 4_000_000
SWD_BITS_PER_WORD = 46
# Full-speed USB carries at most 19 bulk packets of 64 bytes in a millisecond (USB 2.0, table 5-9).
USB_PACKETS_PER_SECOND = 19_000


def flash_seconds(byte_count):
    """Erase and program time of an image at the start of flash: nothing can be faster."""
    seconds, covered = (byte_count + 3) // 4 * WORD_PROGRAM_SECONDS, 0
    for kib in SECTORS_KIB:
        if covered < byte_count:
            seconds += SECTOR_ERASE_SECONDS[kib]
        covered += kib * 1024
    return seconds


def read_seconds(byte_count):
    """Time on both wires to read by words: the probe fetches a block by SWD, then sends it."""
    swd = byte_count / 4 * SWD_BITS_PER_WORD / SWD_HERTZ
    return swd + byte_count / 64 / USB_PACKETS_PER_SECOND
