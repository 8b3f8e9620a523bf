"""Conversations in print: tables that fit, and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import Kind
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp
from tui.printing.conversations import json_text, text_lines

LONG = [(f"2001:db8:aaaa:bbbb:cccc:dddd:eeee:{end}", 40000) for end in (1, 2)]
SHORT = [("10.0.0.2", 40000), ("10.0.0.1", 80)]


def tables(frames: list[bytes], folder: Path, *kinds: Kind) -> list[Conversations]:
    packets = PacketTable(capture_of(frames, folder))
    counts = ConversationCounts(packets.index)
    counts.extend(len(packets))
    return [counts.table(kind) for kind in kinds]


def test_as_many_columns_as_fit_and_the_endpoints_whole(tmp_path: Path) -> None:
    (table,) = tables([tcp(*SHORT, 1, SYN), tcp(*SHORT[::-1], 5, ACK, b"data")], tmp_path, "tcp")
    lines = list(text_lines(table, 80))
    assert lines == [
        "TCP: 1 conversation",
        "Stream  A               B            Packets  Bytes  Bytes A→B  Bytes B→A",
        "     0  10.0.0.2:40000  10.0.0.1:80        2    112         54         58",
    ]
    assert len(list(text_lines(table, 200))[1].split("  ")) > len(lines[1].split("  "))
    assert "10.0.0.2:40000" in list(text_lines(table, 10))[-2]


def test_long_endpoints_stand_above_their_numbers(tmp_path: Path) -> None:
    (table,) = tables([tcp(*LONG, 1, SYN)], tmp_path, "tcp")
    _, heading, _, ends, numbers = text_lines(table, 80)
    assert heading == "A <-> B"
    assert ends == f"[{LONG[0][0]}]:40000 <-> [{LONG[1][0]}]:40000"
    assert numbers.split()[:3] == ["0", "1", "74"]
    assert len(numbers) <= 80


def test_most_bytes_come_first(tmp_path: Path) -> None:
    (table,) = tables([udp(*SHORT), tcp(*SHORT), udp(*LONG), udp(*LONG)], tmp_path, "udp")
    title, *_ = text_lines(table, 80)
    assert title == "UDP: 2 conversations, most bytes first"
    assert [one["stream"] for one in json.loads("".join(json_text([table])))] == [1, 0]


def test_a_kind_without_any_says_so(tmp_path: Path) -> None:
    (table,) = tables([udp(*SHORT)], tmp_path, "tcp")
    assert list(text_lines(table, 80)) == ["TCP: no conversations"]


def test_all_kinds_are_one_array(tmp_path: Path) -> None:
    udp_table, ip_table = tables([udp(*SHORT)], tmp_path, "udp", "ip")
    found = json.loads("".join(json_text([udp_table, ip_table])))
    assert [one["kind"] for one in found] == ["udp", "ip"]
    assert found[0]["a"] == {"address": "10.0.0.2", "port": 40000}
    assert found[1]["b"] == {"address": "10.0.0.1", "port": None}
    assert (found[0]["first_packet"], found[0]["start_ns"], found[0]["stream"]) == (1, 0, 0)
    assert found[0]["bits_per_second_a_to_b"] is None
    assert found[0]["filter"] == "udp.stream == 0"


@pytest.mark.parametrize("kinds", [(), ("tcp",)])
def test_no_conversations_are_an_empty_array(tmp_path: Path, kinds: tuple[Kind, ...]) -> None:
    assert json.loads("".join(json_text(tables([udp(*SHORT)], tmp_path, *kinds)))) == []
