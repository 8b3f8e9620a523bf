"""Ports in words."""

from __future__ import annotations

from dissectors.transport.ports import show_port


def test_known_port_has_its_service() -> None:
    assert show_port("tcp")(443) == "443 (https)"
    assert show_port("sctp")(2905) == "2905 (m3ua)"


def test_a_port_without_a_service_is_ephemeral_or_a_number() -> None:
    assert show_port("tcp")(46442) == "46442 (ephemeral port)"
    assert show_port("tcp")(51234) == "51234 (ephemeral port)"
    assert show_port("udp")(1234) == "1234"
    assert show_port("udp")(1) == "1"
