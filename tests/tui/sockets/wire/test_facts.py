"""What packets tell, as values."""

import pytest

from tui.sockets.wire.facts import Moment, Wire, WireEnd

SYN = Moment(1, 1_000_000_000)


def test_a_moment_tells_how_long_ago_it_was() -> None:
    assert SYN.seconds_before(3_500_000_000) == 2.5
    assert Moment(1, None).seconds_before(5) is None


@pytest.mark.parametrize(
    ("end", "waiting", "carried"),
    [
        (WireEnd(), None, None),
        (WireEnd(next_sequence=1, syn=SYN), 1, 0),
        (WireEnd(next_sequence=101, acknowledged=51, syn=SYN), 50, 100),
        (WireEnd(next_sequence=102, acknowledged=102, syn_ack=SYN, fin=SYN), 0, 100),
        (WireEnd(next_sequence=101, acknowledged=51), 50, None),
        (WireEnd(next_sequence=101), None, None),
        (WireEnd(next_sequence=1, acknowledged=9, syn=SYN), 0, 0),
    ],
)
def test_numbers_tell_what_waits_and_what_was_sent(end: WireEnd, waiting: int | None, carried: int | None) -> None:
    assert (end.unacknowledged, end.stream_bytes) == (waiting, carried)


def test_whole_is_what_has_its_beginning_and_no_gaps() -> None:
    with_syn = WireEnd(syn=SYN)
    assert Wire("tcp", 0, WireEnd(), with_syn).is_whole
    assert Wire("tcp", 0, with_syn, WireEnd(), dropped=0).is_whole
    assert not Wire("tcp", 0, WireEnd(), WireEnd()).is_whole
    assert not Wire("tcp", 0, with_syn, WireEnd(), gaps=1).is_whole
    assert not Wire("tcp", 0, with_syn, WireEnd(), dropped=1).is_whole


def test_settled_is_what_has_been_quiet() -> None:
    wire = Wire("tcp", 0, WireEnd(), WireEnd(), last=SYN)
    assert wire.is_settled(1_600_000_000, 0.5)
    assert not wire.is_settled(1_400_000_000, 0.5)
    assert not Wire("tcp", 0, WireEnd(), WireEnd()).is_settled(10**10, 0.5)
