"""Pings and their answers."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.statistics import ping_times
from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.ping_times import PingedHost, PingTimes
from tests.conftest import SAMPLES
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.streams.frames import capture_of, ip

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
A6, B6 = "2001:db8::1", "2001:db8::2"


def echo(source: str, destination: str, number: int, *, reply: bool = False, identifier: int = 7) -> bytes:
    """A ping, or the answer to one."""
    is_six = ":" in source
    kind = (129 if reply else 128) if is_six else (0 if reply else 8)
    return ip(source, destination, 58 if is_six else 1, struct.pack("!BBHHH", kind, 0, 0, identifier, number) + b"data")


def quoting(source: str, destination: str, quoted: bytes) -> bytes:
    """An error message about an IPv4 packet."""
    return ip(source, destination, 1, struct.pack("!BBHI", 3, 1, 0, 0) + quoted[14:])


def index_of(folder: Path, *frames: bytes) -> LayerIndex:
    return LayerIndex(capture_of(list(frames), folder))


def pairs(counts: PingTimes) -> list[tuple[int, int]]:
    return sorted((one.question_row, one.answer_row) for one in counts.exchanges())


def test_an_answer_has_the_addresses_the_identifier_and_the_number(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        echo(A, B, 1),
        echo(A, B, 2),
        echo(A, C, 1),
        echo(B, A, 1, reply=True, identifier=8),
        echo(A, B, 2, reply=True),
        echo(C, A, 1, reply=True),
        echo(B, A, 1, reply=True),
        echo(B, A, 1, reply=True),
    )
    found = whole(PingTimes(index))
    assert found.exchanges() == [
        Exchange("ping", B, "", 6, 0, 6),
        Exchange("ping", C, "", 3, 2, 5),
    ]
    assert found.hosts() == [PingedHost(B, 2, 1), PingedHost(C, 1, 1)]
    for step in range(1, 8):
        again = stepwise(PingTimes(index), step)
        assert sorted(again.exchanges()) == sorted(found.exchanges())
        assert again.hosts() == found.hosts()


def test_over_ipv6(tmp_path: Path) -> None:
    index = index_of(tmp_path, echo(A6, B6, 1), echo(B6, A6, 1, reply=True))
    assert whole(PingTimes(index)).exchanges() == [Exchange("ping", B6, "", 1, 0, 1)]


def test_both_ends_may_ask_at_once(tmp_path: Path) -> None:
    frames = echo(A, B, 7), echo(B, A, 7), echo(A, B, 7, reply=True), echo(B, A, 7, reply=True)
    assert pairs(whole(PingTimes(index_of(tmp_path, *frames)))) == [(0, 3), (1, 2)]


def test_the_answer_is_to_the_latest_of_those_alike(tmp_path: Path) -> None:
    index = index_of(tmp_path, echo(A, B, 1), echo(A, B, 1), echo(B, A, 1, reply=True))
    assert pairs(whole(PingTimes(index))) == pairs(stepwise(PingTimes(index))) == [(1, 2)]


def test_what_an_error_quotes_is_no_ping(tmp_path: Path) -> None:
    index = index_of(tmp_path, quoting(C, A, echo(A, B, 1)), echo(B, A, 1, reply=True))
    found = whole(PingTimes(index))
    assert (found.exchanges(), found.hosts()) == ([], [])


def test_both_packets_are_among_those_that_are_meant(tmp_path: Path) -> None:
    requests = [echo(A, B, number) for number in range(3)]
    index = index_of(tmp_path, *requests, *(echo(B, A, number, reply=True) for number in range(3)))
    for given in (whole, stepwise):
        assert pairs(given(PingTimes(index), rows=[0, 1, 4, 5])) == [(1, 4)]


def test_requests_that_nobody_answers_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping_times, "MOST_WAITING", 2)
    requests = [echo(A, B, number) for number in range(3)]
    index = index_of(tmp_path, *requests, *(echo(B, A, number, reply=True) for number in range(3)))
    assert pairs(stepwise(PingTimes(index))) == [(1, 4), (2, 5)]


def test_one_that_came_in_fragments(tmp_path: Path) -> None:
    data = echo(A, B, 1)[34:] + bytes(36)
    halves = [ip(A, B, 1, data[:24]), ip(A, B, 1, data[24:])]
    halves[0] = halves[0][:20] + b"\x20\x00" + halves[0][22:]
    halves[1] = halves[1][:20] + b"\x00\x03" + halves[1][22:]
    assert pairs(whole(PingTimes(index_of(tmp_path, *halves, echo(B, A, 1, reply=True))))) == [(1, 2)]


def test_of_a_real_ping() -> None:
    with open_capture(SAMPLES / "ping.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        found = whole(PingTimes(index))
        assert sum(host.answered for host in found.hosts()) == len(found.exchanges()) > 0
        times = capture.frames.column("time")
        for one in found.exchanges():
            assert one.nanoseconds == int(times[one.answer_row] - times[one.question_row])
        assert whole(PingTimes(index), []).exchanges() == []
        assert sorted(stepwise(PingTimes(index)).exchanges()) == sorted(found.exchanges())
