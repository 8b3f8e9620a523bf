"""Filters about texts with a column choose what the packets themselves say, without asking them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.filters import FilterError, compile_filter
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

OTHER = ("10.0.0.3", 41000)


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    """Rows of curl to nginx, of dig, of nobody, and of one tunnel with curl's packet in nc's."""
    inner = tcp(CLIENT, SERVER, 5)[14:]
    # VXLAN carries Ethernet: eight bytes, then a frame.
    carried = bytes([8, 0, 0, 0, 0, 0, 1, 0]) + bytes(12) + b"\x08\x00" + inner
    tunnel = ip(OTHER[0], "10.0.0.4", 17, struct.pack("!4H", OTHER[1], 4789, 8 + len(carried), 0) + carried)
    frames = [tcp(CLIENT, SERVER), udp(OTHER, ("10.0.0.1", 53)), tcp(OTHER, SERVER), tunnel]
    made = PacketTable(capture_of(frames, tmp_path))
    end = End(*OTHER)
    made.attributions.append(
        [
            found("curl", 7, time_ns=0, user="alice", command=("curl", "http://localhost/")),
            found("nginx", 9, time_ns=0, local=SERVER, remote=CLIENT, unit="nginx.service"),
            found("dig", 8, time_ns=0, local=end, remote=End("10.0.0.1", 53), protocol="udp"),
            found("nc", 10, time_ns=3, local=end, remote=End("10.0.0.4", 4789), protocol="udp"),
        ]
    )
    return made


@pytest.mark.parametrize(
    ("text", "expected", "asked"),
    [
        ("proc.name", [0, 1, 3], 0),
        ("!proc.name", [2], 0),
        ('proc.name == "curl"', [0, 3], 1),
        ('proc.name == "dig"', [1], 1),
        ('proc.name != "curl"', [1], 1),
        ('all proc.name == "dig"', [1], 1),
        ('proc.name > "d"', [0, 1, 3], 1),
        ('proc.name in {"dig", "nc"}', [1, 3], 1),
        ('proc.name contains "in"', [0, 3], 1),
        ('proc.name matches "^C"', [0, 3], 1),
        ('upper(proc.name) == "DIG"', [1], 1),
        ("count(proc.name) == 2", [0], 1),
        ("count(proc.name) == 3", [3], 1),
        ('proc.name[0:1] == "n"', [0, 3], 1),
        ('proc.unit == "nginx.service" && tcp.port == 80', [0, 3], 0),
        ('proc.how == "exact" and not proc.user', [1], 0),
        ('proc.command contains "localhost"', [0, 3], 0),
        ("proc.pid == 9", [0, 3], 0),
    ],
)
def test_what_is_chosen(table: PacketTable, text: str, expected: list[int], asked: int) -> None:
    chosen = compile_filter(text)
    matching = table.matching(chosen)
    assert matching.step(60).tolist() == expected
    # Only the tunnel, which has more than two ends, may be asked.
    assert matching.asked == asked
    assert [row for row in range(len(table)) if chosen.matches(table.dissection(row))] == expected


def test_layers_and_other_fields_are_left_to_the_packets(table: PacketTable) -> None:
    for text in ('proc.name#1 == "nc"', 'proc.name#2 == "curl"', "proc.name == proc.unit"):
        chosen = compile_filter(text)
        matching = table.matching(chosen)
        rows = matching.step(60).tolist()
        assert matching.asked > 0
        assert rows == [row for row in range(len(table)) if chosen.matches(table.decode(row))]


def test_what_becomes_known_is_asked_again(table: PacketTable) -> None:
    chosen = compile_filter('proc.name == "ssh"')
    assert table.matching(chosen).step(60).tolist() == []
    table.attributions.append([found("ssh", 11, time_ns=2, local=End(*OTHER))])
    assert table.matching(chosen).step(60).tolist() == [2]


def test_a_name_that_makes_a_pattern_slow_is_told(table: PacketTable) -> None:
    table.attributions.append([found("a" * 40 + "!", 11, time_ns=2, local=End(*OTHER))])
    with pytest.raises(FilterError):
        table.matching(compile_filter('proc.name matches "^(a|a|a|a)*(a|a|a)*$"')).step(60)


@pytest.mark.parametrize("most", [1, 1 << 18])
def test_many_texts_are_told_apart_like_few(table: PacketTable, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.filters.text_columns._MOST_COUNTED", most)
    assert table.matching(compile_filter('proc.name == "dig"')).step(60).tolist() == [1]
    assert table.matching(compile_filter('proc.name == "nginx"')).step(60).tolist() == [0, 3]
