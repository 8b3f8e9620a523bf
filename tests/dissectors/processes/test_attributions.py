"""What was found out about ends is kept, once."""

from __future__ import annotations

from dissectors.processes.attribution import End
from dissectors.processes.attributions import Attributions
from tests.dissectors.processes.found import CLIENT, SERVER, found

CURL = found("curl", 7)


def test_what_is_said_twice_is_kept_once() -> None:
    all_known = Attributions([CURL])
    assert all_known.append([CURL, found("nc", 8), CURL]) == 1
    assert len(all_known) == 2


def test_the_new_ones_are_found_by_their_number() -> None:
    all_known = Attributions([CURL])
    all_known.append([found("nc", 8)])
    assert [one.name for one in all_known.since(1)] == ["nc"]
    assert all_known.since(2) == ()


def test_ends_find_what_was_said_of_either() -> None:
    answer = found("nginx", 9, local=SERVER, remote=CLIENT)
    other = found("nc", 8, remote=End("10.0.0.9", 80))
    all_known = Attributions([CURL, other, answer])
    assert all_known.between("tcp", SERVER, CLIENT) == (CURL, answer)
    assert all_known.between("udp", SERVER, CLIENT) == ()
