"""Answers about ends are numbered by process."""

from __future__ import annotations

from dissectors.processes.numbered import NO_PROCESS, NumberedProcesses, name_of
from tests.dissectors.processes.found import found


def test_what_is_said_again_of_a_process_has_its_number() -> None:
    answers = [found("curl", 7), found("nginx", 9), found("curl", 7, time_ns=5)]
    processes = NumberedProcesses()
    assert processes.of(answers).tolist() == [0, 1, 0]
    assert processes.names == ["curl (7)", "nginx (9)"]


def test_a_number_is_another_process_when_it_began_later() -> None:
    processes = NumberedProcesses()
    assert processes.of([found("curl", 7, started=1), found("curl", 7, started=2)]).tolist() == [0, 1]


def test_answers_that_come_later_leave_numbers_as_they_were() -> None:
    answers = [found("curl", 7), found(unknown="the process was gone")]
    processes = NumberedProcesses()
    before = processes.of(answers)
    answers += [found("nc", pid) for pid in range(100)]
    assert processes.of(answers).tolist() == [0, NO_PROCESS, *range(1, 101)]
    assert before.tolist() == [0, NO_PROCESS]


def test_without_a_process_its_unit_or_user_has_a_number() -> None:
    assert name_of(found(unit="nginx.service")) == "(nginx.service)"
    assert name_of(found("", 7)) == "7 (7)"
    assert NumberedProcesses().of([]).tolist() == []
