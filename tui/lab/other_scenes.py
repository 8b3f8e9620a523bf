"""Situations above and beside TCP: datagrams, an unreachable port, names, the web, echoes."""

from __future__ import annotations

import contextlib
import socket
import struct

from dissectors.checksum import internet_checksum
from tui.lab.stage import SECONDS_TO_WAIT, SceneError, Stage, receive

DNS_PORT = 53

QUESTION_A, QUESTION_AAAA, CLASS_IN = 1, 28, 1
NAME_ERROR = 3
TIME_TO_LIVE = 300
ANSWERS = {
    (b"remora.test", QUESTION_A): socket.inet_aton("192.0.2.1"),
    (b"remora.test", QUESTION_AAAA): socket.inet_pton(socket.AF_INET6, "2001:db8::1"),
}
"""Addresses of documentation (RFC 5737, RFC 3849): nobody is meant."""

ECHO_REQUEST, ECHO_REQUEST_V6 = 8, 128


def udp(stage: Stage) -> None:
    """A datagram each way: no handshake, no close, nothing acknowledged."""
    with stage.client(socket.SOCK_DGRAM) as client:
        stage.say(f"client: sends a datagram to {stage.place}")
        client.sendto(b"hello from the client\n", (stage.address, stage.port))
        _, sender = stage.bound.recvfrom(2048)
        stage.say("server: answers with another")
        stage.bound.sendto(b"hello from the server\n", sender)
        client.recvfrom(2048)


def udp_unreachable(stage: Stage) -> None:
    """A datagram to a port that nobody has: ICMP says so and quotes it."""
    with stage.client(socket.SOCK_DGRAM) as client, contextlib.suppress(ConnectionRefusedError):
        stage.say(f"client: sends a datagram to {stage.place}, where nobody is")
        client.connect((stage.address, stage.port))
        client.send(b"is anybody there?\n")
        client.recv(2048)


def dns(stage: Stage) -> None:
    """Two questions that a small resolver answers, and one for a name that does not exist."""
    if stage.port != DNS_PORT:
        stage.say(f"port {DNS_PORT} is taken or reserved: decode port {stage.port} as DNS to read this")
    questions = [(b"remora.test", QUESTION_A), (b"remora.test", QUESTION_AAAA), (b"shark.test", QUESTION_A)]
    with stage.client(socket.SOCK_DGRAM) as client:
        for number, (name, kind) in enumerate(questions, 1):
            stage.say(f"client: asks {stage.place} for {name.decode()}")
            client.sendto(query(0x1000 + number, name, kind), (stage.address, stage.port))
            message, sender = stage.bound.recvfrom(512)
            stage.bound.sendto(answer(message, name, kind), sender)
            client.recvfrom(512)


def query(identifier: int, name: bytes, kind: int) -> bytes:
    """A DNS question with recursion desired (RFC 1035 §4.1)."""
    labels = b"".join(bytes((len(label),)) + label for label in name.split(b"."))
    return struct.pack("!6H", identifier, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, CLASS_IN)


def answer(message: bytes, name: bytes, kind: int) -> bytes:
    """The resolver's reply: the question again, and the address if there is one."""
    address = ANSWERS.get((name, kind))
    flags = 0x8180 | (0 if address else NAME_ERROR)
    head = message[:2] + struct.pack("!5H", flags, 1, 1 if address else 0, 0, 0)
    if address is None:
        return head + message[12:]
    # 0xc00c points back to the question's name (RFC 1035 §4.1.4).
    return head + message[12:] + struct.pack("!3HIH", 0xC00C, kind, CLASS_IN, TIME_TO_LIVE, len(address)) + address


def http(stage: Stage) -> None:
    """A page that is there and one that is not, over one connection."""
    with stage.connection() as (client, server):
        for path, status, body in (
            ("/", "200 OK", b"<h1>hello from remora's lab</h1>\n"),
            ("/nothing", "404 Not Found", b"no such page\n"),
        ):
            stage.say(f"client: GET {path}")
            request = f"GET {path} HTTP/1.1\r\nHost: remora.test\r\nUser-Agent: remora-lab\r\nAccept: */*\r\n\r\n"
            client.sendall(request.encode())
            receive(server, len(request))
            stage.say(f"server: {status}")
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            server.sendall(head + body)
            receive(client, len(head) + len(body))


def ping(stage: Stage) -> None:
    """Three echo requests and their replies, by an ICMP socket as `ping` uses it."""
    is_v6 = stage.family == socket.AF_INET6
    for sequence in range(1, 4):
        stage.say(f"echo request {sequence} to {stage.address}")
        body = struct.pack("!HH", 0x4C41, sequence) + b"remora's lab says hello\n"
        head = bytes((ECHO_REQUEST_V6 if is_v6 else ECHO_REQUEST, 0))
        # The kernel fills in ICMPv6's checksum, which is taken over a pseudo header.
        checksum = 0 if is_v6 else internet_checksum(head + b"\0\0" + body)
        stage.bound.sendto(head + checksum.to_bytes(2, "big") + body, (stage.address, 0))
        stage.bound.recv(2048)


def echo_socket(family: socket.AddressFamily) -> socket.socket:
    """A ping socket, or a raw one where only root may ping. Raises SceneError where neither is allowed."""
    protocol = socket.IPPROTO_ICMPV6 if family == socket.AF_INET6 else socket.IPPROTO_ICMP
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        with contextlib.suppress(PermissionError):
            opened = socket.socket(family, kind, protocol)
            opened.settimeout(SECONDS_TO_WAIT)
            return opened
    raise SceneError("This user may not ping: let a group do it by `sysctl net.ipv4.ping_group_range`, or use sudo")
