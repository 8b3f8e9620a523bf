"""Fates: the same however a capture arrives; words in order; what other conversations have to do with one."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.fates import TRANSPORTS, Fates
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.frames import ip
from tests.dissectors.streams.judged import fates_of
from tests.dissectors.streams.talk import ACK, CLIENT, FIN, RST, SERVER, SYN, Talk
from tests.dissectors.streams.tcp_analysis.test_columns import small_captures, table_of

RESPONSE, CUT, NOT_FOUND = 0x8000, 0x8200, 0x8003
OTHERS = (("10.0.0.2", 40000), ("10.0.0.1", 53)), (("10.0.0.3", 9), ("10.0.0.1", 80))


def datagram(side: int, flags: int, identifier: int = 1) -> bytes:
    (source, source_port), (destination, destination_port) = OTHERS[0][side], OTHERS[0][1 - side]
    message = struct.pack("!6H", identifier, flags, 0, 0, 0, 0)
    head = struct.pack("!4H", source_port, destination_port, 8 + len(message), 0)
    return ip(source, destination, 17, head + message)


def error(quoted: bytes, type_: int = 3, code: int = 3) -> bytes:
    """ICMP about a frame, from whom it should have reached."""
    return ip("10.0.0.1", "10.0.0.2", 1, struct.pack("!BBHI", type_, code, 0, 0) + quoted[14:42])


def same(one: Fates, other: Fates) -> None:
    assert len(one) == len(other)
    assert one.outcomes.keys() == other.outcomes.keys()
    for outcome, mask in one.outcomes.items():
        assert mask.tolist() == other.outcomes[outcome].tolist(), outcome
    for kind, records in one.errors.items():
        assert records.tolist() == other.errors[kind].tolist(), kind
    for name in ("opener_is_a", "related_frames"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    for name in ("opener", "answerer", "conversations"):
        mine, theirs = (settled(fates, name) for fates in (one, other))
        for field in mine.dtype.names or ():
            assert mine[field].tolist() == theirs[field].tolist(), (name, field)
    assert one.first_words().tolist() == other.first_words().tolist()


def settled(fates: Fates, name: str) -> np.ndarray:  # type: ignore[type-arg]
    """The records, without what is counted only until the other side is heard."""
    records = getattr(fates, name).copy()
    other = {"opener": fates.answerer, "answerer": fates.opener}.get(name)
    if fates.protocol == "tcp" and other is not None:
        for field in ("acks", "acknowledgment"):
            records[field][other["segments"] > 0] = 0
    return records


def in_parts(path: Path, at_once: int) -> PacketTable:
    """The table of a capture that arrives some frames at a time, judged each time."""
    capture = open_capture(path)
    table = PacketTable(capture)
    while capture.refresh(at_once):
        table.judge(len(table))
    return table


@pytest.mark.parametrize("at_once", [1, 7])
@pytest.mark.parametrize(
    "path", [path for path in small_captures() if path.stat().st_size < 12 << 10], ids=lambda path: path.name
)
def test_real_captures_may_arrive_in_parts(path: Path, at_once: int) -> None:
    whole = table_of(path)
    whole.judge(len(whole))
    table = in_parts(path, at_once)
    table.judge(len(table))
    for protocol in TRANSPORTS:
        same(table.index.fates.of(protocol), whole.index.fates.of(protocol))


steps = st.lists(
    st.one_of(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from([ACK, ACK, SYN, SYN | ACK, FIN | ACK, RST]),
            st.sampled_from([0, 1, 100]),
            st.sampled_from([0, 0, 1, 100, -100]),
            st.sampled_from([0, 500]),
            st.booleans(),
        ),
        st.tuples(st.integers(0, 1), st.sampled_from([0, RESPONSE, CUT, NOT_FOUND]), st.sampled_from([1, 6000])),
        st.sampled_from([(3, 3), (3, 1), (11, 0)]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, at_once=st.integers(1, 5))
def test_batches_make_no_difference(steps: list[tuple[int, ...]], at_once: int, tmp_path: Path) -> None:
    talks = Talk(), Talk(*OTHERS[1])
    for step in steps:
        if len(step) == 6:
            side, flags, length, back, window, is_other = step
            talk = talks[is_other]
            talks[1 - is_other].wait(1)
            talk.wait(length * 60).send(side, flags, bytes(length), back=back, window=window)
        elif len(step) == 3:
            talks[0].wait(step[2]).frames.append((talks[0].now, datagram(step[0], step[1])))
        elif talks[0].frames:
            talks[0].frames.append((talks[0].now, error(talks[0].frames[-1][1], *step)))
    whole = talks[0].table(tmp_path, talks[1])
    parts = in_parts(tmp_path / "talk.pcap", at_once)
    parts.judge(len(parts))
    for protocol in TRANSPORTS:
        same(parts.index.fates.of(protocol), fates_of(whole, protocol))


def test_words_stand_in_the_order_of_their_weight(tmp_path: Path) -> None:
    fates = fates_of(Talk().send(0, ACK, b"x").send(1).wait(6000).send(1, RST).table(tmp_path))
    assert fates.words(0) == (Outcome.IDLE_RESET, Outcome.RESET, Outcome.MID_STREAM)
    assert list(Outcome)[int(fates.first_words()[0])] is Outcome.IDLE_RESET


def test_a_listener_that_accepts_others_has_a_full_backlog(tmp_path: Path) -> None:
    ignored = Talk(("10.0.0.3", 9)).wait(5).send(0, SYN)
    elsewhere = Talk(("10.0.0.3", 9), ("10.0.0.1", 81)).wait(6).send(0, SYN)
    fates = fates_of(Talk().shake().table(tmp_path, ignored, elsewhere))
    assert [fates.words(stream) for stream in (1, 2)] == [
        (Outcome.BACKLOG_FULL, Outcome.NO_ANSWER),
        (Outcome.NO_ANSWER,),
    ]
    assert fates.related_frames.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("server", "seconds", "expected"),
    [("10.0.0.1", 1, [3]), ("10.0.0.1", 40, [0]), ("10.0.0.9", 1, [0])],
    ids=["asked again", "much later", "of another server"],
)
def test_a_cut_answer_is_asked_for_again_over_tcp(
    server: str, seconds: int, expected: list[int], tmp_path: Path
) -> None:
    talk = Talk(("10.0.0.2", 41000), (server, 53))
    talk.frames += [(talk.now, datagram(0, 0)), (talk.now, datagram(1, CUT))]
    fates = fates_of(talk.wait(1000 * seconds).shake().table(tmp_path), "udp")
    assert fates.related_frames.tolist() == expected
    assert (Outcome.TRUNCATED_THEN_TCP in fates.words(0)) == bool(expected[0])


def test_what_an_error_quotes_is_told_of_its_conversation(tmp_path: Path) -> None:
    talk = Talk(CLIENT, SERVER).send(0, SYN)
    talk.frames.append((talk.now, error(talk.frames[0][1], 3, 1)))
    fates = fates_of(talk.table(tmp_path))
    assert fates.words(0) == (Outcome.UNREACHABLE,)
    assert np.flatnonzero(fates.opener["segments"]).tolist() == [0]


def test_without_conversations_there_are_none(tmp_path: Path) -> None:
    table = Talk().table(tmp_path)
    for protocol in TRANSPORTS:
        assert len(fates_of(table, protocol)) == 0
