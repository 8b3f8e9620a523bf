"""Rows that tshark chooses, as a capture grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dissectors.capture_file import open_capture
from dissectors.deep.filters.deep_filter import deep_filter
from dissectors.registry import default
from tests.conftest import SAMPLES
from tui.foreign_rows import ForeignRows

DNS = SAMPLES / "dns.pcapng"


@pytest.fixture
def answers(require_tool: Callable[[str], str]) -> ForeignRows:
    require_tool("tshark")
    return ForeignRows(deep_filter("dns.response_to"), default())


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_what_is_found_comes_at_the_latest_with_the_rest(answers: ForeignRows) -> None:
    before = children()
    with open_capture(DNS) as capture:
        rows = [row for _, row in answers.found(capture, capture)]
        rows += [row for _, row in answers.rest()]
    assert rows == [1, 3, 5]
    assert children() <= before


def test_another_capture_begins_when_the_one_before_is_told_to_its_end(answers: ForeignRows) -> None:
    with open_capture(DNS) as first, open_capture(DNS) as second:
        rows = [row for _, row in answers.found(first, first)]
        rows += [row for _, row in answers.found(second, second)]
        rows += [row for _, row in answers.rest()]
    assert rows == [1, 3, 5, 1, 3, 5]


def test_rows_behind_the_most_are_left_out(answers: ForeignRows, tmp_path: Path) -> None:
    with open_capture(DNS) as capture:
        rows = [row for _, row in answers.found(capture, capture, 4)]
        rows += [row for _, row in answers.rest(4)]
    assert rows == [1, 3]


def test_closed_early_nothing_goes_on(answers: ForeignRows) -> None:
    before = children()
    with open_capture(DNS) as capture:
        list(answers.found(capture, capture))
        answers.close()
        answers.close()
        assert list(answers.rest()) == []
    assert children() <= before
