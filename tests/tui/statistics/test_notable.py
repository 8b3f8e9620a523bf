"""What is notable: the gravest first, each with packets or a filter."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.dissectors.statistics.timed import SECOND, at_times
from tests.tui.statistics.subjects import subject_of
from tui.statistics.notable import Notable, notable_list
from tui.statistics.subject import Subject


def test_a_refused_connection_is_a_warning() -> None:
    with subject_of("refused.pcapng") as subject:
        (notable,) = notable_list(subject)
    assert any("refused" in one["text"] and one["severity"] == "warning" for one in notable.records)
    assert all(one["filter"] or one["packets"] for one in notable.records)


def test_what_became_of_conversations_is_told_in_words_and_with_their_streams() -> None:
    with subject_of("timeout.pcapng") as subject:
        (notable,) = notable_list(subject)
    assert "1 TCP conversation: backlog full (stream 1)" in [one["text"] for one in notable.records]


def test_the_gravest_come_first() -> None:
    with subject_of("timeout.pcapng") as subject:
        (notable,) = notable_list(subject)
    order = ["error", "warning", "note"]
    found = [order.index(one["severity"]) for one in notable.records]
    assert found == sorted(found)


def test_lines_keep_to_the_width_and_say_what_is_left_out() -> None:
    one = {"severity": "note", "text": "word " * 40 + "\x1b", "count": 2, "packets": [1, 2], "filter": "tcp"}
    lines = list(Notable("notable", "Notable", [one, one]).lines(60, 1))
    assert max(map(len, lines)) <= 60
    assert lines[-1] == "  ... and 1 more: --kind notable"
    assert "\x1b" not in "".join(lines)
    assert "(packets 1, 2)" in " ".join(" ".join(lines).split())


def test_times_that_go_backwards_lead_to_their_packets(tmp_path: Path) -> None:
    table = at_times([2 * SECOND, SECOND, None, 0], tmp_path)
    (notable,) = notable_list(Subject("", table))
    (one,) = [one for one in notable.records if "earlier time" in one["text"]]
    assert (one["count"], one["filter"]) == (1, "frame.time_delta < 0")
    # Of some packets it is the one before among them, of which no filter knows.
    (notable,) = notable_list(Subject("", table, np.array([0, 3]), "frame"))
    assert [one["filter"] for one in notable.records if "earlier time" in one["text"]] == [None]


def test_nothing_notable_is_said() -> None:
    with subject_of("hello.pcapng", []) as subject:
        (notable,) = notable_list(subject)
    assert list(notable.lines(80)) == ["Notable: nothing"]
