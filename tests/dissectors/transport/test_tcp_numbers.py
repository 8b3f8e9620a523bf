"""Relative numbers and the scaled window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dissectors.transport import tcp_numbers
from dissectors.transport.tcp_header import ACK, TCPHeader
from dissectors.transport.tcp_numbers import relative_acknowledgment, scaled_window, seen
from tests.dissectors.streams.talk import PSH, SCALE_7, SYN, Talk
from tests.dissectors.transport.analysed_packets import dissections, told
from tests.dissectors.transport.test_segment_facts import PLAIN


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
    assert tcp_numbers.relative_sequence(header, replace(PLAIN, base=1)) == 2**32 - 1


def test_an_acknowledgment_number_without_its_flag_stays_as_it_is(tmp_path: Path) -> None:
    assert told(dissections(Talk().send(0, SYN), tmp_path)[0], "tcp.ack") == [0]
