"""Messages are found step by step, kept by what was asked for, and told in the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import Spoken
from tests.tui.statistics.subjects import subject_of
from tui.statistics.counted import CountedRows
from tui.statistics.dissecting import Coverage, Dissecting

DNS: frozenset[Spoken] = frozenset({"dns"})


def test_a_step_says_whether_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.statistics.message_survey.LOOK_EVERY", 4)
    with subject_of("dns.pcapng") as subject:
        dissecting = Dissecting(subject.table, CountedRows(subject.index, None))
        assert dissecting.coverage(DNS) == Coverage(0, 0)
        assert dissecting.step(DNS, 0)
        while dissecting.step(DNS, 0):
            pass
        assert dissecting.coverage(DNS).is_whole
        assert [one.row for one in dissecting.messages(DNS)] == list(range(6))


def test_rows_that_are_meant_later_are_looked_at_later() -> None:
    with subject_of("dns.pcapng") as subject:
        rows = CountedRows(subject.index, np.array([0, 1], np.int64))
        dissecting = Dissecting(subject.table, rows)
        assert not dissecting.step(DNS, 1)
        rows.add(np.array([3], np.int64))
        assert not dissecting.step(DNS, 1)
        assert [one.row for one in dissecting.messages(DNS)] == [0, 1, 3]


def test_a_message_is_told_once_though_two_sets_have_its_protocol() -> None:
    both: frozenset[Spoken] = frozenset({"dns", "http"})
    with subject_of("dns.pcapng") as subject:
        dissecting = Dissecting(subject.table, CountedRows(subject.index, None))
        for spoken in (DNS, both):
            dissecting.step(spoken, 1)
        assert len(dissecting.messages(both)) == 6
        dissecting.close()


def test_news_are_told_once_to_each_reader() -> None:
    with subject_of("dns.pcapng") as subject:
        dissecting = Dissecting(subject.table, rows := CountedRows(subject.index, np.array([0, 1], np.int64)))
        read, other = dict[MessageSurvey, int](), dict[MessageSurvey, int]()
        dissecting.step(DNS, 1)
        assert [one.row for one in dissecting.news(DNS, read)] == [0, 1]
        rows.add(np.array([2, 3], np.int64))
        dissecting.step(DNS, 1)
        assert [one.row for one in dissecting.news(DNS, read)] == [2, 3]
        assert [one.row for one in dissecting.news(DNS, other)] == [0, 1, 2, 3]
        assert list(dissecting.news(DNS, read)) == []
        dissecting.close()


def test_what_answers_what_grows() -> None:
    with subject_of("dns.pcapng") as subject:
        dissecting = Dissecting(subject.table, rows := CountedRows(subject.index, np.array([0], np.int64)))
        dissecting.step(DNS, 1)
        assert [one.row for one in dissecting.answered(DNS).unanswered()] == [0]
        rows.add(np.arange(1, 6, dtype=np.int64))
        dissecting.step(DNS, 1)
        pairs = dissecting.answered(DNS)
        assert (len(pairs.exchanges()), pairs.unanswered()) == (3, [])
        dissecting.close()
