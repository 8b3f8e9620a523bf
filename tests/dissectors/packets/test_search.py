"""Searches through rows equal looking at every packet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, compile_filter, open_capture
from dissectors.errors import CaptureFileError
from dissectors.frame import Frame
from dissectors.packets import asking, search
from dissectors.packets.search import AskingSearch, FilterSearch, Hit, LinesWith, RowHas, Search, lines_of
from dissectors.packets.wanted import WantedPattern, WantedText

Order = Callable[[int], list[int]]
ORDERS: dict[str, Order] = {
    "forwards": lambda count: list(range(count)),
    "backwards": lambda count: list(range(count))[::-1],
    "some": lambda count: [*range(1, count, 2), *range(0, count, 3)],
}


@pytest.fixture
def table(samples: Path) -> Iterator[PacketTable]:
    with open_capture(samples / "http.pcapng") as capture:
        capture.refresh()
        yield PacketTable(capture)


def rows_hit(some: Search, rows: list[int], backwards: bool = False) -> list[int]:
    found = [hit.row for hit in some.hits(np.array(rows, np.int64), backwards=backwards) if hit is not None]
    some.close()
    return found


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.parametrize(
    "text", ["tcp.flags.syn == 1", "http", "http.request.method == GET || frame.number == 2", "udp"]
)
def test_filters_hit_what_they_choose(table: PacketTable, text: str, order: Order) -> None:
    chosen, rows = compile_filter(text), order(len(table))
    expected = [row for row in rows if chosen.matches(table.dissection(row))]
    assert rows_hit(FilterSearch(table.index, chosen, table), rows) == expected
    assert text == "udp" or expected


def test_filter_search_looks_at_every_row_once(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ROWS_AT_ONCE", 3)
    some = FilterSearch(table.index, compile_filter("frame.number >= 3"), table)
    assert rows_hit(some, list(range(len(table)))) == list(range(2, len(table)))
    assert some.examined == len(table)
    assert some.beyond(3, 0, backwards=False) is None


@pytest.mark.parametrize("few", [0, 4000])
def test_rows_of_the_list_are_hit_by_their_columns(
    table: PacketTable, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "FEW", few)
    monkeypatch.setattr(search, "FIRST_ROWS", 2)
    rows = list(range(len(table)))
    expected = [row for row in rows if "[syn" in table.summary(row).info.lower()]
    assert expected
    assert rows_hit(AskingSearch(table, RowHas(WantedText("[SYN"))), rows) == expected
    ports = rows_hit(AskingSearch(table, RowHas(WantedText("tcp.flags: x"), ("tcp.flags",))), rows)
    assert ports == []


def test_field_columns_are_looked_through_too(table: PacketTable) -> None:
    name, rows = "http.request.method", list(range(len(table)))
    expected = [row for row in rows if table.dissection(row).find(name)]
    assert rows_hit(AskingSearch(table, RowHas(WantedPattern(r"\bGET \S+ GET\b|\bGET GET\b"), (name,))), rows) != []
    assert expected


@pytest.mark.parametrize("backwards", [False, True])
def test_lines_of_the_decoded_packet_are_hit_one_by_one(table: PacketTable, backwards: bool) -> None:
    wanted, row = WantedText("port"), 3
    lines = [number for number, field in enumerate(lines_of(table.dissection(row))) if "port" in field.line.lower()]
    assert len(lines) >= 2
    some = AskingSearch(table, LinesWith(wanted))
    (hit,) = [hit for hit in some.hits(np.array([row]), backwards=backwards) if hit is not None]
    seen = [hit]
    while (after := some.beyond(row, seen[-1].start, backwards=backwards)) is not None:
        seen.append(after)
    expected = [Hit(row, line, line + 1) for line in lines]
    assert seen == (expected[::-1] if backwards else expected)


def test_a_row_of_the_list_is_one_hit(table: PacketTable) -> None:
    assert AskingSearch(table, RowHas(WantedText("tcp"))).beyond(0, -1, backwards=False) is None


def test_rows_whose_bytes_are_gone_have_nothing(table: PacketTable) -> None:
    class Lost:
        registry = table.registry

        def frame(self, row: int) -> Frame:
            if row == 0:
                raise CaptureFileError("gone")
            return table.frame(row)

    assert rows_hit(AskingSearch(Lost(), RowHas(WantedText("tcp"))), [0, 1]) == [1]


def test_a_search_stops_now_and_then(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LOOK_EVERY", 2)
    some = AskingSearch(table, RowHas(WantedText("[nobody]")))
    assert list(some.hits(np.arange(len(table)), backwards=False)) == [None] * (len(table) // 2)
    assert some.examined == len(table)
