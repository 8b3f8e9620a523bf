"""Cells of a table of conversations."""

from __future__ import annotations

import pytest

from dissectors.streams.tables.conversations import COLUMNS, Conversation, Endpoint
from dissectors.streams.tables.kinds import KINDS
from tests.dissectors.processes.found import found
from tui.conversation_columns import CONVERSATION_COLUMNS, PROCESSES, bits_a_second, columns_of, process, seconds


def test_every_column_is_one_that_conversations_can_be_ordered_by() -> None:
    assert {column.name for column in CONVERSATION_COLUMNS} <= COLUMNS.keys()


def test_only_streams_have_numbers() -> None:
    assert [kind for kind in KINDS if columns_of(kind)[0].name == "number"] == ["tcp", "udp"]


def test_what_is_not_known_is_a_dash() -> None:
    one = Conversation("ip", Endpoint("10.0.0.1"), Endpoint("10.0.0.2"), 1, 0, 60, 0, 0, None, None)
    texts = {column.name: column.text(one) for column in columns_of("ip")}
    assert texts["start"] == texts["duration"] == texts["rate_a_to_b"] == "—"
    assert (texts["a"], texts["packets"], texts["bytes_b_to_a"]) == ("10.0.0.1", "1", "0")


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0, "0"),
        (1e-9, "<0.1"),
        (0.4, "0.4"),
        (999, "999"),
        (1000, "1.0k"),
        (17_516_137, "17.5M"),
        (3.21e9, "3.2G"),
        (5e15, "5000.0T"),
        (None, "—"),
    ],
)
def test_rates_are_short(rate: float | None, text: str) -> None:
    assert bits_a_second(rate) == text


def test_times_have_six_digits() -> None:
    assert seconds(1_500_000_000) == "1.500000"


def test_processes_have_columns_where_any_is_known() -> None:
    names = [column.name for column in columns_of("tcp")]
    assert [column.name for column in columns_of("tcp", has_processes=False)] == [
        name for name in names if name not in PROCESSES
    ]
    assert set(PROCESSES).isdisjoint(column.name for column in columns_of("ip"))


def test_whose_an_end_is() -> None:
    assert (process(found("curl", 7)), process(found(user="alice")), process(None)) == ("curl", "(alice)", "—")
