"""Segments on their way: the segment that is acknowledged, how long that took, and how much is in flight."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.tcp_analysis.analysis import NONE
from tests.dissectors.streams.talk import ACK, FIN, MILLISECOND, PSH, Talk
from tests.dissectors.streams.tcp_analysis.test_handshake import told

DATA = bytes(100)
BATCHES = pytest.mark.parametrize("at_once", [1, 2, 1000])


@BATCHES
def test_bytes_in_flight_add_up_until_they_are_acknowledged(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(0, ACK, DATA).send(1, ack_less=100).send(0, ACK, DATA).send(1)
    assert told(talk, tmp_path, "in_flight", at_once)[3:] == [100, 200, NONE, 200, NONE]
    assert told(talk, tmp_path, "acked_frames", at_once)[3:] == [NONE, NONE, 4, NONE, 7]
    assert told(talk, tmp_path, "ack_rtt", at_once)[5] == 2 * MILLISECOND


@BATCHES
def test_what_is_sent_again_is_in_flight_once(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(0, ACK, DATA).wait(900).send(0, ACK, DATA, back=200).send(1)
    assert told(talk, tmp_path, "in_flight", at_once)[3:6] == [100, 200, 200]
    assert told(talk, tmp_path, "rto_frames", at_once)[3:] == [NONE, NONE, 4, NONE]
    assert told(talk, tmp_path, "rto", at_once)[5] == 902 * MILLISECOND


@BATCHES
def test_both_directions_are_followed(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(1, ACK, b"four", ack_less=100).send(0, ACK, b"x").send(1)
    assert told(talk, tmp_path, "in_flight", at_once)[3:] == [100, 4, 101, NONE]
    assert told(talk, tmp_path, "acked_frames", at_once)[3:] == [NONE, NONE, 5, 6]


@BATCHES
def test_a_gap_leaves_the_bytes_in_flight_unknown_until_the_other_side_speaks(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA, is_seen=False).send(0, ACK, DATA).send(0, ACK, DATA).send(1)
    talk.send(0, ACK, DATA)
    assert told(talk, tmp_path, "in_flight", at_once)[3:] == [NONE, NONE, NONE, 100]
    assert told(talk, tmp_path, "pushed", at_once)[3:5] == [NONE, NONE]


@BATCHES
def test_a_push_ends_what_is_counted(at_once: int, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(0, PSH | ACK, b"end").send(0, ACK, DATA).send(0, ACK, b"x")
    assert told(talk, tmp_path, "pushed", at_once)[3:] == [100, 103, 100, 101]


def test_a_fin_takes_a_number_but_is_no_byte_in_flight(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, FIN | ACK, DATA).send(1)
    assert told(talk, tmp_path, "in_flight")[3:] == [100, NONE]
    assert told(talk, tmp_path, "acked_frames")[3:] == [NONE, 4]
