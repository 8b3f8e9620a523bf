"""What statistics are about: rows, filters, and messages as far as they were dissected."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.kinds import KINDS, Kind
from tests.tui.statistics.subjects import subject_of


def test_only_the_rows_that_are_meant_count() -> None:
    with subject_of("dns.pcapng", [0, 1]) as subject:
        assert subject.overview.packets == 2
        assert subject.conversations["udp"].packets.sum() == 2
        assert len(subject.messages(("dns",))) == 2


def test_conversations_of_a_kind_are_counted_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[Kind, ...]] = []

    class Watched(ConversationCounts):
        def __init__(self, index: LayerIndex, kinds: Iterable[Kind]) -> None:
            counted.append(tuple(kinds))
            super().__init__(index, kinds)

    monkeypatch.setattr("tui.statistics.subject.ConversationCounts", Watched)
    with subject_of("dns.pcapng") as subject:
        assert tuple(subject.conversations) == KINDS
        assert len(subject.conversations["udp"])
        assert subject.conversations["udp"] is subject.conversations["udp"]
        assert counted == [("udp",)]
        assert "icmp" not in subject.conversations
        assert {kind: len(table) for kind, table in subject.conversations.items()}["tcp"] == 0
        assert sorted(counted) == sorted((kind,) for kind in KINDS)


def test_a_filter_within_another_is_both() -> None:
    with subject_of("dns.pcapng", display_filter="udp || tcp") as subject:
        assert subject.filter("dns") == "(udp || tcp) && (dns)"
    with subject_of("dns.pcapng") as subject:
        assert subject.filter("dns") == "dns"


def test_an_interruption_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: MessageSurvey, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MessageSurvey, "step", interrupted)
    with subject_of("dns.pcapng") as subject:
        assert subject.messages(("dns",)) == []
        assert subject.is_interrupted


def test_how_far_dissecting_is_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    with subject_of("dns.pcapng", tell=lambda *words: told.append(words)) as subject:
        subject.messages(("dns",))
        examined = subject.coverage.examined
    assert told[-1] == ("Dissecting", examined, examined)


def test_what_is_handed_over_later_counts_too() -> None:
    with subject_of("dns.pcapng", [0, 1], dissects=False) as subject:
        before = subject.overview, subject.conversations["udp"].packets.sum()
        subject.add(np.array([2, 3], np.int64))
        assert (before[0].packets, before[1]) == (2, 2)
        assert (subject.overview.packets, subject.conversations["udp"].packets.sum()) == (4, 4)


def test_messages_are_those_that_were_found_where_it_does_not_dissect_itself() -> None:
    with subject_of("dns.pcapng", dissects=False) as subject:
        assert subject.messages(("dns",)) == []
        while subject.dissecting.step(frozenset({"dns"}), 1):
            pass
        assert len(subject.messages(("dns",))) == 6


def test_the_origin_is_no_later_than_columns_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject_of("dns.pcapng") as subject:
        assert subject.origin == subject.table.time(0)
        monkeypatch.setattr(subject.table, "time", lambda row: 2**70)
        assert subject.origin == 2**63 - 1


def test_names_grow_with_the_messages_and_are_made_anew_for_another_resolver() -> None:
    with subject_of("dns.pcapng", [0]) as subject:
        first = subject.names
        before = first.changes
        subject.add(np.arange(1, 6, dtype=np.int64))
        subject.forget()
        assert subject.names is first
        assert first.changes > before
        subject.asked = {b"\x0a\x00\x00\x01": "asked"}
        subject.forget()
        assert subject.names.of("10.0.0.1") == "asked"
