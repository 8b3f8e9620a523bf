"""One packet that filters are asked about: a UDP datagram inside of another, in a VXLAN tunnel."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.filters import compile_filter
from dissectors.frame import Frame
from dissectors.registry import default

OUTER = bytes.fromhex("00163e0871cf36dc851eb3400800")
INNER = bytes.fromhex("ffffffffffff0011223344550800")


def _datagram(source: bytes, destination: bytes, ttl: int, ports: tuple[int, int], payload: bytes) -> bytes:
    udp = struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0xD2C0, 0x4000, ttl, 17, 0) + source + destination + udp


def tunnelled_frame() -> bytes:
    """10.0.0.1 to 10.0.0.2, carrying 192.168.1.1:4000 to 192.168.1.2:5000 with the payload "Hello world"."""
    inner = INNER + _datagram(bytes((192, 168, 1, 1)), bytes((192, 168, 1, 2)), 32, (4000, 5000), b"Hello world")
    carried = bytes.fromhex("0800000000006400") + inner
    return OUTER + _datagram(bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2)), 64, (45149, 4789), carried)


@pytest.fixture(scope="session")
def tunnelled() -> Dissection:
    """The packet, as number 3 of a capture, 1.5 s after its first."""
    data = tunnelled_frame()
    time = 1_368_908_506_500_000_000
    frame = Frame(data, 1, number=3, time=time, since_first=1_500_000_000, since_previous=250_000_000)
    return dissect(frame, default())


@pytest.fixture(scope="session")
def chooses(tunnelled: Dissection) -> Callable[[str], bool]:
    """Whether a filter chooses the packet."""
    return lambda text: compile_filter(text).matches(tunnelled)
