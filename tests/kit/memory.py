#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compare what an image has put into memory with what is there when the machine has ended, word by word.

    tests/kit/memory.py IMAGE RAM MAP

RAM: the file of QEMU's memory-backend-file, which begins at 1 GiB. MAP: what `bulkhead compile --map` says of IMAGE. A line for
each part: how many of its words differ. Left out are parts that the core writes: its data, states and stack, and all of
"core: streams" but the stream table, the first STREAMS bytes.
"""
import struct
import sys

RAM_BASE = 0x40000000
STREAMS = 64 << 8  # compiler/streams.h: STREAM_BITS_MIN
CHANGING = ("core: data", "core: states", "core: stack")


def segments(elf):
    offset, count = struct.unpack_from("<Q", elf, 32)[0], struct.unpack_from("<H", elf, 56)[0]
    for i in range(count):
        kind, _, where, _, pa, size, _, _ = struct.unpack_from("<IIQQQQQQ", elf, offset + 56 * i)
        if kind == 1:
            yield pa, elf[where : where + size]


def main(image, ram, rows):
    with open(image, "rb") as file:
        loaded = list(segments(file.read()))
    with open(rows, encoding="utf-8") as file:
        parts = [line.split(None, 4) for line in file if line.startswith("0x")]
    with open(ram, "rb") as memory:
        for first, end, _, _, what in parts:
            what, first, end = what.strip(), int(first, 16), int(end, 16)
            if what == "core: streams":
                end = first + STREAMS
            for base, content in loaded:
                if what in CHANGING or not base <= first < end <= base + len(content):
                    continue
                wanted = content[first - base : end - base]
                memory.seek(first - RAM_BASE)
                found = memory.read(end - first)
                words = range(0, end - first, 8)
                wrong = sum(wanted[i : i + 8] != found[i : i + 8] for i in words)
                print(f"{wrong} of {len(words)} words differ: {what}")


main(*sys.argv[1:])
