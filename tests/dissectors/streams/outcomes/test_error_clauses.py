"""What is said where ICMP tells why packets did not arrive: whose, and in its own words."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.streams.outcomes.error_clauses import ERROR_CLAUSES
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.frames import ip, udp
from tests.dissectors.streams.judged import verdict_on, verdict_on_datagrams
from tests.dissectors.streams.outcomes.test_fates import error
from tests.dissectors.streams.talk import SYN, Talk

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 90)
A6, B6 = ("2001:db8::2", 40000), ("2001:db8::1", 90)


def error_v6(quoted: bytes, type_: int, code: int) -> bytes:
    return ip("2001:db8::9", "2001:db8::2", 58, struct.pack("!BBHI", type_, code, 0, 0) + quoted[14:])


@pytest.mark.parametrize(
    ("type_", "code", "outcome", "text"),
    [
        (3, 3, Outcome.PORT_UNREACHABLE, "No program listens on 10.0.0.1:90, or a firewall says so: ICMP says"),
        (3, 1, Outcome.UNREACHABLE, "Packets to 10.0.0.1:90 could not be delivered: ICMP says “Host unreachable”"),
        (11, 0, Outcome.TIME_EXCEEDED, "Packets to 10.0.0.1:90 did not arrive (a traceroute, or a loop of routes)"),
        (11, 1, Outcome.TIME_EXCEEDED, "Packets to 10.0.0.1:90 did not arrive (fragments of them were lost)"),
    ],
)
def test_icmp_is_quoted(type_: int, code: int, outcome: Outcome, text: str, tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([udp(A, B), error(udp(A, B), type_, code)], tmp_path)
    assert verdict.sentence.startswith(text)
    assert verdict.sentence.endswith(f"(type {type_}, code {code})")
    assert verdict.outcomes[0] is outcome
    assert verdict.evidence == (1, 2)


@pytest.mark.parametrize(
    ("type_", "code", "outcome"),
    [(1, 4, Outcome.PORT_UNREACHABLE), (1, 0, Outcome.UNREACHABLE), (3, 0, Outcome.TIME_EXCEEDED)],
)
def test_icmpv6_is_quoted(type_: int, code: int, outcome: Outcome, tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([udp(A6, B6), error_v6(udp(A6, B6), type_, code)], tmp_path)
    assert verdict.outcomes[0] is outcome
    assert "[2001:db8::1]:90" in verdict.sentence
    assert verdict.sentence.endswith(f"(type {type_}, code {code})")
    assert "ICMPv6 says “" in verdict.sentence


def test_whose_port_is_closed_is_named_even_if_that_is_the_client(tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([udp(A, B), udp(B, A), error(udp(B, A))], tmp_path)
    assert verdict.sentence.startswith("No program listens on 10.0.0.2:40000")
    assert "; answered: 1 datagram from 10.0.0.2:40000" in verdict.sentence
    assert verdict.evidence == (1, 2, 3)


def test_of_what_was_quoted_only_the_ends_are_not_named(tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([error(udp(A, B))], tmp_path)
    assert verdict.sentence.startswith("No program listens on the receiver, or a firewall says so: ICMP says")
    assert verdict.evidence == (1,)


def test_a_syn_that_could_not_be_delivered_is_not_said_to_be_without_answer(tmp_path: Path) -> None:
    talk = Talk().send(0, SYN)
    talk.frames.append((talk.now, error(talk.frames[0][1], 3, 1)))
    assert verdict_on(talk, tmp_path).outcomes == (Outcome.UNREACHABLE,)


def test_the_wish_for_smaller_packets_is_no_failure(tmp_path: Path) -> None:
    talk = Talk().shake()
    talk.frames.append((talk.now, error(talk.frames[0][1], 3, 4)))
    assert verdict_on(talk, tmp_path).outcomes == (Outcome.STILL_OPEN,)


def test_errors_have_their_clauses() -> None:
    assert set(ERROR_CLAUSES) == {Outcome.UNREACHABLE, Outcome.PORT_UNREACHABLE, Outcome.TIME_EXCEEDED}
