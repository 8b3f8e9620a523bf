"""Conversations grouped by what became of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from dissectors.filters import compile_filter
from dissectors.packets.diagnosis import Diagnosis
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.streams.outcomes.fates import TRANSPORTS
from dissectors.streams.outcomes.judged import Group, Talkers
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp

A, B, C, RST = ("10.0.0.1", 80), ("10.0.0.2", 1000), ("10.0.0.3", 7), 0x04
FRAMES = [
    tcp(B, A, 1, SYN),
    udp(A, C),
    tcp(A, B, 0, RST | ACK),
    udp(C, A),
    tcp(C, A, 1, SYN),
    udp(B, C),
]


def grouped(folder: Path, rows: list[int]) -> tuple[PacketTable, list[Group]]:
    table = PacketTable(capture_of(FRAMES, folder))
    table.index.fates.judge(len(FRAMES))
    talkers = Talkers()
    talkers.add(table.index, np.array(rows, np.int64))
    return table, talkers.groups({protocol: table.index.fates.of(protocol) for protocol in TRANSPORTS})


def test_the_weightiest_come_first(tmp_path: Path) -> None:
    table, groups = grouped(tmp_path, list(range(len(FRAMES))))
    found = [(group.protocol, group.outcome, group.streams.tolist()) for group in groups]
    assert found == [
        ("tcp", "refused", [0]),
        ("tcp", "no-answer", [1]),
        ("udp", "unanswered", [1]),
        ("udp", "answered", [0]),
    ]
    for group in groups:
        chosen = compile_filter(group.filter)
        (judged,) = group
        assert all(chosen.matches(table.dissection(number - 1)) for number in judged.verdict.evidence)


def test_a_conversation_with_its_ends_and_verdict(tmp_path: Path) -> None:
    _, groups = grouped(tmp_path, list(range(len(FRAMES))))
    judged = groups[0].judged(0)
    assert judged is not None
    assert (str(judged.opener), str(judged.answerer), judged.stream) == ("10.0.0.2:1000", "10.0.0.1:80", 0)
    assert judged.verdict.evidence == (1, 3)


def test_only_conversations_with_rows_among_those_given(tmp_path: Path) -> None:
    _, groups = grouped(tmp_path, [1, 4])
    assert [(group.protocol, group.outcome) for group in groups] == [("tcp", "no-answer"), ("udp", "answered")]


def test_whose_the_ends_are_is_told_with_them(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    table.attributions.append([found("curl", 7, local=End(*B), remote=End(*A), time_ns=0)])
    diagnosis = Diagnosis(table)
    while diagnosis.extend(len(FRAMES)):
        pass
    judged = diagnosis.conversations()[0].judged(0)
    diagnosis.close()
    assert judged is not None
    assert judged.told_ends == ("10.0.0.2:1000 (curl)", "10.0.0.1:80")
    assert judged.answerer_process is None
    assert judged.sentence == judged.verdict.sentence  # it names the server alone
    turned = replace(judged, answerer_process=judged.opener_process)
    assert turned.sentence.startswith("10.0.0.1:80 (curl) refused")
