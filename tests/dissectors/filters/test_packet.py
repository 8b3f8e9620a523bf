"""A packet's fields by name, with the layer they stand in."""

from __future__ import annotations

from dissectors.dissect import Dissection
from dissectors.filters.packet import Packet


def test_only_wanted_names_are_found(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, {"ip.src"})
    assert len(packet.occurrences("ip.src")) == 2
    assert packet.occurrences("ip.dst") == []


def test_either_side_answers_to_the_common_name(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, {"ip.addr", "ip"})
    assert [(one.field.name, one.layer) for one in packet.occurrences("ip.addr")] == [
        ("ip.src", 1),
        ("ip.dst", 1),
        ("ip.src", 2),
        ("ip.dst", 2),
    ]
    assert packet.last_layer("ip.addr") == 2
    assert packet.last_layer("tcp") == 0
