"""Addresses that hold other addresses."""

from __future__ import annotations

import socket

import pytest

from tests.dissectors.internet.packets import ipv6, printed, read


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("fe80::200:5eff:fe00:101", "slaac_mac", "00:00:5e:00:01:01"),
        ("2002:c000:201:5::1", "6to4_gw_ipv4", "192.0.2.1"),
        ("2002:c000:201:5::1", "6to4_sla_id", "5"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "ts_ipv4", "65.54.227.120"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tc_port", "40000"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tc_ipv4", "192.0.2.45"),
        ("fe80::5efe:192.0.2.1", "isatap_ipv4", "192.0.2.1"),
        ("64:ff9b::198.51.100.7", "embed_ipv4", "198.51.100.7"),
    ],
)
def test_source_tells(address: str, name: str, value: str) -> None:
    dissection = read(ipv6(59, b"", source=socket.inet_pton(socket.AF_INET6, address)))
    assert printed(dissection, f"ipv6.src_{name}") == [value]
    assert printed(dissection, f"ipv6.{name}") == [value]
    assert printed(dissection, f"ipv6.dst_{name}") == []


def test_ordinary_address_tells_nothing() -> None:
    dissection = read(ipv6(59, b""))
    assert not [field for field in dissection.layers[-1].fields if field.generated]
