"""Marks are Wireshark's fields."""

from __future__ import annotations

from dissectors.fields import SPECS
from dissectors.registry import default
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark


def test_every_mark_is_a_field_of_wiresharks() -> None:
    default()
    for mark in Mark:
        assert f"tcp.analysis.{(mark.name or '').lower()}" in SPECS


def test_marks_fit_the_column_that_keeps_them() -> None:
    assert sum(Mark) < 1 << 16
    assert len({mark.value for mark in Mark}) == len(Mark)


def test_what_was_overtaken_was_not_sent_again() -> None:
    assert not SENT_AGAIN & Mark.OUT_OF_ORDER
    assert not SENT_AGAIN & Mark.KEEP_ALIVE
    assert all(SENT_AGAIN & mark for mark in Mark if "RETRANSMISSION" in (mark.name or ""))
