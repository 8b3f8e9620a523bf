"""ICMP redirects of both IP versions, and those that error messages only quote."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.dissectors.streams.patterns.scenes import Scene, packed

ROUTER, HOST, OTHER = "10.0.0.1", "10.0.0.5", "10.0.0.66"
QUOTE = struct.pack("!BBHHHBBH", 0x45, 0, 28, 0, 0, 64, 17, 0) + packed(HOST) + packed("192.0.2.1") + bytes(8)


def test_who_tells_whom_to_send_where(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(2):
        scene.ip(ROUTER, HOST, 1, struct.pack("!BBH", 5, 1, 0) + packed(OTHER) + QUOTE)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.severity, found.packets) == ("icmp-redirect", "note", (1, 2))
    assert found.sentence == "10.0.0.1 told 10.0.0.5 by 2 redirects to send by way of 10.0.0.66."
    assert found.hosts == (ROUTER, HOST, OTHER)


def test_over_ipv6(tmp_path: Path) -> None:
    scene = Scene()
    body = struct.pack("!BBHI", 137, 0, 0, 0) + packed("fe80::66") + packed("2001:db8::7")
    scene.ip("fe80::1", "fe80::5", 58, body, ttl=255)
    (found,) = scene.findings(tmp_path)
    assert found.sentence == "fe80::1 told fe80::5 by 1 redirect to send by way of fe80::66."
    assert found.filter == "icmpv6.type == 137 && ipv6.src == fe80::1 && ipv6.dst == fe80::5"


def test_a_quoted_redirect_and_a_cut_one_are_nothing(tmp_path: Path) -> None:
    scene = Scene()
    redirect = struct.pack("!BBH", 5, 1, 0) + packed(OTHER)
    quoted = struct.pack("!BBHHHBBH", 0x45, 0, 28, 0, 0, 64, 1, 0) + packed(ROUTER) + packed(HOST) + redirect
    scene.ip(HOST, ROUTER, 1, struct.pack("!BBHI", 3, 3, 0, 0) + quoted)
    scene.ip(ROUTER, HOST, 1, redirect[:5])
    assert scene.findings(tmp_path) == []
