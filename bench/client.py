#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Clients of a unikernel's server on the host: client.py KIND PORT REQUESTS [CLIENTS]

KIND is `echo` (datagrams of 64 B, one at a time), `echo-batch` (32 at a time), `redis` (GET of 3 B) or `nginx` (the page `/`,
connection kept). It waits until the server answers, makes REQUESTS requests, and ends with status 1 if an answer isn't what
it should be. With CLIENTS (of `redis` and `nginx`), so many connections are open at once, and each has a request on its way
before the first answer is read.
"""
import os
import socket
import sys
import time

DATAGRAM = bytes(range(64))
BATCH = 32
PAGE = 612  # bytes of apps/nginx/root/html/index.html
PATIENCE = int(os.environ.get("PATIENCE", "60"))  # seconds


def exactly(stream, size):
    data = stream.read(size)
    if len(data) != size:
        sys.exit(f"client.py: {len(data)} bytes of {size} came")
    return data


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


def connected(port, hello, size):
    """Open a connection and return it once the server has answered `hello` with `size` bytes"""
    for _ in range(PATIENCE):
        try:
            s = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.sendall(hello)
            stream = s.makefile("rb")
            if stream.read(size):
                return s, stream
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit("client.py: the server doesn't answer")


def redis(port, requests, clients):
    open_now = [connected(port, b"SET key xxx\r\n", 5) for _ in range(clients)]
    for _ in range(requests // clients):
        for s, _ in open_now:
            s.sendall(b"*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n")
        for _, stream in open_now:
            if exactly(stream, 9) != b"$3\r\nxxx\r\n":
                sys.exit("client.py: not the value")


def page(stream):
    if b" 200 " not in stream.readline():
        sys.exit("client.py: no page")
    size = 0
    while (line := stream.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            size = int(line.split(b":")[1])
    if size != PAGE:
        sys.exit(f"client.py: a page of {size} bytes")
    exactly(stream, size)


def nginx(port, requests, clients):
    ask = b"GET / HTTP/1.1\r\nHost: unikernel\r\n\r\n"

    def begin():
        s, stream = connected(port, b"HEAD / HTTP/1.1\r\nHost: unikernel\r\n\r\n", 1)
        while stream.readline().strip():
            pass
        return s, stream

    open_now = [begin() for _ in range(clients)]
    for n in range(requests // clients):
        if n and n % 900 == 0:  # a connection serves 1,000 (keepalive_requests)
            for s, _ in open_now:
                s.close()
            open_now = [begin() for _ in range(clients)]
        for s, _ in open_now:
            s.sendall(ask)
        for _, stream in open_now:
            page(stream)


def main():
    kind, port, requests = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind in ("echo", "echo-batch"):
        echo(port, requests, BATCH if kind == "echo-batch" else 1)
    else:
        {"redis": redis, "nginx": nginx}[kind](port, requests, int(sys.argv[4]) if len(sys.argv) > 4 else 1)


if __name__ == "__main__":
    main()
