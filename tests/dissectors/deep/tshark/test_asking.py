"""Questions to programs that answer, and to some that do not."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.asking import MOST_SAID, Answer, ask, give_up
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import descriptors, nothing_runs, opened_since


def answer(folder: Path, what: str, given: bytes = b"", most: int = 1000, patience_seconds: float = 20) -> Answer:
    before = descriptors()
    try:
        return ask(
            [fake_tshark(folder, what)], dict(os.environ), given=given, most=most, patience_seconds=patience_seconds
        )
    finally:
        assert nothing_runs(str(folder))
        assert not opened_since(before)


def test_status_output_and_errors_come_back(tmp_path: Path) -> None:
    assert answer(tmp_path, "cat; echo no >&2; exit 3", b"given") == Answer(3, b"given", "no\n")


def test_what_is_given_need_not_be_read(tmp_path: Path) -> None:
    assert answer(tmp_path, "exec <&-; echo yes", bytes(1 << 20)).printed == b"yes\n"


@pytest.mark.parametrize("what", [fakes.HANGS, fakes.HANGS_IN_A_CHILD, "exec >&- 2>&-; sleep 1000; exit 0"])
def test_one_that_never_answers_is_given_up(what: str, tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match=r"tshark did not answer within 0\.3 seconds"):
        answer(tmp_path, what, patience_seconds=0.3)


def test_output_without_an_end_is_cut_and_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    assert answer(tmp_path, "exec yes", most=100_000).printed == b"y\n" * 50_000
    assert time.monotonic() - began < 20


def test_a_flood_of_errors_blocks_nothing(tmp_path: Path) -> None:
    said = answer(tmp_path, "yes no | head -c 5000000 >&2; echo yes")
    assert (said.printed, len(said.said)) == (b"yes\n", MOST_SAID)


def test_errors_that_are_held_open_are_not_waited_for_longer_than_the_answer(tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="did not answer"):
        answer(tmp_path, "sleep 1000 >/dev/null & echo yes", patience_seconds=0.5)


def test_questions_can_be_given_up_from_another_thread(tmp_path: Path) -> None:
    giving_up = threading.Event()

    def give_up_again_and_again() -> None:
        while not giving_up.wait(0.02):
            give_up()

    thread = threading.Thread(target=give_up_again_and_again)
    thread.start()
    try:
        assert answer(tmp_path, fakes.HANGS_IN_A_CHILD, patience_seconds=1000).status == -9
    finally:
        giving_up.set()
        thread.join()
