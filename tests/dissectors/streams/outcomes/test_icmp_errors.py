"""ICMP errors by conversation: the first of each kind, and whose packet it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.icmp_errors import Error, ICMPErrors, meaning
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tests.dissectors.streams.outcomes.test_fates import error

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 90)


def errors_in(frames: list[bytes], folder: Path, first: int = 0) -> ICMPErrors:
    table = PacketTable(capture_of(frames, folder))
    table.number_streams(len(table))
    found = ICMPErrors("udp")
    for piece in table.index.pieces:
        found.add(table.index, piece, first)
    return found


def test_the_first_of_each_kind_is_kept(tmp_path: Path) -> None:
    quoted = udp(A, B)
    frames = [quoted, *(error(quoted, *said) for said in ((3, 1), (3, 0), (3, 3), (11, 0), (3, 3)))]
    found = errors_in(frames, tmp_path)
    told = {kind: found.of(kind, 1)[["frame", "version", "type", "code"]].tolist() for kind in Error}
    assert told == {
        Error.UNREACHABLE: [(2, 4, 3, 1)],
        Error.PORT_UNREACHABLE: [(4, 4, 3, 3)],
        Error.TIME_EXCEEDED: [(5, 4, 11, 0)],
    }


def test_whose_packet_it_was_is_told(tmp_path: Path) -> None:
    sides = [
        int(errors_in([error(udp(*ends))], tmp_path).of(Error.PORT_UNREACHABLE, 1)["side"][0])
        for ends in ((A, B), (B, A))
    ]
    assert sorted(sides) == [0, 1]


def test_rows_before_the_first_are_left_out(tmp_path: Path) -> None:
    frames = [error(udp(A, B)), error(udp(A, B))]
    assert errors_in(frames, tmp_path, 1).of(Error.PORT_UNREACHABLE, 1)["frame"].tolist() == [2]


def test_there_are_as_many_records_as_asked_for(tmp_path: Path) -> None:
    found = errors_in([udp(A, B)], tmp_path)
    assert found.of(Error.UNREACHABLE, 5)["frame"].tolist() == [0] * 5


def test_errors_about_another_protocol_are_not_counted(tmp_path: Path) -> None:
    found = errors_in([udp(A, B), tcp(A, B), error(tcp(A, B))], tmp_path)
    assert not any(found.of(kind, 1)["frame"].any() for kind in Error)


@pytest.mark.parametrize("said", [(3, 4), (5, 1), (8, 0)], ids=["too big", "redirect", "echo"])
def test_what_is_no_failure_is_not_counted(said: tuple[int, int], tmp_path: Path) -> None:
    found = errors_in([udp(A, B), error(udp(A, B), *said)], tmp_path)
    assert not any(found.of(kind, 1)["frame"].any() for kind in Error)


def test_codes_have_words() -> None:
    assert meaning(4, 3, 3) == "Port unreachable"
    assert meaning(6, 1, 0) == "no route to destination"
    assert meaning(4, 3, 200) == "type 3 code 200"
