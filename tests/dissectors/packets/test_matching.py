"""Rows chosen by a filter, step by step."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable, compile_filter, open_capture
from dissectors.packets.matching import Matching
from tests.dissectors.internet.fragmented import ipv4
from tests.dissectors.internet.fragmented import udp as fragmented_udp
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)
A_MOMENT, LONG = 0.0, 60.0


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(
        capture_of([tcp(A, B, data=b"x" * (number % 3)) for number in range(90)] + [udp(A, B)], tmp_path)
    )


def expected(table: PacketTable, text: str) -> list[int]:
    chosen = compile_filter(text)
    return [row for row in range(len(table)) if chosen.matches(table.dissection(row))]


@pytest.mark.parametrize("text", ["", "udp", "tcp.port == 80", "data.len == 2", "tcp && !(data.len == 1)", "dns"])
def test_whole_capture_at_once(table: PacketTable, text: str) -> None:
    matching = table.matching(compile_filter(text))
    assert matching.step(LONG).tolist() == expected(table, text)
    assert matching.is_done


def test_columns_spare_the_dissections(table: PacketTable) -> None:
    matching = table.matching(compile_filter("tcp.port == 80"))
    matching.step(LONG)
    assert matching.asked == 0
    matching = table.matching(compile_filter("udp && data.len == 2"))
    matching.step(LONG)
    assert matching.asked <= 1


@pytest.mark.parametrize("text", ["data.len == 2", "tcp.port == 80", "udp || data.len == 2"])
def test_many_short_steps_find_the_same(table: PacketTable, text: str) -> None:
    matching, found, steps = table.matching(compile_filter(text)), [], 0
    while not matching.is_done:
        found += matching.step(A_MOMENT).tolist()
        steps += 1
    assert found == expected(table, text)
    assert steps > 1 or matching.asked == 0


def test_rows_that_come_later_are_found_later(samples: Path) -> None:
    with open_capture(samples / "hello.pcapng") as capture:
        table = PacketTable(capture)
        matching = table.matching(compile_filter("tcp.flags.syn == 1 || data"))
        found: list[int] = []
        while capture.refresh(3) or not matching.is_done:
            found += matching.step(LONG).tolist()
        assert found == expected(table, "tcp.flags.syn == 1 || data")


def test_nothing_to_look_at(tmp_path: Path) -> None:
    matching: Matching = PacketTable(capture_of([], tmp_path)).matching(compile_filter("tcp"))
    assert matching.is_done
    assert matching.step(LONG).tolist() == []


def test_candidates_are_all_that_the_columns_leave_open(table: PacketTable) -> None:
    for text, candidates in (("tcp.port == 80", 0), ("tcp && data.len == 2", 60)):
        matching = table.matching(compile_filter(text))
        matching.step(LONG)
        assert matching.candidates == candidates


HEAD, TAIL = ipv4(fragmented_udp(bytes(32))[:16], 0, more=True), ipv4(fragmented_udp(bytes(32))[16:], 16)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("udp.port == 5000", [2]),
        ("!udp", [0, 1]),
        ("udp", [2]),
        ("udp.length == 40 && data.len == 32", [2]),
        ("data", [0, 2]),
        ("udp contains 00:00:00:00", [2]),
        ("ip.reassembled_in == 3", [0]),
        ("ip.fragment.count == 2", [2]),
        ("udp[0:2] == 13:88", [2]),
        ("udp.stream == 0", [2]),
        ("frame.number == 3", [2]),
        ("ip.frag_offset == 2", [2]),
    ],
)
def test_packets_in_fragments_are_chosen_where_they_are_whole(text: str, rows: list[int], tmp_path: Path) -> None:
    table = PacketTable(capture_of([HEAD, tcp(("10.0.0.1", 1), ("10.0.0.2", 2)), TAIL], tmp_path))
    matching = table.matching(compile_filter(text))
    assert matching.step(10).tolist() == rows


def test_what_the_file_tells_needs_no_decoding_of_packets_in_fragments(tmp_path: Path) -> None:
    table = PacketTable(capture_of([HEAD, TAIL], tmp_path))
    matching = table.matching(compile_filter("frame.number == 2"))
    assert matching.step(10).tolist() == [1]
    assert matching.asked == 0
