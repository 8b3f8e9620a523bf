"""Filters that lead to the packets of exchanges."""

from __future__ import annotations

import pytest

from dissectors.filters import compile_filter
from dissectors.statistics.exchange_filters import KINDS, MOST_NAMED, filter_of
from dissectors.statistics.exchanges import RESPONSE_KINDS, Exchange, ResponseKind


def many(
    kind: ResponseKind, count: int = 2 * MOST_NAMED, *, servers: int = 2, names: int = 2, where: str = "udp.stream"
) -> list[Exchange]:
    """Each with packets and a conversation of its own, the slowest last."""
    port = "" if kind == "ping" else ":53"
    return [
        Exchange(kind, f"10.0.0.{at % servers}{port}", f"n{at % names}", at, 2 * at, 2 * at + 1, where, at)
        for at in range(count)
    ]


def test_few_packets_are_named() -> None:
    assert filter_of(many("dns", 2)) == ("frame.number in {1, 2, 3, 4}", True)


def test_many_of_one_server_are_said_by_it() -> None:
    assert filter_of(many("dns", servers=1)) == ("dns && ip.addr == 10.0.0.0 && udp.port == 53", True)
    pings = [one._replace(server="2001:db8::1", where="") for one in many("ping")]
    assert filter_of(pings) == (f"{KINDS['ping']} && ipv6.addr == 2001:db8::1", True)
    six = [one._replace(server="[2001:db8::1]:80", where="tcp.stream") for one in many("http")]
    assert filter_of(six) == ("http && ipv6.addr == 2001:db8::1 && tcp.port == 80", True)


def test_many_of_one_name_are_said_by_it() -> None:
    assert filter_of(many("dns", names=1)) == ('dns && dns.qry.name == "n0"', True)


def test_many_of_few_conversations_are_said_by_them() -> None:
    found = [one._replace(number=one.number % 3) for one in many("http", where="tcp.stream")]
    assert filter_of(found) == ("http && tcp.stream in {0, 1, 2}", True)


def test_all_of_a_kind_are_said_by_it() -> None:
    assert filter_of(many("dns"), is_whole_kind=True) == ("dns", True)


def test_else_it_leads_to_the_slowest() -> None:
    found = filter_of(many("http", where="tcp.stream"))
    assert not found.is_whole
    assert found.text.count(",") == MOST_NAMED - 1
    assert found.text.endswith(f", {4 * MOST_NAMED}}}")
    assert not filter_of(many("first byte"), is_whole_kind=True).is_whole


def test_what_no_field_of_a_packet_tells_is_not_said_by_fields() -> None:
    found = [one._replace(is_joined=at == 7) for at, one in enumerate(many("tls", servers=1, where="tcp.stream"))]
    assert not filter_of(found, is_whole_kind=True).is_whole
    assert filter_of(found).text.startswith("frame.number in {")


@pytest.mark.parametrize("kind", RESPONSE_KINDS)
def test_every_filter_can_be_used(kind: ResponseKind) -> None:
    for found in (many(kind), many(kind, servers=1), many(kind, names=1), many(kind, 1)):
        compile_filter(filter_of(found).text)
