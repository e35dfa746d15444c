#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""What is done to a machine's input devices, by QEMU's machine protocol: press.py SOCKET STEP...

A step is one report of a device (QEMU's QAPI reference, input-send-event):
  at:X:Y:W:H      the pointer is at a pixel of a screen of W x H
  down, up        its left button
  key:CODE:1      a key, by its name in QEMU's QKeyCode; 0: it goes up
  begin:SLOT:ID:X:Y:W:H, move:SLOT:ID:X:Y:W:H, end:SLOT:ID   a finger (QEMU 10)
  wait:MS         nothing
  quit            the machine is switched off
"""
import json
import socket
import sys
import time


def axis(pixel, size):
    """The value of an axis, 0 ... 32767, of the middle of a pixel."""
    return (2 * int(pixel) + 1) * 32768 // (2 * int(size))


def finger(kind, slot, tracking, **more):
    data = {"type": kind, "slot": int(slot), "tracking-id": int(tracking), "axis": "x", "value": 0}
    data.update(more)
    return {"type": "mtt", "data": data}


def events(step):
    word, *rest = step.split(":")
    if word == "at":
        x, y, width, height = rest
        return [{"type": "abs", "data": {"axis": "x", "value": axis(x, width)}},
                {"type": "abs", "data": {"axis": "y", "value": axis(y, height)}}]
    if word in ("down", "up"):
        return [{"type": "btn", "data": {"button": "left", "down": word == "down"}}]
    if word == "key":
        return [{"type": "key", "data": {"down": rest[1] == "1", "key": {"type": "qcode", "data": rest[0]}}}]
    if word in ("begin", "move"):
        slot, tracking, x, y, width, height = rest
        first = [finger("begin", slot, tracking)] if word == "begin" else [finger("update", slot, tracking)]
        return first + [finger("data", slot, tracking, value=axis(x, width)),
                        finger("data", slot, tracking, axis="y", value=axis(y, height))]
    if word == "end":
        return [finger("end", rest[0], -1)]
    raise SystemExit("press: unknown step " + step)


def ask(stream, command, **arguments):
    stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    stream.flush()
    while True:
        answer = json.loads(stream.readline())
        if "return" in answer:
            return
        if "error" in answer:
            raise SystemExit("press: %s: %s" % (command, answer["error"]["desc"]))


def main():
    monitor = socket.socket(socket.AF_UNIX)
    monitor.connect(sys.argv[1])
    stream = monitor.makefile("rw")
    stream.readline()
    ask(stream, "qmp_capabilities")
    for step in sys.argv[2:]:
        if step.startswith("wait:"):
            time.sleep(int(step[5:]) / 1000)
        elif step == "quit":
            ask(stream, "quit")
        else:
            ask(stream, "input-send-event", events=events(step))


main()
