"""Ports in words."""

from __future__ import annotations

from dissectors.transport.ports import show_port


def test_known_port_has_its_service() -> None:
    assert show_port("tcp")(443) == "443 (https)"
    assert show_port("sctp")(2905) == "2905 (m3ua)"


def test_other_port_tells_its_range() -> None:
    assert show_port("tcp")(51234) == "51234 (dynamic port)"
    assert show_port("udp")(1234) == "1234 (registered port)"
    assert show_port("udp")(1) == "1 (well-known port)"
