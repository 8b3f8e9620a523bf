"""The analysis in tree and list: relative numbers, the scaled window, and what was noticed, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dissectors.dissect import Dissection
from dissectors.packets.summary import summarize
from dissectors.streams.marks import Mark
from dissectors.transport import tcp_analysis
from dissectors.transport.tcp_analysis import (
    NOTICES,
    headings,
    notices_of,
    relative_acknowledgment,
    scaled_window,
    seen,
)
from dissectors.transport.tcp_header import ACK, TCPHeader
from tests.dissectors.streams.talk import PSH, SCALE_7, SYN, Talk
from tests.dissectors.transport.test_segment_facts import PLAIN


def dissections(talk: Talk, folder: Path) -> list[Dissection]:
    table = talk.table(folder)
    table.analyse(len(table))
    return [table.dissection(row) for row in range(len(table))]


def told(dissection: Dissection, *names: str) -> list[object]:
    return [field.value for name in names for field in dissection.find(name)]


def test_numbers_count_from_the_syn_beside_those_that_were_sent(tmp_path: Path) -> None:
    last = dissections(Talk().shake().send(0, PSH | ACK, b"hello"), tmp_path)[-1]
    assert told(last, "tcp.seq", "tcp.ack", "tcp.nxtseq", "tcp.len") == [1, 1, 6, 5]
    assert told(last, "tcp.seq_raw", "tcp.ack_raw") == [1001, 5001]
    assert told(last, "tcp.completeness", "tcp.time_delta") == [7, 1_000_000]


def test_the_window_is_scaled_behind_the_handshake(tmp_path: Path) -> None:
    found = dissections(Talk().shake(SCALE_7), tmp_path)
    assert [told(one, "tcp.window_size", "tcp.window_size_scalefactor") for one in found] == [
        [500],
        [500],
        [500 << 7, 128],
    ]
    alone = dissections(Talk().send(0), tmp_path)[0]
    assert told(alone, "tcp.window_size", "tcp.window_size_scalefactor") == [500, -1]


def test_what_was_noticed_stands_in_tree_and_list(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello").send(1).send(1).wait(9).send(0, ACK, b"again").wait(900)
    found = dissections(talk.send(0, ACK, b"again", back=5), tmp_path)
    assert "[TCP Dup ACK 5#1]" in summarize(found[5]).info
    assert told(found[5], "tcp.analysis.duplicate_ack_num", "tcp.analysis.duplicate_ack_frame") == [1, 5]
    assert summarize(found[7]).info.startswith("[TCP Retransmission]")
    assert told(found[7], "tcp.analysis.rto", "tcp.analysis.rto_frame") == [901_000_000, 7]
    assert len(found[7].find("tcp.analysis.flags")) == 1
    assert not found[4].find("tcp.analysis.flags")


@pytest.mark.parametrize("mark", [Mark.FAST_RETRANSMISSION, Mark.SPURIOUS_RETRANSMISSION])
def test_every_kind_of_sending_again_is_a_retransmission(mark: Mark, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"hello")
    if mark is Mark.SPURIOUS_RETRANSMISSION:
        talk.send(1).send(0, ACK, b"hello", back=5)
    else:
        talk.send(0, ACK, b"later").send(1).send(0, ACK, b"x", is_seen=False).send(0, ACK, b"y")
        for _ in range(3):
            talk.send(1, ack_less=2)
        talk.send(0, ACK, b"x", back=2)
    last = dissections(talk, tmp_path)[-1]
    assert len(last.find(f"tcp.analysis.{(mark.name or '').lower()}")) == 1
    assert len(last.find("tcp.analysis.retransmission")) == 1


def test_every_mark_has_its_notice() -> None:
    assert [notice.mark for notice in NOTICES] == list(Mark)
    assert all(notice.heading.startswith("TCP ") and notice.spec.explain for notice in NOTICES)
    assert {notice.severity for notice in NOTICES} == {"note", "warning"}


def test_headings_stand_in_the_order_of_the_notices() -> None:
    facts = replace(PLAIN, marks=int(Mark.ZERO_WINDOW | Mark.DUPLICATE_ACK), duplicate=2, duplicate_of=7)
    assert headings(facts) == "[TCP Dup ACK 7#2] [TCP ZeroWindow] "
    assert [notice.mark for notice in notices_of(facts)] == [Mark.DUPLICATE_ACK, Mark.ZERO_WINDOW]
    assert headings(PLAIN) == headings(None) == ""


def test_what_was_seen_is_said_in_words() -> None:
    assert seen(0) == "nothing yet (0)"
    assert seen(31) == "SYN, SYN-ACK, ACK, data, FIN (31)"


def test_without_facts_numbers_are_as_they_were_sent() -> None:
    sent = bytes(8) + b"\x00\x00\x00\x09\x50\x10\x00\x64" + bytes(4)
    header = TCPHeader(sent, 0, len(sent))
    assert relative_acknowledgment(header, None) == 9
    assert scaled_window(header, None) == 100
    assert relative_acknowledgment(header, replace(PLAIN, other_base=10)) == 2**32 - 1
    assert scaled_window(header, replace(PLAIN, scale=3)) == 800
    assert tcp_analysis.relative_sequence(header, replace(PLAIN, base=1)) == 2**32 - 1


def test_an_acknowledgment_number_without_its_flag_stays_as_it_is(tmp_path: Path) -> None:
    assert told(dissections(Talk().send(0, SYN), tmp_path)[0], "tcp.ack") == [0]
