"""What was noticed, in words."""

from __future__ import annotations

from dataclasses import replace

from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_notices import NOTICES, headings, notices_of
from tests.dissectors.transport.test_segment_facts import PLAIN


def test_every_mark_has_its_notice() -> None:
    assert [notice.mark for notice in NOTICES] == list(Mark)
    assert all(notice.heading.startswith("TCP ") and notice.spec.explain for notice in NOTICES)
    assert {notice.severity for notice in NOTICES} == {"note", "warning"}


def test_headings_stand_in_the_order_of_the_notices() -> None:
    facts = replace(PLAIN, marks=int(Mark.ZERO_WINDOW | Mark.DUPLICATE_ACK), duplicate=2, duplicate_of=7)
    assert headings(facts) == "[TCP Dup ACK 7#2] [TCP ZeroWindow] "
    assert [notice.mark for notice in notices_of(facts)] == [Mark.DUPLICATE_ACK, Mark.ZERO_WINDOW]
    assert headings(PLAIN) == headings(None) == ""
