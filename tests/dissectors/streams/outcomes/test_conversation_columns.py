"""Columns of whole conversations are what the trees say, and what is said changes while the capture grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.fields import SPECS
from dissectors.filters import compile_filter
from dissectors.packets.columns import Columns
from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.conversation_columns import CONVERSATION_COLUMNS
from dissectors.transport.conversation_facts import OUTCOME_NUMBERS
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.frames import SYN, capture_of, tcp, udp
from tests.dissectors.streams.talk import ACK, CLIENT_V6, FIN, SERVER_V6, Talk
from tests.dissectors.streams.tcp_analysis.test_columns import differences, small_captures, table_of

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)


@pytest.mark.parametrize("path", small_captures(), ids=lambda path: path.name)
def test_columns_equal_trees(path: Path) -> None:
    table = table_of(path)
    table.judge(len(table))
    assert differences(table, CONVERSATION_COLUMNS.keys()) == []


def test_every_column_is_of_a_field_that_is_declared() -> None:
    assert CONVERSATION_COLUMNS.keys() <= SPECS.keys()


def values(table: PacketTable, name: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for piece in table.index.pieces:
        column = Columns(table.index).occurrences(name, piece)
        for row, value in zip(column.rows.tolist(), column.values.tolist(), strict=True):
            found.setdefault(piece.first + row, []).append(value)
    return found


def test_every_packet_has_all_words_of_its_conversation(tmp_path: Path) -> None:
    talk = Talk(CLIENT_V6, SERVER_V6).shake().send(0, ACK | FIN).send(1).send(1, ACK, b"more").send(0)
    table = talk.send(1, ACK | FIN).send(0).table(tmp_path)
    table.judge(len(table))
    expected = [OUTCOME_NUMBERS[outcome] for outcome in (Outcome.HALF_CLOSED, Outcome.CLOSED)]
    assert values(table, "conv.verdict") == dict.fromkeys(range(9), expected)
    assert values(table, "conv.packets") == {row: [9] for row in range(9)}
    assert values(table, "conv.retransmissions") == {row: [0] for row in range(9)}
    assert values(table, "conv.rtt") == {row: [2_000_000] for row in range(9)}


def test_udp_has_no_round_trip(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(A, B, 1, SYN), udp(A, B), udp(B, A)], tmp_path))
    table.judge(3)
    assert values(table, "conv.rtt") == {}
    assert values(table, "conv.retransmissions") == {0: [0]}
    assert values(table, "conv.packets") == {0: [1], 1: [2], 2: [2]}
    assert values(table, "conv.duration") == {0: [0], 1: [1], 2: [1]}


def test_a_filter_chooses_the_packets_of_conversations_by_what_became_of_them(tmp_path: Path) -> None:
    lonely = Talk(("10.0.0.7", 5)).send(0, SYN)
    table = Talk().shake().table(tmp_path, lonely)
    matching = table.matching(compile_filter('conv.verdict == "no-answer"'))
    assert matching.step(60).tolist() == [1]
    assert matching.is_done
