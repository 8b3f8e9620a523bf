"""Outlines: first and last frames of what matters, the same however many batches they come from."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.streams.outcomes.outline import Outlines
from dissectors.streams.segments import segments_in
from dissectors.streams.tcp_analysis.analysis import analyse
from dissectors.streams.tcp_analysis.memory import Memory
from tests.dissectors.streams.talk import ACK, FIN, MILLISECOND, RST, SYN, Talk
from tests.dissectors.streams.tcp_analysis.test_analysis import steps

DATA = bytes(100)


def outlines_of(talk: Talk, folder: Path, *others: Talk, cuts: tuple[int, ...] = ()) -> Outlines:
    table = talk.table(folder, *others)
    table.number_streams(len(table))
    found, memory = Outlines(), Memory()
    if not len(table):
        return found
    segments = segments_in(table.index, table.index.pieces[0])
    edges = [0, *cuts, len(segments)]
    for low, high in itertools.pairwise(edges):
        part = segments.select(np.arange(low, high))
        found.add(part, analyse(part, table.capture.view(), memory))
    return found


def told(talk: Talk, folder: Path, *names: str) -> list[tuple[int, ...]]:
    """What is told of the client and of the server under these names."""
    found = outlines_of(talk, folder)
    client = int(found.conversations["first_side"][0])
    sides = found.sides[client], found.sides[1 - client]
    return [tuple(int(side[name][0]) for name in names) for side in sides]


def whole(talk: Talk, folder: Path, *names: str) -> tuple[int, ...]:
    found = outlines_of(talk, folder).conversations
    return tuple(int(found[name][0]) for name in names)


def test_a_handshake_is_told_by_its_frames(tmp_path: Path) -> None:
    talk = Talk().send(0, SYN).wait(999).send(0, SYN, back=1).send(1, SYN | ACK).send(1, SYN | ACK, back=1).send(0)
    names = "syn_frame", "last_syn_frame", "syns", "syn_ack_frame", "syn_acks", "ack_frame"
    assert told(talk, tmp_path, *names) == [(1, 2, 2, 0, 0, 5), (0, 0, 0, 3, 2, 0)]


def test_data_are_counted_once(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).wait(900).send(0, ACK, DATA, back=100).send(1).send(0, ACK, b"x", back=1)
    names = "data_frame", "last_data_frame", "bytes", "sent_again", "segments", "last_frame"
    assert told(talk, tmp_path, *names) == [(4, 4, 100, 1, 5, 7), (0, 0, 0, 0, 2, 6)]


def test_ends_are_told_with_their_acknowledgments(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, FIN | ACK, DATA).send(1, ack_less=1).send(1).send(1, FIN | ACK).send(0)
    assert told(talk, tmp_path, "fin_frame", "fin_acked_frame") == [(4, 6), (7, 8)]


def test_a_reset_is_told_with_the_silence_before_it(tmp_path: Path) -> None:
    other = Talk(("10.0.0.9", 9)).wait(10).shake()
    talk = Talk().shake().wait(5000).send(1, RST).send(0, RST)
    names = "rst_frame", "before_rst_frame", "rst_after"
    for cuts in ((), (6,), (1, 2, 3, 4, 5, 6)):
        found = outlines_of(talk, tmp_path, other, cuts=cuts).conversations
        assert tuple(int(found[name][0]) for name in names) == (7, 3, 5001 * MILLISECOND)
    assert told(talk, tmp_path, "rst_frame") == [(5,), (4,)]


def test_a_reset_may_be_the_first_packet(tmp_path: Path) -> None:
    assert whole(Talk().send(0, RST), tmp_path, "rst_frame", "before_rst_frame", "rst_after") == (1, 0, 0)


def test_gaps_are_counted_with_the_first_frame_that_shows_them(tmp_path: Path) -> None:
    gone = Talk().shake().send(0, ACK, DATA, is_seen=False)
    names = "lost", "lost_frame", "unseen", "unseen_frame"
    assert whole(gone.send(0, ACK, DATA).send(0, ACK, DATA), tmp_path, *names) == (1, 4, 0, 0)
    unseen = Talk().shake().send(0, ACK, DATA, is_seen=False).send(1)
    assert whole(unseen, tmp_path, *names) == (0, 0, 1, 4)


def test_the_longest_stall_is_kept(tmp_path: Path) -> None:
    talk = Talk().shake().send(1, window=0).wait(99).send(1).send(1, window=0).wait(299).send(1).send(1, window=0)
    talk.wait(49).send(1, window=0).send(1)
    names = "zero_frame", "opened_frame", "stalled", "is_closed"
    assert told(talk, tmp_path, *names)[1] == (6, 7, 300 * MILLISECOND, 0)


def test_a_window_may_stay_closed(tmp_path: Path) -> None:
    talk = Talk().shake().send(1, window=0).wait(99).send(1, window=0)
    assert told(talk, tmp_path, "zero_frame", "opened_frame", "stalled", "is_closed")[1] == (4, 0, 100 * MILLISECOND, 1)


def test_the_first_round_trip_is_that_of_the_handshake(tmp_path: Path) -> None:
    names = "initial_rtt", "first_frame", "last_frame"
    assert whole(Talk().shake(), tmp_path, *names) == (2 * MILLISECOND, 1, 3)
    assert whole(Talk().send(0).send(1), tmp_path, *names) == (0, 1, 2)


def test_conversations_that_were_only_quoted_have_empty_records() -> None:
    found = Outlines()
    found.grow(3)
    assert found.conversations["first_frame"].tolist() == [0, 0, 0]
    assert [len(side) for side in found.sides] == [3, 3]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, cuts=st.sets(st.integers(1, 29)))
def test_batches_make_no_difference(
    steps: list[tuple[int, int, int, int, int, int, bool]], cuts: set[int], tmp_path: Path
) -> None:
    talk = Talk()
    for side, flags, length, back, ack_less, window, is_seen in steps:
        talk.send(side, flags, bytes(length), back=back, ack_less=ack_less, window=window, is_seen=is_seen)
    if not talk.frames:
        return
    one = outlines_of(talk, tmp_path)
    other = outlines_of(talk, tmp_path, cuts=tuple(sorted(cut for cut in cuts if cut < len(talk.frames))))
    assert one.count == other.count
    assert one.conversations.tolist() == other.conversations.tolist()
    for number, (mine, theirs) in enumerate(zip(one.sides, other.sides, strict=True)):
        for name in mine.dtype.names or ():
            # These are counted until the other side is heard.
            asked = one.sides[1 - number]["segments"] == 0 if name in ("acks", "acknowledgment") else slice(None)
            assert mine[name][asked].tolist() == theirs[name][asked].tolist(), name
