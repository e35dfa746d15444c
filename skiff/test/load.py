#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Many connections and a flood of SYNs for test/echo: unshare -rn load.py IMAGE QEMU [ARGUMENTS...]

In a network namespace of its own, for it makes a tap interface: QEMU's user network takes one connection at a
time. The last line says `N passed, N failed`.
"""
import resource
import signal
import socket
import struct
import subprocess
import sys
import time

GUEST, HOST = "10.0.2.15", "10.0.2.2"
MANY = 10000
FLOOD = 20000

results = []


def check(name, holds):
    results.append(bool(holds))
    print(("ok   " if holds else "FAIL ") + name, flush=True)


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def boot(image, command):
    ip("tuntap", "add", "tap0", "mode", "tap")
    ip("addr", "add", HOST + "/24", "dev", "tap0")
    ip("link", "set", "tap0", "up")
    machine = subprocess.Popen(
        command + ["-kernel", image, "-global", "virtio-mmio.force-legacy=false", "-netdev",
                   "tap,id=net,ifname=tap0,script=no,downscript=no", "-device",
                   "virtio-net-device,netdev=net"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    line = b""
    while b"ready" not in line:
        line = machine.stdout.readline()
        if not line:
            raise OSError("the machine ended before it was ready")
    return machine


def tcp():
    return socket.create_connection((GUEST, 7), timeout=30)


def echoes(connection, text):
    connection.sendall(text)
    return connection.recv(100) == text


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~((total >> 16) + total) & 0xffff


def syn(number):
    """From an address behind the host, where nobody answers."""
    source, to = socket.inet_aton("192.168.%d.%d" % (number >> 8 & 255, number & 255)), socket.inet_aton(GUEST)
    head = struct.pack("!HHIIBBHHH", 1024 + number, 7, number, 0, 5 << 4, 2, 8000, 0, 0)
    total = checksum(source + to + struct.pack("!HH", 6, len(head)) + head)
    head = head[:16] + struct.pack("!H", total) + head[18:]
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(head), 0, 0, 64, 6, 0) + source + to + head


def flood():
    served = 0
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        for i in range(FLOOD):
            raw.sendto(syn(i), (GUEST, 0))
            if i % 1000 == 999:
                with tcp() as c:
                    served += echoes(c, b"%d" % i)
    check(f"a new client is served at once, {FLOOD // 1000} times while {FLOOD} SYNs come", served == FLOOD // 1000)


def connections():
    many = [tcp() for _ in range(MANY)]
    check(f"{MANY} connections are open at a time and are served",
          all([echoes(c, b"%d" % i) for i, c in enumerate(many)]))
    check("so they are once more, the last first",
          all([echoes(c, b"%d" % i) for i, c in reversed(list(enumerate(many)))]))
    for c in many:
        c.close()
    check("all of them end", wait_for_end())


def wait_for_end():
    """Until no connection of this namespace waits for the machine's FIN (FIN_WAIT_1, FIN_WAIT_2 in /proc/net/tcp)."""
    for _ in range(120):
        with open("/proc/net/tcp") as table:
            if not any(row.split()[3] in ("04", "05") for row in table):
                return True
        time.sleep(1)
    return False


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (MANY + 100, MANY + 100))
    signal.alarm(900)  # most of it for the 10,000: a SYN and a close are searched for among all
    machine = boot(sys.argv[1], sys.argv[2:])
    try:
        flood()
        connections()
        flood()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"quit", (GUEST, 7))
        words = machine.communicate(timeout=60)[0].decode(errors="replace").split()
        print(*words)
        check("the machine has counted them", words[1:2] == [str(MANY + 2 * FLOOD // 1000)])
        # Each of the 16 half-open connections (NET_HALF_OPEN) holds the answer that it will send again.
        check("they leave no more in the heap than what is half-open", words[-2:-1] and int(words[-2]) <= 2048)
    except (OSError, subprocess.TimeoutExpired) as e:
        check(f"the machine answers: {e}", False)
    finally:
        machine.kill()
        machine.wait()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
