#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A client whose every frame is known, on the other end of a unikernel's wire: wire.py LOCAL REMOTE REQUESTS

The wire is QEMU's `-netdev dgram`: a frame is a datagram between the ports LOCAL (this one) and REMOTE (QEMU's) of 127.0.0.1.
It gives the unikernel an address (DHCP), waits until its web server listens, and makes REQUESTS requests for the page `/`, on
one connection after the other of 900. A segment acknowledges what came before: a request is one segment, and nothing else is sent
unless something is missing for a quarter of a second. So what the unikernel does depends on the host's pace only by its
own timers.
"""
import socket
import struct
import sys
import time

MAC = bytes.fromhex("525500000002")
HERE, GUEST, MASK = bytes([10, 0, 2, 2]), bytes([10, 0, 2, 15]), bytes([255, 255, 255, 0])
PAGE = 612  # bytes of apps/nginx/root/html/index.html
PATIENCE = 60  # seconds
ON_A_CONNECTION = 900  # keepalive_requests is 1,000
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return ~total & 0xFFFF


def internet(protocol, destination, payload):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0) + HERE + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


class Wire:
    def __init__(self, local, remote):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", local))
        self.remote = ("127.0.0.1", remote)
        self.guest_mac = None

    def send(self, kind, payload):
        self.socket.sendto(self.guest_mac + MAC + struct.pack("!H", kind) + payload, self.remote)

    def dhcp(self, message):
        """Answer a DHCP client's message (RFC 2131) with an offer, or with the acknowledgement of a request."""
        options, asked = message[240:], None
        while options and options[0] != 255:
            if options[0] == 53:
                asked = options[2]
            options = options[1:] if options[0] == 0 else options[2 + options[1] :]
        if asked not in (1, 3):
            return
        answer = bytes([2, 1, 6, 0]) + message[4:8] + bytes(8) + GUEST + HERE + bytes(4) + message[28:236] + message[236:240]
        answer += bytes([53, 1, 2 if asked == 1 else 5, 54, 4]) + HERE + bytes([51, 4, 0, 1, 0, 0, 1, 4]) + MASK + bytes([255])
        datagram = struct.pack("!HHHH", 67, 68, 8 + len(answer), 0) + answer
        self.send(0x0800, internet(17, b"\xff" * 4, datagram))

    def segment(self, seconds):
        """Return the next TCP segment (port, sequence, acknowledgement, flags, data), or None if none came in time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                frame = self.socket.recv(2000)
            except OSError:
                continue
            self.guest_mac, kind, packet = frame[6:12], struct.unpack("!H", frame[12:14])[0], frame[14:]
            if kind == 0x0806 and packet[7] == 1 and packet[24:28] == HERE:
                self.send(0x0806, packet[:7] + b"\x02" + MAC + HERE + packet[8:18])
            elif kind == 0x0800 and packet[9] == 17 and packet[22:24] == struct.pack("!H", 67):
                self.dhcp(packet[28:])
            elif kind == 0x0800 and packet[9] == 6:
                tcp = packet[20 : struct.unpack("!H", packet[2:4])[0]]
                _, port, sequence, acknowledged, offset, flags = struct.unpack("!HHIIBB", tcp[:14])
                return port, sequence, acknowledged, flags, tcp[offset >> 4 << 2 :]
        return None


class Connection:
    def __init__(self, wire, port):
        self.wire, self.port, self.sequence, self.expected = wire, port, 1000, 0
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if wire.guest_mac:
                self.send(SYN, options=bytes([2, 4]) + struct.pack("!H", 1460))
            answer = wire.segment(0.25)
            if answer and answer[0] == port and answer[3] & (SYN | RST) == SYN:
                self.sequence += 1
                self.expected = answer[1] + 1
                self.send(ACK)
                return
        sys.exit("wire.py: the server doesn't answer")

    def send(self, flags, data=b"", options=b""):
        tcp = struct.pack(
            "!HHIIBBHHH", self.port, 80, self.sequence, self.expected & 0xFFFFFFFF, (20 + len(options)) << 2, flags, 65535, 0, 0
        )
        tcp += options + data
        pseudo = HERE + GUEST + struct.pack("!HH", 6, len(tcp))
        self.wire.send(0x0800, internet(6, GUEST, tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]))

    def take(self):
        """Return what comes next on the connection: (flags, data)."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            came = self.wire.segment(0.25)
            if not came:
                self.send(ACK)
            elif came[0] == self.port and came[1] == self.expected & 0xFFFFFFFF and (came[4] or came[3] & (FIN | RST)):
                self.expected += len(came[4]) + (came[3] & FIN)
                return came[3], came[4]
        sys.exit("wire.py: an answer doesn't end")

    def request(self):
        ask = b"GET / HTTP/1.1\r\nHost: unikernel\r\n\r\n"
        self.send(PSH | ACK, ask)
        self.sequence += len(ask)
        answer = b""
        while len(answer) < (body := answer.find(b"\r\n\r\n") + 4) + PAGE or body < 4:
            flags, data = self.take()
            answer += data
            if flags & (FIN | RST):
                sys.exit("wire.py: the server has closed the connection")
        if b" 200 " not in answer[:20] or len(answer) != body + PAGE or b"Content-Length: 612\r\n" not in answer:
            sys.exit("wire.py: another page came")

    def close(self):
        self.send(FIN | ACK)
        self.sequence += 1
        while not self.take()[0] & (FIN | RST):
            pass
        self.send(ACK)


def main():
    wire, requests = Wire(int(sys.argv[1]), int(sys.argv[2])), int(sys.argv[3])
    for first in range(0, requests, ON_A_CONNECTION):
        connection = Connection(wire, 20000 + first // ON_A_CONNECTION)
        for _ in range(min(ON_A_CONNECTION, requests - first)):
            connection.request()
        connection.close()


if __name__ == "__main__":
    main()
