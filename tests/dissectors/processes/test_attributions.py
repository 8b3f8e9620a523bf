"""What was found out about ends is kept, once."""

from __future__ import annotations

import pytest

from dissectors.processes.attributions import Attributions
from tests.dissectors.processes.found import found

CURL = found("curl", 7)


def test_what_is_said_twice_is_kept_once() -> None:
    all_known = Attributions([CURL])
    assert all_known.append([CURL, found("nc", 8), CURL]) == 1
    assert len(all_known) == 2


def test_the_new_ones_are_found_by_their_number() -> None:
    all_known = Attributions([CURL])
    all_known.append([found("nc", 8)])
    assert [one.name for one in all_known.since(1)] == ["nc"]
    assert all_known.since(2) == ()


def test_a_flood_of_them_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.processes.attributions.MOST", 3)
    all_known = Attributions()
    assert all_known.append(found("x", pid) for pid in range(1, 3)) == 2
    assert all_known.append(found("x", pid) for pid in range(1, 4)) == 1
    assert all_known.append(found("x", pid) for pid in range(1, 4)) == 0
    assert all_known.notice == ""
    assert all_known.append(found("x", pid) for pid in range(1, 9)) == 0
    assert "only the first 3 answers" in all_known.notice
    assert [one.pid for one in all_known.since(0)] == [1, 2, 3]
    assert all_known[2].pid == 3
