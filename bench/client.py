#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""One client of a unikernel's server on the host: client.py KIND PORT REQUESTS

KIND is `echo` (datagrams of 64 B, one at a time) or `echo-batch` (32 at a time). It waits until the server answers, makes
REQUESTS requests, and ends with status 1 if an answer isn't what it should be.
"""
import socket
import sys
import time

DATAGRAM = bytes(range(64))
BATCH = 32
PATIENCE = 60  # seconds


def echo(port, requests, batch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("127.0.0.1", port))
        s.settimeout(1)
        for _ in range(PATIENCE):
            try:
                s.send(b"ready?")
                if s.recv(100) == b"ready?":
                    break
            except OSError:
                time.sleep(0.1)
        s.settimeout(PATIENCE)
        done = 0
        while done < requests:
            for _ in range(batch):
                s.send(DATAGRAM)
            for _ in range(batch):
                answer = s.recv(100)
                while answer == b"ready?":
                    answer = s.recv(100)
                if answer != DATAGRAM:
                    sys.exit("client.py: another datagram came back")
            done += batch


def main():
    kind, port, requests = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    echo(port, requests, {"echo": 1, "echo-batch": BATCH}[kind])


if __name__ == "__main__":
    main()
