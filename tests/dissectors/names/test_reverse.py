"""Addresses out of the names that DNS keeps for them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.names.reverse import address_of


@given(st.ip_addresses())
def test_every_address_is_read_back(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert address_of(address.reverse_pointer) == str(address)
    assert address_of(address.reverse_pointer.upper() + ".") == str(address)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "www.test",
        "in-addr.arpa",
        ".in-addr.arpa",
        "0.192.in-addr.arpa",
        "256.2.0.192.in-addr.arpa",
        "1.7.2.0.192.in-addr.arpa",
        "7/28.2.0.192.in-addr.arpa",
        "1.ip6.arpa",
        ("x." * 32) + "ip6.arpa",
        ("1." * 33) + "ip6.arpa",
        "_http._tcp.local",
        "1." * 10_000 + "in-addr.arpa",
    ],
)
def test_others_stand_for_none(name: str) -> None:
    assert address_of(name) is None


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    for zone in (".in-addr.arpa", ".ip6.arpa"):
        address_of(text + zone)
