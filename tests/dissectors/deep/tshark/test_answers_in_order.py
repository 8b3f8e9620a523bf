"""Answers for packets in order: from one tshark and from several, from real ones and from broken ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark import answers_in_order
from dissectors.deep.tshark.answers_in_order import AnswersInOrder, Question
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.deep.tshark.splitters import Lines, PacketXml, Pieces
from tests.conftest import SAMPLES
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import descriptors, nothing_runs, opened_since

NUMBERS = ("-e", "frame.number", "-e", "tcp.len")


@pytest.fixture
def table() -> Iterator[PacketTable]:
    with open_capture(SAMPLES / "http.pcapng") as capture:
        capture.refresh()
        capture.view()  # a file is mapped once
        yield PacketTable(capture)


@pytest.fixture
def tshark(require_tool: Callable[[str], str]) -> Tshark:
    return find_tshark(require_tool("tshark"))


def numbers() -> Question:
    return Question(Lines(), "fields", NUMBERS)


def all_answers(answers: AnswersInOrder, *wanted: list[int]) -> list[tuple[int, tuple[bytes, ...]]]:
    before = descriptors()
    found = []
    try:
        for rows in wanted:
            answers.want(np.array(rows, np.int64))
            while not answers.is_fed:
                found += answers.step(0.1)
        answers.finish()
        while not answers.is_over:
            found += answers.step(0.1)
    finally:
        answers.close()
    # The loop's own are gone, too.
    assert not opened_since(before)
    return found


def test_every_row_that_is_wanted_is_answered_with_its_own_number(table: PacketTable, tshark: Tshark) -> None:
    found = all_answers(AnswersInOrder(table, tshark, DeepChoices(), [numbers()]), [0, 1], [3, 7, 10])
    assert [row for row, _ in found] == [0, 1, 3, 7, 10]
    assert [int(told.split(b"\t")[0]) - 1 for _, (told,) in found] == [0, 1, 3, 7, 10]


def test_several_tsharks_answer_for_the_same_packet(
    table: PacketTable, tshark: Tshark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_in_order, "MOST_WAITING", 1)
    monkeypatch.setattr(answers_in_order, "ROWS_AT_ONCE", 2)
    dump = Question(Pieces(b"~mark~"), "", ("-x", "-S", "~mark~"))
    questions = [Question(PacketXml(), "pdml"), dump, numbers()]
    found = all_answers(AnswersInOrder(table, tshark, DeepChoices(), questions), [1, 2, 3, 4], [11])
    assert [row for row, _ in found] == [1, 2, 3, 4, 11]
    for row, (xml, told, line) in found:
        assert f'<field name="num" pos="0" show="{row + 1}"'.encode() in xml
        assert told.startswith(b"0000  00 00 00 00")
        assert line.startswith(str(row + 1).encode())


def test_what_is_wanted_one_by_one_is_answered_before_more_comes(table: PacketTable, tshark: Tshark) -> None:
    """As packets of a live capture."""
    answers = AnswersInOrder(table, tshark, DeepChoices(), [numbers()])
    try:
        for row in range(3):
            answers.want(np.array([row]))
            found = []
            while answers.is_behind:
                found += answers.step(0.1)
            assert [row for row, _ in found] == [row]
    finally:
        answers.close()


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (fakes.DIES_AT_ONCE, "tshark 4.0.17 ended with status 1: it is broken"),
        ("echo 1; kill -9 $$", "tshark 4.0.17 was ended by SIGKILL"),
        ("echo 1; exec cat >/dev/null", "tshark 4.0.17 gave no answer for packet 2"),
    ],
)
def test_a_tshark_that_fails_is_told(table: PacketTable, what: str, told: str, tmp_path: Path) -> None:
    fake = Tshark(fake_tshark(tmp_path, what), (4, 0, 17))
    with pytest.raises(TsharkFailed) as failed:
        all_answers(AnswersInOrder(table, fake, DeepChoices(), [numbers()]), [0, 1, 2])
    assert str(failed.value) == told
    assert nothing_runs(str(tmp_path))


def test_one_of_several_that_fails_ends_the_others(table: PacketTable, tmp_path: Path) -> None:
    what = f'case "$*" in *pdml*) {fakes.DIES_AT_ONCE};; esac\n{fakes.HANGS_IN_A_CHILD}'
    fake = Tshark(fake_tshark(tmp_path, what), (4, 0, 17))
    with pytest.raises(TsharkFailed, match="it is broken"):
        all_answers(AnswersInOrder(table, fake, DeepChoices(), [numbers(), Question(PacketXml(), "pdml")]), [0, 1, 2])
    assert nothing_runs(str(tmp_path))


def test_a_tshark_that_does_not_go_on_is_given_up(
    table: PacketTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_in_order, "PATIENCE_SECONDS", 0.2)
    fake = Tshark(fake_tshark(tmp_path, f"echo 1; {fakes.HANGS_IN_A_CHILD}"), (4, 0, 17))
    with pytest.raises(TsharkFailed, match=r"tshark 4\.0\.17 has not gone on for 0 seconds"):
        all_answers(AnswersInOrder(table, fake, DeepChoices(), [numbers()]), [0, 1, 2])
    assert nothing_runs(str(tmp_path))


def test_closing_ends_it_in_the_middle(table: PacketTable, tmp_path: Path) -> None:
    fake = Tshark(fake_tshark(tmp_path, fakes.HANGS_IN_A_CHILD), (4, 0, 17))
    answers = AnswersInOrder(table, fake, DeepChoices(), [numbers()])
    answers.want(np.array([0]))
    assert answers.step(0.1) == []
    answers.close()
    answers.close()
    assert nothing_runs(str(tmp_path))
