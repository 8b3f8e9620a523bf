"""One conversation by role, and times and counts for reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.outcomes.case import UNKNOWN_ENDS, Case, many, seconds
from tests.dissectors.streams.judged import fates_of
from tests.dissectors.streams.talk import ACK, CLIENT_V6, FIN, RST, SERVER_V6, SYN, Talk

CLIENT, SERVER = "10.0.0.2:40000", "10.0.0.1:80"


def case_of(talk: Talk, folder: Path) -> Case:
    return Case(fates_of(talk.table(folder)), 0)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0 µs"),
        (25_400, "25.4 µs"),
        (13_000_000, "13 ms"),
        (1_019_000_000, "1.02 s"),
        (61_000_000_000, "61 s"),
        (1_234_567_890_123, "1,234 s"),
    ],
)
def test_times_are_for_reading(nanoseconds: int, text: str) -> None:
    assert seconds(nanoseconds) == text


def test_counts_are_for_reading() -> None:
    assert [many(count, "byte") for count in (0, 1, 1460)] == ["0 bytes", "1 byte", "1,460 bytes"]


def test_who_sent_the_syn_is_the_client_whoever_comes_first(tmp_path: Path) -> None:
    overtaken = Talk().send(0, SYN, is_seen=False).send(1, SYN | ACK).send(0, SYN, back=1).send(0)
    for talk in (Talk().shake(), overtaken):
        case = case_of(talk, tmp_path)
        assert (case.client, case.server) == (CLIENT, SERVER)
        assert [(end.name, other.name) for end, other in case.ends()] == [(CLIENT, SERVER), (SERVER, CLIENT)]


def test_ends_of_ipv6_are_named_so_that_the_port_is_told_apart(tmp_path: Path) -> None:
    case = case_of(Talk(CLIENT_V6, SERVER_V6).shake(), tmp_path)
    assert (case.client, case.server) == ("[2001:db8::2]:40000", "[2001:db8::1]:80")


@pytest.mark.parametrize("side", [0, 1])
def test_the_first_reset_counts(side: int, tmp_path: Path) -> None:
    case = case_of(Talk().shake().send(side, RST).send(1 - side, RST), tmp_path)
    assert case.resetter()[0].name == (CLIENT, SERVER)[side]
    assert case.resetter()[1].name == (SERVER, CLIENT)[side]


def test_what_was_sent_again_is_carried_once(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, bytes(10)).wait(900).send(0, ACK, bytes(10), back=10).send(1, ACK, b"x")
    assert case_of(talk, tmp_path).carried() == f"after 10 bytes from {CLIENT} and 1 byte from {SERVER}"
    assert case_of(Talk().shake(), tmp_path).carried("with nothing") == "with nothing"


def test_only_a_handshake_that_was_seen_is_told_of(tmp_path: Path) -> None:
    assert case_of(Talk().shake(), tmp_path).handshake() == (1, 2, 3)
    assert case_of(Talk().send(0, ACK, b"x").send(1), tmp_path).handshake() == (0, 0, 0)
    assert case_of(Talk().send(0, SYN).send(0, ACK), tmp_path).handshake() == (1, 0, 0)


def test_receivers_are_named_by_the_sender(tmp_path: Path) -> None:
    case = case_of(Talk().shake().send(0, FIN), tmp_path)
    first = int(case.whole["first_side"])
    assert [case.receiver(first), case.receiver(1 - first)] == [SERVER, CLIENT]
    assert UNKNOWN_ENDS[1] not in (case.receiver(0), case.receiver(1))
