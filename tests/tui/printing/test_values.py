"""Values as tshark prints them."""

from __future__ import annotations

from dissectors import PacketTable
from tui.printing.values import LONGEST_LINE, printed_values


def test_only_what_was_asked_for(table: PacketTable) -> None:
    found = printed_values(table.dissection(0), {"ip.addr", "tcp.port", "udp"})
    assert set(found) == {"ip.addr", "udp"}
    assert found["ip.addr"] == ["127.0.0.1", "127.0.0.1"]


def test_a_protocol_prints_its_line_cut_in_bytes(table: PacketTable) -> None:
    dissection = table.dissection(0)
    (layer,) = [layer for layer in dissection.layers if layer.protocol.name == "udp"]
    assert printed_values(dissection, {"udp"})["udp"][0].startswith("User Datagram Protocol, Src Port: ")
    layer.root.heading = "é" * 200
    assert printed_values(dissection, {"udp"})["udp"] == ["é" * (LONGEST_LINE // 2)]
    layer.root.heading = None
    assert printed_values(dissection, {"udp"})["udp"] == ["udp"]
