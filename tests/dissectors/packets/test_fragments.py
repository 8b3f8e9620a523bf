"""Which rows carry fragments, and where packets are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.internet.fragments import MOST_FRAGMENTS
from dissectors.packets import fragments
from dissectors.packets.fragments import NOWHERE
from dissectors.packets.layer_index import LayerIndex
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp, vlan
from tests.dissectors.streams.frames import capture_of, tcp

DATAGRAM = udp(bytes(range(32)))
HEAD, TAIL = ipv4(DATAGRAM[:16], 0, more=True), ipv4(DATAGRAM[16:], 16)


def index_of(frames: list[bytes], folder: Path) -> LayerIndex:
    index = LayerIndex(capture_of(frames, folder))
    while index.extend(2):
        pass
    return index


def whole_in(frames: list[bytes], folder: Path) -> list[int | None]:
    index = index_of(frames, folder)
    return [index.fragments.whole_in(row) for row in range(len(frames))]


def test_rows_know_with_which_row_their_packet_is_whole(tmp_path: Path) -> None:
    other = tcp(("10.0.0.1", 1), ("10.0.0.2", 2))
    assert whole_in([other, HEAD, other, other, TAIL], tmp_path) == [None, 4, None, None, 4]


def test_a_completing_row_gives_all_fragments_as_they_came(tmp_path: Path) -> None:
    known = index_of([TAIL, HEAD], tmp_path).fragments.of_row(1)
    assert known is not None
    assert (known.start, known.whole_in) == (14, 2)
    assert [(one.frame, one.offset, one.data, one.more) for one in known.fragments] == [
        (1, 16, DATAGRAM[16:], False),
        (2, 0, DATAGRAM[:16], True),
    ]


def test_other_rows_say_where_it_is_whole_and_nothing_more(tmp_path: Path) -> None:
    known = index_of([TAIL, HEAD], tmp_path).fragments.of_row(0)
    assert known is not None
    assert (known.whole_in, known.fragments) == (2, ())


def test_a_packet_that_lacks_a_fragment_is_whole_nowhere(tmp_path: Path) -> None:
    index = index_of([HEAD], tmp_path)
    assert index.fragments.whole_in(0) == NOWHERE
    known = index.fragments.of_row(0)
    assert known is not None
    assert known.whole_in is None


def test_fragments_that_come_again_begin_another_packet(tmp_path: Path) -> None:
    assert whole_in([HEAD, TAIL, TAIL, HEAD, TAIL], tmp_path) == [1, 1, 3, 3, NOWHERE]


@pytest.mark.parametrize(
    "other",
    [
        ipv4(DATAGRAM[16:], 16, identification=2),
        ipv4(DATAGRAM[16:], 16, protocol=6),
        ipv4(DATAGRAM[16:], 16, source="10.0.0.3"),
        ipv4(DATAGRAM[16:], 16, source="10.0.0.2", destination="10.0.0.1"),
        ipv4(DATAGRAM[16:], 16, tags=vlan(5)),
        ipv4(DATAGRAM[16:], 16, tags=b"\x88\xa8\0\5"),
        ipv6(DATAGRAM[16:], 16),
    ],
)
def test_fragments_of_other_packets_do_not_mix(other: bytes, tmp_path: Path) -> None:
    assert whole_in([HEAD, other, TAIL], tmp_path) == [2, NOWHERE, 2]


def test_vlan_0_is_none(tmp_path: Path) -> None:
    assert whole_in([HEAD, ipv4(DATAGRAM[16:], 16, tags=vlan(0))], tmp_path) == [1, 1]


def test_ipv6_packets_are_told_apart_by_identification(tmp_path: Path) -> None:
    frames = [ipv6(DATAGRAM[16:], 16, following=58), ipv6(DATAGRAM[:16], 0, more=True, identification=2)]
    assert whole_in([*frames, ipv6(DATAGRAM[:16], 0, more=True)], tmp_path) == [2, NOWHERE, 2]


def test_an_ipv6_packet_in_one_piece_is_no_fragment(tmp_path: Path) -> None:
    """RFC 6946: a fragment header alone."""
    assert whole_in([ipv6(DATAGRAM)], tmp_path) == [None]


def test_cut_fragments_are_left_out(tmp_path: Path) -> None:
    assert whole_in([HEAD[:-1], TAIL, ipv6(DATAGRAM[:16], 0, more=True)[:-1]], tmp_path) == [None, NOWHERE, None]


def test_quoted_fragments_are_left_out(tmp_path: Path) -> None:
    quote = ipv4(b"\x0b\1" + bytes(6) + HEAD[14:], protocol=1, source="10.0.0.9", destination="10.0.0.1")
    assert whole_in([quote, TAIL], tmp_path) == [None, NOWHERE]


def test_a_first_fragment_carries_data(tmp_path: Path) -> None:
    index = index_of([HEAD, TAIL], tmp_path)
    assert "udp" not in index.pieces[0].layers
    assert index.pieces[0].layers["data"].rows.tolist() == [0, 1]


def test_a_cut_first_fragment_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    assert "udp" in index_of([HEAD[:-1]], tmp_path).pieces[0].layers


def test_fragments_in_a_tunnel_are_found(tmp_path: Path) -> None:
    frames = [ipv4(inner[14:], protocol=4, source="10.1.1.1") for inner in (HEAD, TAIL)]
    assert whole_in(frames, tmp_path) == [1, 1]


def test_a_flood_of_fragments_is_given_up(tmp_path: Path) -> None:
    flood = [ipv4(bytes(8), 8, more=True)] * (MOST_FRAGMENTS + 1)
    found = whole_in([*flood, HEAD, TAIL], tmp_path)
    assert set(found[: MOST_FRAGMENTS + 1]) == {NOWHERE}
    assert found[-2:] == [MOST_FRAGMENTS + 2] * 2


def test_the_packet_that_waits_longest_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST_UNFINISHED", 2)
    others = [ipv4(DATAGRAM[:16], 0, more=True, identification=number) for number in (2, 3)]
    assert whole_in([HEAD, *others, TAIL], tmp_path) == [NOWHERE] * 4


def test_completing_rows_are_listed(tmp_path: Path) -> None:
    index = index_of([HEAD, TAIL, HEAD, TAIL], tmp_path)
    assert index.fragments.completing(0, 4).tolist() == [1, 3]
    assert index.fragments.completing(1, 3).tolist() == [1]


def test_without_reassembly_nothing_is_looked_for(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([HEAD, TAIL], tmp_path), reassembles=False)
    index.extend()
    assert index.fragments.of_row(1) is None
    assert "udp" in index.pieces[0].layers
