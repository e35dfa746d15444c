#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The host's side of test/echo: echo.py IMAGE QEMU [ARGUMENTS...]

Boots the image on QEMU's user network and talks to it by the host's own sockets. The last line says
`N passed, N failed`.
"""
import os
import signal
import socket
import subprocess
import sys
import threading

CONNECTIONS = 1000  # opened and closed, one after the other
AT_A_TIME = 40
MUCH = 300000

results = []


def check(name, holds):
    results.append(bool(holds))
    print(("ok   " if holds else "FAIL ") + name)


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def boot(image, command, ports):
    forward = ",".join(f"hostfwd={p}:127.0.0.1:{n}-:7" for p, n in ports.items())
    return subprocess.Popen(
        command + ["-kernel", image, "-global", "virtio-mmio.force-legacy=false",
                   "-netdev", "user,id=net," + forward, "-device", "virtio-net-device,netdev=net"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def tcp(port):
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def exchange(connection, data):
    """Send data while it comes back; None if it doesn't all come."""
    sender = threading.Thread(target=connection.sendall, args=(data,))
    sender.start()
    got = bytearray()
    while len(got) < len(data):
        part = connection.recv(65536)
        if not part:
            return None
        got += part
    sender.join()
    return bytes(got)


def datagrams(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(10)
        s.connect(("127.0.0.1", port))
        for size in (1, 64, 1400):
            data = os.urandom(size)
            s.send(data)
            check(f"a datagram of {size} bytes comes back", s.recv(2000) == data)


def streams(port):
    with tcp(port) as c:
        check("a stream comes back", exchange(c, b"hello") == b"hello")
        data = os.urandom(MUCH)
        check(f"{MUCH} bytes come back as they were", exchange(c, data) == data)
    many = [tcp(port) for _ in range(AT_A_TIME)]
    check(f"{AT_A_TIME} connections are served at a time",
          all([exchange(c, b"%d" % i) == b"%d" % i for i, c in enumerate(many)]))
    for c in many:
        c.close()
    served = 0
    for i in range(CONNECTIONS):
        with tcp(port) as c:
            served += exchange(c, b"%d" % i) == b"%d" % i
    check(f"{CONNECTIONS} connections are served one after the other", served == CONNECTIONS)


def end(machine, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b"quit", ("127.0.0.1", port))
    output = machine.communicate(timeout=20)[0].decode(errors="replace")
    line = next((l for l in output.splitlines() if "of heap at most" in l), "")
    print(line)
    words = line.split()
    check("it ends when it is told to, and has counted the connections",
          words[1:2] == [str(CONNECTIONS + AT_A_TIME + 1)])
    check("the connections leave nothing in the heap", words[-2:-1] and int(words[-2]) <= 1024)


def main():
    image, command = sys.argv[1], sys.argv[2:]
    ports = {"tcp": free_port(socket.SOCK_STREAM), "udp": free_port(socket.SOCK_DGRAM)}
    machine = boot(image, command, ports)
    signal.alarm(100)
    try:
        line = b""
        while b"ready" not in line:
            line = machine.stdout.readline()
            if not line:
                raise OSError("the machine ended before it was ready")
        datagrams(ports["udp"])
        streams(ports["tcp"])
        end(machine, ports["udp"])
    except (OSError, subprocess.TimeoutExpired) as e:
        check(f"the machine answers: {e}", False)
    finally:
        machine.kill()
        machine.wait()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
