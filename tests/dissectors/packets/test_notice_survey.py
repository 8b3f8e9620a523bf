"""Notices of packets looked for one by one: which first, how far, and what is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from dissectors.filters import compile_filter
from dissectors.packets import asking, notice_survey
from dissectors.packets.notice_survey import NoticeSurvey, likely_rows
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B = ("10.0.0.1", 80), ("10.0.0.2", 1000)
MALFORMED = ip("10.0.0.1", "10.0.0.2", 17, bytes(8) + b"x")  # ports and length 0


def surveyed(frames: list[bytes], folder: Path) -> tuple[PacketTable, NoticeSurvey]:
    table = PacketTable(capture_of(frames, folder))
    survey = NoticeSurvey(table)
    piece = table.index.piece_of(0)
    survey.add(table.index, piece, np.arange(piece.count, dtype=np.int64))
    return table, survey


def test_all_notices_are_counted_and_their_filters_show_them(tmp_path: Path) -> None:
    table, survey = surveyed([udp(A, B), MALFORMED, tcp(A, B), MALFORMED], tmp_path)
    survey.step(60)
    assert (survey.examined, survey.total, survey.is_done) == (4, 4, True)
    items = survey.items()
    assert any(item.kind.protocol == "UDP" and item.packets == (2, 4) for item in items)
    for item in items:
        chosen = compile_filter(item.filter)
        assert all(chosen.matches(table.dissection(number - 1)) for number in item.packets)
        assert not item.kind.name.startswith("tcp.analysis")


def test_rows_with_rare_protocols_are_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_survey, "RARE", 2)
    table, survey = surveyed([*[tcp(A, B)] * 50, MALFORMED, *[tcp(A, B)] * 50], tmp_path)
    likely = likely_rows(table.index, table.index.piece_of(0))
    assert np.flatnonzero(likely).tolist() == [50]
    survey.step(60, most=1)
    assert survey.examined == 1
    assert {item.packets for item in survey.items()} == {(51,)}


def test_a_part_is_spread_over_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_survey, "RARE", 0)
    frames = [MALFORMED if number % 10 == 0 else tcp(A, B) for number in range(1000)]
    _, survey = surveyed(frames, tmp_path)
    survey.step(60, most=200)
    assert survey.examined == 200
    survey.step(60)
    assert survey.examined == 1000
    assert any(item.count == 100 and item.packets[:2] == (1, 11) for item in survey.items())


def test_many_rows_are_looked_at_in_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def ask_workers(asker: asking.Asker[object], rows: Sequence[int], pause_seconds: float | None) -> Iterator[object]:
        asked.append(len(rows))
        return ((row, None) for row in rows)

    monkeypatch.setattr(asking.Asker, "_ask_workers", ask_workers)
    _, survey = surveyed([udp(A, B)] * (asking.FEW + 1), tmp_path)
    survey.step(0)
    assert asked == [survey.examined]
    survey.step(60)
    assert (len(asked), survey.is_done) == (1, True)


def test_rows_may_be_handed_over_at_any_time(tmp_path: Path) -> None:
    table = PacketTable(capture_of([MALFORMED] * 6, tmp_path))
    survey = NoticeSurvey(table)
    for rows in ([0, 1], [3], [5]):
        survey.add(table.index, table.index.piece_of(0), np.array(rows, np.int64))
        survey.step(60)
    assert (survey.examined, survey.is_done) == (4, True)
    assert {item.packets for item in survey.items()} == {(1, 2, 4, 6)}


def test_many_packets_go_to_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 20)
    _, survey = surveyed([*[udp(A, B)] * 30, MALFORMED], tmp_path)
    survey.step(60)
    survey.close()
    assert any(item.packets == (31,) for item in survey.items())
