"""Messages looked for in a whole capture: which rows, how far, and only once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets import asking
from dissectors.packets.table import PacketTable
from dissectors.statistics.message_survey import MessageSurvey
from tests.dissectors.internet.fragmented import ipv4
from tests.dissectors.statistics.spoken import ANSWER, REQUEST, address, dns_answer, dns_query
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, WEB = ("10.0.0.2", 40000), ("10.0.0.1", 80)
OTHER = udp(("10.0.0.1", 1), ("10.0.0.2", 2))


def finished(survey: MessageSurvey) -> MessageSurvey:
    while not survey.is_done:
        survey.step(60)
    survey.close()
    return survey


def test_rows_without_such_layers_are_not_looked_at(tmp_path: Path) -> None:
    frames = [OTHER, dns_query(), OTHER, dns_answer(), tcp(A, WEB, data=REQUEST), tcp(A, WEB)]
    survey = finished(MessageSurvey(PacketTable(capture_of(frames, tmp_path))))
    assert [(one.row, one.told.protocol, one.told.is_answer, one.time) for one in survey.messages] == [
        (1, "dns", False, 1),
        (3, "dns", True, 3),
        (4, "http", False, 4),
    ]
    assert (survey.examined, survey.total) == (3, 3)


def test_of_chosen_rows_and_protocols(tmp_path: Path) -> None:
    frames = [dns_query(), dns_query(), tcp(A, WEB, data=REQUEST), dns_answer()]
    table = PacketTable(capture_of(frames, tmp_path))
    survey = finished(MessageSurvey(table, ["dns"], np.array([1, 2, 3])))
    assert [one.row for one in survey.messages] == [1, 3]


def test_what_tcp_sent_again_is_told_once(tmp_path: Path) -> None:
    request, answer = tcp(A, WEB, 100, data=REQUEST), tcp(WEB, A, 900, data=ANSWER)
    again = tcp(A, WEB, 100 + len(REQUEST), data=REQUEST)
    table = PacketTable(capture_of([request, request, answer, answer, again], tmp_path))
    assert [one.row for one in finished(MessageSurvey(table)).messages] == [0, 2, 4]


def test_what_udp_sent_again_is_told_again(tmp_path: Path) -> None:
    table = PacketTable(capture_of([dns_query(), dns_query()], tmp_path))
    assert len(finished(MessageSurvey(table)).messages) == 2


def test_a_message_in_fragments_is_told_with_the_last(tmp_path: Path) -> None:
    whole = dns_answer(1, *[address()] * 4)[34:]
    ends = {"source": "10.0.0.53", "destination": "10.0.0.2"}
    frames = [ipv4(whole[:48], 0, more=True, **ends), OTHER, ipv4(whole[48:], 48, **ends)]  # type: ignore[arg-type]
    (one,) = finished(MessageSurvey(PacketTable(capture_of(frames, tmp_path)))).messages
    assert (one.row, len(one.told.addresses)) == (2, 4)


def test_it_is_done_in_steps(tmp_path: Path) -> None:
    survey = MessageSurvey(PacketTable(capture_of([dns_query()] * 3, tmp_path)))
    assert not survey.is_done
    survey.step(0)
    assert (survey.total, survey.messages, survey.is_done) == (3, [], False)
    survey.step(0)
    assert (len(survey.messages), survey.is_done) == (3, True)


def test_many_rows_go_to_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 20)
    survey = finished(MessageSurvey(PacketTable(capture_of([dns_query()] * 30, tmp_path))))
    assert [one.row for one in survey.messages] == list(range(30))


def test_what_was_put_together_goes_to_workers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 2)
    frames = [
        tcp(A, WEB, 100 + start, data=(REQUEST * 3)[start : start + 30]) for start in range(0, 3 * len(REQUEST), 30)
    ]
    survey = finished(MessageSurvey(PacketTable(capture_of(frames, tmp_path))))
    assert [(one.row, one.told.name, one.is_joined) for one in survey.messages] == [(1, "www.test", True)]


def test_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    survey = MessageSurvey(PacketTable(capture_of([], tmp_path)))
    assert survey.is_done
    survey.step(1)
    assert survey.messages == []


def test_no_more_messages_are_kept_than_memory_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.statistics.message_survey.MOST_MESSAGES", 2)
    survey = finished(MessageSurvey(PacketTable(capture_of([dns_query()] * 5, tmp_path))))
    assert (len(survey.messages), survey.examined, survey.total) == (2, 2, 5)
    assert survey.is_full


def test_names_that_many_messages_have_are_kept_once(tmp_path: Path) -> None:
    first, second = finished(MessageSurvey(PacketTable(capture_of([dns_query()] * 2, tmp_path)))).messages
    assert first.told.name is second.told.name
