"""`-T jsonl`."""

from __future__ import annotations

import json

from dissectors import PacketTable
from tui.printing.json_lines import fields_object, packet_object


def test_a_packet_is_one_line_of_ascii(table: PacketTable) -> None:
    for row in range(len(table)):
        line = packet_object(table, row)
        assert line.isascii()
        assert "\n" not in line
        assert json.loads(line)["number"] == row + 1


def test_ranges_lie_inside_the_frame(table: PacketTable) -> None:
    packet = json.loads(packet_object(table, 0))
    pending = list(packet["layers"])
    while pending:
        node = pending.pop()
        assert 0 <= node["start"] <= node["stop"] <= packet["captured"]
        pending += node.get("fields", ())


def test_kinds_of_value(table: PacketTable) -> None:
    fields = json.loads(fields_object(table, 0, ["udp.srcport", "ip.src", "ip.flags.df", "tcp", "_ws.col.No."]))
    chosen = fields["fields"]
    assert isinstance(chosen["udp.srcport"][0], int)
    assert chosen["ip.src"] == ["127.0.0.1"]
    assert isinstance(chosen["ip.flags.df"][0], bool)
    assert "tcp" not in chosen
    assert chosen["_ws.col.No."] == ["1"]
