"""What handshakes tell of all segments behind them, in whatever batches these come."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.tcp_analysis.analysis import NONE
from tests.dissectors.streams.talk import ACK, FIN, MILLISECOND, RST, SCALE_7, SYN, Talk

SCALE_2 = b"\x03\x03\x02\x00"


def told(talk: Talk, folder: Path, name: str, at_once: int = 1000) -> list[int]:
    table = talk.table(folder)
    found: list[int] = []
    while table.index.rows_done < len(table):
        table.index.extend(at_once)
        table.index.analysis.extend(table.index.rows_done)
    for part in table.index.analysis.between(0, len(table)):
        found += getattr(part.told, name).tolist()
    return found


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_each_side_has_its_own_scale(at_once: int, tmp_path: Path) -> None:
    talk = Talk().send(0, SYN, options=SCALE_7).send(1, SYN | ACK, options=SCALE_2).send(0).send(1)
    assert told(talk, tmp_path, "scales", at_once) == [-1, -1, 7, 2]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_the_round_trip_counts_from_the_last_syn(at_once: int, tmp_path: Path) -> None:
    talk = Talk().send(0, SYN).wait(999).send(0, SYN, back=1).send(1, SYN | ACK).send(0).wait(50).send(0)
    assert told(talk, tmp_path, "initial_rtt", at_once) == [NONE, NONE, NONE, 2 * MILLISECOND, 2 * MILLISECOND]


def test_without_a_syn_there_is_no_round_trip(tmp_path: Path) -> None:
    assert told(Talk().send(1, SYN | ACK).send(0).send(1), tmp_path, "initial_rtt") == [NONE] * 3


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_what_was_seen_before_adds_up(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"x").send(1).send(0, FIN | ACK).send(1, RST | ACK).send(0)
    assert told(talk, tmp_path, "completeness", at_once) == [0, 1, 3, 7, 15, 15, 31, 63]


def test_a_beginning_without_syn_counts_for_nothing(tmp_path: Path) -> None:
    assert told(Talk().send(0, ACK, b"x").send(1).send(0, ACK, b"x"), tmp_path, "completeness") == [0, 0, 4]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_times_count_from_the_conversations_own_packets(at_once: int, tmp_path: Path) -> None:
    other = Talk(("10.0.0.9", 9)).wait(0.5).send(0, SYN).wait(9).send(1, SYN | ACK)
    talk = Talk().send(0, SYN).send(1, SYN | ACK)
    talk.frames = sorted(talk.frames + other.frames, key=lambda frame: frame[0])
    assert told(talk, tmp_path, "since_first", at_once) == [0, 0, MILLISECOND, 10 * MILLISECOND]
    assert told(talk, tmp_path, "since_previous", at_once) == [0, 0, MILLISECOND, 10 * MILLISECOND]


def test_a_table_is_needed_for_nothing_else(tmp_path: Path) -> None:
    assert isinstance(Talk().shake().table(tmp_path), PacketTable)
