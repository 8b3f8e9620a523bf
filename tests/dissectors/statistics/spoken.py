"""Frames with questions and answers of DNS, HTTP and TLS, for tests of statistics."""

from __future__ import annotations

import struct

from tests.dissectors.protocols.dns import messages as dns
from tests.dissectors.protocols.tls import records as tls
from tests.dissectors.streams.frames import ip

CLIENT, RESOLVER = ("10.0.0.2", 40000), ("10.0.0.53", 53)
REQUEST = b"GET /a HTTP/1.1\r\nHost: www.test\r\n\r\n"
ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
CLIENT_HELLO = tls.client_hello(tls.extension(0, tls.vector(2, b"\0" + tls.vector(2, b"www.test"))))
SERVER_HELLO = tls.record(22, tls.handshake(2, tls.server_hello()))


def datagram(source: tuple[str, int], destination: tuple[str, int], payload: bytes) -> bytes:
    head = struct.pack("!4H", source[1], destination[1], 8 + len(payload), 0)
    return ip(source[0], destination[0], 17, head + payload)


def dns_query(number: int = 1, name: bytes = dns.WWW) -> bytes:
    message = struct.pack("!H", number) + dns.header(0x0100, 1)[2:] + dns.question(name)
    return datagram(CLIENT, RESOLVER, message)


def dns_answer(number: int = 1, *records: bytes, name: bytes = dns.WWW, code: int = 0) -> bytes:
    message = struct.pack("!H", number) + dns.header(0x8180 | code, 1, len(records))[2:] + dns.question(name)
    return datagram(RESOLVER, CLIENT, message + b"".join(records))


def address(text: str = "192.0.2.7", name: bytes = dns.POINTER) -> bytes:
    """A record of a name's IPv4 address."""
    return dns.record(1, bytes(map(int, text.split("."))), name)
