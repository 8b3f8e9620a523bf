"""Segments of one conversation, read as graphs need them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable, open_capture
from dissectors.statistics.tcp_graphs.observed import NO_ACK, NOT_KNOWN, Observed
from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from dissectors.streams.tcp_analysis.marks import Mark
from tests.conftest import SAMPLES
from tests.dissectors.statistics.tcp_graphs.talk import ACK, MS, SYN, Said, observed_of, table_of, transfer


def columns(observed: Observed) -> dict[str, list[int]]:
    names = ("rows", "times", "sides", "starts", "lengths", "acks", "windows", "flags", "marks", "ack_rtts")
    told = {name: getattr(observed, name).tolist() for name in names}
    blocks = observed.blocks
    return told | {name: getattr(blocks, name).tolist() for name in ("places", "lefts", "rights")}


def test_numbers_are_relative_and_windows_are_scaled(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert seen.starts[:5].tolist() == [0, 0, 1, 1, 201]
    assert seen.acks[:3].tolist() == [NO_ACK, 1, 1]
    assert seen.sides[:3].tolist() == [0, 1, 0]
    # Those of a SYN are as sent; side 0 shifts by two bits, side 1 by one.
    assert seen.windows[[0, 1, 2, 5]].tolist() == [1000, 1000, 4000, 1000]
    assert seen.times[[0, 1, 3]].tolist() == [0, 10 * MS, 21 * MS]
    assert seen.ends[[0, 3, 11]].tolist() == [1, 101, 402]
    assert seen.initial_rtt == 20 * MS
    assert seen.scale_is_known
    assert seen.marks[9] & Mark.FAST_RETRANSMISSION | seen.marks[9] & Mark.RETRANSMISSION


def test_round_trips_name_the_packet_that_they_began_with(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert (seen.ack_rtts[5], seen.acked_rows[5]) == (10 * MS, 3)
    assert (seen.ack_rtts[6], seen.acked_rows[6]) == (NOT_KNOWN, NOT_KNOWN)


def test_blocks_of_sack_are_relative_to_the_other_side(tmp_path: Path) -> None:
    blocks = observed_of(transfer(), tmp_path).blocks
    assert blocks.places.tolist() == [6, 8]
    assert list(zip(blocks.lefts.tolist(), blocks.rights.tolist(), strict=True)) == [(201, 301), (201, 401)]


@pytest.mark.parametrize("at_once", [1, 3, 5])
def test_what_comes_bit_by_bit_is_as_what_comes_at_once(tmp_path: Path, at_once: int) -> None:
    whole, parts = (observed_of(transfer(), tmp_path, at_once=rows) for rows in (100, at_once))
    assert columns(parts) == columns(whole)
    assert (parts.origin, parts.initial_rtt) == (whole.origin, whole.initial_rtt)


def test_numbers_go_on_where_they_wrap_around(tmp_path: Path) -> None:
    near_the_end = 2**32 - 150
    seen = observed_of(transfer(near_the_end, near_the_end), tmp_path)
    assert columns(seen) == columns(observed_of(transfer(), tmp_path))


def test_a_stream_longer_than_all_numbers_is_unwrapped(tmp_path: Path) -> None:
    step = 2**30
    said = [Said(0, number, 1 + number * step, 1, 100) for number in range(10)]
    said += [Said(1, 20 + number, 1, 101 + number * step) for number in range(10)]
    seen = observed_of(said, tmp_path)
    assert np.diff(seen.starts[:10]).tolist() == [step] * 9
    assert np.diff(seen.acks[10:]).tolist() == [step] * 9


def test_who_answered_a_handshake_that_was_not_captured_did_not_begin(tmp_path: Path) -> None:
    seen = observed_of([Said(1, 0, 500, 101, flags=SYN | ACK), Said(0, 1, 101, 501)], tmp_path)
    assert seen.sides.tolist() == [1, 0]


def test_only_rows_that_are_wanted_are_told_of_but_all_are_compared(tmp_path: Path) -> None:
    table = table_of(transfer(), tmp_path)
    observer = ConversationObserver(table.index, 0)
    observer.add(np.array([8, 9]))
    seen = observer.observed()
    assert seen.rows.tolist() == [8, 9]
    assert seen.starts[1] == 101
    assert seen.blocks.places.tolist() == [0]
    assert seen.marks[1]


def test_without_the_handshake_nothing_tells_how_windows_are_scaled(tmp_path: Path) -> None:
    seen = observed_of(transfer()[3:], tmp_path)
    assert not seen.scale_is_known
    assert seen.windows[2] == 500


def test_nothing_is_observed_of_a_conversation_that_is_not_there(tmp_path: Path) -> None:
    table = table_of(transfer(), tmp_path)
    observer = ConversationObserver(table.index, 7)
    observer.extend(len(table))
    seen = observer.observed()
    assert len(seen) == 0
    assert seen.origin is None


FIELDS = (
    *("frame.number", "tcp.stream", "tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size"),
    *("tcp.analysis.bytes_in_flight", "tcp.analysis.acks_frame", "tcp.analysis.ack_rtt"),
)


@pytest.mark.parametrize("sample", ["http.pcapng", "zero-window.pcapng", "half-close.pcapng", "reset.pcapng"])
def test_everything_is_as_tshark_tells_it(sample: str, require_tool: Callable[[str], str]) -> None:
    fields = [word for name in FIELDS for word in ("-e", name)]
    run = [require_tool("tshark"), "-n", "-r", str(SAMPLES / sample), "-Y", "tcp", "-T", "fields", *fields]
    lines = subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()
    told = [line.split("\t") for line in lines]
    with open_capture(SAMPLES / sample) as capture:
        capture.refresh()
        table = PacketTable(capture)
        for stream in {int(one[1]) for one in told}:
            observer = ConversationObserver(table.index, stream)
            observer.extend(len(table))
            seen = observer.observed()
            theirs = [one for one in told if int(one[1]) == stream]
            assert (seen.rows + 1).tolist() == [int(one[0]) for one in theirs]
            assert seen.starts.tolist() == [int(one[2]) for one in theirs]
            assert [max(ack, 0) for ack in seen.acks.tolist()] == [int(one[3]) for one in theirs]
            assert seen.lengths.tolist() == [int(one[4]) for one in theirs]
            assert seen.windows.tolist() == [int(one[5]) for one in theirs]
            assert seen.in_flight.tolist() == [int(one[6] or NOT_KNOWN) for one in theirs]
            assert (seen.acked_rows + 1).tolist() == [int(one[7] or 0) for one in theirs]
            assert seen.ack_rtts.tolist() == [round(float(one[8]) * 1e9) if one[8] else NOT_KNOWN for one in theirs]
