"""Sequence analysis: each mark where Wireshark has it, and the same answer however the capture arrives."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.segments import Segments, segments_of
from dissectors.streams.tcp_analysis.analysis import NONE, Analysis, analyse
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.streams.tcp_analysis.memory import Memory
from tests.conftest import all_captures
from tests.dissectors.streams.talk import (
    ACK,
    CLIENT_V6,
    FIN,
    MILLISECOND,
    PSH,
    RST,
    SCALE_7,
    SERVER_V6,
    SYN,
    Talk,
)

DATA = bytes(100)


def told(talk: Talk, folder: Path) -> Analysis:
    table = talk.table(folder)
    return analyse(segments_of(table.index, 0), table.capture.view(), Memory())


def marks(talk: Talk, folder: Path) -> list[Mark]:
    return [Mark(value) for value in told(talk, folder).marks.tolist()]


def established(first: tuple[int, int] = (1000, 5000)) -> Talk:
    """Three frames of handshake, then 100 bytes of the client, acknowledged: frames 4 and 5."""
    return Talk(first=first).shake().send(0, ACK, DATA).send(1)


CASES = {
    "nothing": (established(), Mark(0)),
    "sent again after a while": (
        established().wait(500).send(0, ACK, DATA).wait(500).send(0, ACK, DATA, back=100),
        Mark.RETRANSMISSION,
    ),
    "sent again though acknowledged": (established().send(0, ACK, DATA, back=100), Mark.SPURIOUS_RETRANSMISSION),
    "behind later ones, at once": (
        established().send(0, ACK, DATA, is_seen=False).send(0, ACK, DATA).send(0, ACK, DATA, back=200),
        Mark.OUT_OF_ORDER,
    ),
    "behind a hole": (established().send(0, ACK, DATA, is_seen=False).send(0, ACK, DATA), Mark.LOST_SEGMENT),
    "acknowledges what was not seen": (
        established().send(0, ACK, DATA, is_seen=False).send(1),
        Mark.ACK_LOST_SEGMENT,
    ),
    "the same acknowledgment again": (established().send(1), Mark.DUPLICATE_ACK),
    "more room": (established().send(1, window=900), Mark.WINDOW_UPDATE),
    "no room": (established().send(1, window=0), Mark.ZERO_WINDOW),
    "a byte into a closed window": (
        established().send(1, window=0).send(0, ACK, b"x"),
        Mark.ZERO_WINDOW_PROBE,
    ),
    "still no room": (
        established().send(1, window=0).send(0, ACK, b"x").send(1, window=0, ack_less=1),
        Mark.ZERO_WINDOW | Mark.ZERO_WINDOW_PROBE_ACK,
    ),
    "the last byte again": (established().send(0, ACK, b"x", back=1), Mark.KEEP_ALIVE),
    "an answer to that": (established().send(0, ACK, b"x", back=1).send(1), Mark.KEEP_ALIVE_ACK),
    "all the room there is": (
        Talk()
        .send(0, SYN, options=SCALE_7)
        .send(1, SYN | ACK, options=SCALE_7)
        .send(0)
        .send(1, window=1)
        .send(0, ACK, bytes(128)),
        Mark.WINDOW_FULL,
    ),
}


@pytest.mark.parametrize(("talk", "expected"), CASES.values(), ids=CASES)
def test_the_last_segment_is_marked(talk: Talk, expected: Mark, tmp_path: Path) -> None:
    found = marks(talk, tmp_path)
    assert found[-1] == expected
    assert found[:5] == [Mark(0)] * min(5, len(found)) or expected is Mark.WINDOW_FULL


def test_what_duplicate_acknowledgments_ask_for_is_sent_again_fast(tmp_path: Path) -> None:
    talk = established().send(0, ACK, DATA, is_seen=False).send(0, ACK, DATA)
    for _ in range(3):
        talk.send(1, ack_less=200)
    found = told(talk.send(0, ACK, DATA, back=200), tmp_path)
    assert Mark(int(found.marks[-1])) == Mark.FAST_RETRANSMISSION
    assert found.duplicates.tolist()[-4:] == [1, 2, 3, NONE]
    assert found.duplicate_of.tolist()[-4:] == [5, 5, 5, NONE]


def test_numbers_wrap_around(tmp_path: Path) -> None:
    near_the_end = (2**32 - 50, 2**32 - 1)
    found = told(established(near_the_end).send(1, PSH | ACK, DATA).send(0), tmp_path)
    assert not found.marks.any()
    assert found.in_flight.tolist() == [NONE, NONE, NONE, 100, NONE, 100, NONE]
    assert found.bases.tolist() == [2**32 - 50, 2**32 - 1, 2**32 - 50, 2**32 - 50, *[2**32 - 1] * 2, 2**32 - 50]


def test_times_and_frames_tell_of_the_exchange(tmp_path: Path) -> None:
    found = told(established().wait(700).send(0, ACK, DATA), tmp_path)
    assert found.acked_frames.tolist() == [NONE, 1, 2, NONE, 4, NONE]
    assert found.ack_rtt.tolist() == [NONE, MILLISECOND, MILLISECOND, NONE, MILLISECOND, NONE]
    assert found.initial_rtt.tolist() == [NONE, NONE, *[2 * MILLISECOND] * 4]
    assert found.since_first.tolist() == [step * MILLISECOND for step in (0, 1, 2, 3, 4, 705)]
    assert found.since_previous.tolist() == [step * MILLISECOND for step in (0, 1, 1, 1, 1, 701)]
    assert found.completeness.tolist() == [0, 1, 3, 7, 15, 15]


def test_the_delay_of_a_retransmission_counts_from_the_eldest_on_its_way(tmp_path: Path) -> None:
    talk = established().send(0, ACK, DATA).send(0, ACK, DATA).wait(900).send(0, ACK, DATA, back=200)
    found = told(talk, tmp_path)
    assert found.rto.tolist()[-1] == 902 * MILLISECOND
    assert found.rto_frames.tolist()[-1] == 6


def test_windows_are_scaled_as_both_sides_offered(tmp_path: Path) -> None:
    assert told(Talk().shake(SCALE_7), tmp_path).scales.tolist() == [-1, -1, 7]
    assert told(Talk().send(0, SYN, options=SCALE_7).send(1, SYN | ACK).send(0), tmp_path).scales.tolist() == [
        -1,
        -1,
        -2,
    ]
    assert told(Talk().send(0).send(1), tmp_path).scales.tolist() == [-1, -1]


def test_bytes_since_the_last_push_are_added_up(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(0, PSH | ACK, DATA).send(0, ACK, b"next")
    assert told(talk, tmp_path).pushed.tolist() == [NONE, NONE, NONE, 100, 200, 4]


steps = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from([ACK, ACK, ACK, PSH | ACK, SYN, SYN | ACK, FIN | ACK, RST]),
        st.sampled_from([0, 0, 1, 7, 100]),
        st.sampled_from([0, 0, 0, 1, 100, 101, -50]),
        st.sampled_from([0, 0, 1, 100, -30]),
        st.sampled_from([0, 1, 500, 500]),
        st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, first=st.integers(0, 2**32 - 1), cuts=st.sets(st.integers(1, 30)))
def test_batches_make_no_difference(
    steps: list[tuple[int, int, int, int, int, int, bool]], first: int, cuts: set[int], tmp_path: Path
) -> None:
    talk = Talk(CLIENT_V6, SERVER_V6, (first, 2**31))
    for side, flags, length, back, ack_less, window, is_seen in steps:
        talk.send(side, flags, bytes(length), back=back, ack_less=ack_less, window=window, is_seen=is_seen)
    table = talk.table(tmp_path)
    segments, data = segments_of(table.index, 0), table.capture.view()
    same_in_parts(segments, data, sorted(cut for cut in cuts if cut < len(segments)))


@pytest.mark.parametrize(
    "path", [path for path in all_captures() if path.stat().st_size < 1 << 20], ids=lambda path: path.name
)
def test_real_captures_may_arrive_in_parts(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    try:
        capture = open_capture(copy)
        capture.refresh()
    except Exception:
        pytest.skip("not a capture that can be read")
    table = PacketTable(capture)
    table.number_streams(len(table))
    for stream in range(min(table.index.streams.count("tcp"), 20)):
        segments = segments_of(table.index, stream)
        same_in_parts(segments, capture.view(), list(range(1, len(segments), max(1, len(segments) // 7))))


def same_in_parts(segments: Segments, data: np.ndarray, cuts: list[int]) -> None:  # type: ignore[type-arg]
    whole = analyse(segments, data, Memory())
    memory = Memory()
    edges = [0, *cuts, len(segments)]
    parts = [analyse(segments.select(np.arange(low, high)), data, memory) for low, high in itertools.pairwise(edges)]
    for column in fields(Analysis):
        joined = np.concatenate([getattr(part, column.name) for part in parts])
        assert joined.tolist() == getattr(whole, column.name).tolist(), column.name
