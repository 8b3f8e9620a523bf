"""Words of findings, and their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dissectors.streams.patterns.finding import (
    Finding,
    Severity,
    address_text,
    count_text,
    endpoint_text,
    in_order,
    network_of,
    numbers_text,
    span_text,
)

ONE = Finding("land", "LAND packet", "error", "likely", "", ("10.0.0.1",), (), (7,), 1, "", "", "")


def made(severity: Severity, packet: int) -> Finding:
    return replace(ONE, severity=severity, packets=(packet,))


def test_the_gravest_come_first_then_the_earliest() -> None:
    found = in_order([made("note", 1), made("error", 9), made("warning", 2), made("error", 3)])
    assert [(one.severity, one.packets) for one in found] == [
        ("error", (3,)),
        ("error", (9,)),
        ("warning", (2,)),
        ("note", (1,)),
    ]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (b"\x04\x0a\x00\x00\x01" + bytes(12), "10.0.0.1"),
        (b"\x06" + bytes(15) + b"\x01", "::1"),
        (b"\x00\x02\x00\x00\x00\x00\x01" + bytes(10), "02:00:00:00:00:01"),
    ],
)
def test_addresses_of_every_kind(address: bytes, text: str) -> None:
    assert address_text(address) == text


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (10, "less than 1 ms"),
        (199_000_000, "199 ms"),
        (3_240_000_000, "3.2 s"),
        (600_000_000_000, "10 min"),
        (36_000_000_000_000, "10.0 h"),
        (1 << 63, "an unknown time"),
        (-5, "an unknown time"),
    ],
)
def test_spans_are_told_as_finely_as_it_matters(nanoseconds: int, text: str) -> None:
    assert span_text(nanoseconds) == text


def test_numbers_side_by_side_are_a_range() -> None:
    assert numbers_text([443, 80, 81, 82, 22]) == "22, 80-82, 443"
    assert numbers_text(range(0, 100, 2), most=3) == "0, 2, 4 ..."


def test_words_of_hosts_and_counts() -> None:
    assert (count_text(1, "packet"), count_text(2000, "address", "addresses")) == ("1 packet", "2,000 addresses")
    assert (endpoint_text("10.0.0.1", 80), endpoint_text("::1", 80)) == ("10.0.0.1:80", "[::1]:80")
    assert (network_of("10.0.0.1"), network_of("::1")) == ("ip", "ipv6")
