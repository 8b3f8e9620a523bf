"""What statistics are about: rows, filters, and messages as far as they were dissected."""

from __future__ import annotations

import pytest

from dissectors.statistics.message_survey import MessageSurvey
from tests.tui.statistics.subjects import subject_of


def test_only_the_rows_that_are_meant_count() -> None:
    with subject_of("dns.pcapng", [0, 1]) as subject:
        assert subject.overview.packets == 2
        assert subject.conversations["udp"].packets.sum() == 2
        assert len(subject.dissected.messages) == 2


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
        assert subject.dissected.is_interrupted
        assert subject.dissected.messages == []


def test_how_far_dissecting_is_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    with subject_of("dns.pcapng", tell=lambda *words: told.append(words)) as subject:
        examined = subject.dissected.examined
    assert told[-1] == ("Dissecting", examined, examined)
