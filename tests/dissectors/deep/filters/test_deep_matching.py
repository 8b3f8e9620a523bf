"""A filter's way over a table by tshark: step by step, ended at any moment, over tables that grow."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import psutil
import pytest

from dissectors import compile_filter
from dissectors.capture_file import CaptureFile, open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.filters import deep_matching
from dissectors.deep.filters.deep_filter import DeepFilter, deep_filter
from dissectors.deep.filters.deep_matching import DeepMatching, Growth
from dissectors.deep.tshark.field_table import table_of as fields_of
from dissectors.deep.tshark.program import Tshark
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES
from tests.dissectors.deep.fake_tshark import DIES_AT_ONCE, HANGS_IN_A_CHILD, KILLED, SWALLOWS, fake_tshark, printing
from tests.dissectors.deep.left_behind import descriptors, nothing_runs, opened_since, processes_of
from tests.dissectors.deep.test_decoder import table_of

DNS = SAMPLES / "dns.pcapng"


def fake_filter(folder: Path, script: str, native: str | None = None, *, two_passes: bool = False) -> DeepFilter:
    return DeepFilter(
        "http2",
        compile_filter(native) if native is not None else None,
        "http2",
        two_passes,
        False,
        Tshark(fake_tshark(folder, script), (4, 0, 17)),
        DeepChoices(),
        fields_of(b""),
    )


def all_rows(search: DeepMatching) -> list[int]:
    rows: list[int] = []
    try:
        while not search.is_done:
            rows += search.step(0.1).tolist()
    finally:
        search.close()
    return rows


def test_numbers_that_tshark_prints_are_rows(tmp_path: Path) -> None:
    table = table_of(DNS)
    search = DeepMatching(table, fake_filter(tmp_path, printing(tmp_path, b"2\n\n5\n")))
    assert all_rows(search) == [1, 4]
    assert (search.examined, search.candidates, search.tier) == (len(table), len(table), "tshark")


def test_numbers_of_no_packet_and_those_the_columns_refuse_are_none(tmp_path: Path) -> None:
    chosen = fake_filter(tmp_path, printing(tmp_path, b"1\n2\n3\n4\n999\n"), "frame.number > 2 && frame.number < 5")
    search = DeepMatching(table_of(DNS), chosen)
    assert all_rows(search) == [2, 3]
    assert search.tier == "columns, then tshark on 4 packets", "tshark is not shown what comes after the last one"


def test_where_the_columns_leave_nothing_no_tshark_is_started(tmp_path: Path) -> None:
    chosen = fake_filter(tmp_path, f"touch {tmp_path}/started; {SWALLOWS}", "tcp")
    for two_passes in (False, True):
        search = DeepMatching(table_of(DNS), fake_filter(tmp_path, "exit 1", "tcp", two_passes=two_passes))
        assert all_rows(search) == []
        assert search.tier.endswith("on 0 packets")
    assert all_rows(DeepMatching(table_of(DNS), chosen)) == []
    assert not (tmp_path / "started").exists()


def test_words_in_place_of_numbers_are_told(tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="no number of a packet"):
        all_rows(DeepMatching(table_of(DNS), fake_filter(tmp_path, printing(tmp_path, b"1\nfour\n"))))


@pytest.mark.parametrize("two_passes", [False, True])
@pytest.mark.parametrize(("script", "said"), [(DIES_AT_ONCE, "it is broken"), (KILLED, "SIGKILL")])
def test_a_tshark_that_ends_is_told(tmp_path: Path, script: str, said: str, two_passes: bool) -> None:
    search = DeepMatching(table_of(DNS), fake_filter(tmp_path, script, two_passes=two_passes))
    with pytest.raises(TsharkFailed, match=said):
        all_rows(search)
    assert nothing_runs(str(tmp_path))


@pytest.mark.parametrize("two_passes", [False, True])
def test_one_that_hangs_is_ended_when_nobody_wants_it_any_more(tmp_path: Path, two_passes: bool) -> None:
    table = table_of(DNS)
    table.capture.view()  # a file is mapped once
    before = descriptors()
    search = DeepMatching(table, fake_filter(tmp_path, HANGS_IN_A_CHILD, two_passes=two_passes))
    while not processes_of(str(tmp_path)):
        assert not search.step(0.05).tolist()
    assert not search.is_done
    search.close()
    search.close()
    assert nothing_runs(str(tmp_path))
    assert not opened_since(before)
    assert search.step(0.1).tolist() == []


def test_rows_come_while_tshark_works(tmp_path: Path) -> None:
    search = DeepMatching(table_of(DNS), fake_filter(tmp_path, "echo 3; sleep 1000; exit 0"))
    rows: list[int] = []
    while not rows:
        rows += search.step(0.05).tolist()
    assert rows == [2]
    assert not search.is_done
    search.close()
    assert nothing_runs(str(tmp_path))


class Growing:
    """A capture of which more is read when the test says so."""

    def __init__(self, path: Path) -> None:
        self.capture: CaptureFile = open_capture(path)
        self.table = PacketTable(self.capture)
        self.growth: Growth = "live"
        self._batches = list(self.capture.read_batches())

    def grow(self, rows: int) -> None:
        """Let there be so many rows."""
        (batch,) = self._batches
        columns = [field.name for field in fields(batch) if field.name != "far_times"]
        part = {name: getattr(batch, name)[len(self.table) : rows] for name in columns}
        self.capture.append((replace(batch, **part),))


@pytest.mark.tools
def test_rows_that_come_later_are_answered_by_the_same_tshark(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    growing = Growing(DNS)
    search = DeepMatching(growing.table, deep_filter("dns.response_to"), lambda: growing.growth)
    found: list[int] = []
    for rows, expected in ((2, [1]), (5, [1, 3]), (6, [1, 3, 5])):
        growing.grow(rows)
        while not search.is_done:
            search_found = search.step(0.05).tolist()
            found += search_found
        while not search.is_settled:
            found += search.step(0.05).tolist()
        assert found == expected
    children = psutil.Process().children()
    growing.growth = "over"
    assert not search.is_done, "tshark has not said that this was all"
    found += all_rows(search)
    assert found == [1, 3, 5]
    assert not [child for child in children if child.is_running() and "tshark" in child.name()]


@pytest.mark.tools
def test_rows_behind_the_end_are_answered_after_all_others_again(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    growing = Growing(DNS)
    growing.growth = "over"
    search = DeepMatching(growing.table, deep_filter("dns.response_to"), lambda: growing.growth)
    growing.grow(4)
    found: list[int] = []
    while not search.is_done:
        found += search.step(0.1).tolist()
    growing.grow(6)
    assert not search.is_done
    assert found + all_rows(search) == [1, 3, 5]


@pytest.mark.tools
def test_two_passes_wait_until_all_has_been_read(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    growing = Growing(DNS)
    growing.growth = "reading"
    search = DeepMatching(growing.table, deep_filter("dns.response_in"), lambda: growing.growth)
    growing.grow(3)
    assert search.step(0.1).tolist() == []
    assert search.waits_for_the_end
    assert not search.is_done
    growing.grow(6)
    growing.growth = "over"
    assert all_rows(search) == [0, 2, 4]
    assert search.tier == "tshark, two passes"


@pytest.mark.tools
def test_of_a_live_capture_both_passes_see_what_there_is_and_one_what_comes(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    growing = Growing(DNS)
    search = DeepMatching(growing.table, deep_filter("dns.response_in || dns.response_to"), lambda: growing.growth)
    growing.grow(4)
    found: list[int] = []
    while not search.is_done:
        found += search.step(0.1).tolist()
    assert found == [0, 1, 2, 3]
    growing.grow(6)
    growing.growth = "over"
    assert all_rows(search) == [5]


def test_a_search_that_is_settled_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_matching, "SETTLED_SECONDS", 0.1)
    search = DeepMatching(table_of(DNS), fake_filter(tmp_path, SWALLOWS), lambda: "live")
    assert search.is_settled, "nothing was asked yet"
    while not search.is_done:
        search.step(0.05)
    deadline = time.monotonic() + 30
    while not search.is_settled and time.monotonic() < deadline:
        search.step(0.02)
    assert search.is_settled
    search.close()


@pytest.mark.tools
def test_hosts_are_left_out_once_all_has_been_read(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    growing = Growing(DNS)
    growing.growth = "reading"
    chosen = deep_filter("ip.src == 127.0.0.1 && (http2 || dns)")
    assert chosen.keeps_to_hosts
    search = DeepMatching(growing.table, chosen, lambda: growing.growth)
    growing.grow(3)
    assert search.step(0.1).tolist() == []
    assert search.waits_for_the_end
    growing.grow(6)
    growing.growth = "over"
    assert all_rows(search) == [0, 1, 2, 3, 4, 5]
