"""What is notable: the gravest first, each with packets or a filter."""

from __future__ import annotations

from tests.tui.statistics.subjects import subject_of
from tui.statistics.notable import Notable, notable_list


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


def test_nothing_notable_is_said() -> None:
    with subject_of("hello.pcapng", []) as subject:
        (notable,) = notable_list(subject)
    assert list(notable.lines(80)) == ["Notable: nothing"]
