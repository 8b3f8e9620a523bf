"""The header: what queries, answers and updates show of it, and what is taken for DNS elsewhere."""

from __future__ import annotations

import pytest

from tests.dissectors.protocols.carried import in_udp, protocols, values
from tests.dissectors.protocols.dns.messages import header, question


def test_query_has_no_fields_of_an_answer() -> None:
    dissection = in_udp(header(0x0100, 1) + question(), 53)
    assert values(dissection, "dns.flags.recdesired") == [1]
    for name in ("authoritative", "recavail", "authenticated", "rcode"):
        assert not dissection.find(f"dns.flags.{name}")


def test_answer_tells_its_outcome() -> None:
    dissection = in_udp(header(0x8583, 1) + question(), 53)
    assert values(dissection, "dns.flags.rcode") == [3]
    assert values(dissection, "dns.flags.authoritative") == [1]
    assert dissection.find("dns.flags")[0].text == "0x8583 Standard query response, No such name"


def test_counts_of_an_update_have_their_own_names() -> None:
    dissection = in_udp(header(0x2800, 1) + question(kind=6), 53)
    assert values(dissection, "dns.count.zones") == [1]
    assert not dissection.find("dns.count.queries")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (header(0x0100, 1) + question(), ["dns"]),
        (header(0x0100, 2) + question(), ["data"]),
        (header(0x0100, 1, 1) + question(), ["data"]),
        (header(0x2800, 1) + question(), ["data"]),
        (header(0x8180, 1, 100) + question(), ["dns"]),
        (header(0x8180, 1, 101) + question(), ["data"]),
        (header(0x0100, 1), ["data"]),
        (header(0x0110, 1) + question(b"\x20" + b"CA" * 16 + b"\0", 33), ["data"]),
    ],
)
def test_other_ports_carry_dns_only_where_it_is_plausible(message: bytes, expected: list[str]) -> None:
    assert protocols(in_udp(message, 12345)) == expected
